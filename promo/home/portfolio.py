"""What the portfolio shows: each client a row, and cards over all rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from promo.analytics import portfolio as figures
from promo.analytics.periods import Period
from promo.campaigns import standing as campaigns
from promo.charts.sparkline import Sparkline, sparkline
from promo.clock import local_day
from promo.growth import batch
from promo.home import reading
from promo.plan import standing
from promo.plan.standing import Standing
from promo.reports.monthly import reading as monthly
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.analytics.portfolio import Growth, PublishedPost, Series, Total
    from promo.home.filters import Filters
    from promo.home.reading import ClientRow, PageRow, Warnings
    from promo.users.models import User

DAYS = 30
ON_A_SCREEN = 100
NOTHING_PLANNED = Standing()


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of all pages, by page."""

    series: Mapping[int, Series]
    posts: Mapping[int, Sequence[PublishedPost]]
    warnings: Warnings
    first_posts: Mapping[int, datetime]
    plans: Mapping[int, Standing]
    campaigns: Mapping[int, campaigns.Standing]


@dataclass(frozen=True, slots=True)
class Row:
    """A client with its figures of complete days; ``stale`` says that ``total`` is older than the last of them."""

    client: ClientRow
    pages: Sequence[PageRow]
    total: Total | None
    stale: bool
    spark: Sparkline
    week: Growth
    month: Growth
    er: float | None
    posts_this_week: int | None
    incidents: Sequence[tuple[str, str]]
    held: int
    unusual: Sequence[PageRow]
    read_at: datetime | None
    plan: Standing
    campaigns: campaigns.Standing

    @property
    def main_page(self) -> PageRow | None:
        """The page whose picture stands for the client: the one that was added first."""
        return self.pages[0] if self.pages else None

    @property
    def warnings(self) -> int:
        """How many things somebody should look at."""
        pages = len(self.incidents) + self.held + len(self.unusual)
        return pages + self.plan.overdue + self.plan.unanswered + self.campaigns.warnings

    @property
    def waiting(self) -> bool:
        """Whether a page was not read yet, and nothing keeps it from it."""
        idle = any(page.read_at is None and not page.paused for page in self.pages)
        return idle and not self.incidents and not self.client.archived


@dataclass(frozen=True, slots=True)
class Cards:
    """Figures over all rows: clients, their followers (``counted`` have a number), troubles, plans, campaigns."""

    clients: int
    followers: int | None
    counted: int
    broken_pages: int
    held: int
    plan: Standing
    campaigns: campaigns.Standing


@dataclass(frozen=True, slots=True)
class Reports:
    """The last month's reports: the clients that have none yet, and those whose report is a draft, with it."""

    round: monthly.Round
    missing: Sequence[ClientRow]
    drafts: Sequence[tuple[ClientRow, monthly.Made]]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The page: ``rows`` of part ``number`` of ``parts``; ``empty`` says that there is no client at all.

    ``found`` are the rows of all parts. ``source_troubles`` are the kinds of the incidents that sources have: then
    nothing can be read through them. ``reports`` are those about the last month, for those who write them.
    """

    filters: Filters
    rows: Sequence[Row]
    cards: Cards
    managers: Sequence[tuple[int, str]]
    labels: Sequence[str]
    archived: int
    empty: bool
    source_troubles: Sequence[str]
    number: int
    parts: int
    found: Sequence[Row]
    reports: Reports | None


def portfolio(session: Session, viewer: User, filters: Filters, now: datetime) -> Portfolio:
    """Return the portfolio of the clients that the viewer may see, as it is at ``now``."""
    everyone = reading.clients(session, viewer)
    found, troubles = _rows(session, viewer, filters.matching(everyone), filters, now)
    rows = _sorted(found, filters)
    parts = max(1, -(-len(rows) // ON_A_SCREEN))
    number = min(filters.page, parts)
    return Portfolio(
        filters=filters,
        rows=rows[(number - 1) * ON_A_SCREEN : number * ON_A_SCREEN],
        cards=_cards(rows),
        managers=sorted(
            {(one.manager_id, one.manager) for one in everyone if one.manager_id and one.manager}, key=_second
        ),
        labels=sorted({label for one in everyone for label in one.labels}, key=str.casefold),
        archived=sum(one.archived for one in everyone),
        empty=not everyone,
        source_troubles=troubles,
        number=number,
        parts=parts,
        found=rows,
        reports=_reports(session, viewer, rows, now),
    )


def _reports(session: Session, viewer: User, rows: Sequence[Row], now: datetime) -> Reports | None:
    """Return the last month's reports of the clients that were here then; ``None`` when it is not the time for them."""
    if not access.may_edit(viewer):
        return None
    due = {row.client.id: row.client for row in rows if row.pages and _was_here(row.client, now)}
    found = monthly.round_of(session, {ident: client.time_zone for ident, client in due.items()}, now)
    if found is None or not found.is_current:
        return None
    drafts = [(due[ident], made) for ident, made in found.drafts]
    return Reports(found, [due[ident] for ident in found.missing], drafts)


