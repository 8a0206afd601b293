from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from promo import clock, jobs
from promo.commands.doctor import doctor
from promo.context import open_context
from promo.db import transaction
from promo.jobs import HEARTBEAT
from promo.operations.doctor import CHECKS, Finding, State, examine, is_well
from promo.pages.models import PageDay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from promo.context import Context


@pytest.fixture
def instagram() -> Iterator[str]:
    """The address of something that accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def healthy(installation: Context, instagram: str) -> Context:
    """An installation in which all is well, with a worker that was seen just now."""
    installation.settings = replace(installation.settings, instagram_url=instagram)
    (installation.settings.data_dir / "secret_key").chmod(0o600)
    installation.queue.put(HEARTBEAT, clock.now().isoformat())
    return installation


def findings(context: Context) -> dict[str, Finding]:
    return {found.name: found for found in examine(context)}


def test_all_is_well(healthy: Context) -> None:
    found = findings(healthy)
    assert [name for name, _, _ in CHECKS] == list(found)
    assert {name for name, one in found.items() if one.state != State.OK} == {"mail"}, "none is set up"
    assert is_well(found.values())


def test_no_worker(healthy: Context) -> None:
    healthy.queue.put(HEARTBEAT, (clock.now() - timedelta(hours=3)).isoformat())
    found = findings(healthy)["worker"]
    assert (found.state, found.detail) == (State.PROBLEM, "no worker was seen for 3 hours")
    assert "python app.py worker" in found.advice


def test_a_worker_says_that_it_is_alive(context: Context) -> None:
    assert context.queue.get(HEARTBEAT, peek=True) is None
    worker = jobs.start_worker(context, threads=1)
    try:
        for _ in range(100):
            if findings(context)["worker"].state == State.OK:
                break
            context.stopping.wait(0.1)
        else:
            raise AssertionError("the worker said nothing")
    finally:
        worker.stop()


def test_the_heart_beats_each_minute(context: Context) -> None:
    found = {task.name for task in context.queue._registry.periodic_tasks}
    assert "timetable_beat" in found


def test_not_migrated(healthy: Context) -> None:
    with healthy.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    found = findings(healthy)
    assert found["migrations"].state == State.PROBLEM
    assert found["sources"].state == found["clock"].state == State.LEFT_OUT
    with healthy.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0999')"))
    assert "newer" in findings(healthy)["migrations"].detail


@pytest.mark.sqlite_only
def test_a_database_that_is_none(healthy: Context, tmp_path: Path) -> None:
    (tmp_path / "other.sqlite3").write_bytes(b"no database" * 1000)
    other = open_context(replace(healthy.settings, database_url=f"sqlite:///{tmp_path / 'other.sqlite3'}"))
    try:
        found = findings(other)
    finally:
        other.close()
    assert found["database"].state == State.PROBLEM
    assert "backup" in found["database"].advice
    assert found["sources"].state == State.LEFT_OUT


def test_cookies_of_another_key(healthy: Context) -> None:
    other = open_context(replace(healthy.settings, secret_key="another" * 6))
    try:
        found = findings(other)["sources"]
    finally:
        other.close()
    assert found.state == State.PROBLEM
    assert "another secret key" in found.detail


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("last_outcome = 'signed_out'", "@reader is signed out"),
        ("last_outcome = 'challenge', rest_until = '2099-01-01 10:00:00+00'", "rests until 10:00 UTC"),
    ],
)
def test_sources_that_are_not_well(healthy: Context, change: str, sentence: str) -> None:
    change = change.replace("+00'", "'") if healthy.settings.is_sqlite else change
    with transaction(healthy.sessions) as session:
        session.execute(text(f"UPDATE sources SET {change}"))  # noqa: S608 - the literals above
    assert sentence in findings(healthy)["sources"].detail


def test_a_clock_that_went_back(healthy: Context) -> None:
    with transaction(healthy.sessions) as session:
        session.query(PageDay).update({PageDay.captured_at: clock.now() + timedelta(days=2, minutes=1)})
    assert "in the future" in findings(healthy)["clock"].detail


@pytest.mark.sqlite_only
def test_a_time_zone_that_this_machine_does_not_know(healthy: Context) -> None:
    with transaction(healthy.sessions) as session:
        session.execute(text("UPDATE clients SET time_zone = 'Moon/Crater'"))
    assert "Moon/Crater" in findings(healthy)["clock"].detail


@pytest.mark.sqlite_only
def test_a_key_that_others_can_read(healthy: Context, tmp_path: Path) -> None:
    (tmp_path / "secret_key").chmod(0o644)
    assert "chmod 600" in findings(healthy)["secret key"].advice


@pytest.mark.sqlite_only
def test_no_network(healthy: Context) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    healthy.settings = replace(healthy.settings, instagram_url=f"http://127.0.0.1:{port}")
    found = findings(healthy)["network"]
    assert (found.state, found.detail) == (State.PROBLEM, "127.0.0.1 cannot be reached: Connection refused")


@pytest.mark.sqlite_only
def test_the_demo_needs_no_worker_and_no_network(healthy: Context) -> None:
    healthy.settings = replace(healthy.settings, instagram_url=None, demo=True)
    found = findings(healthy)
    assert found["worker"].state == found["network"].state == State.LEFT_OUT
    assert is_well(found.values())


@pytest.mark.sqlite_only
def test_the_command_says_what_to_do_and_fails(healthy: Context) -> None:
    well = CliRunner().invoke(doctor, obj=healthy.settings)
    assert well.exit_code == 0, well.output
    healthy.queue.put(HEARTBEAT, (clock.now() - timedelta(days=9)).isoformat())
    ill = CliRunner().invoke(doctor, obj=healthy.settings)
    assert ill.exit_code == 1
    assert "no worker was seen for 9 days" in ill.output
    assert "→ Start one" in ill.output
