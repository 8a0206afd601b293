"""What happened on some days to some pages: events that people noted, and campaigns. One query for both."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, String, and_, case, cast, func, null, or_, select, union_all

from promo.campaigns.days.models import CampaignMonth
from promo.campaigns.models import Campaign, Placement, campaign_pages
from promo.campaigns.reading import OPEN_END, of_pages
from promo.campaigns.words import HAPPENED, Status
from promo.charts.marks import Mark
from promo.clients.models import Client
from promo.clock import local_day
from promo.db import UTCDateTime
from promo.marks import reading as marks
from promo.marks.models import EventMark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    Statement = Select[*tuple[Any, ...]]

ZONES = timedelta(days=1)
"""No time zone is further from UTC."""


class Happening(NamedTuple):
    """An event, or (``campaign_id`` known) a campaign, from ``start`` to ``end``, both included; ``None``: open end.

    ``kind`` is one of `promo.marks.models.MarkKind` or of `promo.campaigns.words.Kind`. A placement is on the day on
    which it was published, or, while that is unknown, was to be. Without ``page_id`` it is about several pages.
    """

    kind: str
    start: date
    end: date | None
    title: str
    page_id: int | None
    client_id: int | None
    campaign_id: int | None

    def touches(self, start: date, end: date) -> bool:
        """Return whether any of its days lies in ``start`` … ``end``."""
        return self.start <= end and (self.end is None or self.end >= start)


def happenings(
    session: Session, page_ids: Collection[int], client_ids: Collection[int], start: date, end: date
) -> list[Happening]:
    """Return what touches ``start`` … ``end`` of the pages, or of all pages of the clients, by day."""
    both = union_all(*statements(page_ids, client_ids, start, end))
    return sorted(kept(session.execute(both), start, end), key=by_day)


def campaigns(session: Session, page_id: int, client_id: int) -> list[Happening]:
    """Return all campaigns that the charts of a page mark, the newest first."""
    _, theirs = statements([page_id], [client_id], date.min, OPEN_END)
    return sorted(kept(session.execute(theirs), date.min, OPEN_END), key=by_day, reverse=True)


def statements(
    page_ids: Collection[int], client_ids: Collection[int], start: date, end: date
) -> tuple[Statement, Statement]:
    """Return the statements of events and of campaigns; their rows, also united with others, are for `kept`.

    Campaigns are those of ``client_ids`` alone, also where a page was another client's before.
    """
    last = func.coalesce(EventMark.end_day, EventMark.day)
    about = (EventMark.title, EventMark.page_id, EventMark.client_id)
    nothing = (cast(null(), Integer), cast(null(), UTCDateTime), cast(null(), String))
    events = select(EventMark.kind, EventMark.day, last, *about, *nothing)
    return events.where(marks.touching(page_ids, client_ids, start, end)), _campaigns(page_ids, client_ids, start, end)


def kept(rows: Any, start: date, end: date) -> list[Happening]:  # noqa: ANN401 - rows of `statements`
    """Return what the rows tell, without placements that were published outside of ``start`` … ``end``."""
    made = (happening(row) for row in rows)
    return [one for one in made if one.touches(start, end)]


def happening(row: Any) -> Happening:  # noqa: ANN401 - a row of `statements`
    """Return what a row tells; a placement may turn out to lie outside of the days that were asked for."""
    kind, start, end, title, page_id, client_id, campaign_id, at, time_zone = row[:9]
    if at is not None:
        start = end = local_day(at, time_zone)
    last = None if end == OPEN_END else max(end, start)
    return Happening(kind, start, last, title, page_id, client_id, campaign_id)


def drawn(found: Iterable[Happening], end: date, tell: Callable[[Happening], str]) -> list[Mark]:
    """Return the marks of a chart that ends with ``end``; ``tell`` says one in a few words."""
    return [
        Mark(one.start, one.end or max(end, one.start), tell(one), "campaign" if one.campaign_id else "event")
        for one in found
    ]


def by_day(one: Happening) -> tuple[date, str]:
    """Return the key that orders happenings."""
    return one.start, one.title


def _campaigns(page_ids: Collection[int], client_ids: Collection[int], start: date, end: date) -> Statement:
    at = func.coalesce(Placement.published_at, Placement.agreed_at)
    last = _last_day()
    earliest, latest = _midnight(start) - ZONES, _midnight(end) + 2 * ZONES
    ran = and_(at.is_(None), Campaign.start_day <= end, last >= start)
    published = and_(at >= earliest, at <= latest)
    only = (
        select(case((func.count() == 1, func.min(campaign_pages.c.page_id))))
        .where(campaign_pages.c.campaign_id == Campaign.id)
        .scalar_subquery()
    )
    return (
        select(
            Campaign.kind,
            Campaign.start_day,
            last,
            Campaign.name,
            only,
            Campaign.client_id,
            Campaign.id,
            at,
            Client.time_zone,
        )
        .join(Client, Client.id == Campaign.client_id)
        .outerjoin(Placement, Placement.campaign_id == Campaign.id)
        .where(
            Campaign.client_id.in_(list(client_ids)),
            of_pages(page_ids, client_ids),
            Campaign.status.in_(HAPPENED),
            or_(ran, published),
        )
    )


def _last_day() -> Any:  # noqa: ANN401 - an SQL expression of a date
    """Return the last day: as agreed, or when it was taken down; of what is over without, as far as is known."""
    known = select(func.max(CampaignMonth.last_day)).where(CampaignMonth.campaign_id == Campaign.id).scalar_subquery()
    planned = func.coalesce(Campaign.end_day, OPEN_END)
    over = and_(Campaign.end_day.is_(None), Campaign.status == Status.DONE)
    return case(
        (Campaign.removed_on < planned, Campaign.removed_on),
        (over, func.coalesce(known, Campaign.start_day)),
        else_=planned,
    )


def _midnight(day: date) -> datetime:
    """Return the beginning of a day in UTC; within what databases can reckon with."""
    first, last = date(1900, 1, 1), date(9000, 1, 1)
    return datetime.combine(min(max(day, first), last), time(), UTC)
