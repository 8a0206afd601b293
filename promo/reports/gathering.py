"""From a draft to its content: everything that is frozen when it is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from promo.analytics import engagement, periods
from promo.analytics.periods import Period
from promo.pages.models import Page
from promo.reports.blocks import BLOCKS, Scope, block
from promo.wording import wording

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.reports.models import Report

MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+!|~&-]")
"""What Markdown may take for mark-up within a line."""
FORMAT = 1
"""Grows when what is frozen changes its shape: what was published before stays readable."""


def gather(session: Session, report: Report, now: datetime) -> dict[str, Any]:
    """Return the content of ``report`` as it is at ``now``: plain JSON, numbers and the manager's texts."""
    scope = scope_of(session, report, now)
    return {
        "format": FORMAT,
        "title": report.title,
        "client": report.client.name,
        "language": report.language,
        "time_zone": report.client.time_zone,
        "currency": report.client.currency,
        "period": _days(scope.period),
        "comparison": _days(scope.comparison) if scope.comparison else None,
        "against": report.against,
        "pages": [page.username for page in scope.pages],
        "gathered_at": now.isoformat(),
        "blocks": [
            {
                "kind": one["kind"],
                "text": filled(one.get("text", ""), report.client, scope),
                "data": block(one["kind"]).gather(session, scope, one.get("options", {})),
            }
            for one in report.blocks
            if one["kind"] in BLOCKS
        ],
    }


def scope_of(session: Session, report: Report, now: datetime) -> Scope:
    """Return what ``report`` is about: its pages (none chosen: all that are not paused), in order of their names."""
    theirs = select(Page).where(Page.client_id == report.client_id).order_by(Page.username)
    theirs = theirs.where(Page.id.in_(report.page_ids)) if report.page_ids else theirs.where(Page.paused_at.is_(None))
    period, client = Period(report.start_day, report.end_day), report.client
    return Scope(
        client=client,
        pages=session.scalars(theirs).all(),
        period=period,
        comparison=periods.compared_with(kind_of(period), period, report.against),
        er=engagement.Choice.of(client.er_variant, client.er_average),
        words=wording(report.language),
        now=now,
        blocks=[one["kind"] for one in report.blocks],
    )


def filled(text: str, client: Client, scope: Scope) -> str:
    """Return a manager's ``text`` with ``{client}`` and ``{period}`` in it replaced, in the report's language.

    A name is put in as text: what of it Markdown would take for mark-up does not become any.
    """
    period = scope.period
    if kind_of(period) == "month":
        told = scope.words.month(period.start)
    else:
        told = f"{scope.words.day(period.start)} – {scope.words.day(period.end)}"
    for name, value in (("{client}", client.name), ("{period}", told)):
        text = text.replace(name, MARKUP.sub(r"\\\g<0>", value))
    return text


def kind_of(period: Period) -> str:
    """Return which whole unit of the calendar ``period`` is (one of `periods.UNITS`); ``own`` for other days."""
    return next((kind for kind in periods.UNITS if periods.unit(kind, period.start) == period), "own")


def _days(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
