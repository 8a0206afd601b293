"""Where campaigns stand: what runs, what spends beside its plan, what is late; by client, in one query."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, and_, bindparam, case, func, or_, select

from promo.analytics.campaigns import added
from promo.analytics.pacing import NOTHING, PACE_DAYS, Spending, Verdict, pacing
from promo.campaigns.days.models import CampaignDay, CampaignMonth
from promo.campaigns.models import Blogger, Campaign, Placement
from promo.campaigns.results.reading import PACE_WITHIN
from promo.campaigns.results.telling import Attention, Notice
from promo.campaigns.words import OPEN, Kind, Status
from promo.clients.models import Client
from promo.clock import local_day
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from promo.analytics.pacing import Pacing
    from promo.users.models import User

CAMPAIGN, PLACEMENT, CLIENT, BLOGGER = (one.__table__ for one in (Campaign, Placement, Client, Blogger))
DAY, MONTH = CampaignDay.__table__, CampaignMonth.__table__
ONE_DAY = timedelta(days=1)
BESIDE = (Verdict.OVER, Verdict.UNDER)
"""Those that do not spend as planned stand first."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one client: how many campaigns run, spend too much or too little, and are late.

    ``overdue`` are placements that should have been published, ``late`` other campaigns that should have begun, or any
    that should have ended.
    """

    running: int = 0
    over: int = 0
    under: int = 0
    overdue: int = 0
    late: int = 0

    @property
    def warnings(self) -> int:
        """How many things somebody should look at."""
        return self.over + self.under + self.overdue + self.late


NOTHING_STANDS = Standing()


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign in brief: it runs with its ``pacing``, or ``attention`` says what is late, or it is still to come.

    ``at`` is when a placement is to be published, by ``blogger`` (a handle).
    """

    id: int
    name: str
    kind: str
    status: str
    currency: str
    start_day: date
    end_day: date | None
    at: datetime | None
    blogger: str | None
    pacing: Pacing
    attention: Attention | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A client's campaigns in brief: overdue placements, what should have begun or ended, what runs, what is next."""

    overdue: Sequence[Line]
    late: Sequence[Line]
    running: Sequence[Line]
    next: Sequence[Line]

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.overdue or self.late or self.running or self.next)


def standings(session: Session, viewer: User, now: datetime, zones: Collection[str]) -> dict[int, Standing]:
    """Return where the campaigns stand that ``viewer`` may see, by client; those without anything of it are left out.

    ``zones`` are the clients' time zones. Archived clients' campaigns are over: they are left out too.
    """
    statement = OPEN_ONES.where(access.may_see(viewer, Campaign), CLIENT.c.archived_at.is_(None))
    todays = {name: local_day(now, name) for name in zones}
    found: dict[int, dict[str, int]] = {}
    for row in session.execute(statement, _days(now, todays)).all():
        counts = found.setdefault(row.client_id, {})
        for name in _kinds(row, now, todays.get(row.time_zone) or now.date()):
            counts[name] = counts.get(name, 0) + 1
    return {client_id: Standing(**counts) for client_id, counts in found.items() if counts}


def together(found: Iterable[Standing]) -> Standing:
    """Return the sums over several clients."""
    parts = list(found)
    return Standing(**{one.name: sum(getattr(part, one.name) for part in parts) for one in fields(Standing)})


def ahead(session: Session, client: Client, viewer: User, now: datetime) -> Ahead:
    """Return how the campaigns of ``client`` stand."""
    today = local_day(now, client.time_zone)
    statement = TOLD_ONES.where(access.may_see(viewer, Campaign), CAMPAIGN.c.client_id == client.id)
    rows = session.execute(statement, _days(now, {client.time_zone: today}, since=today - PACE_WITHIN)).all()
    lines: dict[str, list[Line]] = {"overdue": [], "late": [], "running": [], "next": []}
    for row in rows:
        kinds = set(_kinds(row, now, today))
        line = _line(row, today, is_late="late" in kinds)
        kind = next((name for name in ("overdue", "late", "running") if name in kinds), "")
        if not kind and row.status == Status.PLANNED:
            kind = "next"
        if kind:
            lines[kind].append(line)
    lines["overdue"].sort(key=lambda one: one.at or now)
    lines["running"].sort(key=lambda one: (one.pacing.verdict not in BESIDE, one.end_day or date.max, one.id))
    for name in ("late", "next"):
        lines[name].sort(key=lambda one: (one.at.date() if one.at else one.start_day, one.id))
    return Ahead(**{name: found[:SHOWN] for name, found in lines.items()})


def _days(now: datetime, todays: dict[str, date], **more: date) -> dict[str, Any]:
    """Return what the statements are run with: at each moment there are at most three dates around the world."""
    usual = now.astimezone(UTC).date()
    return {
        "today": usual,
        "tomorrow": usual + ONE_DAY,
        "yesterday": usual - ONE_DAY,
        "ahead": [name for name, day in todays.items() if day > usual],
        "behind": [name for name, day in todays.items() if day < usual],
        **more,
    }


def _kinds(row: Any, now: datetime, today: date) -> Iterator[str]:  # noqa: ANN401 - a row of `OPEN_ONES`
    """Yield what a row counts as: names of `Standing`."""
    if row.agreed_at is not None and row.agreed_at < now and row.published_at is None and row.removed_on is None:
        yield "overdue"
    elif row.status in OPEN and _is_late(row, today):
        yield "late"
    if row.status == Status.ACTIVE:
        yield "running"
    if row.budget is not None and row.status in OPEN:
        spending, is_active = _spending(row), row.status == Status.ACTIVE
        if not is_active and (spending.total or NOTHING) <= row.budget:
            return
        pace = pacing(row.start_day, row.end_day, row.budget, spending, today)
        if pace.is_overspent or (is_active and pace.verdict == Verdict.OVER):
            yield "over"
        elif is_active and pace.verdict == Verdict.UNDER:
            yield "under"


