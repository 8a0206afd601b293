"""A filled demo, made once: filling takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from promo.db import make_engine, make_sessions, transaction
from promo.demo.filling import Filler
from promo.migrate import migrate
from promo.secrets import Cipher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

NOW = datetime(2026, 5, 20, 10, 30, tzinfo=UTC)
KEY = "k" * 40


@dataclass(frozen=True)
class Filled:
    """A session with a demo filled at `NOW`, its pictures, and the steps that were told."""

    session: Session
    media_dir: Path
    steps: list[int]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "demo":
            item.add_marker(pytest.mark.xdist_group("demo"))


def fill(session: Session, media_dir: Path, steps: list[int]) -> None:
    files_dir = media_dir.with_name("files")
    Filler(
        session, media_dir, files_dir, Cipher(KEY), NOW, "Europe/Moscow", "en", "three silent herons", cheap=True
    ).fill(steps.append)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("filled")
    engine = make_engine(f"sqlite:///{folder / 'promo.sqlite3'}")
    migrate(engine)
    steps: list[int] = []
    sessions = make_sessions(engine)
    with transaction(sessions) as session:
        fill(session, folder / "media", steps)
    with sessions() as session:
        yield Filled(session, folder / "media", steps)
    engine.dispose()
