"""The command line: `python app.py …`. One module a command; this list is all there are."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from promo.config import Settings
from promo.errors import SettingsError

COMMANDS = {
    "serve": "promo.commands.serve:serve",
    "worker": "promo.commands.worker:worker",
    "collect": "promo.commands.collect:collect",
    "user": "promo.commands.user:user",
    "demo": "promo.commands.demo:demo",
    "doctor": "promo.commands.doctor:doctor",
    "backup": "promo.commands.backup:backup",
    "restore": "promo.commands.backup:restore",
    "migrate": "promo.commands.migrate:migrate",
}


class _Commands(click.Group):
    """Loads a command's module when it is wanted, so that none pays for the others' imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands, help="Promo: promotion of Instagram pages. Settings come from the environment.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Read the settings that every command needs, as ``ctx.obj``."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("huey", "alembic", "waitress.queue", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
    if not any(word in sys.argv for word in ("--help", "-h")):
        ctx.obj = settings()


def settings() -> Settings:
    """Return the settings of the environment; end the program with a sentence where one is wrong."""
    try:
        return Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(error.message) from error


def main(*args: Any) -> None:  # noqa: ANN401 - handed on to click
    """Run the command line. A database that is away ends it with a sentence."""
    try:
        cli(*args, prog_name="app.py")
    except OperationalError as error:
        reason = str(error.orig).strip().split("\n", 1)[0]
        click.echo(f"Error: The database cannot be reached: {reason}", err=True)
        click.echo("Check PROMO_DATABASE_URL, and that the database server runs.", err=True)
        sys.exit(1)
