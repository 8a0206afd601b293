from __future__ import annotations

import json
import random
import shutil
import stat
import zipfile
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from promo.clients.models import Client, Label
from promo.commands.backup import backup as backup_command
from promo.commands.backup import restore as restore_command
from promo.db import make_engine, transaction
from promo.errors import PromoError
from promo.operations import archive
from promo.operations.archive import BadBackup
from promo.operations.backup import back_up, inspect, restore
from promo.operations.rows import tables
from promo.users.models import User
from tests.operations.conftest import CONTRACT, PICTURE, WHEN, contents

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from promo.config import Settings
    from promo.context import Context

    Elsewhere = tuple[Settings, Engine]


@pytest.fixture
def made(installation: Context, tmp_path: Path) -> Path:
    path = tmp_path / "promo-backup.zip"
    back_up(installation.settings, installation.engine, path)
    return path


def test_everything_comes_back_in_another_installation(installation: Context, made: Path, elsewhere: Elsewhere) -> None:
    settings, engine = elsewhere
    done = restore(settings, engine, made)
    assert contents(engine) == contents(installation.engine)
    assert (settings.media_dir / PICTURE).read_bytes() == b"RIFF....WEBP"
    assert (settings.files_dir / CONTRACT).read_bytes() == b"%PDF-1.7"
    assert (settings.data_dir / "secret_key").read_text() == "k" * 40
    assert stat.S_IMODE((settings.data_dir / "secret_key").stat().st_mode) == 0o600
    assert not done.key_changed
    assert done.backup.tables["page_days"] == 28
    assert (done.backup.pictures, done.backup.files) == (1, 1)


def test_it_comes_back_where_it_came_from_and_what_was_there_is_kept(
    installation: Context, made: Path, elsewhere: Elsewhere
) -> None:
    before = contents(installation.engine)
    with transaction(installation.sessions) as session:
        session.execute(text("DELETE FROM page_days"))
        session.add(Client(name="Later", time_zone="UTC", currency="EUR", created_at=WHEN))
    later = contents(installation.engine)
    done = restore(installation.settings, installation.engine, made)
    assert contents(installation.engine) == before
    assert done.before.parent == installation.settings.data_dir

    restore(*elsewhere, done.before)
    assert contents(elsewhere[1]) == later


def test_new_rows_are_numbered_after_the_restored_ones(installation: Context, made: Path) -> None:
    restore(installation.settings, installation.engine, made)
    with transaction(installation.sessions) as session:
        most = session.scalar(select(func.max(Client.id))) or 0
        client = Client(name="Next", time_zone="UTC", currency="EUR", created_at=WHEN)
        session.add(client)
        session.add(Label(name="First label"))
        session.flush()
        assert client.id > most


@pytest.mark.sqlite_only
def test_from_sqlite_to_postgresql_and_back(
    installation: Context, made: Path, elsewhere: Elsewhere, postgresql_url: str, tmp_path: Path
) -> None:
    postgresql = make_engine(postgresql_url)
    settings = replace(elsewhere[0], database_url=postgresql_url)
    with postgresql.begin() as connection:
        connection.execute(text("CREATE SCHEMA crossing"))
    crossing = make_engine(
        postgresql_url + ("&" if "?" in postgresql_url else "?") + "options=-csearch_path%3Dcrossing"
    )
    try:
        restore(settings, crossing, made)
        assert contents(crossing) == contents(installation.engine)
        again = tmp_path / "again.zip"
        back_up(settings, crossing, again)
        restore(*elsewhere, again)
        assert contents(elsewhere[1]) == contents(installation.engine)
    finally:
        crossing.dispose()
        with postgresql.begin() as connection:
            connection.execute(text("SET client_min_messages TO warning"))
            connection.execute(text("DROP SCHEMA crossing CASCADE"))
        postgresql.dispose()


