"""The job queue. Features ask for a job by name; it is sent when, and only when, their transaction is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import event
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from promo.config import Settings


def make_queue(settings: Settings) -> Huey:
    """Return the queue: a file beside the SQLite data, or tables beside the PostgreSQL data."""
    if settings.is_sqlite:
        return SqliteHuey("promo", filename=str(settings.queue_path), results=False)
    return PostgresHuey("promo", dsn=settings.database_url.replace("+psycopg", ""), results=False)


def send_after_commit(session: Session, job: str, *args: int | str) -> None:
    """Ask for ``job`` (a name in `promo.jobs`) to run with ``args`` once the session's transaction is committed."""
    waiting: list[tuple[str, tuple[int | str, ...]]] = session.info.setdefault("waiting_jobs", [])
    if (job, args) not in waiting:
        waiting.append((job, args))


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    send: Any = session.info.get("send")
    for job, args in session.info.pop("waiting_jobs", ()):
        if send is not None:
            send(job, args)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("waiting_jobs", None)
