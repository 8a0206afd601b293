"""The background: jobs of one line each, and the worker that runs them."""

from __future__ import annotations

from importlib import import_module
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from huey.consumer import Consumer
from sqlalchemy.orm import configure_mappers

from promo import clock
from promo.timetable import TIMETABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from promo.context import Context

HEARTBEAT = "heartbeat"
"""Under this key the queue keeps the moment at which a worker was last seen alive."""
PATIENCE = 20
"""Seconds that a running job has to stop at its next request. Afterwards its leases bring the rest back."""


LATER = {
    "collect_due": "promo.collection.due",
    "check_source": "promo.collection.due",
    "clean_up": "promo.collection.due",
    "sweep_files": "promo.campaigns.files.service",
    "detect_all": "promo.growth.anomalies.detection",
    "flag_missed": "promo.plan.matching.missing",
    "match_page": "promo.plan.matching.service",
    "remind_all": "promo.plan.approvals.reminding",
    "make_due_reports": "promo.reports.delivery.schedules.due",
    "deliver_due": "promo.reports.delivery.sending.attempt",
    "check_way": "promo.reports.delivery.ways.checking",
}
"""Jobs that are one function of a module, which is loaded by the worker and not by every page: name → module."""


def register(context: Context) -> dict[str, Callable[..., object]]:
    """Give ``context`` its jobs, by name, and their timetable to its queue; return them."""

    def collect_page(page_id: int, trigger: str) -> None:
        run = _of("promo.collection.run").collect_page(context, page_id, trigger)
        if run is not None and run.posts_read:
            _of("promo.content.rubrics.giving").apply_to_page(context, page_id)
            _of("promo.plan.matching.service").match_page(context, page_id)
        _of("promo.growth.anomalies.detection").detect_page(context, page_id)

    def beat() -> None:
        context.queue.put(HEARTBEAT, clock.now().isoformat())

    def let_go() -> None:
        with closing:  # each thread has a connection of its own, and all share one more
            context.queue.storage.close()

    closing = Lock()
    context.queue.on_startup(name="beat")(beat)
    context.queue.on_shutdown()(let_go)
    functions: dict[str, Callable[..., object]] = {
        name: _later(context, module, name) for name, module in LATER.items()
    }
    functions |= {"collect_page": collect_page, "beat": beat}
    for name, when in TIMETABLE:
        context.queue.periodic_task(when, name=f"timetable_{name}")(functions[name])
    context.jobs.update({name: context.queue.task(name=name)(job) for name, job in functions.items()})
    return context.jobs


def _later(context: Context, module: str, name: str) -> Callable[..., object]:
    def job(*args: int | str) -> None:
        getattr(_of(module), name)(context, *args)

    return job


def _of(module: str) -> Any:  # noqa: ANN401 - a module
    return import_module(module)


class Worker(Consumer):  # type: ignore[misc]
    """Huey's consumer with threads; when it stops, collections stop at their next request and keep what they have."""

    def __init__(self, context: Context, threads: int, *, signals: bool) -> None:
        self.context, self.signals = context, signals
        # Two threads may load models at the same moment; who asks between two of them finds them wrong for good.
        _of("promo.models")
        configure_mappers()
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
