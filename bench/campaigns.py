"""Campaigns: a year of days of many of them, the list and one of them, beside bare SQL and JSON of the same rows."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np

    from bench.database import Bench

CAMPAIGNS, DAYS = 200, 365
LISTED = f"Campaigns, {CAMPAIGNS} with {DAYS} days each"
ONE = f"A campaign, {DAYS} days"
MS = 60.0
"""The aim of the list."""
STEPS = 10_000
"""Money is kept in ten-thousandths."""
METRICS = ("spend", "impressions", "clicks", "leads", "sales", "value")
KINDS = ("advertising", "advertising", "placement", "giveaway")


def tables(
    rng: np.random.Generator, clients: int, visible: int, last_day: date, pages_a_client: int
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Yield the rows of each table: `CAMPAIGNS` of the ``visible`` first clients, and one of each other client."""
    owners = [number % visible + 1 for number in range(CAMPAIGNS)] + list(range(visible + 1, clients + 1))
    first = last_day - timedelta(days=DAYS - 1)
    yield "campaigns", (_campaign(number, client, first) for number, client in enumerate(owners, 1))
    yield (
        "campaign_pages",
        (
            {"campaign_id": number, "page_id": (client - 1) * pages_a_client + 1}
            for number, client in enumerate(owners, 1)
        ),
    )
    days = [[*_days(rng, number, first)] for number in range(1, len(owners) + 1)]
    yield "campaign_days", (day for theirs in days for day in theirs)
    yield "campaign_months", (month for theirs in days for month in _months(theirs))


def screens() -> Iterator[tuple[str, str, Callable[[Bench], Callable[[], object]]]]:
    """Yield the screens: name, address, and what gives the bare work of a database."""
    yield LISTED, "/campaigns", _bare_list
    yield f"Campaigns compared, {CAMPAIGNS}", "/campaigns/compare", _bare_list
    yield f"Campaigns by month, {CAMPAIGNS}", "/campaigns/months", _bare_list
    yield ONE, "/campaigns/1", _bare_one


def _campaign(number: int, client: int, first: date) -> dict[str, Any]:
    is_over = number % 5 == 0
    return {
        "uid": f"00000000-0000-4000-8000-{number:012}",
        "client_id": client,
        "kind": KINDS[number % len(KINDS)],
        "name": f"Campaign {number} of a year, with a name as long as they are",
        "series": f"Series {number % 9}",
        "status": "done" if is_over else "active",
        "channel": "instagram",
        "objective": "Visits",
        "target": "followers" if number % 2 else "leads",
        "target_value": 5_000,
        "budget": 400_000 * STEPS,
        "currency": ("EUR", "USD", "RUB")[number % 3],
        "fee": 20_000 * STEPS if number % 4 == 2 else None,  # noqa: PLR2004 - placements
        "start_day": first.isoformat(),
        "end_day": (first + timedelta(days=DAYS - 1 + (0 if is_over else 30))).isoformat(),
        "owner_id": 1,
        "contractor": "",
        "terms": "",
        "note": "",
        "erid": "",
        "created_at": f"{first} 09:00:00.000000",
        "version": 1,
    }


def _days(rng: np.random.Generator, campaign: int, first: date) -> Iterator[dict[str, Any]]:
    shown = rng.integers(5_000, 20_000, DAYS)
    for number in range(DAYS):
        day = (first + timedelta(days=number)).isoformat()
        count = int(shown[number])
        yield {
            "campaign_id": campaign,
            "day": day,
            "spend": (800 + number % 90) * STEPS,
            "impressions": count,
            "reach": count * 7 // 10,
            "clicks": count // 80,
            "leads": number % 6 or None,
            "sales": number % 3,
            "value": number % 3 * 1_250 * STEPS,
            "updated_at": f"{day} 20:00:00.000000",
            "updated_by_id": 1,
        }


def _months(days: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for month in dict.fromkeys(day["day"][:7] for day in days):
        theirs = [day for day in days if day["day"].startswith(month)]
        yield {
            "campaign_id": theirs[0]["campaign_id"],
            "month": f"{month}-01",
            "days": len(theirs),
            "first_day": theirs[0]["day"],
            "last_day": theirs[-1]["day"],
            "peak_reach": max(day["reach"] for day in theirs),
            **{name: sum(day[name] or 0 for day in theirs) for name in METRICS},
        }


def _bare_list(bench: Bench) -> Callable[[], object]:
    return partial(_read, sqlite3.connect(bench.path), f"<= {CAMPAIGNS}", "campaign_months")


def _bare_one(bench: Bench) -> Callable[[], object]:
    return partial(_read, sqlite3.connect(bench.path), "= 1", "campaign_days")


def _read(connection: sqlite3.Connection, which: str, table: str) -> str:
    campaigns = connection.execute(f"SELECT * FROM campaigns WHERE id {which}").fetchall()  # noqa: S608 - our own text
    facts = connection.execute(f"SELECT * FROM {table} WHERE campaign_id {which}").fetchall()  # noqa: S608 - the same
    return json.dumps((campaigns, facts))
