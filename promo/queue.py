"""The job queue. Features ask for a job by name; it is sent when, and only when, their transaction is committed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from huey import Huey, SqliteHuey
from huey.storage import PostgresStorage
from sqlalchemy import event
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    import psycopg

    from promo.config import Settings

log = logging.getLogger(__name__)


class LatePostgresStorage(PostgresStorage):  # type: ignore[misc]
    """Makes its tables with its first connection: a server that is away must not keep the program from saying so."""

    made = False

    def _create_connection(self) -> psycopg.Connection:
        connection: psycopg.Connection = self._connect()
        if not self.made:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(7229072)")  # two processes may start at once
                for statement in self.ddl:
                    connection.execute(statement)
            self.made = True
        return connection


def make_queue(settings: Settings) -> Huey:
    """Return the queue: a file beside the SQLite data, or tables beside the PostgreSQL data."""
    if settings.is_sqlite:
        return SqliteHuey("promo", filename=str(settings.queue_path), results=False)
    dsn = settings.database_url.replace("+psycopg", "")
    return Huey("promo", storage_class=LatePostgresStorage, dsn=dsn, create_tables=False, results=False)


def send_after_commit(session: Session, job: str, *args: int | str) -> None:
    """Ask for ``job`` (a name in `promo.jobs`) to run with ``args`` once the session's transaction is committed."""
    waiting: list[tuple[str, tuple[int | str, ...]]] = session.info.setdefault("waiting_jobs", [])
    if (job, args) not in waiting:
        waiting.append((job, args))


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    send: Any = session.info.get("send")
    for job, args in session.info.pop("waiting_jobs", ()):
        if send is None:
            continue
        try:
            send(job, args)
        except Exception:
            # What is due stands in the database: the timetable finds it, so what was written counts as done.
            log.exception("job %s could not be sent", job)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("waiting_jobs", None)
