"""A great many days at once, column by column: a hundred thousand in half a second. Flushes, never commits.

What the columns hold is what the database keeps: money in its smallest steps, whole numbers, days as ISO text.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, DateTime, String, delete, func, select, type_coerce

from promo.campaigns.days.models import CampaignDay
from promo.campaigns.days.service import CHUNK
from promo.campaigns.words import METRICS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    Column = Sequence[Any]

TABLE = CampaignDay.__table__
KEY = ("campaign_id", "day")
TYPES = {"campaign_id": "integer", "day": "date", "import_id": "integer", "updated_by_id": "integer"}
MOMENT = "updated_at"
EPOCH = date(1970, 1, 1).toordinal()
WRITTEN = ("import_id", "updated_by_id", MOMENT)
"""Where a day's numbers came from last, by whom, and when."""
UNKNOWN = -1
"""Stands for NULL on the way: no number is below zero."""


def read(session: Session, campaign_ids: Collection[int], first: date, last: date) -> pd.DataFrame:
    """Return the days of the campaigns from ``first`` to ``last``, by campaign and day.

    Columns: ``campaign_id``, ``day`` (as `date.toordinal` counts), the metrics as ``Int64`` (money in its smallest
    steps, NA: unknown), ``import_id`` and ``updated_by_id`` as ``Int64``, and ``updated_at`` (UTC).
    """
    counted = (*METRICS, "import_id", "updated_by_id")
    columns = [
        TABLE.c.campaign_id,
        type_coerce(TABLE.c.day, String),  # as the driver has it: making dates of a hundred thousand takes long
        *(func.coalesce(type_coerce(TABLE.c[name], BigInteger), UNKNOWN) for name in counted),
        type_coerce(TABLE.c[MOMENT], DateTime(timezone=True)),
    ]
    ids = sorted(campaign_ids)
    rows: list[Any] = []
    for start in range(0, len(ids), CHUNK):
        theirs = TABLE.c.campaign_id.in_(ids[start : start + CHUNK]) & TABLE.c.day.between(first, last)
        rows += session.execute(select(*columns).where(theirs).order_by(TABLE.c.campaign_id, TABLE.c.day)).all()
    values: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    found: dict[str, Any] = {
        "campaign_id": np.array(values[0], np.int64),
        "day": np.array(values[1], "datetime64[D]").astype(np.int64) + EPOCH,
        MOMENT: pd.Series(list(values[-1]), dtype=object),
    }
    for name, one in zip(counted, values[2:-1], strict=True):
        numbers = np.array(one, np.int64)
        found[name] = pd.arrays.IntegerArray(numbers, numbers == UNKNOWN)
    return pd.DataFrame(found)


def write(session: Session, columns: Mapping[str, Column], *, import_id: int, by_id: int | None, at: datetime) -> None:
    """Write days; those that are there already keep what ``columns`` do not name, or have no number of."""
    metrics = [name for name in columns if name not in KEY]
    moment = _moment(session, at)
    kept = ", ".join(f"{name} = COALESCE(excluded.{name}, campaign_days.{name})" for name in metrics)
    same = ", ".join(f"{name} = excluded.{name}" for name in WRITTEN)
    head = f"INSERT INTO campaign_days ({', '.join((*columns, *WRITTEN))})"
    tail = f"ON CONFLICT (campaign_id, day) DO UPDATE SET {', '.join(filter(None, (kept, same)))}"
    if _is_sqlite(session):
        marks = ", ".join(
            ["?"] * len(columns) + [str(import_id), "NULL" if by_id is None else str(by_id), f"'{moment}'"]
        )
        rows = list(zip(*columns.values(), strict=True))
        if rows:
            session.connection().exec_driver_sql(f"{head} VALUES ({marks}) {tail}", rows)
        return
    sql = f"{head} SELECT *, %s::integer, %s::integer, %s::timestamptz FROM {_arrays(columns)} {tail}"  # noqa: S608 - our own names
    for part in _parts(columns):
        session.connection().exec_driver_sql(sql, (import_id, by_id, moment, *part))


def restore(session: Session, columns: Mapping[str, Column], import_id: int) -> None:
    """Give those of the days that are still as ``import_id`` left them what ``columns`` say that they had before."""
    values = [name for name in columns if name not in KEY]
    if _is_sqlite(session):
        said = ", ".join(f"{name} = ?" for name in values)
        sql = f"UPDATE campaign_days SET {said} WHERE campaign_id = ? AND day = ? AND import_id = ?"  # noqa: S608 - our own names
        ordered = [columns[name] for name in (*values, *KEY)]
        rows = [(*row, import_id) for row in zip(*ordered, strict=True)]
        if rows:
            session.connection().exec_driver_sql(sql, rows)
        return
    said = ", ".join(f"{name} = old.{name}" for name in values)
    sql = (
        f"UPDATE campaign_days AS now SET {said} FROM {_arrays(columns)} AS old ({', '.join(columns)}) "  # noqa: S608 - our own names
        "WHERE now.campaign_id = old.campaign_id AND now.day = old.day AND now.import_id = %s"
    )
    for part in _parts(columns):
        session.connection().exec_driver_sql(sql, (*part, import_id))


def count(session: Session, import_id: int) -> int:
    """Return how many days are as ``import_id`` left them."""
    return session.scalar(select(func.count()).where(TABLE.c.import_id == import_id)) or 0


def remove(session: Session, import_id: int) -> None:
    """Remove the days that are as ``import_id`` left them."""
    session.execute(
        delete(CampaignDay).where(CampaignDay.import_id == import_id),
        execution_options={"synchronize_session": False},
    )


def moments(session: Session, found: Sequence[datetime | str]) -> list[Any]:
    """Return moments, or their ISO texts, as the driver takes them."""
    return [_moment(session, datetime.fromisoformat(one) if isinstance(one, str) else one) for one in found]


def _moment(session: Session, at: datetime) -> Any:  # noqa: ANN401 - what the driver takes
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    dialect = session.get_bind().dialect
    bind = TABLE.c[MOMENT].type.dialect_impl(dialect).bind_processor(dialect)
    return bind(at) if bind else at


def _arrays(columns: Mapping[str, Column]) -> str:
    types = (TYPES.get(name, "timestamptz" if name == MOMENT else "bigint") for name in columns)
    return f"unnest({', '.join(f'%s::{one}[]' for one in types)})"


def _parts(columns: Mapping[str, Column]) -> list[list[str]]:
    """Return the columns in chunks, each as PostgreSQL writes arrays: the driver takes seconds to do it."""
    size = len(next(iter(columns.values())))
    return [
        [f"{{{','.join(map(_element, one[start : start + CHUNK]))}}}" for one in columns.values()]
        for start in range(0, size, CHUNK)
    ]


def _element(value: object) -> str:
    return "NULL" if value is None else str(value) if isinstance(value, int) else f'"{value}"'


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
