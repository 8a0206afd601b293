from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import pytest

from promo.analytics import forecast, growth
from promo.analytics.forecast import Forecast
from promo.charts import figures
from promo.charts import forecast as charts
from promo.charts.forecast import Words
from tests.analytics.series import START, days_of, period_of
from tests.charts.test_growth import COLOURS, keys, roles

if TYPE_CHECKING:
    from promo.charts.figures import Figure

WORDS = Words(followers="Followers", forecast="Forecast <b>", band80="80 of 100", band95="95 of 100", goal="Goal")
DAYS = 60


def made(pace: int = 10, level: int = 1000) -> Forecast:
    counts: dict[int, float | None] = {day: level + pace * day + 3 * (day % 4) for day in range(DAYS)}
    found = forecast.forecast(days_of(counts), START + timedelta(days=DAYS))
    assert isinstance(found, Forecast)
    return found


def fan(goal: int | None = None, pace: int = 10, gaps: tuple[int, ...] = ()) -> Figure:
    counts: dict[int, float | None] = {day: 1000 + pace * day + 3 * (day % 4) for day in range(DAYS) if day not in gaps}
    daily = growth.daily(days_of(counts), period_of(DAYS))["followers"]
    return charts.fan(START, daily, made(pace).table(), goal, WORDS)


def test_the_fan_begins_at_the_last_count() -> None:
    figure = fan()
    assert roles(figure) == ["band95", "band95", "band80", "band80", "followers", "forecast"]
    seen, middle = figure["data"][4], figure["data"][5]
    last = str(START + timedelta(days=DAYS - 1))
    assert {trace["x0"] for trace in figure["data"] if trace["meta"]["role"] != "followers"} == {last}
    assert middle["y"][0] == seen["y"][-1]
    assert len(middle["y"]) == 91
    assert middle["line"]["dash"] == "dash"
    [shape] = figure["layout"]["shapes"]
    assert (shape["x0"], shape["x1"], shape["role"]) == (last, last, "mark")


def test_bands_are_filled_between_their_edges() -> None:
    low95, high95, low80, high80 = fan()["data"][:4]
    assert ("fill" in low95, high95["fill"], high80["fill"]) == (False, "tonexty", "tonexty")
    assert (low95["showlegend"], high95["showlegend"]) == (False, True)
    assert all("hovertemplate" not in edge and edge["hoverinfo"] == "skip" for edge in (low95, high95, low80, high80))
    for edges in zip(low95["y"], low80["y"], high80["y"], high95["y"], strict=True):
        assert list(edges) == sorted(edges)


def test_pointing_at_a_day_tells_its_bands() -> None:
    middle = fan()["data"][5]
    table = made().table()
    assert middle["customdata"][30] == [int(table.iloc[29][name]) for name in ("low80", "high80", "low95", "high95")]
    assert middle["hovertemplate"].startswith("Forecast &lt;b>: %{y:,}<br>80 of 100: %{customdata[0]:,}")


def test_gaps_are_gaps_and_lone_days_are_marked() -> None:
    figure = fan(gaps=(10, 12))
    assert roles(figure)[4:7] == ["followers", "followers", "forecast"]
    assert figure["data"][4]["y"][10] is None
    assert figure["data"][5]["y"] == [1110 + 3 * (11 % 4)]


def test_a_goal_is_a_line_across_unless_it_is_far_away() -> None:
    near = fan(2500)
    goal = near["data"][-1]
    assert goal["meta"]["role"] == "goal"
    assert (set(goal["y"]), len(goal["y"])) == ({2500}, DAYS + 90)
    assert "goal" not in roles(fan(1_000_000))
    assert "goal" not in roles(fan(0, pace=0))


def test_few_followers_keep_whole_ticks() -> None:
    counts: dict[int, float | None] = dict.fromkeys(range(DAYS), 7)
    found = forecast.forecast(days_of(counts), START + timedelta(days=DAYS))
    assert isinstance(found, Forecast)
    figure = charts.fan(START, growth.daily(days_of(counts), period_of(DAYS))["followers"], found.table(5), None, WORDS)
    assert figure["layout"]["yaxis"]["dtick"] == 1


@pytest.mark.parametrize("goal", [None, 2500])
def test_plotly_takes_it_and_it_has_no_colours(goal: int | None) -> None:
    figure = fan(goal, gaps=(10, 12))
    assert keys(figure).isdisjoint(COLOURS)
    plain = json.loads(figures.encode(figure))
    for shape in plain["layout"]["shapes"]:
        del shape["role"]
    go.Figure(plain)
