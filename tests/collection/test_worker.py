"""Real worker processes: killed in the middle, told to stop, and the one inside the web server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

import collectors
from promo import jobs
from promo.collection import due
from promo.collection.models import CollectionRun, RunState, Source
from promo.collection.run import collect_page
from promo.db import Base
from promo.pages.models import Page, PageDay, Post, PostSnapshot
from tests.collection.scripted import Numbers, Scripted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.context import Context
    from tests.conftest import People

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, time
import collectors
collectors.COLLECTORS["instagram"] = ("Scripted", "tests.collection.scripted:Scripted")
from datetime import datetime
from tests.collection.scripted import Numbers, Scripted
numbers = Numbers(at=datetime.fromisoformat(sys.argv[1]))
def hang():
    print("hanging", flush=True)
    while True:
        time.sleep(0.05)
        if len(sys.argv) > 2:
            return
steps = [step for number in range(13, 400) for step in (hang, numbers.post(number))]
Scripted.script = [numbers.page(), *(numbers.post(number) for number in range(1, 13)), *steps]
from promo.commands import main
main(["worker"])
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, instagram_url="http://127.0.0.1:9")  # no spacing between requests; nothing listens there


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(collectors.COLLECTORS, "instagram", ("Scripted", "tests.collection.scripted:Scripted"))
    yield
    Scripted.script = []


@pytest.fixture
def page(session: Session, people: People) -> Page:
    at = datetime.now(UTC)
    made = Page(client_id=people.client_row.id, username="bakery", created_at=at, profile_due_at=at)
    session.add_all([made, Source(kind="instagram_guest", requests_per_hour=1000, created_at=at)])
    session.commit()
    return made


def start(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PROMO_DATA_DIR": str(settings.data_dir),
        "PROMO_DATABASE_URL": settings.database_url,
        "PROMO_SECRET_KEY": settings.secret_key,
        "PROMO_INSTAGRAM_URL": str(settings.instagram_url),
    }
    return subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-c", WORKER, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return
    raise AssertionError(f"the worker ended without saying {word!r}")


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.sqlite_only
def test_a_worker_has_all_models_before_its_threads(settings: Settings) -> None:
    code = (
        "from promo import jobs; from promo.config import Settings; from promo.context import open_context; "
        "from promo.db import Base; context = open_context(Settings.from_env()); jobs.register(context); "
        "jobs.Worker(context, 1, signals=False); print(*Base.metadata.tables)"
    )
    environment = {**os.environ, "PROMO_DATA_DIR": str(settings.data_dir), "PROMO_DATABASE_URL": settings.database_url}
    said = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert set(said.stdout.split()) == set(Base.metadata.tables)


def test_a_killed_worker_loses_nothing_and_repeats_nothing(
    context: Context, settings: Settings, session: Session, page: Page
) -> None:
    at = datetime.now(UTC)
    process = start(settings, at.isoformat())
    wait_for(process, "hanging")
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    lost = session.scalars(select(CollectionRun)).one()
    assert (lost.state, count(session, PageDay), count(session, Post)) == (RunState.RUNNING, 1, 12)
    assert collect_page(context, page.id, "schedule") is None, "its lease still stands"
    for row in (page, session.scalars(select(Source)).one()):
        session.refresh(row)
        row.leased_until = at - timedelta(seconds=1)  # five minutes later
    session.commit()
    numbers = Numbers(at=at)
    Scripted.script = [numbers.page(), *(numbers.post(number) for number in range(1, 16))]
    due.collect_due(context)
    session.refresh(lost)
    assert (lost.state, lost.outcome) == (RunState.FINISHED, "interrupted")
    run = collect_page(context, page.id, "schedule")
    assert run is not None
    assert run.outcome == "ok"
    assert (count(session, PageDay), count(session, Post), count(session, PostSnapshot)) == (1, 15, 15)


def test_a_worker_that_is_told_to_stop_keeps_what_it_has(settings: Settings, session: Session, page: Page) -> None:
    process = start(settings, datetime.now(UTC).isoformat(), "go on")
    wait_for(process, "hanging")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    run = session.scalars(select(CollectionRun).order_by(CollectionRun.id)).first()
    assert run is not None
    assert (run.state, run.outcome) == (RunState.FINISHED, "interrupted")
    assert run.posts_read >= 12
    session.refresh(page)
    assert page.leased_until is None


def test_the_worker_inside_the_server_works_and_stops(context: Context, session: Session, page: Page) -> None:
    numbers = Numbers()
    Scripted.script = [numbers.page(), numbers.post(1)]
    before = signal.getsignal(signal.SIGTERM)
    worker = jobs.start_worker(context)
    try:
        context.send("collect_due")

        def is_read() -> bool:
            session.rollback()
            session.refresh(page)
            return page.last_outcome == "ok" and page.leased_until is None

        until(is_read)
    finally:
        started = time.monotonic()
        worker.stop()
    assert time.monotonic() - started < 5
    assert signal.getsignal(signal.SIGTERM) is before
    assert count(session, Post) == 1
