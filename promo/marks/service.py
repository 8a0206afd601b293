"""The rules by which events are noted. They flush and never commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from promo import clock
from promo.analytics.periods import BEGINNING
from promo.db import changed_rows
from promo.errors import Conflict, Invalid, NotFound
from promo.marks.models import EventMark
from promo.speech import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from promo.users.models import User

AHEAD = timedelta(days=730)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class MarkFields:
    """What a person may set of an event. One for ``all_pages`` is shown on every page of the client."""

    kind: str
    day: date
    end_day: date | None
    title: str
    note: str = ""
    all_pages: bool = False


class Stale(Conflict):
    """The event was changed since the form was opened."""

    message = N_(
        "This event was changed while you were editing. Nothing was saved; look at the newer one below and save again."
    )


def of_page(session: Session, page: Page, ident: int) -> EventMark:
    """Return the event with this id, if the charts of ``page`` show it; raise `NotFound` otherwise."""
    found = session.get(EventMark, ident)
    shared = found is not None and found.page_id is None and found.client_id == page.client_id
    if found is None or not (shared or found.page_id == page.id):
        raise NotFound
    return found


def add(session: Session, page: Page, fields: MarkFields, by: User) -> EventMark:
    """Return a new event; one that says the same on the same day (a second click) is the one that stands already."""
    _check(page, fields)
    place = {"page_id": None if fields.all_pages else page.id, "client_id": page.client_id}
    twin = session.scalar(
        select(EventMark).where(
            or_(EventMark.page_id == page.id, EventMark.page_id.is_(None)),
            EventMark.client_id == page.client_id if page.client_id else EventMark.page_id == page.id,
            EventMark.day == fields.day,
            EventMark.title == fields.title,
        )
    )
    if twin is not None:
        return twin
    mark = EventMark(**_columns(fields), **place, created_at=clock.now(), created_by_id=by.id)
    session.add(mark)
    session.flush()
    return mark


def edit(session: Session, page: Page, mark: EventMark, fields: MarkFields, version: int) -> None:
    """Save ``fields``; raise `Stale` unless ``version`` is still the event's."""
    _check(page, fields)
    values = {**_columns(fields), "page_id": None if fields.all_pages else page.id, "version": version + 1}
    statement = update(EventMark).where(EventMark.id == mark.id, EventMark.version == version).values(**values)
    if not changed_rows(session, statement.execution_options(synchronize_session=False)):
        session.expire(mark)
        raise Stale
    session.expire(mark)


def remove(session: Session, mark: EventMark) -> None:
    """Remove an event for good."""
    session.execute(delete(EventMark).where(EventMark.id == mark.id))


def _columns(fields: MarkFields) -> dict[str, object]:
    return {name: value for name, value in asdict(fields).items() if name != "all_pages"}


def _check(page: Page, fields: MarkFields) -> None:
    latest = clock.now().date() + AHEAD
    if not BEGINNING <= fields.day <= latest:
        raise Invalid("day", N_("Choose a day between Instagram's beginning in October 2010 and two years from now."))
    if fields.end_day is not None and fields.end_day < fields.day:
        raise Invalid("end_day", N_("The last day is before the first one. Swap them, or leave it empty."))
    if fields.end_day is not None and fields.end_day - fields.day > LONGEST:
        raise Invalid("end_day", N_("An event lasts at most a year. Choose an earlier last day."))
    if fields.all_pages and page.client_id is None:
        raise Invalid("all_pages", N_("This page belongs to no client, so the event can only be about this page."))
