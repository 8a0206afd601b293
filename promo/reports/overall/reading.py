"""What is read of all clients for one month: a fixed number of queries, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from promo.analytics import engagement, plan
from promo.analytics.campaign_months import spent
from promo.campaigns.monthly import reading as campaigns
from promo.clients.models import Client
from promo.clock import local_day
from promo.growth import batch
from promo.growth.anomalies.reading import GAP
from promo.growth.models import Anomaly
from promo.pages.models import Page
from promo.plan import rights
from promo.plan.matching.service import GRACE
from promo.plan.models import PlanItem
from promo.plan.words import Status
from promo.reports.models import Report, ReportVersion
from promo.reports.monthly import reading as monthly
from promo.users import access
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.analytics.periods import Period
    from promo.analytics.plan import Facts
    from promo.analytics.portfolio import PublishedPost, Series
    from promo.reports.monthly.reading import Made

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client; ``er`` is which engagement rate it is shown with."""

    id: int
    name: str
    time_zone: str
    manager_id: int | None
    manager: str | None
    is_key_account: bool
    is_archived: bool
    created_at: datetime
    er: engagement.Choice


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page that is read, with what its client's row needs. `ui.avatar` takes it."""

    id: int
    client_id: int
    username: str
    avatar_file: str | None
    created_at: datetime
    posts_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal that a report sets for the month; ``told`` says that ``result`` is the published report's."""

    metric: str
    target: int
    result: float | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What was read, by page (``series``, ``posts``, ``first_posts``, ``unusual``) or by client (the others).

    ``spend`` is that of the month by currency, as the screen of the campaigns' months has it.
    """

    series: Mapping[int, Series]
    posts: Mapping[int, Sequence[PublishedPost]]
    first_posts: Mapping[int, datetime]
    unusual: Mapping[int, int]
    plans: Mapping[int, Facts]
    spend: Mapping[int, Mapping[str, Decimal]]
    reports: Mapping[int, Made]
    goals: Mapping[int, Sequence[Goal]]


def clients(session: Session, viewer: User, since: datetime) -> list[ClientRow]:
    """Return the clients that ``viewer`` may see and that were not in the archive at ``since``, by name. One query."""
    columns = (
        Client.id,
        Client.name,
        Client.time_zone,
        Client.manager_id,
        User.name,
        Client.is_key_account,
        Client.archived_at.is_not(None),
        Client.created_at,
        Client.er_variant,
        Client.er_average,
    )
    statement = (
        select(*columns)
        .outerjoin(User, User.id == Client.manager_id)
        .where(access.may_see(viewer, Client), or_(Client.archived_at.is_(None), Client.archived_at >= since))
        .order_by(func.lower(Client.name), Client.id)
    )
    rows: Sequence[Any] = session.execute(statement).all()
    return [
        ClientRow(  # type: ignore[misc]  # six of them stand first
            *row[:6], is_archived=bool(row[6]), created_at=row[7], er=engagement.Choice.of(row[8], row[9])
        )
        for row in rows
    ]


def pages(session: Session, client_ids: Collection[int]) -> dict[int, list[PageRow]]:
    """Return the pages that are read of each client (reports tell of the same), the oldest first. One query."""
    columns = (Page.id, Page.client_id, Page.username, Page.avatar_file, Page.created_at, Page.posts_read_at)
    mine = select(*columns).where(Page.client_id.in_(client_ids), Page.paused_at.is_(None)).order_by(Page.id)
    found: dict[int, list[PageRow]] = {ident: [] for ident in client_ids}
    rows: Sequence[Any] = session.execute(mine).all()
    for row in rows:
        found[row.client_id].append(PageRow(*row))
    return found


def known(
    session: Session,
    viewer: User,
    zones: Mapping[int, str],
    pages: Mapping[int, str],
    *,
    days: tuple[Period, Period],
    now: datetime,
) -> Known:
    """Return what is known of the month and of the one before (``days``).

    ``zones`` are the time zones of the clients, ``pages`` those of their pages, by id.

    Nine queries, and one more where a published report has goals.
    """
    month, before = days
    reports = monthly.made(session, list(zones), month.start)
    return Known(
        series=batch.series(session, list(pages), before.start, month.end),
        posts=batch.posts(session, pages, month.start, month.end),
        first_posts=batch.first_posts(session, list(pages)),
        unusual=_unusual(session, list(pages), month),
        plans=_plans(session, viewer, zones, month, now),
        spend=_spend(session, list(zones), month),
        reports=reports,
        goals=_goals(session, reports),
    )


def _unusual(session: Session, page_ids: Sequence[int], month: Period) -> dict[int, int]:
    counted = (
        select(Anomaly.page_id, func.count())
        .where(Anomaly.page_id.in_(page_ids), Anomaly.dismissed_at.is_(None), Anomaly.kind != GAP)
        .where(Anomaly.end >= month.start, Anomaly.start <= month.end)
    )
    return dict(session.execute(counted.group_by(Anomaly.page_id)).all())


def _plans(session: Session, viewer: User, zones: Mapping[int, str], month: Period, now: datetime) -> dict[int, Facts]:
    """Return what was planned for the month of each client that planned anything, and what became of it."""
    item = PlanItem.__table__.c
    since, until = (datetime.combine(day, time(), UTC) for day in (month.start - ONE_DAY, month.end + 2 * ONE_DAY))
    columns = (item.id, item.client_id, item.kind, item.status, item.planned_at, item.published_at, item.post_id)
    statement = (
        select(*columns)
        .where(item.client_id.in_(zones), rights.may_see(viewer), item.status != Status.IDEA)
        .where(item.planned_at >= since, item.planned_at < until)
    )
    entries: dict[int, list[plan.Entry]] = {}
    for row in session.execute(statement):
        if local_day(row.planned_at, zones[row.client_id]) not in month:
            continue
        entry = plan.Entry(
            id=row.id,
            kind=row.kind,
            rubric=None,
            planned_at=row.planned_at,
            published_at=row.published_at if row.status == Status.PUBLISHED else None,
            is_seen=row.post_id is not None,
            is_due=row.planned_at < now - GRACE,
        )
        entries.setdefault(row.client_id, []).append(entry)
    return {client_id: plan.facts(theirs) for client_id, theirs in entries.items()}


def _spend(session: Session, client_ids: Sequence[int], month: Period) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = {}
    for client_id, source in campaigns.of_month(session, client_ids, month.start):
        amount = spent(source, month.start)
        if amount is not None:
            own = found.setdefault(client_id, {})
            own[source.currency] = own.get(source.currency, Decimal(0)) + amount
    return found


def _goals(session: Session, reports: Mapping[int, Made]) -> dict[int, list[Goal]]:
    """Return the goals that the month's reports set: with the results they were published with, else without any."""
    clients_of = {made.id: client_id for client_id, made in reports.items()}
    found: dict[int, list[Goal]] = {}
    for ident, blocks in session.execute(select(Report.id, Report.blocks).where(Report.id.in_(clients_of))):
        targets = next((one.get("options", {}).get("targets") for one in blocks if one["kind"] == "goals"), None)
        if targets:
            found[clients_of[ident]] = [Goal(metric, target) for metric, target in targets.items()]
    published = [reports[client_id].id for client_id in found if reports[client_id].published]
    if not published:
        return found
    newest = select(ReportVersion.report_id, ReportVersion.content).join(Report, Report.id == ReportVersion.report_id)
    newest = newest.where(Report.id.in_(published), ReportVersion.number == Report.published)
    for ident, content in session.execute(newest):
        data: list[dict[str, Any]] = [one["data"] for one in content["blocks"] if one["kind"] == "goals"]
        told = [Goal(one["metric"], one["target"], one["result"], told=True) for own in data for one in own["goals"]]
        found[clients_of[ident]] = told
    return found
