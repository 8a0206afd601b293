"""Whether to work with a blogger again: what their placements say, as points for and against. Never more than that.

A point is judged from `LEAST` placements on. Shares (punctual, stayed as long as agreed) speak for it from `MOSTLY` on
and against it below `HALF`. Costs are medians, held against the median of all other placements of the same currency
and format, of which there must be `LEAST_OTHERS`: a `MARGIN` cheaper speaks for it, a `MARGIN` dearer against. Lifts
speak for it where at least `HALF` of those measured can be told from noise; that they cannot says nothing, as small
effects are never seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

LEAST, LEAST_OTHERS = 2, 3
MOSTLY, HALF = 0.75, 0.5
MARGIN = Decimal("0.1")


class Side(StrEnum):
    """Which way a point speaks; ``UNJUDGED``: too little is known."""

    FOR = "for"
    AGAINST = "against"
    EVEN = "even"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Work:
    """One placement that was published, or should have been by now; what is unknown is ``None``.

    ``per_click`` and ``per_follower`` are costs in ``currency``. ``lift_told`` says whether its lift can be told from
    noise; ``None``: it was not measured.
    """

    currency: str
    format: str
    on_time: bool | None = None
    stayed: bool | None = None
    per_click: Decimal | None = None
    per_follower: Decimal | None = None
    lift_told: bool | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``known`` placements ``hits`` did."""

    hits: int
    known: int
    against_below: float = HALF
    for_from: float = MOSTLY

    @property
    def side(self) -> Side:
        """Which way it speaks."""
        if self.known < LEAST:
            return Side.UNJUDGED
        share = self.hits / self.known
        if share >= self.for_from:
            return Side.FOR
        return Side.AGAINST if share < self.against_below else Side.EVEN


@dataclass(frozen=True, slots=True)
class Costs:
    """Medians of a cost, the blogger's of ``n`` placements and those of all ``others_n`` others of the same kind."""

    currency: str
    format: str
    own: Decimal
    n: int
    others: Decimal | None
    others_n: int

    @property
    def side(self) -> Side:
        """Which way it speaks."""
        if self.n < LEAST or self.others is None or self.others_n < LEAST_OTHERS:
            return Side.UNJUDGED
        if self.own <= self.others * (1 - MARGIN):
            return Side.FOR
        return Side.AGAINST if self.own >= self.others * (1 + MARGIN) else Side.EVEN


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the ``placements`` of a blogger say."""

    placements: int
    on_time: Share
    stayed: Share
    per_click: Sequence[Costs]
    per_follower: Sequence[Costs]
    lifts: Share

    @property
    def sides(self) -> Counter[Side]:
        """How many points speak each way; none is judged of fewer than `LEAST` placements."""
        points: tuple[Share | Costs, ...] = (
            self.on_time,
            self.stayed,
            *self.per_click,
            *self.per_follower,
            self.lifts,
        )
        return Counter(point.side for point in points)

    @property
    def judged(self) -> int:
        """How many points can be judged."""
        return sum(count for side, count in self.sides.items() if side != Side.UNJUDGED)


def evidence(own: Sequence[Work], others: Sequence[Work]) -> Evidence:
    """Return what the placements of a blogger (``own``) say, beside those of all ``others``."""
    return Evidence(
        placements=len(own),
        on_time=_share(work.on_time for work in own),
        stayed=_share(work.stayed for work in own),
        per_click=tuple(_costs(own, others, lambda work: work.per_click)),
        per_follower=tuple(_costs(own, others, lambda work: work.per_follower)),
        lifts=_share((work.lift_told for work in own), against_below=0, for_from=HALF),
    )


def _share(answers: Iterable[bool | None], against_below: float = HALF, for_from: float = MOSTLY) -> Share:
    known = [answer for answer in answers if answer is not None]
    return Share(sum(known), len(known), against_below, for_from)


def _costs(own: Sequence[Work], others: Sequence[Work], cost: Callable[[Work], Decimal | None]) -> Iterator[Costs]:
    """Yield a cost by currency and format, what is known of most placements first."""
    mine, theirs = _by_kind(own, cost), _by_kind(others, cost)
    for kind in sorted(mine, key=lambda kind: (-len(mine[kind]), kind)):
        beside = theirs.get(kind, [])
        yield Costs(*kind, median(mine[kind]), len(mine[kind]), median(beside) if beside else None, len(beside))


def _by_kind(works: Sequence[Work], cost: Callable[[Work], Decimal | None]) -> dict[tuple[str, str], list[Decimal]]:
    found: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for work in works:
        amount = cost(work)
        if amount is not None:
            found[work.currency, work.format].append(amount)
    return dict(found)
