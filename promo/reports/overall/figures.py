"""The figures of each client over a month, and of several clients together: sums only where sums make sense."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from promo.analytics import portfolio as analytics
from promo.analytics.campaigns import ratio
from promo.charts.sparkline import Sparkline, sparkline
from promo.growth.batch import posts_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from promo.analytics.periods import Period
    from promo.analytics.plan import Facts
    from promo.analytics.portfolio import Growth, Series
    from promo.reports.monthly.reading import Made
    from promo.reports.overall.reading import ClientRow, Goal, Known, PageRow


@dataclass(frozen=True, slots=True)
class Reached:
    """The goals of a month: so many ``of`` were ``met``; of ``unknown`` ones the result is not known."""

    of: int
    met: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Row:
    """A client over the month.

    ``followers`` are those of ``counted`` of its ``pages`` at their last count in the month, as in a report; ``views``
    are of the ``viewed`` posts whose views are known. ``posts`` is at least that many unless ``posts_complete``.
    ``cost`` is what a new follower cost (spend of the only currency ÷ net growth of all pages). Of ``days`` (days of
    the month times pages) ``seen`` have a count.
    """

    client: ClientRow
    pages: Sequence[PageRow]
    followers: int | None
    counted: int
    growth: Growth
    before: Growth
    er: float | None
    views: int | None
    viewed: int
    posts: int | None
    posts_complete: bool
    plan: Facts | None
    spend: Mapping[str, Decimal]
    cost: tuple[Decimal, str] | None
    goals: Reached | None
    report: Made | None
    seen: int
    days: int
    unusual: int
    spark: Sparkline

    @property
    def main_page(self) -> PageRow | None:
        """The page whose picture stands for the client."""
        return self.pages[0] if self.pages else None

    @property
    def complete(self) -> float | None:
        """The share of days with a count; ``None`` without pages."""
        return self.seen / self.days if self.days else None

    @property
    def faster(self) -> float | None:
        """The growth rate less that of the month before, both fractions."""
        if self.growth.rate is None or self.before.rate is None:
            return None
        return self.growth.rate - self.before.rate


@dataclass(frozen=True, slots=True)
class Together:
    """Several clients: followers of ``counted`` of them, their net growth, posts, plan, spend by currency, reports.

    Nothing is told of engagement: the posts of different pages are not alike. ``posts`` are those of ``posts_of``
    clients, ``complete`` is the share of days with a count.
    """

    name: str
    clients: int
    followers: int | None
    counted: int
    growth: Growth
    before: Growth
    posts: int | None
    posts_of: int
    planned: int
    published: int
    missed: int
    spend: Mapping[str, Decimal]
    reports: int
    reports_published: int
    losing: int
    complete: float | None


def row(client: ClientRow, pages: Sequence[PageRow], known: Known, month: Period, before: Period) -> Row:
    """Return the figures of one client."""
    series = {page.id: known.series[page.id] for page in pages if page.id in known.series}
    lines = list(series.values())
    ends = [found[1] for one in lines if (found := one.at(month.end, month.start))]
    theirs = [post for page in pages for post in known.posts.get(page.id, ()) if post.day in month]
    told = posts_known(pages, known.first_posts, client.time_zone)
    shared = month.shared(told) if told else None
    rates = analytics.engagement(theirs, series, month, variant=client.er.variant, known=shared)
    views = [post.views for post in theirs if post.views is not None]
    grown = analytics.growth(_all(lines, pages), month.start, month.end)
    spend = _largest_first(known.spend.get(client.id, {}))
    days = _days(month)
    made = Row(
        client=client,
        pages=pages,
        followers=sum(ends) if ends else None,
        counted=len(ends),
        growth=grown,
        before=analytics.growth(_all(lines, pages), before.start, before.end),
        er=rates.rate(client.er),
        views=sum(views) if views else None,
        viewed=len(views),
        posts=analytics.published(theirs, shared.start, shared.end) if shared else None,
        posts_complete=shared == month,
        plan=known.plans.get(client.id),
        spend=spend,
        cost=_cost(spend, grown),
        goals=None,
        report=known.reports.get(client.id),
        seen=sum(len(one.by_day.keys() & days) for one in lines),
        days=len(days) * len(pages),
        unusual=sum(known.unusual.get(page.id, 0) for page in pages),
        spark=sparkline(analytics.totals(lines if len(lines) == len(pages) else [], sorted(days))),
    )
    goals = known.goals.get(client.id)
    return replace(made, goals=_reached(goals, made)) if goals else made


def together(name: str, rows: Sequence[Row], known: Known, month: Period, before: Period) -> Together:
    """Return the sums of ``rows``; growth is that of all their pages as one."""
    counted = [one.followers for one in rows if one.followers is not None]
    pages = [page for one in rows for page in one.pages]
    lines = _all([known.series[page.id] for page in pages if page.id in known.series], pages)
    posts = [one.posts for one in rows if one.posts is not None]
    plans = [one.plan for one in rows if one.plan]
    spend: dict[str, Decimal] = {}
    for one in rows:
        for currency, amount in one.spend.items():
            spend[currency] = spend.get(currency, Decimal(0)) + amount
    days = sum(one.days for one in rows)
    return Together(
        name=name,
        clients=len(rows),
        followers=sum(counted) if counted else None,
        counted=len(counted),
        growth=analytics.growth(lines, month.start, month.end),
        before=analytics.growth(lines, before.start, before.end),
        posts=sum(posts) if posts else None,
        posts_of=len(posts),
        planned=sum(one.planned for one in plans),
        published=sum(one.published for one in plans),
        missed=sum(one.missed for one in plans),
        spend=_largest_first(spend),
        reports=sum(one.report is not None for one in rows),
        reports_published=sum(bool(one.report and one.report.published) for one in rows),
        losing=sum(one.growth.net is not None and one.growth.net < 0 for one in rows),
        complete=sum(one.seen for one in rows) / days if days else None,
    )


def _all(lines: Sequence[Series], pages: Sequence[PageRow]) -> list[Series]:
    """Return the lines of all pages, an empty one for each that was never read: it is a page without a count."""
    return [*lines, *(analytics.Series((), ()) for _ in range(len(pages) - len(lines)))]


def _days(month: Period) -> set[date]:
    return {month.start + timedelta(days=number) for number in range(month.days)}


def _largest_first(spend: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return dict(sorted(spend.items(), key=lambda pair: (-pair[1], pair[0])))


def _cost(spend: Mapping[str, Decimal], growth: Growth) -> tuple[Decimal, str] | None:
    """Return what a follower cost; ``None`` unless one currency was spent and all pages together grew."""
    if len(spend) != 1 or not growth.net or growth.net < 0 or growth.counted != growth.pages:
        return None
    ((currency, amount),) = spend.items()
    found = ratio(amount, growth.net)
    return None if found is None else (found, currency)


def _reached(goals: Sequence[Goal], row: Row) -> Reached:
    own: dict[str, float | None] = {
        "client_followers": row.followers if row.counted == len(row.pages) else None,
        "client_growth": row.growth.net if row.growth.counted == row.growth.pages else None,
        "posts_published": row.posts if row.posts_complete else None,
    }
    results = [(goal.target, goal.result if goal.told else own.get(goal.metric)) for goal in goals]
    met = sum(result is not None and result >= target for target, result in results)
    return Reached(len(results), met, sum(result is None for _, result in results))
