"""The figures of a page's growth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from promo.charts.figures import COUNTS, DAY, PERCENTS, layout, line, lone_points, plain, values, whole_ticks

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from promo.charts.figures import Figure, Scale, Trace

PERCENT = 100
LEGEND_NEEDS = 2
STRIP = 0.07
"""The part of the height that the posts' marks take below the line."""


@dataclass(frozen=True, slots=True)
class Words:
    """The names of what is drawn, in the reader's language; ``over`` says "over 3 days"."""

    followers: str
    previous: str
    gain: str
    loss: str
    over_days: str
    posts: str
    growth: str
    following: str
    over: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Before:
    """What a line is compared with: its ``level`` from ``start`` on, drawn from the same left edge."""

    start: date
    level: pd.Series[float]


def followers(
    start: date, counts: pd.Series[float], posts: pd.Series[float], before: Before | None, words: Words
) -> Figure:
    """Return the followers of each day from ``start`` on, gaps as gaps, with marks on the days of posts below."""
    traces = _line_and_before(line("followers", words.followers, start, values(counts)), start, before, words)
    strip = _posts(start, posts, words)
    figure = _figure([*traces, strip] if strip else traces, start, len(counts))
    axes = figure["layout"]
    axes["yaxis"] |= whole_ticks(counts, *([before.level] if before else []))
    if strip:
        axes["yaxis"]["domain"] = [STRIP + STRIP, 1]
        axes["yaxis2"] = {"domain": [0, STRIP], "range": [-1, 1], "visible": False, "fixedrange": True}
        axes["xaxis"]["anchor"] = "y2"
    return figure


def net(start: date, days: pd.DataFrame, words: Words) -> Figure:
    """Return the gain or loss of each day (columns ``net`` and ``over``) as bars up and down, losses hatched.

    One that was seen over a gap stands on its day with a diamond and "over n days".
    """
    change, over = days["net"].to_numpy(), days["over"].to_numpy()
    notes = [f" ({plain(words.over(int(count)))})" if count > 1 else "" for count in over.tolist()]
    gains, losses = np.where(change >= 0, change, np.nan), np.where(change < 0, change, np.nan)
    traces = [_bars("gain", words.gain, start, gains, notes), _bars("loss", words.loss, start, losses, notes)]
    long = np.flatnonzero(over > 1)
    if len(long):
        traces.append(_diamonds(start, long, change, words))
    figure = _figure(traces, start, len(days))
    figure["layout"] |= {"barmode": "relative", "bargap": 0.15}
    figure["layout"]["yaxis"] |= {"zeroline": True, **whole_ticks(change, [0.0])}
    return figure


def growth(start: date, since_start: pd.Series[float], before: Before | None, words: Words) -> Figure:
    """Return the growth in percent since the period's start (fractions come in)."""
    scaled = before and Before(before.start, before.level * PERCENT)
    y = values(since_start.to_numpy() * PERCENT, PERCENTS.digits)
    now = line("followers", words.growth, start, y, PERCENTS)
    figure = _figure(_line_and_before(now, start, scaled, words, PERCENTS), start, len(y))
    figure["layout"]["yaxis"] |= {"ticksuffix": "%", "zeroline": True, "tickformat": ",~f"}
    return figure


def following(start: date, counts: pd.Series[float], words: Words) -> Figure:
    """Return how many pages the page follows, gaps as gaps."""
    now = line("following", words.following, start, values(counts))
    figure = _figure(_line_and_before(now, start, None, words), start, len(counts))
    figure["layout"]["yaxis"] |= whole_ticks(counts)
    return figure


def _figure(traces: list[Trace], start: date, days: int) -> Figure:
    named = [trace for trace in traces if trace.get("showlegend", True)]
    return {"data": traces, "layout": layout(start, days, legend=len(named) >= LEGEND_NEEDS)}


def _diamonds(start: date, places: np.ndarray[Any, Any], change: np.ndarray[Any, Any], words: Words) -> Trace:
    first = np.datetime64(start, "D")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words.over_days,
        "x": [str(first + int(place)) for place in places],
        "y": values(change[places]),
        "marker": {"symbol": "diamond-open", "size": 8},
        "hoverinfo": "skip",
        "meta": {"role": "mark"},
    }


def _line_and_before(
    now: Trace, start: date, before: Before | None, words: Words, scale: Scale = COUNTS
) -> list[Trace]:
    earlier = [] if before is None else [_before(start, before, words, len(now["y"]), scale)]
    alone = lone_points(now, start)
    return [*earlier, now, *([alone] if alone else [])]


def _before(start: date, before: Before, words: Words, days: int, scale: Scale) -> Trace:
    """Return the earlier line, shifted to the same left edge; its own days are told when pointed at."""
    trace = line("previous", words.previous, start, values(before.level, scale.digits)[:days], scale)
    own = np.datetime64(before.start, "D") + np.arange(len(trace["y"]))
    trace["customdata"] = own.astype(str).tolist()
    told = f"%{{customdata|day}}: %{{y:{scale.form}}}{scale.unit}<extra></extra>"  # the browser writes days
    trace["hovertemplate"] = f"{plain(words.previous)}, {told}"
    return trace


def _bars(role: str, name: str, start: date, change: np.ndarray[Any, Any], notes: list[str]) -> Trace:
    known = ~np.isnan(change)
    own = [note if seen else "" for note, seen in zip(notes, known.tolist(), strict=True)]
    return {
        "type": "bar",
        "name": name,
        "x0": start.isoformat(),
        "dx": DAY,
        "y": values(change),
        "hovertemplate": f"{plain(name)}: %{{y:+,}}%{{customdata}}<extra></extra>",
        "meta": {"role": role},
        **({"marker": {"pattern": {"shape": "/"}}} if role == "loss" else {}),
        "customdata": own if any(own) else [""] * len(own),
    }


def _posts(start: date, posts: pd.Series[float], words: Words) -> Trace | None:
    counts = posts.to_numpy()
    days = np.flatnonzero(counts > 0)
    if not len(days):
        return None
    first = np.datetime64(start, "D")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words.posts,
        "x": [str(first + int(place)) for place in days],
        "y": [0] * len(days),
        "yaxis": "y2",
        "customdata": values(counts[days]),
        "marker": {"symbol": "circle", "size": 6},
        "hovertemplate": f"{plain(words.posts)}: %{{customdata}}<extra></extra>",
        "meta": {"role": "mark"},
    }
