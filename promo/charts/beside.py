"""The figures of a comparison with a bar a page, from the top down in the order given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from promo.charts.figures import LEGEND, plain, values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promo.analytics.growth import FloatArray
    from promo.charts.figures import Figure, Scale, Trace

BAR = 24
FRAME = 64
"""Heights in pixels: of a bar with its gap, and of what stands around all bars."""


def height(pages: int) -> int:
    """Return how many pixels a figure of so many pages needs."""
    return FRAME + BAR * max(pages, 3)


def bars(pages: Sequence[str], lengths: FloatArray, name: str, scale: Scale, notes: Sequence[str] = ()) -> Figure:
    """Return a bar a page of ``lengths`` (percentages for a ``scale`` of percents); unknown ones have none.

    ``notes`` are added to what is told when one is pointed at.
    """
    one = _bars("series0", name, pages, lengths, scale, notes=notes)
    return _figure([one], scale)


def net(pages: Sequence[str], change: FloatArray, gain: str, loss: str, scale: Scale) -> Figure:
    """Return the ``change`` of each page as bars to the right (gains) and to the left (losses, hatched)."""
    gains, losses = np.where(change >= 0, change, np.nan), np.where(change < 0, change, np.nan)
    hatched = _bars("loss", loss, pages, losses, scale) | {"marker": {"pattern": {"shape": "/"}}}
    figure = _figure([_bars("gain", gain, pages, gains, scale), hatched], scale)
    figure["layout"]["xaxis"] |= {"zeroline": True}
    figure["layout"] |= {"barmode": "relative"}
    return figure


def kinds(pages: Sequence[str], counts: Mapping[str, FloatArray], scale: Scale, of_posts: str) -> Figure:
    """Return the kinds of each page's posts (name → a count a page) as parts of 100 %.

    ``of_posts`` holds ``%s`` and ``%s`` for how many of how many. A page without posts has no bar.
    """
    total = np.sum(list(counts.values()), axis=0) if counts else np.zeros(len(pages))
    traces = []
    for place, (name, count) in enumerate(counts.items()):
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(total > 0, count / total * 100, np.nan)
        notes = [of_posts % (int(own), int(all_)) for own, all_ in zip(count, total, strict=True)]
        traces.append(_bars(f"series{place % 10}", name, pages, part, scale, notes=notes))
    figure = _figure(traces, scale, legend=True)
    figure["layout"] |= {"barmode": "stack"}
    figure["layout"]["xaxis"] |= {"range": [0, 100]}
    return figure


def _bars(
    role: str, name: str, pages: Sequence[str], lengths: FloatArray, scale: Scale, *, notes: Sequence[str] = ()
) -> Trace:
    sign = "+" if role in {"gain", "loss"} else ""
    told = f"%{{y}}<br>{plain(name)}: %{{x:{sign}{scale.form}}}{scale.unit}"
    more: dict[str, Any] = {"customdata": [plain(note) for note in notes]} if notes else {}
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(pages),
        "x": values(lengths, scale.digits),
        "hovertemplate": f"{told}{'<br>%{customdata}' if notes else ''}<extra></extra>",
        "meta": {"role": role, **({"unit": scale.unit} if scale.unit else {})},
        **more,
    }


def _figure(traces: list[Trace], scale: Scale, *, legend: bool = False) -> Figure:
    return {
        "data": traces,
        "layout": {
            "xaxis": {
                "type": "linear",
                "fixedrange": True,
                "tickformat": ",~f",
                "ticksuffix": scale.unit,
                "nticks": 5,
                "tickangle": 0,
            },
            "yaxis": {"type": "category", "fixedrange": True, "autorange": "reversed", "dtick": 1, "showgrid": False},
            "hovermode": "closest",
            "showlegend": legend,
            "dragmode": False,
            "bargap": 0.3,
            "margin": {"l": 8, "r": 16, "t": LEGEND if legend else 8, "b": 8},
        },
    }
