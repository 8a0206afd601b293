"""What was planned for the period and became of it, and what is agreed for the days after: what a client may see."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from promo import clock, times
from promo.analytics import plan
from promo.content.models import Rubric
from promo.pages.models import Page
from promo.plan import rights
from promo.plan.matching.service import GRACE
from promo.plan.models import PlanItem
from promo.plan.words import KIND_NAMES, STATUS_NAMES, Status
from promo.reports.blocks.tables import filled, table
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.analytics.plan import Entry
    from promo.reports.blocks import Scope
    from promo.reports.blocks.tables import Columns

AHEAD = 30
"""So many days after the period are told of."""
MOST = 60
AGREED = (Status.APPROVED, Status.SCHEDULED)
DONE: Columns = (
    (N_("Rubric"), "text"),
    (N_("Planned"), "count"),
    (N_("Published"), "count"),
    (N_("Missed"), "count"),
)
NEXT: Columns = (
    (N_("Day"), "day"),
    (N_("Page"), "text"),
    (N_("Kind"), "text"),
    (N_("Rubric"), "text"),
    (N_("Title"), "text"),
    (N_("Status"), "text"),
)


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as all blocks
    """Return the counts of the period's items, whole and by rubric, and the next items: at most `MOST`, ``more`` not.

    ``on_time`` are posts seen within an hour of their time, ``off`` the other seen ones; ``unseen`` are published by a
    person's word alone.
    """
    entries = [_entry(row, scope) for row in _rows(session, scope, scope.period.start, scope.period.end)]
    facts = plan.facts(entries)
    on_time = round((facts.within_hour or 0) * facts.seen)
    groups = [
        {"rubric": one.key, "planned": one.planned, "published": one.published, "missed": one.missed}
        for one in plan.groups(entries, lambda one: one.rubric)
    ]
    last = scope.period.end + timedelta(days=AHEAD)
    coming = [_next(row, scope) for row in _rows(session, scope, scope.period.end + timedelta(days=1), last, AGREED)]
    keys = ("day", "page", "kind", "rubric", "told", "status")
    return {
        "planned": facts.planned,
        "published": facts.published,
        "on_time": on_time,
        "off": facts.seen - on_time,
        "unseen": facts.published - facts.seen,
        "missed": facts.missed,
        "ahead": facts.ahead,
        "groups": groups,
        "next": coming[:MOST],
        "more": max(0, len(coming) - MOST),
        "until": last.isoformat(),
        "tables": filled(
            table(scope.words, DONE, [list(one.values()) for one in groups], N_("What was done")),
            table(scope.words, NEXT, [[one[key] for key in keys] for one in coming], N_("What comes next")),
        ),
    }


def _rows(session: Session, scope: Scope, first: date, last: date, statuses: Sequence[Status] = ()) -> Sequence[Any]:
    """Return the items planned from ``first`` to ``last`` for these pages, and for none, that clients may see."""
    zone = scope.client.time_zone
    start, end = (times.utc(datetime.combine(day, time()), zone) for day in (first, last + timedelta(days=1)))
    item = PlanItem.__table__.c
    columns = (item.id, item.title, item.caption, item.kind, item.status, item.planned_at, item.published_at)
    statement = (
        select(*columns, item.post_id, Rubric.name.label("rubric"), Page.username)
        .outerjoin(Rubric, Rubric.id == item.rubric_id)
        .outerjoin(Page, Page.id == item.page_id)
        .where(item.client_id == scope.client.id, rights.for_clients(), item.status != Status.IDEA)
        .where(or_(item.page_id.is_(None), item.page_id.in_([page.id for page in scope.pages])))
        .where(item.planned_at >= start, item.planned_at < end)
        .order_by(item.planned_at, item.id)
    )
    statement = statement.where(item.status.in_(statuses)) if statuses else statement
    return session.execute(statement).all()


def _entry(row: Any, scope: Scope) -> Entry:  # noqa: ANN401 - a row of `_rows`
    return plan.Entry(
        id=row.id,
        kind=row.kind,
        rubric=row.rubric,
        planned_at=row.planned_at.astimezone(UTC),
        published_at=row.published_at if row.status == Status.PUBLISHED else None,
        is_seen=row.post_id is not None,
        is_due=row.planned_at < scope.now - GRACE,
    )


def _next(row: Any, scope: Scope) -> dict[str, Any]:  # noqa: ANN401 - a row of `_rows`
    say = scope.words.say
    return {
        "day": clock.local_day(row.planned_at, scope.client.time_zone).isoformat(),
        "page": row.username,
        "kind": say(KIND_NAMES[row.kind]),
        "rubric": row.rubric,
        "told": row.title or row.caption.strip().partition("\n")[0],
        "status": say(STATUS_NAMES[row.status]),
    }
