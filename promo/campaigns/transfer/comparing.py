"""What a file would change: its days and totals beside those that are kept. Reads, and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from promo import clock
from promo.campaigns.days import bulk
from promo.campaigns.models import Campaign
from promo.campaigns.transfer import merging
from promo.campaigns.transfer.numbers import SCALE, Numbers
from promo.campaigns.transfer.table import Problem
from promo.campaigns.words import METRICS, MONEY
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.campaigns.transfer.mapping import Match
    from promo.campaigns.transfer.numbers import Bools, Integers
    from promo.campaigns.transfer.table import Table
    from promo.clients.models import Client

NEW, CHANGED, SAME = range(3)
AHEAD = timedelta(days=1)
"""Days are the ad account's, which may be ahead of the client's by one."""
MOST_PROBLEMS = 1_000


@dataclass(frozen=True, slots=True)
class Facts:
    """A metric of the file beside what is kept, for each day: both in the database's steps, and where each is known."""

    told: Integers
    is_told: Bools
    kept: Integers
    is_kept: Bools

    @property
    def differs(self) -> Bools:
        """Where the file knows something else than is kept."""
        other: Bools = self.told != self.kept
        return self.is_told & (other | ~self.is_kept)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a file: whose, when, their metrics, and whether each is `NEW`, `CHANGED` or the `SAME`.

    ``campaigns`` are ids, and below zero those of campaigns that are yet to be made: -1 is the first of the file's.
    ``by_hand`` are changed ones some of whose numbers a person had typed. ``before`` is what `bulk.read` found of them,
    at the places ``at`` (-1: there was nothing).
    """

    lines: Integers
    campaigns: Integers
    days: Integers
    facts: dict[str, Facts]
    states: Integers
    by_hand: Bools
    at: Integers
    before: pd.DataFrame

    def count(self, state: int, campaign: int | None = None) -> int:
        """Return how many days are in ``state``, of all campaigns or of one."""
        found = self.states == state
        return int((found if campaign is None else found & (self.campaigns == campaign)).sum())


@dataclass(frozen=True, slots=True)
class Total:
    """A line of several days: what it would make of a campaign's totals. Amounts are in the database's steps."""

    line: int
    campaign: int
    first: date
    last: date
    told: Mapping[str, int]
    kept: Mapping[str, int | None]

    @property
    def changes(self) -> list[str]:
        """The metrics that would change."""
        return [name for name, value in self.told.items() if self.kept.get(name) != value]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a file would change. ``spans`` counts lines of several days, ``left`` those of campaigns left out."""

    days: Days
    totals: tuple[Total, ...]
    problems: tuple[Problem, ...]
    refused: int
    left: int
    spans: int

    @property
    def is_nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.days.states != SAME).any() and not any(one.changes for one in self.totals)


def planned(session: Session, client: Client, table: Table, matches: Sequence[Match]) -> Plan:
    """Return what the file would change, its campaigns being what ``matches`` say."""
    return _Planning(session, client, table, matches).plan()