def test_a_copy_is_of_one_moment_whatever_is_written_meanwhile(
    installation: Context, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Each transaction adds a client and a label of the same name: a copy has both or neither."""
    stop, written = Event(), 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            with transaction(installation.sessions) as session:
                session.add(Client(name=f"n{written}", time_zone="UTC", currency="EUR", created_at=WHEN))
                session.flush()
                session.add(Label(name=f"n{written}"))
            written += 1

    def wait_for_more(_table: str) -> None:
        target = written + 2
        while written < target and writer.is_alive():
            stop.wait(0.001)

    writer = Thread(target=write)
    writer.start()
    try:
        path = tmp_path / "busy.zip"
        back_up(installation.settings, installation.engine, path, wait_for_more)
    finally:
        stop.set()
        writer.join()
    assert written > len(tables())
    restore(*elsewhere, path)
    rows = contents(elsewhere[1])
    labels = {row[1] for row in rows["labels"]}
    names = {row[1] for row in rows["clients"]}
    assert {name for name in names if name.startswith("n")} == labels


@pytest.mark.sqlite_only
def test_damage_anywhere_is_noticed_and_nothing_is_lost(installation: Context, made: Path, tmp_path: Path) -> None:
    before, whole = contents(installation.engine), made.read_bytes()
    random_ones = random.Random(4).sample(range(len(whole)), 300)  # noqa: S311 - no secret
    broken = tmp_path / "broken.zip"
    for position in {0, 1, len(whole) // 2, len(whole) - 65, len(whole) - 64, len(whole) - 1, *random_ones}:
        data = bytearray(whole)
        data[position] ^= 1 << (position % 8)
        broken.write_bytes(data)
        with pytest.raises(BadBackup, match="damaged"):
            restore(installation.settings, installation.engine, broken)
    assert contents(installation.engine) == before
    assert not list(installation.settings.data_dir.glob("before-restore-*"))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kept", [0, 1, 63, 64, 65, 1_000, -65, -64, -1])
def test_a_part_of_a_backup_is_none(installation: Context, made: Path, kept: int) -> None:
    made.write_bytes(made.read_bytes()[:kept])
    with pytest.raises(BadBackup, match="damaged"):
        restore(installation.settings, installation.engine, made)


@pytest.mark.sqlite_only
def test_other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as zipped:
        zipped.writestr("holiday.txt", "no backup")
    with pytest.raises(BadBackup, match="no backup of Promo"):
        inspect(other)
    with pytest.raises(BadBackup, match="cannot be read"):
        inspect(tmp_path / "missing.zip")


def forge(path: Path, **changes: object) -> None:
    """Write a sealed backup whose manifest has ``changes``; everything else stays as it is."""
    with zipfile.ZipFile(path) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    about = json.loads(parts.pop("manifest.json"))
    del about["parts"]
    path.unlink()
    with archive.create(path, {**about, **changes}) as writer:
        for name, data in parts.items():
            with writer.part(name) as part:
                part.write(data)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("changes", "sentence"), [({"revision": "0099"}, "another version of Promo"), ({"format": 2}, "format 2")]
)
def test_other_versions_are_refused_before_anything_is_touched(
    installation: Context, made: Path, changes: dict[str, object], sentence: str
) -> None:
    before = contents(installation.engine)
    forge(made, **changes)
    with pytest.raises(BadBackup, match=sentence):
        restore(installation.settings, installation.engine, made)
    assert contents(installation.engine) == before


def test_a_restore_that_fails_halfway_leaves_the_database_as_it_was(installation: Context, made: Path) -> None:
    with zipfile.ZipFile(made) as zipped:
        rows = json.loads(zipped.read("manifest.json"))["rows"]
    forge(made, rows={**rows, "post_snapshots": 99})
    before = contents(installation.engine)
    with pytest.raises(BadBackup):
        restore(installation.settings, installation.engine, made)
    assert contents(installation.engine) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize("folder", ["media", "files"])
def test_a_part_cannot_lead_out_of_its_folder(installation: Context, made: Path, tmp_path: Path, folder: str) -> None:
    with zipfile.ZipFile(made) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    about = json.loads(parts.pop("manifest.json"))
    with archive.create(made, about) as writer:
        for name, data in {**parts, f"{folder}/../../escaped": b"x"}.items():
            with writer.part(name) as part:
                part.write(data)
    with pytest.raises(BadBackup):
        restore(installation.settings, installation.engine, made)
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.sqlite_only
def test_a_database_that_cannot_be_read_is_not_overwritten(made: Path, elsewhere: Elsewhere) -> None:
    settings, engine = elsewhere
    file = settings.data_dir / "promo.sqlite3"
    file.write_bytes(b"no database at all, but long enough to look like something" * 100)
    with pytest.raises(PromoError, match="Move its file away"):
        restore(settings, engine, made)
    assert file.read_bytes().startswith(b"no database")


@pytest.mark.sqlite_only
def test_a_backup_that_fails_leaves_no_file(installation: Context, tmp_path: Path) -> None:
    path = tmp_path / "copies" / "promo.zip"
    path.parent.mkdir()

    def give_up(_table: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(installation.settings, installation.engine, path, give_up)
    assert list(path.parent.iterdir()) == []
    with pytest.raises(PromoError, match="cannot be written"):
        back_up(installation.settings, installation.engine, tmp_path / "nowhere" / "promo.zip")


@pytest.mark.sqlite_only
def test_a_database_that_is_not_up_to_date_is_not_copied(elsewhere: Elsewhere, tmp_path: Path) -> None:
    with pytest.raises(PromoError, match="not up to date"):
        back_up(*elsewhere, tmp_path / "promo.zip")


@pytest.mark.sqlite_only
def test_only_its_owner_can_read_it(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


@pytest.mark.sqlite_only
def test_the_commands_ask_tell_and_refuse(installation: Context, tmp_path: Path) -> None:
    run, settings = CliRunner().invoke, installation.settings
    file = tmp_path / "promo.zip"
    done = run(backup_command, [str(file)], obj=settings)
    assert done.exit_code == 0, done.output
    assert "rows, 1 pictures and 1 files" in done.output
    assert "exists already" in run(backup_command, [str(file)], obj=settings).output
    assert run(backup_command, [str(file), "--force"], obj=settings).exit_code == 0

    with transaction(installation.sessions) as session:
        session.execute(text("DELETE FROM page_days"))
    refused = run(restore_command, [str(file)], obj=settings, input="n\n")
    assert refused.exit_code == 1
    assert contents(installation.engine)["page_days"] == []
    restored = run(restore_command, [str(file)], obj=settings, input="y\n")
    assert restored.exit_code == 0, restored.output
    assert "before-restore-" in restored.output
    assert len(contents(installation.engine)["page_days"]) == 28

    shutil.copy(file, tmp_path / "short.zip")
    (tmp_path / "short.zip").write_bytes(file.read_bytes()[:-9])
    damaged = run(restore_command, [str(tmp_path / "short.zip"), "--yes"], obj=settings)
    assert damaged.exit_code == 1
    assert "is damaged" in damaged.output
    assert "Traceback" not in damaged.output


@pytest.mark.sqlite_only
def test_another_secret_key_is_told(made: Path, elsewhere: Elsewhere) -> None:
    settings, engine = elsewhere
    assert restore(replace(settings, secret_key="x" * 40), engine, made).key_changed


def test_every_table_is_in_the_copy(installation: Context, made: Path) -> None:
    assert set(inspect(made).tables) == {table.name for table in tables()} >= {User.__tablename__, "page_days"}
    assert installation.engine.dialect.name == inspect(made).database
