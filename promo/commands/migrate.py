"""`python app.py migrate`: bring the database's tables up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promo.db import make_engine
from promo.migrate import head
from promo.migrate import migrate as bring_up_to_date

if TYPE_CHECKING:
    from promo.config import Settings


@click.command(help="Bring the database's tables up to date. `serve` does it by itself.")
@click.pass_obj
def migrate(settings: Settings) -> None:
    """Migrate, and say whether there was anything to do."""
    changed = bring_up_to_date(make_engine(settings.database_url))
    click.echo(f"{'Migrated to' if changed else 'Already at'} revision {head()}.")