def _is_late(row: Any, today: date) -> bool:  # noqa: ANN401 - a row of `OPEN_ONES`
    """Return whether a campaign should have ended, or (a placement has a time of its own for that) begun."""
    if row.end_day is not None and row.end_day < today:
        return True
    begins = row.kind != Kind.PLACEMENT or row.agreed_at is None
    return begins and bool(row.status == Status.PLANNED) and bool(row.start_day < today)


def _spending(row: Any, recent: Any = None, recent_days: int = 0) -> Spending:  # noqa: ANN401 - of a row
    return Spending(
        once=added((row.fee, row.product_cost)),
        running=row.total_spend if row.spent is None else row.spent,
        until=row.until,
        later=row.later or NOTHING,
        recent=recent,
        recent_days=recent_days,
    )


def _line(row: Any, today: date, *, is_late: bool) -> Line:  # noqa: ANN401 - a row of `TOLD_ONES`
    attention = None
    if is_late:
        ended = row.end_day is not None and row.end_day < today
        attention = Attention(Notice.END, row.end_day) if ended else Attention(Notice.START, row.start_day)
    return Line(
        id=row.id,
        name=row.name,
        kind=row.kind,
        status=row.status,
        currency=row.currency,
        start_day=row.start_day,
        end_day=row.end_day,
        at=row.agreed_at,
        blogger=row.handle,
        pacing=pacing(row.start_day, row.end_day, row.budget, _spending(row, row.recent, row.recent_days), today),
        attention=attention,
    )


def _open(*, of_all: bool = False) -> Select[*tuple[Any, ...]]:
    """Return the statement of the campaigns that are not over, with what their pacing needs of their days.

    Days are looked at where there is a budget to compare them with, or ``of_all``. It is made once: building it takes
    longer than running it.
    """
    known = select(DAY.c.spend).where(DAY.c.campaign_id == CAMPAIGN.c.id, DAY.c.spend.is_not(None))
    before = known.where(DAY.c.day < _today()).order_by(DAY.c.day.desc())
    sums = select(func.sum(MONTH.c.spend)).where(MONTH.c.campaign_id == CAMPAIGN.c.id)
    later = known.with_only_columns(func.sum(DAY.c.spend)).where(DAY.c.day >= _today())
    own = ("id", "client_id", "kind", "status", "start_day", "end_day", "removed_on", "budget", "fee", "product_cost",
           "total_spend")  # fmt: skip
    budgeted = None if of_all else CAMPAIGN.c.budget.is_not(None)
    unpublished = and_(CAMPAIGN.c.status == Status.DONE, PLACEMENT.c.published_at.is_(None))
    return (
        select(
            *(CAMPAIGN.c[name] for name in own),
            PLACEMENT.c.agreed_at,
            PLACEMENT.c.published_at,
            CLIENT.c.time_zone,
            _where(budgeted, sums.correlate(CAMPAIGN)).label("spent"),
            _where(budgeted, before.with_only_columns(DAY.c.day).limit(1).correlate(CAMPAIGN, CLIENT)).label("until"),
            _where(budgeted, later.correlate(CAMPAIGN, CLIENT)).label("later"),
        )
        .join(CLIENT, CLIENT.c.id == CAMPAIGN.c.client_id)
        .outerjoin(PLACEMENT, PLACEMENT.c.campaign_id == CAMPAIGN.c.id)
        .where(or_(CAMPAIGN.c.status.in_(OPEN), and_(unpublished, PLACEMENT.c.agreed_at.is_not(None))))
    )


def _told() -> Select[*tuple[Any, ...]]:
    """Return the statement with what lines show besides: the name, the blogger, the recent pace."""
    known = select(DAY.c.spend).where(DAY.c.campaign_id == CAMPAIGN.c.id, DAY.c.spend.is_not(None))
    recent = known.where(DAY.c.day < _today(), DAY.c.day >= bindparam("since", type_=Date))
    last = recent.order_by(DAY.c.day.desc()).limit(PACE_DAYS).correlate(CAMPAIGN, CLIENT).subquery()
    return (
        _open(of_all=True)
        .add_columns(
            CAMPAIGN.c.name,
            CAMPAIGN.c.currency,
            BLOGGER.c.handle,
            select(func.sum(last.c.spend)).scalar_subquery().label("recent"),
            select(func.count(last.c.spend)).scalar_subquery().label("recent_days"),
        )
        .outerjoin(BLOGGER, BLOGGER.c.id == PLACEMENT.c.blogger_id)
    )


def _today() -> ColumnElement[date]:
    return case(
        (CLIENT.c.time_zone.in_(bindparam("ahead", expanding=True)), bindparam("tomorrow", type_=Date)),
        (CLIENT.c.time_zone.in_(bindparam("behind", expanding=True)), bindparam("yesterday", type_=Date)),
        else_=bindparam("today", type_=Date),
    )


def _where(condition: ColumnElement[bool] | None, statement: Select[Any]) -> ColumnElement[Any]:
    """Return the value of ``statement``; where there is a ``condition``, only for rows that meet it."""
    value = statement.scalar_subquery()
    return value if condition is None else case((condition, value))


OPEN_ONES, TOLD_ONES = _open(), _told()
