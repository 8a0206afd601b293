"""The figures of a comparison with a line or a point a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from promo.charts.figures import DAY, LEGEND, LINE, Scale, layout, lone_points, plain, values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promo.analytics.benchmark import Line, Tier
    from promo.analytics.growth import FloatArray, IntArray
    from promo.charts.figures import Figure, Trace

COLOURS = 10
"""So many pages have a colour of their own; of more, one is emphasised and the others are muted."""
NAMED = 12
"""Up to so many points bear their names."""
STEPS = 24
THIN, BACK = 1.25, 0.65
"""The line of a page that does not stand out: its width and opacity."""
INDEX = Scale(2, ",.2f")
PERCENTS = Scale(2, "+,.2f", "%")


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a page is drawn: its ``name``, its colour's ``role``, and whether others stand before it."""

    name: str
    role: str
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The names of what is drawn, in the reader's language; ``of_pages`` holds ``%s`` for a number of pages."""

    median: str
    of_pages: str
    fit: str
    published: str
    followers: str
    rate: str


def drawn(names: Sequence[str], emphasised: int) -> list[Drawn]:
    """Return how pages of these names are drawn; of many, only the one at place ``emphasised`` stands out."""
    if len(names) <= COLOURS:
        return [Drawn(name, f"series{place}") for place, name in enumerate(names)]
    return [Drawn(name, "series0" if place == emphasised else "previous", place != emphasised)
            for place, name in enumerate(names)]  # fmt: skip


def lines(
    start: date,
    pages: Sequence[Drawn],
    table: FloatArray,
    median: tuple[FloatArray, IntArray],
    *,
    words: Words,
    scale: Scale,
) -> Figure:
    """Return a line a page from ``start`` on (``table``: a row a page, a column a day), gaps as gaps, and the median.

    The lines come as whole steps, in units of the last digit (``meta.steps``), which static/js/charts/steps.js adds up.
    What is emphasised is drawn last, the median above all.
    """
    digits = scale.digits or 0
    told = _steps(table, digits)
    order = sorted(range(len(pages)), key=lambda place: not pages[place].muted)
    many = len(pages) > COLOURS
    traces: list[Trace] = []
    for place in order:
        one = _line(start, pages[place], told[place], scale, many=many)
        one["meta"]["steps"] = digits
        traces.append(one)
        if _is_torn(table[place]):
            alone = lone_points({**one, "y": values(table[place], digits)}, start)
            traces += [{**alone, "meta": {"role": pages[place].role}}] if alone else []
    figure: Figure = {
        "data": [*traces, _median(start, median, words, scale, many=many)],
        "layout": layout(start, table.shape[1], legend=True),
    }
    figure["layout"]["yaxis"] |= {"ticksuffix": scale.unit, "tickformat": ",~f", "zeroline": scale is PERCENTS}
    if many:
        figure["layout"] |= {"hovermode": "closest", "hoverdistance": 30}
    return figure


def engagement_by_size(
    pages: Sequence[Drawn],
    followers: FloatArray,
    rates: FloatArray,
    *,
    line: Line | None,
    tiers: Sequence[Tier],
    words: Words,
) -> Figure:
    """Return a point a page at its followers (a logarithmic axis) and its ER in percent, with the line through the set.

    ``rates`` are fractions. The published medians of ``tiers`` lie as short lines over the followers they are for.
    Pages without either figure are left out.
    """
    known = np.flatnonzero((followers > 0) & ~np.isnan(rates))
    named = len(known) <= NAMED
    traces: list[Trace] = []
    if len(known):
        reach = (float(followers[known].min()), float(followers[known].max()))
        traces += [*_published(tiers, reach, words), *([_fit(line, reach, words)] if line else [])]
    above = {place: turn % 2 == 0 for turn, place in enumerate(known[np.argsort(followers[known])].tolist())}
    for place in sorted(above, key=lambda place: not pages[place].muted):
        name_at = ("top center" if above[place] else "bottom center") if named else ""
        traces.append(_point(pages[place], followers[place], rates[place] * 100, words, name_at))
    return {
        "data": traces,
        "layout": {
            "xaxis": {"type": "log", "title": words.followers, "fixedrange": True, "tickformat": "~s", "dtick": "D2"},
            "yaxis": {"title": words.rate, "fixedrange": True, "ticksuffix": "%", "rangemode": "tozero"},
            "hovermode": "closest",
            "showlegend": any(trace["showlegend"] for trace in traces),
            "dragmode": False,
            "margin": {"l": 8, "r": 24, "t": LEGEND, "b": 8},
        },
    }


