"""What the head of an agency should look at: each client with what stands out of its month, the gravest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promo.reports.overall.figures import Row
    from promo.wording import Wording

WHOLE = 0.9
"""A client with fewer days counted than this share has gaps that its figures suffer from."""
MOVERS = 3
NOTHING = N_("nothing was counted in this month")
LOST = N_("followers lost: %(count)s (%(rate)s)")
SPENT = N_("spent %(spend)s, and the pages did not grow")
GAPS = N_("days with a count: %(seen)s of %(days)s")
MISSED = N_("missed in the plan: %(missed)s of %(planned)s")
UNUSUAL = N_("unusual days: %(count)s")
NO_PAGES = N_("no page is read")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A client with sentences about its month, in the reader's language."""

    row: Row
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movers:
    """The clients whose growth rate was the highest, and the lowest: at most three of each, none in both."""

    best: Sequence[Row]
    worst: Sequence[Row]


def movers(rows: Sequence[Row]) -> Movers:
    """Return those of ``rows`` that moved most. A client that did not grow is none of the best."""
    known = sorted(((one.growth.rate, one) for one in rows if one.growth.rate is not None), key=lambda pair: pair[0])
    most = min(MOVERS, len(known) // 2)
    worst = [one for _, one in known[:most]]
    best = [one for rate, one in known[::-1][: max(most, min(1, len(known)))] if rate > 0]
    return Movers(best, worst)


def troubles(rows: Sequence[Row], words: Wording) -> list[Trouble]:
    """Return the clients with something to look at: those without figures, then those that lose, then the others."""
    found = [(_weight(one), Trouble(one, texts)) for one in rows if (texts := tuple(_texts(one, words)))]
    return [trouble for _, trouble in sorted(found, key=lambda pair: pair[0])]


def _weight(row: Row) -> tuple[int, float]:
    if not row.seen:
        return 0, 0.0
    rate = row.growth.rate
    return (1, rate) if rate is not None and rate < 0 else (2, -len(row.spend))


def _texts(row: Row, words: Wording) -> Iterator[str]:
    if not row.pages:
        yield words.say(NO_PAGES)
    elif not row.seen:
        yield words.say(NOTHING)
    net = row.growth.net
    if net is not None and net < 0:
        yield words.say(LOST, count=words.number(-net), rate=words.signed_percent(row.growth.rate))
    if net is not None and net <= 0:
        spent = [words.amount(amount, currency) for currency, amount in row.spend.items() if amount]
        if spent:
            yield words.say(SPENT, spend=" + ".join(spent))
    if row.seen and row.complete is not None and row.complete < WHOLE:
        yield words.say(GAPS, seen=words.number(row.seen), days=words.number(row.days))
    if row.plan and row.plan.missed:
        missed, planned = words.number(row.plan.missed), words.number(row.plan.planned)
        yield words.say(MISSED, missed=missed, planned=planned)
    if row.unusual:
        yield words.say(UNUSUAL, count=words.number(row.unusual))
