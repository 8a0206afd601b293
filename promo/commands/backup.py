"""`python app.py backup FILE` and `python app.py restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promo.db import make_engine
from promo.errors import PromoError
from promo.operations import backup as operations
from promo.operations.rows import tables

if TYPE_CHECKING:
    from promo.config import Settings

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command(help="Write a consistent copy of everything into FILE (a zip), also while the server runs.")
@FILE
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.pass_obj
def backup(settings: Settings, file: Path, *, force: bool) -> None:
    """Back up, and say what the file holds."""
    if file.exists() and not force:
        raise click.ClickException(f"{file} exists already. Choose another name, or add --force.")
    engine = make_engine(settings.database_url)
    try:
        with _told(), click.progressbar(length=len(tables()), label="Copying tables") as bar:
            made = operations.back_up(settings, engine, file, lambda _name: bar.update(1))
    finally:
        engine.dispose()
    held = f"{made.rows:,} rows, {made.pictures:,} pictures and {made.files:,} files"
    click.echo(f"{file}: {held}, {file.stat().st_size / 1e6:,.1f} MB.")
    click.echo("It holds the secret key, sessions and cookies: keep it where only you can read it.")


@click.command(help="Put the backup FILE in the place of the present data, which are backed up first.")
@FILE
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore(settings: Settings, file: Path, *, yes: bool) -> None:
    """Check the file, ask, restore, and say where the former data are."""
    engine = make_engine(settings.database_url)
    try:
        with _told():
            held = operations.inspect(file)
        click.echo(f"{file} was made on {held.made_at:%Y-%m-%d at %H:%M} UTC: {held.rows:,} rows.")
        if not yes:
            click.confirm("Replace the present data with it? They are backed up first", abort=True)
        with _told(), click.progressbar(length=len(held.tables), label="Restoring tables") as bar:
            done = operations.restore(settings, engine, file, lambda _name: bar.update(1))
    finally:
        engine.dispose()
    click.echo(f"Restored. The data that were here before are in {done.before}.")
    if done.key_changed:
        click.echo("The secret key is another one now: start the server again (and check PROMO_SECRET_KEY, if set).")


class _told:  # noqa: N801 - used like a function
    """Ends the command with a sentence where something goes wrong that a person should be told."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Turn an error of ours into click's."""
        if isinstance(error, PromoError):
            raise click.ClickException(str(error)) from error
