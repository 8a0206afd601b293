"""The figures of a campaign: what it spent each day beside its plan, and what each day brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from promo.charts.figures import COUNTS, DAY, Scale, layout, line, plain, whole_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from promo.charts.figures import Figure, Trace

CENTS = 2


def spend(
    start: date,
    amounts: Sequence[Decimal | None],
    plan: Sequence[Decimal | None],
    *,
    names: tuple[str, str],
    currency: str,
) -> Figure:
    """Return a bar for the spend of each day from ``start`` on, unknown days as gaps, and the daily ``plan`` as a line.

    ``names`` are those of the spend and of the plan in the reader's language; without any plan there is no line.
    """
    scale = Scale(CENTS, ",.2f", f" {currency}")
    traces = [_bars("series0", names[0], start, _floats(amounts), scale)]
    if any(one is not None for one in plan):
        planned = line("goal", names[1], start, _floats(plan), scale)
        traces.append({**planned, "line": {**planned["line"], "dash": "dash"}})
    for trace in traces:
        trace["meta"]["unit"] = currency
    return _figure(traces, start, len(amounts))


def result(start: date, counts: Sequence[int | None], name: str) -> Figure:
    """Return a bar for what each day from ``start`` on brought, unknown days as gaps; ``name`` says of what."""
    figure = _figure([_bars("series2", name, start, list(counts), COUNTS)], start, len(counts))
    figure["layout"]["yaxis"] |= whole_ticks(np.array(counts, dtype=np.float64), [0.0])
    return figure


def _figure(traces: list[Trace], start: date, days: int) -> Figure:
    drawn = layout(start, days, legend=len(traces) > 1)
    drawn["yaxis"] |= {"rangemode": "tozero"}
    return {"data": traces, "layout": drawn | {"bargap": 0.25}}


def _bars(role: str, name: str, start: date, y: Sequence[float | None], scale: Scale) -> Trace:
    return {
        "type": "bar",
        "name": name,
        "x0": start.isoformat(),
        "dx": DAY,
        "y": y,
        "hovertemplate": f"{plain(name)}: %{{y:{scale.form}}}{scale.unit}<extra></extra>",
        "meta": {"role": role},
    }


def _floats(amounts: Sequence[Decimal | None]) -> list[float | None]:
    return [None if one is None else round(float(one), CENTS) for one in amounts]
