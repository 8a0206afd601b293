"""Is everything well? One function a check; each says ok, or what is the matter and what to do."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfoNotFoundError

from sqlalchemy import func, select, text

from promo import clock
from promo.clients.models import Client
from promo.collection import sources
from promo.collection.models import Source
from promo.jobs import HEARTBEAT
from promo.migrate import current, head, revisions
from promo.pages.models import PageDay
from promo.reports.delivery.ways import mail
from promo.reports.delivery.ways import service as ways
from promo.reports.delivery.ways.outcomes import Failure
from promo.reports.delivery.words import PROBLEMS
from promo.reports.printing.pdf import NoPrinting, load_printer
from promo.secrets import Undecipherable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context

LEAST_FREE = 500 * 1024 * 1024
"""Bytes. A SQLite database needs about as much again for a moment when it is tidied up or migrated."""
MOST_WAITING = 1_000
SILENCE = timedelta(minutes=3)
SKEW = timedelta(seconds=30)
INSTAGRAM = ("www.instagram.com", 443)
PATIENCE = 5.0


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    PROBLEM = "problem"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Finding:
    """What a check found: its ``name``, a sentence, and for a problem what to do."""

    name: str
    state: State
    detail: str
    advice: str = ""


def examine(context: Context) -> Iterator[Finding]:
    """Yield the finding of each check. Nothing is changed, and no request goes to Instagram."""
    reachable = True
    for name, check, needs_tables in CHECKS:
        if needs_tables and not reachable:
            yield Finding(name, State.LEFT_OUT, "it needs the database's tables")
            continue
        found = _guarded(name, check, context)
        yield found
        if check in (_database, _migrations):
            reachable = reachable and found.state == State.OK


def _guarded(name: str, check: Callable[[Context], Finding], context: Context) -> Finding:
    try:
        return check(context)
    except Exception as error:  # noqa: BLE001 - whatever it is, the doctor reports it and goes on
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        return Finding(name, State.PROBLEM, f"{type(error).__name__}: {reason}", ADVICE.get(name, ""))


def _database(context: Context) -> Finding:
    with context.engine.connect() as connection:
        if not context.settings.is_sqlite:
            server = connection.scalar(text("SHOW server_version"))
            return _ok("database", f"PostgreSQL {server}")
        answer = connection.scalar(text("PRAGMA quick_check(1)"))
        if answer != "ok":
            return _problem("database", f"the SQLite file is damaged: {answer}")
        return _ok("database", f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}, the file is sound")


def _migrations(context: Context) -> Finding:
    have, want = current(context.engine), head()
    if have == want:
        return _ok("migrations", f"revision {have}")
    if have is not None and have not in revisions():
        return _problem(
            "migrations",
            f"revision {have} is newer than this program knows",
            "Update the program to its newest version.",
        )
    return _problem("migrations", f"the database is at {have or 'no revision'}, the program needs {want}")


def _queue(context: Context) -> Finding:
    waiting = context.queue.pending_count()
    if waiting > MOST_WAITING:
        return _problem("queue", f"{waiting:,} jobs wait: workers do not keep up, or none runs")
    return _ok("queue", f"{waiting:,} jobs wait")


def _worker(context: Context) -> Finding:
    if _is_off(context):
        return Finding("worker", State.LEFT_OUT, "nothing is collected in the demo")
    seen = context.queue.get(HEARTBEAT, peek=True)
    if seen is None:
        return _problem("worker", "no worker has run yet")
    silent = clock.now() - datetime.fromisoformat(seen)
    if silent > SILENCE:
        return _problem("worker", f"no worker was seen for {_spoken(silent)}")
    return _ok("worker", f"seen {_spoken(silent)} ago")


def _sources(context: Context) -> Finding:
    with context.sessions() as session:
        found = list(session.scalars(select(Source).order_by(Source.id)))
        unwell = [trouble for source in found if (trouble := _trouble(context, session, source))]
    if unwell:
        return _problem("sources", "; ".join(unwell))
    if not found:
        return _ok("sources", "the guest source is made with the first collection")
    return _ok("sources", f"{len(found)} in use or ready")


def _trouble(context: Context, session: Session, source: Source) -> str | None:
    """Return what is the matter with a source, ``None`` where nothing is; a rest or a wait is nothing."""
    name = f"@{source.username}" if source.username else "the guest" if source.kind == sources.GUEST else "an account"
    if not source.enabled:
        return None
    if source.cookies:
        try:
            context.cipher.decrypt(source.cookies)
        except Undecipherable:
            return f"{name}: its cookies were encrypted with another secret key"
    state = sources.state(session, source, clock.now())
    if state.key == "signed_out":
        return f"{name} is signed out"
    if state.key == "resting":
        return f"{name} rests until {state.until:%H:%M} UTC after “{source.last_outcome}”"
    return None


def _clock(context: Context) -> Finding:
    now = clock.now()
    with context.sessions() as session:
        theirs = None if context.settings.is_sqlite else session.scalar(select(func.clock_timestamp()))
        newest = session.scalar(select(func.max(PageDay.captured_at)))
        wrong = [name for name in session.scalars(select(Client.time_zone).distinct()) if not _is_zone(name)]
    if wrong:
        return _problem("clock", f"unknown time zones: {', '.join(wrong)}", "Install the package tzdata.")
    if theirs is not None and abs(theirs.astimezone(UTC) - now) > SKEW:
        return _problem(
            "clock", f"this machine and the database differ by {_spoken(abs(theirs.astimezone(UTC) - now))}"
        )
    if newest is not None and newest - now > SKEW:
        return _problem("clock", f"something was collected {_spoken(newest - now)} in the future: the clock went back")
    return _ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _is_zone(name: str) -> bool:
    try:
        clock.zone(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _disk(context: Context) -> Finding:
    folder = context.settings.data_dir
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        return _problem("disk", f"only {free / 1e6:,.0f} MB are free in {folder}")
    return _ok("disk", f"{free / 1e9:,.1f} GB are free")


def _printing(_context: Context) -> Finding:
    try:
        load_printer()
    except NoPrinting:
        return _problem("pdf", "reports cannot be made as PDF: the library Pango is missing")
    return _ok("pdf", "reports can be made as PDF")


def _mail(context: Context) -> Finding:
    if context.settings.demo:
        return Finding("mail", State.LEFT_OUT, "nothing is sent from the demo")
    with context.sessions() as session:
        try:
            way = ways.mail_way(session, context.cipher)
        except Undecipherable:
            return _problem("mail", "the password of the mail server was encrypted with another secret key")
    if way is None:
        return Finding("mail", State.LEFT_OUT, "no mail server is set up")
    try:
        mail.try_out(way)
    except Failure as failure:
        return _problem("mail", f"{way.host}: {PROBLEMS[failure.problem]} {failure.detail}".rstrip())
    return _ok("mail", f"{way.host} takes mail from {way.sender}")


def _secret_key(context: Context) -> Finding:
    path = context.settings.data_dir / "secret_key"
    if not path.is_file():
        return _ok("secret key", "from the environment")
    if path.stat().st_mode & 0o077:
        return _problem("secret key", f"others on this machine can read {path}", f"Run: chmod 600 {path}")
    return _ok("secret key", "readable by its owner only")


def _network(context: Context) -> Finding:
    if _is_off(context):
        return Finding("network", State.LEFT_OUT, "nothing is collected in the demo")
    host, port = _target(context.settings.instagram_url)
    try:
        with socket.create_connection((host, port), timeout=PATIENCE):
            return _ok("network", f"{host} can be reached")
    except socket.gaierror:
        return _problem("network", f"the name {host} cannot be resolved")
    except OSError as error:
        return _problem("network", f"{host} cannot be reached: {error.strerror or 'no answer in time'}")


def _target(url: str | None) -> tuple[str, int]:
    if url is None:
        return INSTAGRAM
    parts = urlsplit(url)
    return parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)


def _is_off(context: Context) -> bool:
    return context.settings.demo and context.settings.instagram_url is None


def _ok(name: str, detail: str) -> Finding:
    return Finding(name, State.OK, detail)


def _problem(name: str, detail: str, advice: str | None = None) -> Finding:
    return Finding(name, State.PROBLEM, detail, ADVICE[name] if advice is None else advice)


def _spoken(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"


ADVICE = {
    "database": "Check PROMO_DATABASE_URL and that the server runs; for a damaged file restore a backup.",
    "migrations": "Run: python app.py migrate (serve does it by itself).",
    "queue": "Start a worker (python app.py worker) and look at its log.",
    "worker": "Start one: python app.py serve has a worker of its own, python app.py worker is another.",
    "sources": "Open the page Sources: paste fresh cookies, or wait until the rest is over.",
    "clock": "Set the clocks of this machine and of the database's machine by NTP.",
    "disk": "Free some space, or move PROMO_DATA_DIR to a larger disk.",
    "secret key": "Check the file secret_key in the data folder.",
    "pdf": "Install it; on Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
    "mail": "Open Settings, “Mail and Telegram”, and send yourself a test message.",
    "network": "Check the internet connection, DNS, firewall and proxy of this machine.",
}
CHECKS: tuple[tuple[str, Callable[[Context], Finding], bool], ...] = (
    ("database", _database, False),
    ("migrations", _migrations, False),
    ("queue", _queue, False),
    ("worker", _worker, False),
    ("sources", _sources, True),
    ("clock", _clock, True),
    ("disk", _disk, False),
    ("secret key", _secret_key, False),
    ("pdf", _printing, False),
    ("mail", _mail, True),
    ("network", _network, False),
)
"""Name, check, and whether it needs the tables."""


def is_well(findings: Iterable[Finding]) -> bool:
    """Return whether none of the findings is a problem."""
    return all(finding.state != State.PROBLEM for finding in findings)
