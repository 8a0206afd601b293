"""The table: rows in blocks by group and currency with their totals, and what is best and worst in a column."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from promo.analytics.campaign_totals import overlap, total
from promo.campaigns.comparing.columns import BY_KEY, COLUMNS, figures
from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, Channel, Kind
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from promo.analytics.campaign_totals import Total
    from promo.analytics.exchange import Rate
    from promo.campaigns.comparing.rows import Row
    from promo.campaigns.comparing.selection import Selection

    Figures = Mapping[str, Decimal | int | None]

BEST, WORST = "best", "worst"
SHOWN_DIGITS = {"fraction": 4}
"""What is shown behind the decimal sign, where it is not 2."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Name:
    """What a group is called: a text, a message id, or the first day of a month; all empty: no group.

    Groups stand by ``rank``, then by month or text.
    """

    text: str = ""
    message: str = ""
    month: date | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of a group whose amounts are of one ``currency``, and their total, without those ``left_out``."""

    name: Name
    currency: str
    rows: Sequence[Row]
    total: Total
    figures: Figures
    left_out: int


@dataclass(frozen=True, slots=True)
class Table:
    """The blocks in order, and the total of each currency; ``columns`` are the keys of those of which anything is told.

    ``marks`` say of a campaign's id, and ``block_marks`` of a block's place, and of a column's key what is best and
    worst among those that can be compared. ``rates`` are those used, each with how many campaigns it was for.
    """

    blocks: Sequence[Block]
    totals: Sequence[Block]
    columns: frozenset[str]
    marks: Mapping[tuple[int, str], str]
    block_marks: Mapping[tuple[int, str], str]
    rates: Sequence[tuple[Rate, int]]

    @property
    def left_out(self) -> int:
        """How many campaigns could not be converted."""
        return sum(block.left_out for block in self.totals)


def table(rows: Sequence[Row], wanted: Selection) -> Table:
    """Return ``rows`` as ``wanted`` groups and sorts them: never by amounts of different currencies in one order."""
    often = Counter(row.currency for row in rows if not row.is_left_out)
    named = sorted(_blocks(rows, wanted, wanted.group), key=lambda block: (*_place(block.name), -often[block.currency]))
    blocks = _in_order(named, wanted, _of_block)
    if not wanted.group or (wanted.sort in BY_KEY and BY_KEY[wanted.sort].kind == "money"):
        blocks.sort(key=lambda block: -often[block.currency])
    totals = sorted(_blocks(rows, wanted, ""), key=lambda block: -often[block.currency])
    used = Counter(row.rate for row in rows if row.rate)
    return Table(
        blocks=blocks,
        totals=totals,
        columns=frozenset(key for key in BY_KEY if any(_is_told(row, key) for row in rows)),
        marks=marks([(row.campaign.id, row.currency, row.figures) for row in rows if not row.is_left_out]),
        block_marks=marks([(place, block.currency, block.figures) for place, block in enumerate(blocks)]),
        rates=sorted(used.items(), key=lambda item: (item[0].base, item[0].quote, item[0].day), reverse=True),
    )


def group_of(row: Row, group: str) -> Name:
    """Return the group that a row belongs to, of those that ``group``, one of `GROUPS` or none, makes."""
    return _NAMES[group](row) if group else Name()


def _by_kind(row: Row) -> Name:
    kind = Kind(row.campaign.kind)
    return Name(message=KIND_NAMES[kind], rank=list(Kind).index(kind))


def _by_channel(row: Row) -> Name:
    channel = Channel(row.campaign.channel)
    return Name(message=CHANNEL_NAMES[channel], rank=list(Channel).index(channel))


def _by_blogger(row: Row) -> Name:
    blogger = row.campaign.placement.blogger if row.campaign.placement else None
    return Name(f"@{blogger.handle}") if blogger else Name(message=N_("Without a blogger"), rank=1)


def _by_series(row: Row) -> Name:
    return Name(row.campaign.series) if row.campaign.series else Name(message=N_("Without a series"), rank=1)


_NAMES: Mapping[str, Callable[[Row], Name]] = {
    "kind": _by_kind,
    "client": lambda row: Name(row.campaign.client.name),
    "blogger": _by_blogger,
    "series": _by_series,
    "channel": _by_channel,
    "month": lambda row: Name(month=row.started.replace(day=1)),
}


def marks(lines: Sequence[tuple[int, str, Figures]]) -> dict[tuple[int, str], str]:
    """Return what is best and worst in each column of ``lines`` (whose, currency, figures), by whose and column key.

    Amounts are compared within a currency, all figures as they are shown. Nothing is told where they do not differ.
    """
    found: dict[tuple[int, str], str] = {}
    for column in (column for column in COLUMNS if column.better):
        pools: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
        for whose, currency, own in lines:
            value = own[column.key]
            if value is not None:
                pool = pools[currency if column.kind == "money" else ""]
                pool.append((whose, round(Decimal(value), SHOWN_DIGITS.get(column.kind, 2))))
        for known in pools.values():
            low, high = min(value for _, value in known), max(value for _, value in known)
            if low < high:
                words = {high: BEST, low: WORST} if column.better > 0 else {low: BEST, high: WORST}
                found |= {(whose, column.key): words[value] for whose, value in known if value in words}
    return found


def _blocks(rows: Iterable[Row], wanted: Selection, group: str) -> list[Block]:
    parts: dict[tuple[Name, str], list[Row]] = defaultdict(list)
    for row in rows:
        parts[group_of(row, group), wanted.currency or row.currency].append(row)
    return [_block(name, currency, own, wanted) for (name, currency), own in parts.items()]


def _block(name: Name, currency: str, rows: Sequence[Row], wanted: Selection) -> Block:
    counted = [row for row in rows if not row.is_left_out]
    spans = [row.span for row in counted if row.line.growth is not None]
    added = total([row.line for row in counted], may_add_growth=not overlap(spans))
    by_name = sorted(rows, key=lambda row: (row.campaign.name.casefold(), row.campaign.id))
    ordered = _in_order(by_name, wanted, _of_row)
    return Block(
        name=name,
        currency=currency,
        rows=sorted(ordered, key=lambda row: row.is_left_out),
        total=added,
        figures=figures(added.facts, added.rates, added.growth),
        left_out=len(rows) - len(counted),
    )


def _in_order(found: list[T], wanted: Selection, value: Callable[[T, str], Decimal | int | None]) -> list[T]:
    """Return ``found``, which stand by name, in the order asked for; those without the figure come last."""
    is_descending = wanted.order == "desc"
    if wanted.sort == "name":
        return found[::-1] if is_descending else found
    known = [(own, one) for one in found if (own := value(one, wanted.sort)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [one for _, one in known] + [one for one in found if value(one, wanted.sort) is None]


def _is_told(row: Row, key: str) -> bool:
    """Return whether something can be said of the figure: of a lift also why there is none, or how far it may reach."""
    if key == "lift":
        return row.measured is not None
    return row.figures[key] is not None or (key == "cost_by_lift" and row.cost is not None)


def _of_row(row: Row, sort: str) -> Decimal | int | None:
    return row.started.toordinal() if sort == "start" else row.figures[sort]


def _of_block(block: Block, sort: str) -> Decimal | int | None:
    if sort == "start":
        return max(row.started for row in block.rows).toordinal()
    return block.figures[sort]


def _place(name: Name) -> tuple[int, date, str]:
    return name.rank, name.month or date.min, name.text.casefold()
