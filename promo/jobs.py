"""The background: jobs of one line each, and the worker that runs them."""

from __future__ import annotations

from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from huey.consumer import Consumer

from promo import clock
from promo.timetable import TIMETABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from promo.context import Context

HEARTBEAT = "heartbeat"
"""Under this key the queue keeps the moment at which a worker was last seen alive."""
PATIENCE = 20
"""Seconds that a running job has to stop at its next request. Afterwards its leases bring the rest back."""


def register(context: Context) -> dict[str, Callable[..., object]]:
    """Give ``context`` its jobs, by name, and their timetable to its queue; return them."""

    def collect_due() -> None:
        _due().collect_due(context)

    def collect_page(page_id: int, trigger: str) -> None:
        run = _run().collect_page(context, page_id, trigger)
        if run is not None and run.posts_read:
            _giving().apply_to_page(context, page_id)
        _detection().detect_page(context, page_id)

    def check_source(source_id: int) -> None:
        _due().check_source(context, source_id)

    def clean_up() -> None:
        _due().clean_up(context)

    def detect_anomalies() -> None:
        _detection().detect_all(context)

    def beat() -> None:
        context.queue.put(HEARTBEAT, clock.now().isoformat())

    def let_go() -> None:
        with closing:  # each thread has a connection of its own, and all share one more
            context.queue.storage.close()

    closing = Lock()
    context.queue.on_startup(name="beat")(beat)
    context.queue.on_shutdown()(let_go)
    functions = {
        job.__name__: job for job in (collect_due, collect_page, check_source, clean_up, detect_anomalies, beat)
    }
    for name, when in TIMETABLE:
        context.queue.periodic_task(when, name=f"timetable_{name}")(functions[name])
    context.jobs.update({name: context.queue.task(name=name)(job) for name, job in functions.items()})
    return context.jobs


def _due() -> Any:  # noqa: ANN401 - a module
    from promo.collection import due  # noqa: PLC0415 - what collects is loaded by the worker, not by every page

    return due


def _run() -> Any:  # noqa: ANN401 - a module
    from promo.collection import run  # noqa: PLC0415 - the same

    return run


def _detection() -> Any:  # noqa: ANN401 - a module
    from promo.growth.anomalies import detection  # noqa: PLC0415 - the same

    return detection


def _giving() -> Any:  # noqa: ANN401 - a module
    from promo.content.rubrics import giving  # noqa: PLC0415 - the same

    return giving


class Worker(Consumer):  # type: ignore[misc]
    """Huey's consumer with threads; when it stops, collections stop at their next request and keep what they have."""

    def __init__(self, context: Context, threads: int, *, signals: bool) -> None:
        self.context, self.signals = context, signals
        super().__init__(
            context.queue, workers=threads, max_delay=1.0, shutdown_timeout=PATIENCE, graceful_signal="TERM"
        )

    def _set_signal_handlers(self) -> None:
        if self.signals:
            super()._set_signal_handlers()

    def _handle_signal(self, signum: int, frame: object) -> None:
        self.context.stopping.set()
        super()._handle_signal(signum, frame)


class WorkerThread:
    """A worker inside another program: it installs no signal handlers and stops when it is told."""

    def __init__(self, context: Context, threads: int) -> None:
        self._worker = Worker(context, threads, signals=False)
        self._thread = Thread(target=self._worker.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let running jobs stop at their next request, and wait for them (`PATIENCE` seconds at most)."""
        self._worker.context.stopping.set()
        self._worker.stop(graceful=True)
        self._thread.join(PATIENCE)


def start_worker(context: Context, threads: int = 2) -> WorkerThread:
    """Start a worker in this process and return it."""
    return WorkerThread(context, threads)
