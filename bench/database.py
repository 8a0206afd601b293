"""The benchmark's own databases: one with few pages and one with many, made once a day and kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import campaigns
from promo import clock
from promo.db import make_engine
from promo.migrate import head, migrate
from promo.secrets import hash_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promo.config import Settings

ZONE = "Europe/Berlin"
DAYS = 1_096
VISIBLE_CLIENTS = 50
PLANNED = 1_000
PAGES_A_CLIENT = 2
RICH_PAGES = 5
RICH_POSTS = 300
OTHER_POSTS = 20
CROWDED_PAGE, CROWDED_POSTS = 6, 2_000
FEW, MANY = VISIBLE_CLIENTS * PAGES_A_CLIENT, 1_000
TOKEN = "the-benchmark's-own-session"  # noqa: S105 - opens nothing but these databases
SECRET = "b" * 40


@dataclass(frozen=True)
class Bench:
    """A database with so many ``pages`` of ``DAYS`` days that end on ``last_day``, and how long it took to make it."""

    settings: Settings
    pages: int
    last_day: date
    seconds: float

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return Path(self.settings.database_url.removeprefix("sqlite:///"))


def prepare(base: Settings, pages: int) -> Bench:
    """Return the database with so many pages, made when there is none of today by this version of files and tables."""
    last_day = clock.today(ZONE) - timedelta(days=1)
    folder = base.data_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    sources = b"".join(Path(str(source)).read_bytes() for source in (__file__, campaigns.__file__))
    made_by = blake2b(sources + head().encode(), digest_size=4).hexdigest()
    path = folder / f"{pages}-{last_day}-{made_by}.sqlite3"
    settings = replace(
        base,
        data_dir=folder,
        database_url=f"sqlite:///{path}",
        secret_key=SECRET,
        time_zone=ZONE,
        demo=False,
        worker=False,
        instagram_url=None,
    )
    start = datetime.now(UTC)
    if not path.exists():
        for old in folder.glob(f"{pages}-*.sqlite3*"):
            old.unlink()
        _make(path, pages, last_day)
    return Bench(settings, pages, last_day, (datetime.now(UTC) - start).total_seconds())


def _make(path: Path, pages: int, last_day: date) -> None:
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    engine = make_engine(f"sqlite:///{new}")
    migrate(engine)
    engine.dispose()
    rng = np.random.default_rng(7)
    with sqlite3.connect(new) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        _people(connection, pages // PAGES_A_CLIENT)
        _insert(connection, "pages", _pages(pages, last_day))
        for number in range(pages):
            _insert(connection, "page_days", _days(rng, number + 1, last_day))
        _insert(connection, "posts", _posts(rng, pages, last_day))
        _insert(connection, "plan_items", _planned(last_day))
        for table, rows in campaigns.tables(rng, pages // PAGES_A_CLIENT, VISIBLE_CLIENTS, last_day, PAGES_A_CLIENT):
            _insert(connection, table, rows)
        connection.commit()
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    new.rename(path)


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names = ", ".join(first)
    marks = ", ".join("?" for _ in first)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
    connection.execute(statement, tuple(first.values()))
    connection.executemany(statement, (tuple(row.values()) for row in rows))


def _people(connection: sqlite3.Connection, clients: int) -> None:
    """Add a manager of the first `VISIBLE_CLIENTS` clients, signed in, and all clients."""
    now = _text(clock.now())
    person = {"id": 1, "email": "bench@example.com", "name": "Bench", "password_hash": "-", "role": "manager"}
    more = {"language": "en", "time_zone": ZONE, "theme": "auto", "created_at": now, "last_seen_at": now}
    _insert(connection, "users", iter([person | more]))
    session = {"user_id": 1, "token_hash": hash_token(TOKEN), "user_agent": "bench", "address": "127.0.0.1"}
    times = {
        "created_at": now,
        "last_seen_at": "2999-01-01 00:00:00.000000",
        "expires_at": "2999-01-01 00:00:00.000000",
    }
    _insert(connection, "user_sessions", iter([session | times]))
    _insert(connection, "clients", (_client(number, now) for number in range(1, clients + 1)))
    visible = ({"user_id": 1, "client_id": number} for number in range(1, VISIBLE_CLIENTS + 1))
    _insert(connection, "client_access", visible)


def _client(number: int, now: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Client {number:04}",
        "industry": "Retail",
        "time_zone": ZONE,
        "currency": "EUR",
        "manager_id": 1,
        "is_key_account": number % 7 == 0,
        "key_account_reason": "Large" if number % 7 == 0 else "",
        "note": "",
        "created_at": now,
        "version": 1,
    }


def _pages(pages: int, last_day: date) -> Iterator[dict[str, Any]]:
    read = _moment(last_day, 9)
    for number in range(1, pages + 1):
        yield {
            "id": number,
            "client_id": (number - 1) // PAGES_A_CLIENT + 1,
            "username": f"bench.page.{number}",
            "full_name": f"Page {number}",
            "created_at": _moment(last_day - timedelta(days=DAYS), 1),
            "profile_read_at": read,
            "posts_read_at": read,
            "last_outcome": "ok",
            "last_attempt_at": read,
            "failures": 0,
            "version": 1,
        }


def _days(rng: np.random.Generator, page_id: int, last_day: date) -> Iterator[dict[str, Any]]:
    followers = 5_000 + np.cumsum(rng.integers(-8, 20, DAYS))
    missing = set(rng.integers(0, DAYS, 12).tolist())
    for number in range(DAYS):
        if number in missing:
            continue
        day = last_day - timedelta(days=DAYS - 1 - number)
        yield {
            "page_id": page_id,
            "day": day.isoformat(),
            "followers": int(followers[number]),
            "following": 300 + number // 30,
            "posts_count": 100 + number // 4,
            "captured_at": _moment(day, 9),
            "source": "instagram",
        }


def _posts(rng: np.random.Generator, pages: int, last_day: date) -> Iterator[dict[str, Any]]:
    for page_id in range(1, pages + 1):
        rich = page_id <= RICH_PAGES
        count, span = (RICH_POSTS, 365) if rich else (OTHER_POSTS, 60)
        if page_id == CROWDED_PAGE:
            count, span = CROWDED_POSTS, DAYS
        for number in range(count):
            day = last_day - timedelta(days=span * number // count)
            yield {
                "page_id": page_id,
                "shortcode": f"B{page_id}-{number}",
                "instagram_id": f"{page_id}{number:05}",
                "kind": ("image", "carousel", "reel")[number % 3],
                "published_at": _moment(day, 8 + number % 10),
                "caption": "A sentence about the day, with a tag. #bench",
                "hashtags": '["bench"]',
                "mentions": "[]",
                "likes": int(rng.integers(50, 900)),
                "comments": int(rng.integers(0, 40)),
                "views": int(rng.integers(900, 9_000)) if number % 3 == 2 else None,  # noqa: PLR2004 - reels only
                "likes_hidden": False,
                "first_seen_at": _moment(day, 20),
                "captured_at": _moment(day, 20),
                "source": "instagram",
            }


def _planned(last_day: date) -> Iterator[dict[str, Any]]:
    """Yield a month's plan: `PLANNED` items of the clients that are seen."""
    statuses = ("draft", "in_review", "approved", "scheduled", "published")
    for number in range(PLANNED):
        client = number % VISIBLE_CLIENTS + 1
        at = _moment(last_day.replace(day=number % 28 + 1), 6 + number % 15)
        yield {
            "uid": f"00000000-0000-4000-8000-{number:012}",
            "client_id": client,
            "page_id": (client - 1) * PAGES_A_CLIENT + 1,
            "kind": ("post", "carousel", "reel", "story")[number % 4],
            "status": statuses[number % 5],
            "stage": "client" if number % 5 == 1 else None,
            "title": f"Item {number} of the plan",
            "planned_at": at,
            "goal": "",
            "caption": "Every morning at five we start the dough, and at eight the bread is warm. " * 4,
            "first_comment": "",
            "link": "",
            "reference": "",
            "created_at": at,
            "updated_at": at,
            "version": 1,
            "revision": 1,
            "refused_posts": "[]",
        }


def _moment(day: date, hour: int) -> str:
    return f"{day.isoformat()} {hour:02}:00:00.000000"


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
