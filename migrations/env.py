"""How Alembic finds the database and the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from alembic import context

import promo.models  # noqa: F401 - fills the metadata
from promo.config import Settings
from promo.db import Base, Exact, UTCDateTime, make_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection


def render(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Write our own types as the plain ones they stand for, so that a revision does not change with the program."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Exact):
        return "sa.BigInteger()"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        include_name=lambda name, kind, _parents: not (kind == "table" and (name or "").startswith("huey_")),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with make_engine(Settings.from_env().database_url).connect() as opened:
        migrate(opened)
        opened.commit()
