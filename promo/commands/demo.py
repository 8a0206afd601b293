"""`python app.py demo`: fill a separate database with a made-up agency, and serve it."""

from __future__ import annotations

import click

from promo.commands.serve import serve
from promo.config import LANGUAGES, Settings
from promo.demo import place
from promo.demo.cast import PEOPLE
from promo.demo.filling import STEPS


@click.command(help="Fill a separate database (demo/ in the data folder) with a made-up agency, and serve it.")
@click.option("--fresh", is_flag=True, help="Fill it anew: what was changed in the demo is lost.")
@click.option("--serve/--no-serve", "serves", default=True, help="Serve the demo afterwards (the default).")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="The language of the demo's people.")
@click.pass_context
def demo(ctx: click.Context, language: str | None, *, fresh: bool, serves: bool) -> None:
    """Fill the demo unless it is there, say who can sign in, and serve it. The real data are not touched."""
    settings: Settings = ctx.obj
    if fresh or not place.is_filled(settings):
        with click.progressbar(length=STEPS, label="Making up an agency") as bar:
            place.fill(settings, language or settings.language, lambda done: bar.update(done - bar.pos))
    click.echo("The demo's people, all with the password " + place.password(settings))
    for member in PEOPLE:
        click.echo(f"  {member.email:<26}{member.role}")
    if serves:
        ctx.obj = place.demo_settings(settings)
        ctx.invoke(serve)