@dataclass(slots=True)
class _Planning:
    session: Session
    client: Client
    table: Table
    matches: Sequence[Match]
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0

    def plan(self) -> Plan:
        """Return what the file would change."""
        frame = self.table.frame
        codes = frame["campaign"].to_numpy()
        targets = np.array([one.campaign_id or -1 - place for place, one in enumerate(self.matches)] or [0], np.int64)
        left = np.array([one.is_left for one in self.matches] or [True], bool)
        used = ~left[codes] if len(codes) else np.zeros(0, bool)
        ids = targets[codes] if len(codes) else np.zeros(0, np.int64)
        campaigns = self._campaigns({int(one) for one in np.unique(ids[used]) if one > 0})
        used &= self._is_of_currency(ids, used, campaigns)
        used &= self._has_been(used)
        first, last = frame["first"].to_numpy(), frame["last"].to_numpy()
        is_day = first == last
        spans = np.flatnonzero(used & ~is_day)
        totals = self._totals(spans, ids, campaigns)
        days = self._days(np.flatnonzero(used & is_day), ids)
        return Plan(days, totals, tuple(self.problems), self.refused, int(left[codes].sum()), len(spans))

    def _campaigns(self, ids: set[int]) -> dict[int, Campaign]:
        rows = self.session.scalars(select(Campaign).where(Campaign.id.in_(ids)))
        return {one.id: one for one in rows}

    def _is_of_currency(self, ids: Integers, used: Bools, campaigns: Mapping[int, Campaign]) -> Bools:
        """Return which rows are in their campaign's currency; tell of each campaign whose are not."""
        fine = np.ones(len(ids), bool)
        currency = self.table.currency
        if currency is None or not set(MONEY) & set(self.table.frame.columns):
            return fine
        for ident, one in campaigns.items():
            if one.currency == currency:
                continue
            here = used & (ids == ident)
            fine &= ~here
            self._refuse(
                np.flatnonzero(here)[:1],
                N_("“%(name)s” has its amounts in %(kept)s, and the file is in %(told)s: %(num)s lines are left out."),
                {"name": one.name, "kept": one.currency, "told": currency, "num": int(here.sum())},
                int(here.sum()),
            )
        return fine

    def _has_been(self, used: Bools) -> Bools:
        """Return which rows are not in the future."""
        latest = (clock.today(self.client.time_zone) + AHEAD).toordinal()
        fine = self.table.frame["first"].to_numpy() <= latest
        rows = np.flatnonzero(used & ~fine)
        self._refuse(rows, N_("This day is still to come."), {}, len(rows))
        return fine

    def _refuse(self, rows: Integers, text: str, said: Mapping[str, Any], count: int) -> None:
        self.refused += count
        lines = self.table.frame["line"].to_numpy()
        self.problems += [Problem(int(lines[row]), text, said) for row in rows[:MOST_PROBLEMS]]

    def _totals(self, rows: Integers, ids: Integers, campaigns: Mapping[int, Campaign]) -> tuple[Total, ...]:
        """Return what lines of several days make of campaigns' totals: one of each, that has all of it."""
        whose, many = np.unique(ids[rows], return_counts=True)
        several = {int(one) for one in whose[many > 1]}
        twice = np.array([row for row in rows if int(ids[row]) in several], np.int64)
        text = N_("Several lines of this campaign cover more than one day each, and none of them is its total.")
        self._refuse(twice, text, {}, len(twice))
        made = []
        frame = self.table.frame
        for row in (one for one in rows if int(ids[one]) not in several):
            one = frame.iloc[row]
            campaign = campaigns.get(int(ids[row]))
            first, last = date.fromordinal(int(one["first"])), date.fromordinal(int(one["last"]))
            if campaign is not None and campaign.start_day < first:
                text = N_("This line begins on %(first)s and the campaign on %(start)s: it is not the whole of it.")
                said = {"first": first.isoformat(), "start": campaign.start_day.isoformat()}
                self._refuse(np.array([row]), text, said, 1)
                continue
            told = {name: int(one[name]) // _step(name) for name in METRICS if name in frame and not pd.isna(one[name])}
            kept = {name: _steps(name, getattr(campaign, f"total_{name}", None)) for name in METRICS}
            made.append(Total(int(one["line"]), int(ids[row]), first, last, told, kept))
        return tuple(made)

    def _days(self, rows: Integers, ids: Integers) -> Days:
        frame = self.table.frame.iloc[rows]
        facts = {name: _numbers(name, frame[name].array) for name in METRICS if name in frame}
        keys = (ids[rows] << merging.DAY_BITS) + frame["first"].to_numpy()
        columns = {"line": frame["line"].to_numpy(), "campaign": ids[rows], "first": frame["first"].to_numpy()}
        made, _added = merging.merged(keys, columns, facts)
        campaigns, days = made["campaign"].to_numpy(), made["first"].to_numpy()
        before = self._before(campaigns, days)
        at = _places(before, campaigns, days)
        found = at >= 0
        beside = {}
        for name in facts:
            told, is_told = _plain(made[name].array)
            kept, is_kept = _plain(before[name].array)
            there = is_kept[at] & found if len(is_kept) else found
            beside[name] = Facts(told, is_told, np.where(there, kept[at], 0) if len(kept) else told * 0, there)
        differs = _any((one.differs for one in beside.values()), len(days))
        is_something = _any((one.is_told for one in beside.values()), len(days))
        states = np.where(found, np.where(differs, CHANGED, SAME), np.where(is_something, NEW, SAME))
        typed = before["import_id"].isna().to_numpy()
        overwrites = _any((one.differs & one.is_kept for one in beside.values()), len(days))
        by_hand = found & overwrites & (typed[at] if len(typed) else found)
        return Days(made["line"].to_numpy(), campaigns, days, beside, states, by_hand, at, before)

    def _before(self, campaigns: Integers, days: Integers) -> pd.DataFrame:
        known = {int(one) for one in np.unique(campaigns) if one > 0}
        span = (int(days.min()), int(days.max())) if len(days) else (1, 1)
        return bulk.read(self.session, known, date.fromordinal(span[0]), date.fromordinal(span[1]))


def _any(parts: Iterable[Bools], size: int) -> Bools:
    made = np.zeros(size, bool)
    for one in parts:
        made |= one
    return made


def _places(before: pd.DataFrame, campaigns: Integers, days: Integers) -> Integers:
    """Return where in ``before`` each day stands; -1: nowhere. ``before`` is in order of both."""
    known = (before["campaign_id"].to_numpy() << merging.DAY_BITS) + before["day"].to_numpy()
    wanted = (campaigns << merging.DAY_BITS) + days
    if not len(known):
        return np.full(len(wanted), -1, np.int64)
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[places] == wanted, places, -1)


def _numbers(name: str, values: Any) -> Numbers:  # noqa: ANN401 - pandas' own array
    told, known = _plain(values)
    return Numbers(told // _step(name), known, np.zeros(len(told), np.int8))


def _plain(values: Any) -> tuple[Integers, Bools]:  # noqa: ANN401 - pandas' own array
    return values.to_numpy(np.int64, na_value=0), ~values.isna()


def _step(name: str) -> int:
    """Return how many of the reader's parts are one of the database's steps."""
    return 1 if name in MONEY else SCALE


def _steps(name: str, value: Any) -> int | None:  # noqa: ANN401 - a count or an amount
    return None if value is None else int(value * SCALE if name in MONEY else value)
