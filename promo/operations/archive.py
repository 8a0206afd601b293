"""The file a backup is: a zip whose comment is the SHA-256 of every byte before it, so that any damage is noticed.

Inside stand ``manifest.json`` (what made it, and the SHA-256 of each part), ``tables/<name>.jsonl`` (a line of JSON a
row), ``media/…``, ``files/…`` and ``secret_key``. Any zip program opens it; nothing in it depends on the kind of
database.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from promo.errors import PromoError

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = 64
"""Length of the SHA-256 in hex at the end of the file."""
BLOCK = 1024 * 1024
DAMAGED = "%(file)s is damaged or is no backup of Promo. Nothing was changed. Use another copy of it."
FOREIGN = "%(file)s was made by another version of Promo (format %(format)s). Nothing was changed."


class BadBackup(PromoError):
    """A file that cannot be restored; the sentence says why."""


@dataclass
class Writer:
    """Writes the parts of a backup and notes the SHA-256 of each."""

    archive: zipfile.ZipFile
    parts: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[HashingFile]:
        """Give a file to write the part ``name`` into."""
        with self.archive.open(name, "w", force_zip64=True) as file:
            hashing = HashingFile(file)
            yield hashing
        self.parts[name] = hashing.hexdigest

    def copy(self, name: str, source: Path) -> None:
        """Add a file of the disk as the part ``name``."""
        with source.open("rb") as file, self.part(name) as part:
            while block := file.read(BLOCK):
                part.write(block)


class HashingFile:
    """Passes on what is written, and hashes it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Write ``data``."""
        self._hash.update(data)
        self._file.write(data)

    @property
    def hexdigest(self) -> str:
        """The SHA-256 of all that was written, in hex."""
        return self._hash.hexdigest()


@contextmanager
def create(path: Path, about: dict[str, Any]) -> Iterator[Writer]:
    """Give a `Writer` for the backup at ``path``, readable by its owner only; the file appears when it is whole.

    ``about`` goes into the manifest; what the caller adds to it while writing does too.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                writer = Writer(archive)
                yield writer
                manifest = {"format": FORMAT, **about, "parts": writer.parts}
                archive.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
                archive.comment = b"0" * SEAL
            _seal(file)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def open_backup(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """Give the parts and the manifest of the backup at ``path``, after every byte of it has been checked.

    Raises `BadBackup` for a file that is damaged, of another program, or of a format this version does not know.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadBackup("%(file)s cannot be read: %(reason)s.", file=path, reason=error.strerror) from error
    with file:
        if not _is_sealed(file):
            raise BadBackup(DAMAGED, file=path)
        try:
            archive = zipfile.ZipFile(file)
            manifest = json.loads(archive.read(MANIFEST))
            known = manifest["format"]
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            raise BadBackup(DAMAGED, file=path) from error
        if known != FORMAT:
            raise BadBackup(FOREIGN, file=path, format=known)
        with archive:
            _check_parts(archive, manifest["parts"], path)
            yield archive, manifest


def extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    """Write the part ``name`` to ``target``, all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".restored-")
    try:
        with os.fdopen(handle, "wb") as file, archive.open(name) as part:
            shutil.copyfileobj(part, file, BLOCK)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _seal(file: IO[bytes]) -> None:
    """Put the SHA-256 of all that comes before it in the place of the comment, and the file safely on the disk."""
    file.flush()
    size = file.seek(0, os.SEEK_END)
    digest = _digest(file, size - SEAL)
    file.seek(size - SEAL)
    file.write(digest.encode())
    file.flush()
    os.fsync(file.fileno())


def _is_sealed(file: IO[bytes]) -> bool:
    size = file.seek(0, os.SEEK_END)
    if size <= SEAL:
        return False
    digest = _digest(file, size - SEAL)
    return file.read(SEAL) == digest.encode()


def _digest(file: IO[bytes], length: int) -> str:
    """Return the SHA-256 of the first ``length`` bytes in hex; the file stands behind them then."""
    hashed = hashlib.sha256()
    file.seek(0)
    while length > 0:
        block = file.read(min(BLOCK, length))
        if not block:
            break
        hashed.update(block)
        length -= len(block)
    return hashed.hexdigest()


def _check_parts(archive: zipfile.ZipFile, parts: dict[str, str], path: Path) -> None:
    """Raise `BadBackup` unless the parts are those of the manifest, byte by byte, and stay within their folders."""
    names = set(archive.namelist())
    if names != {*parts, MANIFEST} or any(_leads_out(name) for name in names):
        raise BadBackup(DAMAGED, file=path)
    for name, wanted in parts.items():
        hashed = hashlib.sha256()
        with archive.open(name) as part:
            while block := part.read(BLOCK):
                hashed.update(block)
        if hashed.hexdigest() != wanted:
            raise BadBackup(DAMAGED, file=path)


def _leads_out(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.startswith("/") or ".." in parts or "\\" in name
