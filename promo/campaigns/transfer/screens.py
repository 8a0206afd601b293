"""What the screens of imports show: what a file would change, and what was imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from promo.campaigns.models import Campaign
from promo.campaigns.transfer import reading
from promo.campaigns.transfer.comparing import CHANGED, NEW, SAME
from promo.campaigns.transfer.models import CampaignImport
from promo.campaigns.transfer.numbers import SCALE
from promo.campaigns.words import MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.campaigns.transfer.comparing import Days, Total
    from promo.campaigns.transfer.importing import Read
    from promo.campaigns.transfer.table import Problem
    from promo.clients.models import Client

MOST_ROWS = 200
PER_PAGE = 50
SHOWN = ("spend", "impressions", "clicks", "leads", "sales")


@dataclass(frozen=True, slots=True)
class Side:
    """A metric of a campaign's days: the file's sum beside the kept one of the same days; ``None``: unknown."""

    metric: str
    told: Decimal | int | None
    kept: Decimal | int | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A campaign of the preview; ``campaign_id`` is ``None`` for one that is yet to be made."""

    name: str
    campaign_id: int | None
    currency: str
    new: int
    changed: int
    same: int
    sides: Sequence[Side]


@dataclass(frozen=True, slots=True)
class Change:
    """A day, or a campaign as a whole, that has other numbers already: metric, the kept one, the file's."""

    name: str
    currency: str
    first: date
    last: date
    is_by_hand: bool
    is_new: bool
    sides: Sequence[Side]


@dataclass(frozen=True, slots=True)
class Preview:
    """The screen of what would change; ``is_cut`` says that more lines have problems than are told of."""

    read: Read
    new: int
    changed: int
    by_hand: int
    same: int
    refused: int
    campaigns: Sequence[Beside]
    more_campaigns: int
    changes: Sequence[Change]
    more_changes: int
    totals: Sequence[Change]
    problems: Sequence[Problem]
    is_cut: bool
    page: int
    pages: int


def imports(session: Session, client: Client) -> Sequence[CampaignImport]:
    """Return the client's imports, the newest first, without the files."""
    statement = select(CampaignImport).where(CampaignImport.client_id == client.id)
    light = (defer(CampaignImport.content), defer(CampaignImport.before), joinedload(CampaignImport.user))
    return session.scalars(statement.options(*light).order_by(CampaignImport.id.desc()).limit(MOST_ROWS)).all()


def preview(session: Session, client: Client, read: Read, page: int) -> Preview:
    """Return what a file would change; ``page`` is the part of its problems that is shown."""
    days, plan = read.plan.days, read.plan
    known = _names(session, client, read)
    whose = np.unique(days.campaigns)
    changed = np.flatnonzero(days.states == CHANGED)
    problems = sorted([*read.table.problems, *plan.problems], key=lambda one: one.line)
    pages = max(-(-len(problems) // PER_PAGE), 1)
    page = min(max(page, 1), pages)
    return Preview(
        read,
        days.count(NEW),
        len(changed),
        int(days.by_hand.sum()),
        days.count(SAME),
        read.table.counts.refused + plan.refused,
        _beside(days, known),
        max(len(whose) - MOST_ROWS, 0),
        [_change(days, int(row), known) for row in changed[:PER_PAGE]],
        max(len(changed) - PER_PAGE, 0),
        [_total(one, known) for one in plan.totals[:MOST_ROWS]],
        problems[(page - 1) * PER_PAGE : page * PER_PAGE],
        read.table.counts.refused > reading.MOST_PROBLEMS,
        page,
        pages,
    )


def _names(session: Session, client: Client, read: Read) -> dict[int, tuple[str, str]]:
    """Return name and currency by what the plan calls campaigns."""
    ids = {one.campaign_id for one in read.matches if one.campaign_id}
    rows = session.execute(select(Campaign.id, Campaign.name, Campaign.currency).where(Campaign.id.in_(ids)))
    known = {ident: (name, currency) for ident, name, currency in rows}
    currency = read.table.currency or client.currency
    for place, one in enumerate(read.matches):
        known.setdefault(-1 - place, (one.named.name or one.named.external_id, currency))
    return known


def _beside(days: Days, known: Mapping[int, tuple[str, str]]) -> list[Beside]:
    """Return the sums of each campaign's days, the file's and the kept ones."""
    shown = [metric for metric in SHOWN if metric in days.facts]
    frame = pd.DataFrame({"campaign": days.campaigns})
    for state in (NEW, CHANGED, SAME):
        frame[state] = days.states == state
    for metric in shown:
        one = days.facts[metric]
        frame[f"told {metric}"] = pd.arrays.IntegerArray(one.told, ~one.is_told)
        frame[f"kept {metric}"] = pd.arrays.IntegerArray(one.kept, ~one.is_kept)
    groups = frame.groupby("campaign")
    counts, sums = groups[[NEW, CHANGED, SAME]].sum(), groups.sum(min_count=1)
    order = sorted(counts.index, key=lambda campaign: (campaign < 0, abs(campaign)))  # new ones last, as in the file
    many, sums = counts.loc[order[:MOST_ROWS]], sums.loc[order[:MOST_ROWS]]
    made = []
    for campaign, count, sum_of in zip(
        many.index.tolist(), many.to_dict("records"), sums.to_dict("records"), strict=True
    ):
        name, currency = known[campaign]
        sides = [
            Side(metric, *(_amount(metric, _sum(sum_of[f"{side} {metric}"])) for side in ("told", "kept")))
            for metric in shown
        ]
        made.append(Beside(name, max(campaign, 0) or None, currency, count[NEW], count[CHANGED], count[SAME], sides))
    return made


def _sum(value: Any) -> int | None:  # noqa: ANN401 - a number or NA
    return None if pd.isna(value) else int(value)


def _change(days: Days, row: int, known: Mapping[int, tuple[str, str]]) -> Change:
    name, currency = known[int(days.campaigns[row])]
    sides = [
        Side(
            metric,
            _amount(metric, int(one.told[row])),
            _amount(metric, int(one.kept[row]) if one.is_kept[row] else None),
        )
        for metric, one in days.facts.items()
        if one.differs[row]
    ]
    day = date.fromordinal(int(days.days[row]))
    return Change(name, currency, day, day, bool(days.by_hand[row]), is_new=False, sides=sides)


def _total(one: Total, known: Mapping[int, tuple[str, str]]) -> Change:
    name, currency = known[one.campaign]
    sides = [
        Side(metric, _amount(metric, told), _amount(metric, one.kept[metric])) for metric, told in one.told.items()
    ]
    return Change(name, currency, one.first, one.last, is_by_hand=False, is_new=one.campaign < 0, sides=sides)


def _amount(metric: str, steps: int | None) -> Decimal | int | None:
    return Decimal(steps) / SCALE if steps is not None and metric in MONEY else steps
