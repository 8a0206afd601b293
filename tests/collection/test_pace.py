from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from collectors.base import CollectorError, Outcome
from promo import clock
from promo.collection import leases, pace
from promo.collection.models import Source, SourceRequest
from promo.collection.pace import DatabasePace, Stopped, Superseded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.context import Context

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
CLAIMANT = """
import sys
from threading import Event
from collectors.base import CollectorError
from promo.collection.pace import DatabasePace
from promo.db import make_engine, make_sessions
url, source_id, owner = sys.argv[1], int(sys.argv[2]), sys.argv[3]
claims = DatabasePace(make_sessions(make_engine(url)), source_id, owner, None, Event())
print("ready", flush=True)
sys.stdin.readline()
try:
    while True:
        claims.claim()
except CollectorError as error:
    print(error.reason.value, claims.granted)
"""


@pytest.fixture
def source(session: Session) -> Source:
    made = Source(kind="instagram_guest", requests_per_hour=5, created_at=NOW, leased_by="me")
    session.add(made)
    session.commit()
    return made


def test_no_more_than_the_limit_in_any_sliding_hour(session: Session, source: Source) -> None:
    for minute in range(0, 50, 10):
        pace.claim(session, source.id, "me", NOW + timedelta(minutes=minute))
    for minute in (50, 59):
        with pytest.raises(CollectorError) as caught:
            pace.claim(session, source.id, "me", NOW + timedelta(minutes=minute))
        assert caught.value.reason == Outcome.PACED
    pace.claim(session, source.id, "me", NOW + timedelta(minutes=60))
    assert pace.used(session, source.id, NOW + timedelta(minutes=60)) == 5


def test_when_requests_are_free_again(session: Session, source: Source) -> None:
    for minute in range(5):
        pace.claim(session, source.id, "me", NOW + timedelta(minutes=minute))
    later = NOW + timedelta(minutes=10)
    assert pace.free_at(session, source, 1, later) == NOW + timedelta(hours=1)
    assert pace.free_at(session, source, 3, later) == NOW + timedelta(hours=1, minutes=2)
    assert pace.free_at(session, source, 99, later) == NOW + timedelta(hours=1, minutes=4)
    assert pace.free_at(session, source, 5, NOW + timedelta(hours=3)) == NOW + timedelta(hours=3)


def test_a_claim_renews_the_lease_and_a_lost_one_is_told(session: Session, source: Source) -> None:
    pace.claim(session, source.id, "me", NOW)
    session.refresh(source)
    assert source.leased_until == NOW + leases.LENGTH
    with pytest.raises(Superseded):
        pace.claim(session, source.id, "somebody else", NOW)


def test_a_program_that_stops_claims_no_more(context: Context, source: Source) -> None:
    stopping = Event()
    claims = DatabasePace(context.sessions, source.id, "me", (30.0, 40.0), stopping)
    claims.claim()
    stopping.set()
    with pytest.raises(Stopped):
        claims.claim()
    assert claims.granted == 1


def test_old_requests_are_forgotten(session: Session, source: Source) -> None:
    pace.claim(session, source.id, "me", NOW)
    pace.forget_old(session, NOW + timedelta(minutes=119))
    assert session.scalar(select(func.count()).select_from(SourceRequest)) == 1
    pace.forget_old(session, NOW + timedelta(minutes=121))
    assert session.scalar(select(func.count()).select_from(SourceRequest)) == 0


def test_two_processes_share_one_pace(
    session: Session, source: Source, database: str, request: pytest.FixtureRequest
) -> None:
    source.requests_per_hour = 40
    session.commit()
    command = [sys.executable, "-c", CLAIMANT, database, str(source.id), "me"]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
        for _ in range(2)
    ]
    for process in processes:
        request.addfinalizer(process.kill)
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [word for word, _ in said] == ["paced", "paced"]
    assert sum(int(count) for _, count in said) == 40
    assert pace.used(session, source.id, clock.now()) == 40
