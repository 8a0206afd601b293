"""What the screen shows on which a person says what a file's columns and campaigns are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process
from sqlalchemy import select

from promo.campaigns.models import Campaign
from promo.campaigns.words import METRIC_NAMES
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.campaigns.transfer.headings import Heading
    from promo.campaigns.transfer.mapping import Match
    from promo.campaigns.transfer.table import Table
    from promo.clients.models import Client

MEANINGS = {
    "campaign": N_("Campaign name"),
    "external_id": N_("Campaign ID"),
    "day": N_("Day"),
    **METRIC_NAMES,
    "starts": N_("First day"),
    "ends": N_("Last day"),
    "results": N_("By the result indicator"),
    "indicator": N_("What the results are"),
    "currency": N_("Currency"),
}
HOW = {
    "id": N_("by its ID"),
    "remembered": N_("as in the last import"),
    "name": N_("by its name"),
    "none": N_("not known yet"),
    "chosen": N_("as you chose"),
}
MISSING = {
    "campaign": N_("No column says whose the lines are. Say below which one is the campaign's name or ID."),
    "day": N_("No column says the day. Say below which one does, or export with the breakdown By time → Day."),
    "numbers": N_("No column has numbers that are kept. Say below what your columns mean."),
}
MOST_OPTIONS = 5_000
"""Above so many choices on one page each campaign is offered the nearest ones only."""
NEAREST = 15


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign of the file: how many lines it has, of which days, and what it may become: value and name."""

    place: int
    match: Match
    lines: int
    first: date | None
    last: date | None
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choosing:
    """The screen on which a person says what columns and campaigns are."""

    table: Table
    taken: Sequence[Heading]
    asked: Sequence[Heading]
    left: Sequence[Heading]
    rows: Sequence[Row]
    is_narrowed: bool


def choosing(session: Session, client: Client, table: Table, matches: Sequence[Match]) -> Choosing:
    """Return what a file's columns and campaigns are taken for, and what else they may be."""
    by_fate = {fate: [one for one in table.headings if one.fate == fate] for fate in ("taken", "left")}
    asked = [one for one in table.headings if one.fate in {"unknown", "instead", "ignored"} or one.is_given]
    results = table.heading("results")
    known = session.execute(
        select(Campaign.id, Campaign.name)
        .where(Campaign.client_id == client.id)
        .order_by(Campaign.start_day.desc(), Campaign.id.desc())
    ).all()
    names = {row.id: row.name for row in known}
    is_narrowed = len(names) * len(matches) > MOST_OPTIONS
    frame = table.frame
    codes = frame["campaign"].to_numpy()
    lines = np.bincount(codes, minlength=len(matches)) if len(codes) else np.zeros(len(matches), int)
    groups = frame.groupby("campaign")
    firsts, lasts = groups["first"].min(), groups["last"].max()
    rows = [
        Row(
            place,
            one,
            int(lines[place]),
            date.fromordinal(int(firsts[place])) if lines[place] else None,
            date.fromordinal(int(lasts[place])) if lines[place] else None,
            [(str(ident), names[ident]) for ident in _offered(one, names, narrow=is_narrowed)],
        )
        for place, one in enumerate(matches)
    ]
    return Choosing(
        table, by_fate["taken"], [*([results] if results else []), *asked], by_fate["left"], rows, is_narrowed
    )


def _offered(match: Match, names: Mapping[int, str], *, narrow: bool) -> list[int]:
    if not narrow:
        return list(names)
    near = process.extract(match.named.name, names, scorer=fuzz.WRatio, limit=NEAREST)
    found = [ident for _name, _score, ident in near]
    return found if match.campaign_id in found or match.campaign_id is None else [match.campaign_id, *found]
