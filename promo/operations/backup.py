"""A consistent copy of everything while the program runs, and the way back. The same file suits both databases."""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DatabaseError

from promo import clock
from promo.errors import PromoError
from promo.migrate import ROOT, current, head, migrate
from promo.operations import archive, rows
from promo.operations.archive import BadBackup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from zipfile import ZipFile

    from sqlalchemy import Connection, Engine

    from promo.config import Settings

SECRET = "secret_key"  # noqa: S105 - the name of the file it stands in
MEDIA, FILES = "media/", "files/"
OTHER_REVISION = (
    "%(file)s was made by another version of Promo (%(version)s, revision %(revision)s). Nothing was changed. "
    "Restore it with that version, then update the program: it brings the data up to date."
)
UNREADABLE = (
    "The present database cannot be read (%(reason)s), so it cannot be kept aside. Nothing was changed. Move its file "
    "away, or name an empty database with PROMO_DATABASE_URL, and restore again."
)
NOT_MIGRATED = "The database is not up to date. Run `python app.py migrate` first."


@dataclass(frozen=True)
class Copied:
    """What a backup holds: when it was made and by which version, rows by table, how many pictures and files."""

    made_at: datetime
    version: str
    database: str
    tables: dict[str, int]
    pictures: int
    files: int

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.tables.values())


@dataclass(frozen=True)
class Restored:
    """What a restore did: the backup, the copy it made of the state before, and whether the secret key is another."""

    backup: Copied
    before: Path
    key_changed: bool


def version() -> str:
    """Return the program's version."""
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return found


def back_up(settings: Settings, engine: Engine, path: Path, on_table: Callable[[str], None] | None = None) -> Copied:
    """Write a backup to ``path`` and return what it holds; ``on_table`` is told the name of each table written.

    All tables are read in one transaction, as they stood when it began, whatever others write meanwhile. Pictures and
    uploaded files are copied after the rows: they are named by their content and never change. Raises `PromoError`
    where that cannot be.
    """
    if current(engine) != head():
        raise PromoError(NOT_MIGRATED)
    counts: dict[str, int] = {}
    about = {
        "made_at": clock.now().isoformat(),
        "version": version(),
        "revision": head(),
        "database": engine.dialect.name,
        "rows": counts,
    }
    try:
        with archive.create(path, about) as writer:
            with _snapshot(engine) as connection:
                for table in rows.tables():
                    with writer.part(f"tables/{table.name}.jsonl") as part:
                        counts[table.name] = sum(1 for _ in map(part.write, rows.dump(connection, table))) - 1
                    if on_table is not None:
                        on_table(table.name)
            copied = {prefix: _copy_folder(folder, prefix, writer) for prefix, folder in _folders(settings)}
            if (settings.data_dir / SECRET).is_file():
                writer.copy(SECRET, settings.data_dir / SECRET)
    except OSError as error:
        raise PromoError("%(file)s cannot be written: %(reason)s.", file=path, reason=error.strerror) from error
    return _copied({**about, "pictures": copied[MEDIA], "files": copied[FILES]})


def inspect(path: Path) -> Copied:
    """Return what the backup at ``path`` holds, after all of it was checked; raise `BadBackup` as `restore` does."""
    with _checked(path) as (_, manifest):
        return _copied(manifest)


def restore(settings: Settings, engine: Engine, path: Path, on_table: Callable[[str], None] | None = None) -> Restored:
    """Put the backup in the place of what is there, in one transaction, and return what was done.

    Before anything is touched the whole file is checked (`BadBackup`), and the present state is backed up into the data
    folder. Pictures and files are added; none is deleted. Whatever goes wrong, the database stays as it was.
    """
    with _checked(path) as (zipped, manifest):
        before = _keep_aside(settings, engine)
        _add_folders(settings, zipped)
        with engine.begin() as connection:
            rows.empty(connection)
            for table in rows.tables():
                with zipped.open(f"tables/{table.name}.jsonl") as lines:
                    count = rows.load(connection, table, lines)
                if count != manifest["rows"][table.name]:
                    raise BadBackup(archive.DAMAGED, file=path)
                if on_table is not None:
                    on_table(table.name)
            rows.set_sequences(connection)
        return Restored(_copied(manifest), before, _restore_key(settings, zipped))


def _keep_aside(settings: Settings, engine: Engine) -> Path:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    before = settings.data_dir / f"before-restore-{clock.now():%Y%m%d-%H%M%S-%f}.zip"
    try:
        migrate(engine)
        back_up(settings, engine, before)
    except DatabaseError as error:
        raise PromoError(UNREADABLE, reason=error.orig) from error
    return before


@contextmanager
def _checked(path: Path) -> Iterator[tuple[ZipFile, dict[str, Any]]]:
    with archive.open_backup(path) as (zipped, manifest):
        if manifest["revision"] != head():
            known = {"version": manifest["version"], "revision": manifest["revision"]}
            raise BadBackup(OTHER_REVISION, file=path, **known)
        wanted = {f"tables/{table.name}.jsonl" for table in rows.tables()}
        if not wanted <= manifest["parts"].keys():
            raise BadBackup(archive.DAMAGED, file=path)
        for key, prefix in (("pictures", MEDIA), ("files", FILES)):
            manifest[key] = sum(name.startswith(prefix) for name in manifest["parts"])
        yield zipped, manifest


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees the database as it stands now, and only that."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # the driver begins none for reading
        yield connection
        connection.rollback()


def _folders(settings: Settings) -> tuple[tuple[str, Path], ...]:
    """Return the folders of files that are named by their content, each after where it stands in a backup."""
    return ((MEDIA, settings.media_dir), (FILES, settings.files_dir))


def _copy_folder(folder: Path, prefix: str, writer: archive.Writer) -> int:
    """Copy all of a folder but what is being written; return how many files."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    for path in found:
        writer.copy(prefix + path.relative_to(folder).as_posix(), path)
    return len(found)


def _add_folders(settings: Settings, zipped: ZipFile) -> None:
    for prefix, folder in _folders(settings):
        for name in zipped.namelist():
            target = folder / name.removeprefix(prefix)
            if name.startswith(prefix) and not target.exists():
                archive.extract(zipped, name, target)


def _restore_key(settings: Settings, zipped: ZipFile) -> bool:
    """Put the secret key back where the backup has one; return whether the program needs another one than it has.

    A key from the environment wins over the file: then the stored cookies may have to be pasted again.
    """
    if SECRET not in zipped.namelist():
        return False
    target = settings.data_dir / SECRET
    archive.extract(zipped, SECRET, target)
    target.chmod(0o600)
    return target.read_text().strip() != settings.secret_key


def _copied(manifest: dict[str, Any]) -> Copied:
    return Copied(
        made_at=datetime.fromisoformat(manifest["made_at"]),
        version=manifest["version"],
        database=manifest["database"],
        tables=dict(manifest["rows"]),
        pictures=manifest["pictures"],
        files=manifest["files"],
    )
