"""Brings the database's tables to the present shape, and tells whether they have it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from promo.errors import SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Engine

ROOT = Path(__file__).resolve().parents[1]


def head() -> str:
    """Return the newest revision, read off the files: importing Alembic at each start would cost half a second."""
    found: dict[str, str | None] = {}
    for file in (ROOT / "migrations" / "versions").glob("*.py"):
        source = file.read_text()
        revision = re.search(r'^revision = "(\w+)"', source, re.MULTILINE)
        parent = re.search(r'^down_revision = "(\w+)"', source, re.MULTILINE)
        if revision:
            found[revision.group(1)] = parent.group(1) if parent else None
    (newest,) = set(found) - set(found.values())
    return newest


def revisions() -> set[str]:
    """Return all revisions this program knows."""
    files = (ROOT / "migrations" / "versions").glob("*.py")
    return {
        found.group(1) for file in files if (found := re.search(r'^revision = "(\w+)"', file.read_text(), re.MULTILINE))
    }


def current(engine: Engine) -> str | None:
    """Return the database's revision, ``None`` for one without tables."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def migrate(engine: Engine) -> bool:
    """Bring the tables up to date and return whether there was anything to do.

    Raises `SettingsError` for a database that a newer version of the program has made.
    """
    have = current(engine)
    if have == head():
        return False
    if have is not None and have not in revisions():
        raise SettingsError(
            f"The database was made by a newer version of Promo (revision {have}). Update the program, or restore a "
            "backup made by this version."
        )
    from alembic import command  # noqa: PLC0415 - only when there is something to do
    from alembic.config import Config  # noqa: PLC0415 - the same

    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Two processes that start at once must not both migrate: the second waits, and finds nothing to do.
            connection.execute(text("SELECT pg_advisory_xact_lock(7229071)"))
        config = Config(str(ROOT / "alembic.ini"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    return True