def _was_here(client: ClientRow, now: datetime) -> bool:
    """Return whether ``client`` is in use, and was before this month began where it is."""
    this = local_day(now, client.time_zone).replace(day=1)
    return not client.archived and local_day(client.created_at, client.time_zone) < this


def _second(pair: tuple[int, str]) -> str:
    return pair[1].casefold()


def _rows(
    session: Session, viewer: User, clients: Sequence[ClientRow], filters: Filters, now: datetime
) -> tuple[list[Row], Sequence[str]]:
    by_client: dict[int, list[PageRow]] = {client.id: [] for client in clients}
    for page in reading.pages(session, list(by_client)):
        by_client[page.client_id].append(page)
    clients = [client for client in clients if filters.found(client, by_client[client.id])]
    ids = [page.id for client in clients for page in by_client[client.id]]
    todays = {name: local_day(now, name) for name in {client.time_zone for client in clients}}
    start = min(todays.values(), default=local_day(now, "UTC")) - timedelta(days=DAYS)
    daily = [page.id for client in clients if client.er.variant == "daily" for page in by_client[client.id]]
    known = Known(
        series=batch.series(session, ids, start),
        posts=batch.posts(session, {page.id: c.time_zone for c in clients for page in by_client[c.id]}, start),
        warnings=reading.warnings(session, ids, min(todays.values(), default=local_day(now, "UTC"))),
        first_posts=batch.first_posts(session, daily) if daily else {},
        plans=standing.standings(session, viewer, now),
        campaigns=campaigns.standings(session, viewer, now, todays),
    )
    rows = [_row(client, by_client[client.id], known, todays[client.time_zone]) for client in clients]
    return rows, known.warnings.sources


def _row(
    client: ClientRow,
    pages: Sequence[PageRow],
    known: Known,
    today: date,
) -> Row:
    read = [page for page in pages if not page.paused]
    series = {page.id: known.series[page.id] for page in read if page.id in known.series}
    lines = list(series.values())
    end = figures.last_complete_day(lines, today)
    first = end - timedelta(days=DAYS - 1)
    total = figures.latest_total(lines, end)
    theirs = [post for page in read for post in known.posts.get(page.id, ())]
    told = batch.posts_known(read, known.first_posts, client.time_zone) if client.er.variant == "daily" else None
    period = Period(first, end)
    rates = figures.engagement(
        theirs, series, period, variant=client.er.variant, known=period.shared(told) if told else None
    )
    monday = today - timedelta(days=today.weekday())
    return Row(
        client=client,
        pages=pages,
        total=total,
        stale=total is not None and total.day < end,
        spark=sparkline(figures.totals(lines, [first + timedelta(days=index) for index in range(DAYS)])),
        week=figures.growth(lines, end - timedelta(days=6), end),
        month=figures.growth(lines, first, end),
        er=rates.rate(client.er),
        posts_this_week=figures.published(theirs, monday, today) if _read_since(read, monday, client) else None,
        incidents=[(page.username, kind) for page in pages for kind in known.warnings.incidents.get(page.id, ())],
        held=sum(known.warnings.held.get(page.id, 0) for page in pages),
        unusual=[page for page in pages if page.id in known.warnings.unusual],
        read_at=max((page.read_at for page in pages if page.read_at), default=None),
        plan=known.plans.get(client.id, NOTHING_PLANNED),
        campaigns=known.campaigns.get(client.id, campaigns.NOTHING_STANDS),
    )


def _read_since(pages: Sequence[PageRow], day: date, client: ClientRow) -> bool:
    """Return whether the posts of every page were read on or after ``day``: else their number is not known."""
    moments = [page.posts_read_at for page in pages]
    return bool(moments) and all(one is not None and local_day(one, client.time_zone) >= day for one in moments)


_KEYS: dict[str, Callable[[Row], float | str | None]] = {
    "name": lambda row: row.client.name.casefold(),
    "followers": lambda row: row.total.followers if row.total else None,
    "net7": lambda row: row.week.net,
    "rate7": lambda row: row.week.rate,
    "net30": lambda row: row.month.net,
    "rate30": lambda row: row.month.rate,
    "er": lambda row: row.er,
    "posts": lambda row: row.posts_this_week,
    "campaigns": lambda row: row.campaigns.running,
    "warnings": lambda row: row.warnings,
    "read": lambda row: row.read_at.timestamp() if row.read_at else None,
}


def _sorted(rows: list[Row], filters: Filters) -> list[Row]:
    """Return the rows in order; what is unknown stands last whichever way one sorts."""
    key = _KEYS[filters.sort]
    known = [(value, row) for row in rows if (value := key(row)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=filters.order == "desc")
    return [row for _, row in known] + [row for row in rows if key(row) is None]


def _cards(rows: Sequence[Row]) -> Cards:
    counted = [row.total.followers for row in rows if row.total]
    return Cards(
        clients=len(rows),
        followers=sum(counted) if counted else None,
        counted=len(counted),
        broken_pages=len({name for row in rows for name, _ in row.incidents}),
        held=sum(row.held for row in rows),
        plan=standing.together(row.plan for row in rows),
        campaigns=campaigns.together(row.campaigns for row in rows),
    )
