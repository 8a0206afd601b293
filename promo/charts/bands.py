"""Bands around a line of what is expected: the edges of 80 and 95 %, and the line that tells them when pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from promo.charts.figures import line, plain, values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from promo.charts.figures import Trace

NAMES = ("band95", "band80")
EDGES = ("low80", "high80", "low95", "high95")


def expected(start: date, level: float, table: pd.DataFrame, names: Mapping[str, str]) -> list[Trace]:
    """Return both bands and the dashed line between them, all beginning with the count ``level`` on the day ``start``.

    ``table`` has a row for each day after it: ``median``, ``low80``, ``high80``, ``low95``, ``high95``. ``names`` are
    those of ``forecast`` (the line), ``band80`` and ``band95``. The line is the last of the traces.
    """
    bands = [edge for role in NAMES for edge in _band(role, names[role], start, level, table)]
    return [*bands, _line(start, level, table, names)]


def _band(role: str, name: str, start: date, level: float, table: pd.DataFrame) -> list[Trace]:
    """Return the two edges of a band, the upper one filled down to the lower one."""
    return [
        _edge(role, name, start, [round(level), *values(table[f"{side}{role[4:]}"])], is_upper=side == "high")
        for side in ("low", "high")
    ]


def _edge(role: str, name: str, start: date, levels: list[float | None], *, is_upper: bool) -> Trace:
    trace = line(role, name, start, levels)
    del trace["hovertemplate"]
    return trace | {
        "hoverinfo": "skip",
        "showlegend": is_upper,
        "line": {"width": 0},
        **({"fill": "tonexty"} if is_upper else {}),
    }


def _line(start: date, level: float, table: pd.DataFrame, names: Mapping[str, str]) -> Trace:
    """Return the line of what is expected; pointed at, it tells the bands of that day too."""
    trace = line("forecast", names["forecast"], start, [round(level), *values(table["median"])])
    edges = np.rint(table[list(EDGES)].to_numpy(dtype=np.float64)).astype(np.int64).tolist()
    told = "".join(
        f"<br>{plain(names[name])}: %{{customdata[{place}]:,}} – %{{customdata[{place + 1}]:,}}"
        for place, name in ((0, "band80"), (2, "band95"))
    )
    return trace | {
        "line": {**trace["line"], "dash": "dash"},
        "customdata": [[round(level)] * 4, *edges],
        "hovertemplate": f"{plain(names['forecast'])}: %{{y:,}}{told}<extra></extra>",
    }
