"""`python app.py user …`: people's accounts without a browser."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

import promo.clients.models  # noqa: F401 - access to clients refers to their table
from promo.commands.opening import opened
from promo.db import transaction
from promo.users import invitations, service, sessions, throttle
from promo.users.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from promo.config import Settings


@click.group(help="Add people, list them, and let them set a new password.")
def user() -> None:
    """Hold the commands below."""


@user.command(help="Add a person. Asks for the password, or (--invite) prints a link by which they choose it.")
@click.option("--email", prompt="E-mail", help="The address they sign in with.")
@click.option("--name", prompt="Name", help="How others see them.")
@click.option("--role", prompt="Role", type=click.Choice([role.value for role in Role]), help="What they may do.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--invite", is_flag=True, help="Print an invitation link instead of asking for a password.")
@click.pass_obj
def add(settings: Settings, email: str, name: str, role: str, *, password_stdin: bool, invite: bool) -> None:
    """Make an account, or an invitation to one."""
    if password_stdin and invite:
        raise click.UsageError("Use either --password-stdin or --invite, not both.")
    with _session(settings) as session:
        if invite:
            wish = invitations.Wish(email, name.strip(), Role(role), ())
            _print_link(settings, invitations.invite(session, None, wish), f"{wish.days} days")
            return
        service.check_email(session, email)
        new = service.NewPerson(
            email=email,
            name=name.strip(),
            password=_password(from_stdin=password_stdin),
            role=Role(role),
            language=settings.language,
            time_zone=settings.time_zone,
        )
        service.check_new(session, new)
        service.make_person(session, new, cheap=settings.testing)
    click.echo(f"{name} can sign in with {service.normal_email(email)}.")
    if role != Role.OWNER:
        click.echo("An owner gives them access to clients on the page People.")


@user.command(name="list", help="List the people: e-mail, role, state, last seen (UTC), name.")
@click.pass_obj
def list_people(settings: Settings) -> None:
    """Print one line a person, fields separated by tabs."""
    with _session(settings) as session:
        for person in session.query(User).order_by(User.email):
            state = "active" if person.disabled_at is None else "disabled"
            seen = person.last_seen_at.strftime("%Y-%m-%d %H:%M") if person.last_seen_at else "never"
            click.echo(f"{person.email}\t{person.role}\t{state}\t{seen}\t{person.name}")


@user.command(name="reset-link", help="Print a link by which a person sets a new password.")
@click.option("--email", prompt="E-mail", help="The address they sign in with.")
@click.pass_obj
def reset_link(settings: Settings, email: str) -> None:
    """Make the link; wrong attempts to sign in are forgotten."""
    with _session(settings) as session:
        person = service.by_email(session, email)
        if person is None:
            raise click.ClickException(f"Nobody has an account with {email}. See: python app.py user list")
        throttle.forget(session, settings.secret_key, person.email)
        _print_link(settings, invitations.reset_link(session, person, None), "1 day")


@user.command(name="sign-out", help="Sign a person out of all browsers.")
@click.option("--email", prompt="E-mail", help="The address they sign in with.")
@click.pass_obj
def sign_out(settings: Settings, email: str) -> None:
    """End all sessions of a person."""
    with _session(settings) as session:
        person = service.by_email(session, email)
        if person is None:
            raise click.ClickException(f"Nobody has an account with {email}. See: python app.py user list")
        click.echo(f"Signed out of {sessions.end_all(session, person)} browsers.")


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    """Give a session with an up-to-date database; what a person should be told ends the program with a sentence."""
    with opened(settings) as context, transaction(context.sessions) as session:
        yield session


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt="Password again")
    return password


def _print_link(settings: Settings, token: str, how_long: str) -> None:
    address = settings.base_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"This link works once, for {how_long}:")
    click.echo(f"  {address}/invitations/{token}")
