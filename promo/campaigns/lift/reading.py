"""The lift of campaigns, read from the counts of all pages at once: the same for whoever looks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import select

from promo.analytics import drift
from promo.analytics.growth import day_numbers
from promo.analytics.lift.measuring import HISTORY, measure
from promo.analytics.lift.results import Reason, Refusal
from promo.analytics.lift.windows import NEAR
from promo.analytics.periods import ONE_DAY, Period
from promo.campaigns.models import Campaign, campaign_pages
from promo.campaigns.reading import OPEN_END
from promo.campaigns.words import HAPPENED, Status
from promo.clock import local_day
from promo.pages import frames
from promo.pages.models import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from promo.analytics.drift import History
    from promo.analytics.lift.results import Lift

TAIL = 3
"""Followers that come so many days after a campaign still count as its own."""
MOST_CONTROLS, SCATTER = 200, 2_654_435_761
"""More would take seconds to read, and a mean of so many is as steady. Ids are scattered by Knuth's multiplier."""
CAMPAIGN, PAGE = Campaign.__table__, Page.__table__


class Ran(NamedTuple):
    """A campaign that ran, or runs, with its days; an open end is the last complete day."""

    id: int
    name: str
    period: Period


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The lift of a campaign's pages, or why there is none (``found``).

    ``period`` are its days (an open end: the last complete one), ``known`` the counts of its pages together (on days on
    which all are known), ``overlapping`` their other campaigns in the same days.
    """

    period: Period
    pages: int
    known: History
    found: Lift[int] | Refusal
    overlapping: Sequence[Ran]

    @property
    def lift(self) -> Lift[int] | None:
        """The lift, where it could be measured."""
        return None if isinstance(self.found, Refusal) else self.found


def lift_of(session: Session, campaign: Campaign, now: datetime) -> Measured:
    """Return the lift of ``campaign`` as it stands at ``now``."""
    return lifts_of(session, [campaign], now)[campaign.id]


def lifts_of(session: Session, campaigns: Iterable[Campaign], now: datetime) -> dict[int, Measured]:
    """Return the lifts of ``campaigns`` (with their clients) as they stand at ``now``, by id.

    However many there are, the days of the pages are read once. Controls are all pages but those of the same client,
    or `MOST_CONTROLS` of them, always the same ones.
    """
    wanted = {one.id: one for one in campaigns}
    if not wanted:
        return {}
    periods = {one.id: _period(one.start_day, one.end_day, _yesterday(one, now)) for one in wanted.values()}
    clients: dict[int, int | None] = dict(session.execute(select(PAGE.c.id, PAGE.c.client_id)).all())
    start = min(period.start for period in periods.values()) - timedelta(days=HISTORY)
    end = max(period.end for period in periods.values()) + timedelta(days=TAIL + NEAR)
    compared, own = _compared(clients), {one.client_id for one in wanted.values()}
    looked_at = [page for page, client in clients.items() if client in own or page in compared]
    frame = frames.page_days(session, looked_at, start, end).dropna(subset="followers")
    known = _histories(frame)
    pages, ran = _campaigns(session, wanted, clients, Period(start, end), local_day(now, "UTC") - ONE_DAY)
    made = {}
    for ident, campaign in wanted.items():
        mine = pages.get(ident, ())
        target = _until(_together(frame, known, mine), _yesterday(campaign, now))
        others = {one: known[one] for one in known if one in compared and clients[one] != campaign.client_id}
        busy = list({one.id: one for page in mine for one in ran.get(page, ()) if one.id != ident}.values())
        found: Lift[int] | Refusal = Refusal(Reason.CANCELLED)
        if campaign.status != Status.CANCELLED:
            found = measure(
                target,
                others,
                periods[ident],
                busy=[one.period for one in busy],
                control_busy={page: [one.period for one in ran.get(page, ())] for page in others},
                tail=TAIL,
            )
        overlapping = () if isinstance(found, Refusal) else found.overlapping
        beside = [one for one in busy if one.period in overlapping]
        made[ident] = Measured(periods[ident], len(mine), target, found, beside)
    return made


def _compared(clients: Mapping[int, int | None]) -> set[int]:
    """Return the pages that others are compared with: as if drawn, but by their ids, so the same for every campaign."""
    return set(sorted(clients, key=lambda page: (page * SCATTER % 2**32, page))[:MOST_CONTROLS])


def _yesterday(campaign: Campaign, now: datetime) -> date:
    return local_day(now, campaign.client.time_zone) - ONE_DAY


def _period(start: date, end: date | None, yesterday: date) -> Period:
    """Return the days of a campaign; one with an open end goes on up to the last complete day."""
    return Period(start, max(start, yesterday if end is None else end))


def _histories(frame: pd.DataFrame) -> dict[int, History]:
    ids, numbers = frame["page_id"].to_numpy(), day_numbers(frame["day"])
    counts = frame["followers"].to_numpy(dtype=np.float64)
    edges = np.flatnonzero(np.diff(ids)) + 1
    parts = zip(np.split(ids, edges), np.split(numbers, edges), np.split(counts, edges), strict=True)
    return {int(one[0]): drift.of_counts(days, counted) for one, days, counted in parts if len(one)}


def _together(frame: pd.DataFrame, known: Mapping[int, History], pages: Sequence[int]) -> History:
    """Return the followers of ``pages`` together, on the days on which all of them are known."""
    if len(pages) == 1 and pages[0] in known:
        return known[pages[0]]
    theirs = frame[frame["page_id"].isin(pages)].groupby("day")["followers"].agg(["sum", "count"])
    whole = theirs[theirs["count"] == len(pages)]
    return drift.of_counts(day_numbers(pd.Series(whole.index)), whole["sum"].to_numpy(dtype=np.float64))


def _until(known: History, last: date) -> History:
    """Return what is known up to the day ``last``: today is not over."""
    count = int(np.searchsorted(known.first + known.places, np.datetime64(last, "D").astype(np.int64), side="right"))
    return drift.of_counts(known.first + known.places[:count], known.counts[:count])


def _campaigns(
    session: Session,
    wanted: Mapping[int, Campaign],
    clients: Mapping[int, int | None],
    span: Period,
    yesterday: date,
) -> tuple[dict[int, list[int]], dict[int, list[Ran]]]:
    """Return the pages of each campaign by its id, and by page the campaigns that ran within ``span``."""
    touching = CAMPAIGN.c.status.in_(HAPPENED) & (CAMPAIGN.c.start_day <= span.end)
    columns = (CAMPAIGN.c.id, CAMPAIGN.c.name, CAMPAIGN.c.client_id, CAMPAIGN.c.start_day, CAMPAIGN.c.end_day)
    rows = session.execute(select(*columns).where(touching | CAMPAIGN.c.id.in_(wanted))).all()
    chosen: dict[int, list[int]] = defaultdict(list)
    for campaign, page in session.execute(select(campaign_pages.c.campaign_id, campaign_pages.c.page_id)):
        chosen[campaign].append(page)
    theirs: dict[int | None, list[int]] = defaultdict(list)
    for page, client in clients.items():
        theirs[client].append(page)
    pages: dict[int, list[int]] = {}
    ran: dict[int, list[Ran]] = defaultdict(list)
    for ident, name, client, first, last in rows:
        pages[ident] = chosen.get(ident) or theirs[client]
        if (last or OPEN_END) >= span.start:
            for page in pages[ident]:
                ran[page].append(Ran(ident, name, _period(first, last, yesterday)))
    return pages, ran
