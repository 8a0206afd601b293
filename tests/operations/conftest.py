"""An installation with something of everything in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from promo.collection.models import Source
from promo.db import make_engine
from promo.operations.rows import tables
from promo.pages.models import Page, PageDay, Post, PostSnapshot
from promo.secrets import Cipher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.config import Settings
    from promo.context import Context
    from tests.conftest import People

WHEN = datetime(2026, 3, 4, 5, 6, 7, 891_234, tzinfo=UTC)
PICTURE, CONTRACT = "ab/abcdef.webp", "cd/cdefab.pdf"


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            ]
            for table in tables()
        }


def fill(session: Session, client: Client) -> None:
    page = Page(
        username="teply.ugol",
        client_id=client.id,
        full_name="Тёплый угол «\u2028» 🥐",
        is_verified=None,
        is_private=False,
        created_at=WHEN,
    )
    session.add(page)
    session.flush()
    for day in range(1, 29):
        unknown = day % 5 == 0
        session.add(
            PageDay(
                page_id=page.id,
                day=date(2026, 2, day),
                followers=None if unknown else 2**40 + day,
                following=0,
                captured_at=WHEN,
                source="instagram",
            )
        )
    post = Post(
        page_id=page.id,
        shortcode="C123",
        instagram_id="1",
        kind="reel",
        published_at=WHEN,
        caption='line one\nline "two" \\ end',
        hashtags=["хлеб", 'a"b'],
        mentions=[],
        first_seen_at=WHEN,
        captured_at=WHEN,
        source="instagram",
    )
    session.add(post)
    session.flush()
    session.add(PostSnapshot(post_id=post.id, captured_at=WHEN, likes=3, source="instagram"))
    cookies = Cipher("k" * 40).encrypt('{"sessionid": "s"}')
    session.add(Source(kind="instagram_session", username="reader", cookies=cookies, created_at=WHEN))
    session.commit()


@pytest.fixture
def installation(context: Context, session: Session, people: People) -> Iterator[Context]:
    """People, clients, a page with days and a post, a source, a picture, a contract and a secret key."""
    fill(session, people.client_row)
    picture = context.settings.media_dir / PICTURE
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"RIFF....WEBP")
    contract = context.settings.files_dir / CONTRACT
    contract.parent.mkdir(parents=True)
    contract.write_bytes(b"%PDF-1.7")
    (context.settings.data_dir / "secret_key").write_text("k" * 40)
    stamp(context.engine)
    yield context
    session.close()
    with context.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def stamp(engine: Engine) -> None:
    """Let a database whose tables the tests made count as migrated."""
    from promo.migrate import head  # noqa: PLC0415 - only here

    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("DELETE FROM alembic_version")
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Settings) -> Iterator[tuple[Settings, Engine]]:
    """The settings and the engine of another, empty installation: SQLite, never used before."""
    folder = tmp_path / "elsewhere"
    made = replace(settings, data_dir=folder, database_url=f"sqlite:///{folder / 'promo.sqlite3'}")
    folder.mkdir()
    engine = make_engine(made.database_url)
    yield made, engine
    engine.dispose()
