"""`python app.py doctor`: is everything well, and if not, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promo.context import open_context
from promo.operations.doctor import State, examine, is_well

if TYPE_CHECKING:
    from promo.config import Settings

COLOURS = {State.OK: "green", State.PROBLEM: "red", State.LEFT_OUT: "yellow"}


@click.command(
    help="Check the database, queue, worker, sources, clock, disk, mail and network. Exit status 1 on a problem."
)
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Print a line for each check, and below a problem what to do."""
    context = open_context(settings)
    findings = []
    try:
        for found in examine(context):
            findings.append(found)
            state = click.style(f"{found.state.value:<9}", fg=COLOURS[found.state])
            click.echo(f"{found.name:<12}{state} {found.detail}")
            if found.advice:
                click.echo(f"{'':<22}→ {found.advice}")
    finally:
        context.close()
    if not is_well(findings):
        raise SystemExit(1)
