"""Which figures a comparison draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promo.analytics import comparing
from promo.charts import beside
from promo.charts import comparing as drawing
from promo.charts.figures import COUNTS, Scale, encode
from promo.charts.marks import with_marks
from promo.compare import ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from promo.analytics.benchmark import Tier
    from promo.analytics.growth import FloatArray, IntArray
    from promo.campaigns.timeline.reading import Happening
    from promo.charts.figures import Figure
    from promo.charts.marks import Mark
    from promo.compare.figures import Figures
    from promo.compare.reading import ComparedPage
    from promo.compare.selection import Selection

LINES = 380
POINTS = 380
KINDS = 72
"""Room for the names of the kinds, which stand below each other on a phone."""
PERCENTS = Scale(2, ",.2f", "%")
WEEKLY = Scale(2, ",.2f")


@dataclass(frozen=True, slots=True)
class Words:
    """The names of what is drawn, in the reader's language; ``kind`` names a kind of posts, ``happening`` a mark."""

    drawn: drawing.Words
    gain: str
    loss: str
    per_week: str
    share: str
    of_posts: str
    kind: Callable[[str], str]
    silence: Callable[[int], str]
    happening: Callable[[Happening], str]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure as JSON, and how many pixels high it is."""

    json: str
    height: int


def charts(
    pages: Sequence[ComparedPage],
    now: Figures,
    wanted: Selection,
    *,
    tiers: Sequence[Tier],
    marks: Sequence[Mark],
    words: Words,
) -> dict[str, Chart]:
    """Return the figures by name; those that have nothing to show are left out.

    ``growth`` is what ``wanted`` asks for (index, percent or net growth; the dated ones with ``marks``), then ``size``,
    ``kinds``, ``share`` and ``cadence``.
    """
    names = [page.name for page in pages]
    rows = beside.height(len(pages))
    order = ranking.order(pages, now, wanted)
    drawn = drawing.drawn(names, _emphasised(pages, order, wanted))
    table = now.table
    made: dict[str, tuple[Figure | None, int]] = {
        "growth": _growth(drawn, now, wanted, marks, words),
        "size": (_size(drawn, now, tiers, words), POINTS),
        "kinds": (_kinds(names, order, now, words), rows + KINDS),
    }
    if not table["share"].isna().all():
        by_share = comparing.ranking(table["share"].to_numpy())
        share = table["share"].to_numpy()[by_share] * 100
        made["share"] = (beside.bars(_at(names, by_share), share, words.share, PERCENTS), rows)
    if not table["per_week"].isna().all():
        by_pace = comparing.ranking(table["per_week"].to_numpy())
        silences = table["silence"].to_numpy()[by_pace]
        notes = ["" if np.isnan(days) else words.silence(int(days)) for days in silences]
        pace = table["per_week"].to_numpy()[by_pace]
        made["cadence"] = (beside.bars(_at(names, by_pace), pace, words.per_week, WEEKLY, notes), rows)
    return {name: Chart(encode(figure), height) for name, (figure, height) in made.items() if figure}


def _emphasised(pages: Sequence[ComparedPage], order: IntArray, wanted: Selection) -> int:
    """Return the place of the page that stands out among many: the one asked for, else the first of the ranking."""
    named = [place for place, page in enumerate(pages) if page.id == wanted.focus]
    return named[0] if named else int(order[0])


def _growth(
    drawn: Sequence[drawing.Drawn], now: Figures, wanted: Selection, marks: Sequence[Mark], words: Words
) -> tuple[Figure | None, int]:
    if wanted.chart == "net":
        net = now.table["net"].to_numpy()
        if np.isnan(net).all():
            return None, 0
        order, names = comparing.ranking(net), [page.name for page in drawn]
        return beside.net(_at(names, order), net[order], words.gain, words.loss, COUNTS), beside.height(len(names))
    index = comparing.indexed(now.counts)
    if np.isnan(index).all():
        return None, 0
    values = index if wanted.chart == "index" else index - comparing.START
    scale = drawing.INDEX if wanted.chart == "index" else drawing.PERCENTS
    median = comparing.median_line(values)
    start = now.period.start
    figure = drawing.lines(start, drawn, values, median, words=words.drawn, scale=scale)
    return with_marks(figure, marks), LINES


def _size(drawn: Sequence[drawing.Drawn], now: Figures, tiers: Sequence[Tier], words: Words) -> Figure | None:
    followers, rates = now.table["followers"].to_numpy(), now.table["er"].to_numpy()
    if not ((followers > 0) & ~np.isnan(rates)).any():
        return None
    return drawing.engagement_by_size(drawn, followers, rates, line=now.benchmark.line, tiers=tiers, words=words.drawn)


def _kinds(names: Sequence[str], order: IntArray, now: Figures, words: Words) -> Figure | None:
    if not len(now.kinds.columns):
        return None
    counts: Mapping[str, FloatArray] = {
        words.kind(str(kind)): now.kinds[kind].to_numpy(dtype=np.float64)[order] for kind in now.kinds.columns
    }
    return beside.kinds(_at(names, order), counts, PERCENTS, words.of_posts)


def _at(names: Sequence[str], order: IntArray) -> list[str]:
    return [names[place] for place in order.tolist()]
