"""What a campaign's page shows: its results, its pace, what needs attention, and its days as charts and by period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promo.analytics.campaigns import Facts, grouped, known_days, rates
from promo.analytics.pacing import daily_plan
from promo.analytics.periods import Period
from promo.campaigns.days import screens as days
from promo.campaigns.results import telling
from promo.campaigns.results.reading import results_of
from promo.charts import campaigns as charts
from promo.charts import figures
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.analytics.campaigns import Rates
    from promo.campaigns.models import Campaign
    from promo.campaigns.results.reading import Result
    from promo.campaigns.results.telling import Attention, Main
    from promo.campaigns.showing.table import Column
    from promo.charts.figures import Figure

DRAWN = ("clicks", "leads", "calls", "sales", "impressions", "reach")
"""The results of days that can be drawn."""
GROUPS = {"week": N_("By week"), "month": N_("By month")}
WEEKLY_UP_TO = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A week or month of the campaign, of which ``days`` are known. Its spend is that of the days alone."""

    period: Period
    days: int
    facts: Facts
    rates: Rates


@dataclass(frozen=True, slots=True)
class Shown:
    """The page. ``main`` is the result that stands for the campaign. ``known`` counts each fact's known days.

    ``passed`` is the share of the campaign's days that are over (``None``: open end). ``figures`` are the charts by
    name; the second one draws ``drawn``, one of ``choices``.
    """

    result: Result
    main: Main | None
    attention: Sequence[Attention]
    known: Mapping[str, int]
    passed: float | None
    group: str
    rows: Sequence[Row]
    drawn: str | None
    choices: Sequence[str]
    figures: Mapping[str, Figure]

    def filled(self, columns: Iterable[Column]) -> list[Column]:
        """Return those of ``columns`` that any of the rows has a value for."""
        return [column for column in columns if any(column.value(row) is not None for row in self.rows)]

    @property
    def charts(self) -> dict[str, str]:
        """The charts as JSON, by name."""
        return {name: figures.encode(figure) for name, figure in self.figures.items()}


def page(
    session: Session, campaign: Campaign, query: Mapping[str, str], now: datetime, say: Callable[[str], str]
) -> Shown:
    """Return the page of ``campaign`` at ``now``. ``query`` says ``by`` what its days are grouped and which ``chart``.

    ``say`` translates what is drawn.
    """
    result = results_of(session, [campaign], now)[campaign.id]
    known = {day: Facts(**facts) for day, facts, _ in days.all_days(session, campaign)}  # type: ignore[arg-type]
    counts = known_days(known.values())
    choices = [name for name in DRAWN if counts[name]]
    span = _span(campaign, result)
    group = query.get("by", "")
    group = group if group in GROUPS else "week" if span.days <= WEEKLY_UP_TO else "month"
    drawn = _chosen(query.get("chart", ""), campaign, choices)
    return Shown(
        result=result,
        main=telling.main(campaign, result),
        attention=telling.attention(campaign, result),
        known=counts,
        passed=_passed(campaign, result.today),
        group=group,
        rows=[
            Row(one.period, one.days, one.facts, rates(one.facts)) for one in reversed(grouped(known.items(), group))
        ],
        drawn=drawn,
        choices=choices,
        figures=_figures(campaign, known, span, drawn, say),
    )


def _span(campaign: Campaign, result: Result) -> Period:
    """Return the days that are drawn: those that are over or run, and any with figures."""
    start = min(campaign.start_day, result.first_day or campaign.start_day)
    end = max(min(campaign.end_day or result.today, result.today), start)
    return Period(start, max(end, result.last_day or end))


def _passed(campaign: Campaign, today: date) -> float | None:
    if campaign.end_day is None:
        return None
    whole = (campaign.end_day - campaign.start_day).days + 1
    return min(max((today - campaign.start_day).days, 0), whole) / whole


def _chosen(wanted: str, campaign: Campaign, choices: Sequence[str]) -> str | None:
    if wanted in choices:
        return wanted
    best = (campaign.target, *telling.BEST_FIRST)
    return next((name for name in best if name in choices), None)


def _figures(
    campaign: Campaign,
    known: Mapping[date, Facts],
    span: Period,
    drawn: str | None,
    say: Callable[[str], str],
) -> dict[str, Figure]:
    every = [span.start + timedelta(days=number) for number in range(span.days)]
    facts = [known.get(day, Facts()) for day in every]
    found = {}
    if any(one.spend is not None for one in facts):
        plan = daily_plan(campaign.start_day, campaign.end_day, campaign.budget, telling.once(campaign))
        last = campaign.end_day or span.end
        found["spend"] = charts.spend(
            span.start,
            [one.spend for one in facts],
            [plan if campaign.start_day <= day <= last else None for day in every],
            names=(say(telling.NAMES["spend"]), say(N_("Planned for a day"))),
            currency=campaign.currency,
        )
    if drawn is not None:
        counted = [getattr(one, drawn) for one in facts]
        found["result"] = charts.result(span.start, counted, say(telling.NAMES[drawn]))
    return found
