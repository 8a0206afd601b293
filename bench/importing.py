"""Import of a year's export of many campaigns, beside what pandas takes to read the same file, and to write it."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from promo.campaigns.transfer import importing, keeping, reading
from promo.clients.models import Client
from promo.db import make_engine, make_sessions
from promo.migrate import migrate
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

LINES, CAMPAIGNS = 100_000, 300
TIMES = 5
SEED = 11
FIRST = date(2025, 1, 1)
MADE = datetime(2026, 1, 1, tzinfo=UTC)
WRITTEN = [
    "Campaign ID", "Day", "Amount spent (USD)", "Impressions", "Reach", "Link clicks", "Results", "Campaign delivery",
]  # fmt: skip
"""As many columns as a day has."""
AIMED, AIM = "understanding it", 0.25
"""As fast as pandas reads the file, or a quarter so."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A part of the work, the CPU ms that it takes, and how fast that is: pandas' time by it."""

    way: str
    cpu: float
    speed: float


def measure() -> list[Cost]:
    """Return the costs: pandas alone, understanding the file, and importing it into an empty database."""
    data = export()
    alone = _least(lambda: pd.read_csv(io.BytesIO(data)))
    understood = _least(lambda: reading.read("bench.csv", data))
    whole = min(_imported(data) for _time in range(2))
    written = min(_to_sql(data) for _time in range(2))
    times = (
        ("pandas reads it", alone),
        ("pandas reads it and writes the same columns (to_sql)", written),
        (AIMED, understood),
        ("comparing and writing", whole - understood),
        ("the whole import", whole),
    )
    return [Cost(way, cpu, alone / cpu) for way, cpu in times]


def export() -> bytes:
    """Return a file as Ads Manager exports it by day, with all of its usual columns."""
    rng = np.random.default_rng(SEED)
    days = -(-LINES // CAMPAIGNS)
    campaign, number = np.divmod(np.arange(LINES), days)
    day = np.array([(FIRST + timedelta(days=one)).isoformat() for one in range(days)])[number]
    shown = rng.integers(100, 90_000, LINES)
    reach = (shown / rng.uniform(1, 2, LINES)).astype(int)
    clicks, spend = 1 + shown // 50, rng.integers(100, 90_000, LINES) / 100
    frame = pd.DataFrame(
        {
            "Reporting starts": day,
            "Reporting ends": day,
            "Day": day,
            "Campaign name": [f"Кампания {one} | осень | лиды" for one in campaign],
            "Campaign ID": [str(120_211_000_000_000_001 + 7_919 * one) for one in campaign],
            "Campaign delivery": "active",
            "Amount spent (USD)": spend,
            "Impressions": shown,
            "CPM (cost per 1,000 impressions) (USD)": spend / shown * 1_000,
            "Reach": reach,
            "Frequency": shown / reach,
            "CTR (all)": clicks / shown * 100,
            "Link clicks": clicks,
            "CPC (all) (USD)": spend / clicks,
            "Clicks (all)": clicks + 5,
            "Results": clicks // 9,
            "Result indicator": "actions:offsite_conversion.fb_pixel_lead",
            "Cost per results": spend / (1 + clicks // 9),
            "Attribution setting": "7-day click or 1-day view",
        }
    )
    return frame.to_csv(index=False, float_format="%.6f").encode()


def _least(work: Callable[[], object]) -> float:
    times = []
    for _time in range(TIMES):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times) * 1_000


def _to_sql(data: bytes) -> float:
    """Return the CPU ms in which pandas reads the file and writes what is kept of it, understood or not."""
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "bench.sqlite3") as connection:
        start = process_time()
        pd.read_csv(io.BytesIO(data))[WRITTEN].to_sql("days", connection, index=False)
        connection.commit()
        return (process_time() - start) * 1_000


def _imported(data: bytes) -> float:
    """Return the CPU ms from the kept file to the committed days."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        migrate(engine)
        with make_sessions(engine)() as session:
            client, person = _agency(session)
            kept = keeping.keep(session, client, "bench.csv", data, person)
            session.commit()
            start = process_time()
            importing.apply(session, client, kept, person, overwrite=True)
            session.commit()
            spent = process_time() - start
        engine.dispose()
    return spent * 1_000


def _agency(session: Session) -> tuple[Client, User]:
    person = User(
        email="bench@example.com",
        name="Bench",
        password_hash="",
        role="owner",
        language="en",
        time_zone="UTC",
        theme="auto",
        created_at=MADE,
    )
    client = Client(name="Bench", time_zone="UTC", currency="USD", created_at=MADE)
    session.add_all([person, client])
    session.flush()
    return client, person
