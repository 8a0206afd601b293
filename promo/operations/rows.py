"""Rows as lines of JSON, and back: the same text whatever the database."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, DateTime, LargeBinary, insert, select, text

import promo.models  # noqa: F401 - fills the metadata
from promo.db import Base, Exact, UTCDateTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Column, Connection, Table

CHUNK = 1_000


def tables() -> list[Table]:
    """Return all tables, those that others refer to first."""
    return list(Base.metadata.sorted_tables)


def dump(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the table as lines of JSON: first the names of its columns, then the values of each row, by its key."""
    yield _line([column.name for column in table.columns])
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=CHUNK)
    for row in connection.execute(statement):
        yield _line([_plain(value) for value in row])


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert the rows that `dump` wrote and return how many there were. A column the table lacks is an error."""
    iterator = iter(lines)
    names = json.loads(next(iterator))
    readers = [_reader(table.columns[name]) for name in names]
    count = 0
    for chunk in _chunks(iterator):
        values = [
            {name: read(value) for name, read, value in zip(names, readers, json.loads(line), strict=True)}
            for line in chunk
        ]
        connection.execute(insert(table), values)
        count += len(values)
    return count


def empty(connection: Connection) -> None:
    """Delete all rows of all tables, those that refer to others first."""
    for table in reversed(tables()):
        connection.execute(table.delete())


def set_sequences(connection: Connection) -> None:
    """Let PostgreSQL number new rows after the loaded ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        column = table.autoincrement_column
        if column is not None:
            last = f'(SELECT COALESCE(MAX("{column.name}"), 0) + 1 FROM "{table.name}")'  # noqa: S608 - our own names
            sequence = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            connection.execute(text(f"SELECT setval({sequence}, {last}, false) WHERE {sequence} IS NOT NULL"))


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, UTCDateTime | DateTime):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(column.type, Exact):
        return lambda value: None if value is None else Decimal(value)
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else b64decode(value)
    return lambda value: value


def _chunks(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