def _steps(table: FloatArray, digits: int) -> list[list[int | None]]:
    """Return each row as whole steps from one known value to the next, in units of the last of ``digits``."""
    levels = np.round(table * 10**digits)
    known = ~np.isnan(levels)
    filled = np.where(known, levels, 0)
    place = np.maximum.accumulate(np.where(known, np.arange(1, table.shape[1] + 1), 0), axis=1)
    before = np.concatenate([np.zeros((len(table), 1), dtype=np.int64), place[:, :-1]], axis=1)
    last = np.take_along_axis(np.concatenate([np.zeros((len(table), 1)), filled], axis=1), before, axis=1)
    steps = (filled - last).astype(np.int64).astype(object)
    steps[~known] = None
    made: list[list[int | None]] = steps.tolist()
    return made


def _line(start: date, page: Drawn, y: Sequence[float | None], scale: Scale, *, many: bool) -> Trace:
    day = ", %{x|day}" if many else ""  # the browser writes days
    return {
        "type": "scatter",
        "mode": "lines",
        "name": page.name,
        "x0": start.isoformat(),
        "dx": DAY,
        "y": y,
        "connectgaps": False,
        "line": {"width": THIN if page.muted else LINE},
        **({"opacity": BACK} if page.muted else {}),
        "showlegend": not page.muted,
        "hovertemplate": f"{plain(page.name)}{day}: %{{y:{scale.form}}}{scale.unit}<extra></extra>",
        "meta": {"role": page.role},
    }


def _is_torn(row: FloatArray) -> bool:
    """Return whether a known day may stand alone: a gap lies on either side of one."""
    seen = np.concatenate(([False], ~np.isnan(row), [False]))
    return bool((seen[1:-1] & ~seen[:-2] & ~seen[2:]).any())


def _median(start: date, median: tuple[FloatArray, IntArray], words: Words, scale: Scale, *, many: bool) -> Trace:
    level, known = median
    one = _line(start, Drawn(words.median, "median"), values(level, scale.digits), scale, many=many)
    of_pages = plain(words.of_pages).replace("%s", "%{customdata}")
    told = one["hovertemplate"].replace("<extra>", f" ({of_pages})<extra>")
    return one | {"customdata": known.tolist(), "hovertemplate": told, "line": {"width": LINE, "dash": "dash"}}


def _published(tiers: Sequence[Tier], reach: tuple[float, float], words: Words) -> list[Trace]:
    least, most = reach
    traces: list[Trace] = []
    for place, tier in enumerate(tiers):
        upper = float(tiers[place + 1].lower) if place + 1 < len(tiers) else most
        left, right = max(least / 2, float(tier.lower)), min(most * 2, max(upper, float(tier.lower) * 2))
        if tier.median is None or left >= right:
            continue
        told = f"{plain(words.published)}: %{{y:,.2f}}%<br>{plain(tier.source)}, {tier.year}<extra></extra>"
        traces.append({
            "type": "scatter", "mode": "lines", "name": words.published, "x": [left, right],
            "y": [tier.median * 100] * 2, "line": {"width": LINE}, "hovertemplate": told,
            "legendgroup": "published", "showlegend": not traces, "meta": {"role": "goal"},
        })  # fmt: skip
    return traces


def _fit(line: Line, reach: tuple[float, float], words: Words) -> Trace:
    x = np.geomspace(*reach, STEPS)
    return {
        "type": "scatter", "mode": "lines", "name": words.fit, "x": values(x, 1), "y": values(line.at(x) * 100, 4),
        "line": {"width": LINE, "dash": "dash"}, "hoverinfo": "skip", "showlegend": True, "meta": {"role": "median"},
    }  # fmt: skip


def _point(page: Drawn, followers: float, rate: float, words: Words, name_at: str) -> Trace:
    told = f"{plain(page.name)}<br>{plain(words.followers)}: %{{x:,}}<br>{plain(words.rate)}: %{{y:,.2f}}%"
    return {
        "type": "scatter",
        "mode": "markers+text" if name_at else "markers",
        "name": page.name,
        "x": [int(followers)],
        "y": [round(float(rate), 4)],
        **({"text": [page.name], "textposition": name_at, "cliponaxis": False} if name_at else {}),
        "marker": {"size": 8 if page.muted else 10},
        "hovertemplate": f"{told}<extra></extra>",
        "showlegend": False,
        "meta": {"role": page.role},
    }
