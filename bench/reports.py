"""Reports: a shared page at its first and its next opening, and a report on paper, beside the bare work of each."""

from __future__ import annotations

import gc
import json
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from promo.clients.models import Client
from promo.reports import rendering
from promo.reports.models import Report, ReportLink, ReportVersion
from promo.reports.printing.pdf import FONTS, OWN, Look, laid_out, pdf
from promo.reports.sharing.screens import KEPT
from promo.reports.writing import service
from promo.secrets import hash_token
from promo.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from bench.database import Bench
    from promo.context import Context

DAYS = 30
UID = "be9c0000-0000-4000-8000-000000000001"
TOKEN = "the-benchmark's-own-link"  # noqa: S105 - opens nothing but the benchmark's database
PAGE_TIMES, PAPER_TIMES = 40, 5
PAGE_MS, PAPER_SECONDS = 20.0, 3.0
"""The aims, in CPU time: of a shared page, and of a report of 30 days as PDF."""
FIRST, NEXT = "Shared page, first opening", "Shared page, next openings"
PAPER = f"PDF of {DAYS} days"


@dataclass(frozen=True)
class Cost:
    """What it takes, in milliseconds: median, the processor's part of it, the bare work. ``pages`` of paper, or 0."""

    name: str
    median: float
    cpu: float
    floor: float
    pages: int = 0


def measure(bench: Bench) -> list[Cost]:
    """Return the costs of a published report on a client of ``bench``, which is written if there is none yet."""
    app = create_app(bench.settings)
    context = cast("Context", app.extensions["promo"])
    browser = app.test_client()

    def opened() -> None:
        answer = browser.get(f"/shared/{TOKEN}", headers={"Accept-Encoding": "gzip"})
        if answer.status_code != 200:  # noqa: PLR2004 - anything else is no page
            raise RuntimeError(f"the server answered {answer.status}")

    with context.sessions() as session:
        content = _published(session, bench)
        session.commit()
    look = Look("Agency", accent="#0f766e", footer="A note at the foot")
    document = rendering.document(content, look=look, version="", kinds=(), fonts=FONTS, own=OWN)
    line = rendering.document({**content, "blocks": []}, look=look, version="", kinds=(), fonts=FONTS, own=OWN)
    read = _read(bench)
    gc.collect()
    gc.freeze()  # as `serve` does
    try:
        return [
            Cost(FIRST, *_times(opened, PAGE_TIMES, before=KEPT.clear), read),
            Cost(NEXT, *_times(opened, PAGE_TIMES), read),
            Cost(
                PAPER,
                *_times(lambda: pdf(content, look=look), PAPER_TIMES),
                _times(lambda: laid_out(line, look).write_pdf(pdf_tags=True), PAPER_TIMES)[0],
                len(laid_out(document, look).pages),
            ),
        ]
    finally:
        context.close()


def _published(session: Session, bench: Bench) -> dict[str, Any]:
    """Return the content of the first client's report, published and shared."""
    client = session.get_one(Client, 1)
    fields = service.suggested("en", (bench.last_day - timedelta(days=DAYS - 1), bench.last_day))
    report = service.draft(session, client, fields, None, uid=UID)
    if not report.published:
        service.publish(session, report, report.version, "", None)
        usual = {"client_id": client.id, "name": "Bench", "language": "en", "shows": "report", "blocks": []}
        made = ReportLink(**usual, report_id=report.id, token_hash=hash_token(TOKEN), created_at=report.created_at)
        session.add(made)
    kept = session.scalars(select(ReportVersion).join(Report).where(Report.uid == UID)).one()
    return kept.content


def _times(work: Callable[[], object], times: int, before: Callable[[], object] = bool) -> tuple[float, float]:
    """Return the median of ``work`` and the processor's part, in ms; what is done ``before`` it does not count."""
    work()
    found = []
    for _ in range(times):
        before()
        wall, cpu = perf_counter(), process_time()
        work()
        found.append(((perf_counter() - wall) * 1_000, (process_time() - cpu) * 1_000))
    return median(wall for wall, _ in found), median(cpu for _, cpu in found)


def _read(bench: Bench) -> float:
    """Return the milliseconds that finding a version by bare SQL and decoding it takes."""
    statement = (
        "SELECT v.content FROM report_links l JOIN reports r ON r.id = l.report_id "
        "JOIN report_versions v ON v.report_id = r.id AND v.number = r.published WHERE l.token_hash = ?"
    )
    with sqlite3.connect(bench.path) as connection:
        found = _times(
            lambda: json.loads(connection.execute(statement, (hash_token(TOKEN),)).fetchone()[0]), PAGE_TIMES
        )
    connection.close()
    return found[0]
