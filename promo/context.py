"""What the parts of a running program share: settings, database, queue, cipher. Made once a process."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from promo.db import make_engine, make_sessions
from promo.queue import make_queue
from promo.secrets import Cipher

if TYPE_CHECKING:
    from collections.abc import Callable

    from huey import Huey
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session, sessionmaker

    from promo.config import Settings

Job = tuple[str, tuple[int | str, ...]]


@dataclass
class Context:
    """The shared parts. ``jobs`` is filled by `promo.jobs.register`: name → the function that sends the job.

    ``stopping`` is set when the program ends: a collection stops before its next request and keeps what it has.
    """

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session] = field(init=False)
    queue: Huey
    cipher: Cipher
    jobs: dict[str, Callable[..., object]] = field(default_factory=dict)
    stopping: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.sessions = make_sessions(self.engine, send=self.send)

    def send(self, job: str, args: tuple[int | str, ...] = ()) -> None:
        """Send a job to the queue now; features use `promo.queue.send_after_commit` instead."""
        self.jobs[job](*args)

    def close(self) -> None:
        """Let go of all connections."""
        self.queue.storage.close()
        self.engine.dispose()


def open_context(settings: Settings) -> Context:
    """Return the context for ``settings``. Nothing is connected to before it is used."""
    return Context(
        settings=settings,
        engine=make_engine(settings.database_url),
        queue=make_queue(settings),
        cipher=Cipher(settings.secret_key),
    )
