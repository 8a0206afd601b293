"""Days typed by hand: what is wrong with them, what somebody else changed meanwhile, and what is written.

Only cells that were changed in the form are written, and only where the day still is as it was shown there. Nothing is
written while anything is wrong or in doubt. The service flushes and never commits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from promo import money
from promo.campaigns.days import service
from promo.campaigns.days.models import CampaignDay
from promo.campaigns.models import Campaign
from promo.campaigns.words import METRICS, MONEY
from promo.db import changed_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.users.models import User

Fact = Decimal | int | None
Place = tuple["date", str]
"""A cell: a day and a metric."""
UNKNOWN: Mapping[str, Fact] = dict.fromkeys(METRICS)
BETWEEN = ";"
DAY = CampaignDay.__table__


@dataclass(frozen=True, slots=True)
class Typed:
    """A day as it came from the form: the ``texts`` of its metrics, and what ``was`` known when the form was shown."""

    day: date
    texts: Mapping[str, str]
    was: Mapping[str, Fact]

    def touched(self, name: str) -> bool:
        """Return whether the cell of this metric was changed in the form."""
        text = self.texts[name]
        return fault(name, text) is not None or _fact(name, text) != self.was[name]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the typed days: ``faults`` are message ids, ``conflicts`` the facts that are there now.

    With either of them nothing was written. Otherwise ``changed`` days were written and ``removed`` ones are gone.
    """

    faults: Mapping[Place, str] = field(default_factory=dict)
    conflicts: Mapping[Place, Fact] = field(default_factory=dict)
    changed: int = 0
    removed: int = 0


def enter(session: Session, campaign: Campaign, typed: Sequence[Typed], by: User) -> Outcome:
    """Write what was changed of ``typed`` and return what became of it. A day without any fact left is removed."""
    faults = {
        (one.day, name): wrong for one in typed for name, text in one.texts.items() if (wrong := fault(name, text))
    }
    if faults:
        return Outcome(faults=faults)
    _hold(session, campaign)
    now = facts(session, campaign, [one.day for one in typed])
    wanted: dict[date, Mapping[str, Fact]] = {}
    conflicts: dict[Place, Fact] = {}
    for one in typed:
        there = now.get(one.day, UNKNOWN)
        changed = {name: _fact(name, one.texts[name]) for name in METRICS if one.touched(name)}
        changed = {name: fact for name, fact in changed.items() if fact != there[name]}
        conflicts |= {(one.day, name): there[name] for name in changed if there[name] != one.was[name]}
        if changed:
            wanted[one.day] = {**there, **changed}
    return Outcome(conflicts=conflicts) if conflicts else _written(session, campaign, wanted, by)


def facts(session: Session, campaign: Campaign, days: Sequence[date]) -> dict[date, dict[str, Fact]]:
    """Return what is known of these days of ``campaign``; days without a row are left out."""
    statement = select(DAY.c.day, *(DAY.c[name] for name in METRICS))
    rows = session.execute(statement.where(DAY.c.campaign_id == campaign.id, DAY.c.day.in_(days)))
    return {day: dict(zip(METRICS, row, strict=True)) for day, *row in rows}


def told(known: Mapping[str, Fact]) -> str:
    """Return the facts of a day as a form carries them along, to tell later what was changed."""
    return BETWEEN.join(text(known[name]) for name in METRICS)


def understood(carried: str) -> Mapping[str, Fact]:
    """Return the facts that `told` wrote; unknown ones where that was lost, so that nothing is overwritten unseen."""
    texts = dict(zip(METRICS, carried.split(BETWEEN), strict=False))
    if len(texts) != len(METRICS) or any(fault(name, text) for name, text in texts.items()):
        return UNKNOWN
    return {name: _fact(name, text) for name, text in texts.items()}


def text(fact: Fact) -> str:
    """Return a fact for a field of the form; empty for an unknown one."""
    return money.written(None if fact is None else Decimal(fact))


def fault(name: str, typed: str) -> str | None:
    """Return what is wrong with what was typed for a metric, as a message id; ``None`` if nothing is."""
    return money.fault(typed, whole=name not in MONEY) if typed else None


def _fact(name: str, typed: str) -> Fact:
    if not typed:
        return None
    return money.decimal(typed) if name in MONEY else int(money.decimal(typed))


def _hold(session: Session, campaign: Campaign) -> None:
    """Let no one else write days of this campaign until the end of the transaction."""
    changed_rows(
        session,
        update(Campaign)
        .where(Campaign.id == campaign.id)
        .values(version=Campaign.version)
        .execution_options(synchronize_session=False),
    )


def _written(session: Session, campaign: Campaign, wanted: Mapping[date, Mapping[str, Fact]], by: User) -> Outcome:
    gone = [day for day, known in wanted.items() if known == UNKNOWN]
    rows: list[dict[str, Any]] = [
        {"campaign_id": campaign.id, "day": day, **known} for day, known in wanted.items() if day not in gone
    ]
    service.keep(session, rows, by_id=by.id)
    if gone:
        service.remove(session, campaign.id, gone)
    return Outcome(changed=len(rows), removed=len(gone))
