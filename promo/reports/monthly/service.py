"""One click to a month's draft: its natural key is the client and the month."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.analytics.periods import unit
from promo.reports.models import Report
from promo.reports.monthly import reading
from promo.reports.templates import service as templates
from promo.reports.writing import service as reports

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

SPACE = uuid.UUID("6b1f0f4c-8a5e-5d43-9a2e-3f1f5f0c7a10")
"""The name space of the drafts' ids."""


def draft(session: Session, client: Client, month: date, by: User) -> Report:
    """Return the report of ``client`` about ``month`` (its first day): the one there is, else a new draft.

    A new one begins with the client's usual template, in the language of its newest report (else in that of ``by``).
    Raises `Invalid` for a month that is not over.
    """
    known = reading.made(session, [client.id], month).get(client.id)
    if known is not None:
        return session.get_one(Report, known.id)
    days = (month, unit("month", month).end)
    fields = templates.begun(session, _language(session, client, by), days, templates.usual(session, client))
    return reports.draft(session, client, fields, by, uid=_uid(session, client, month))


def _language(session: Session, client: Client, by: User) -> str:
    mine = (
        select(Report.language).where(Report.client_id == client.id).order_by(Report.end_day.desc(), Report.id.desc())
    )
    return session.scalar(mine.limit(1)) or by.language


def _uid(session: Session, client: Client, month: date) -> str:
    """Return the id that is the same for a second click; another one where that draft is about other days by now."""
    usual = str(uuid.uuid5(SPACE, f"{client.id}/{month}"))
    return str(uuid.uuid4()) if session.scalar(select(Report.id).where(Report.uid == usual)) else usual
