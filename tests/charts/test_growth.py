from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import growth
from promo.analytics.growth import Baseline
from promo.charts import figures
from promo.charts import growth as charts
from promo.charts.growth import Before, Words
from promo.charts.totals import daily_total
from tests.analytics import series
from tests.analytics.series import START, days_of, period_of

if TYPE_CHECKING:
    import pandas as pd

WORDS = Words(
    followers="Followers",
    previous="Before <b>%{y}",
    gain="Gain",
    loss="Loss",
    over_days="Over several days",
    posts="Posts",
    growth="Growth",
    following="Following",
    over=lambda days: f"over {days} days",
)
BASE = Baseline(START - timedelta(days=1), 100)
COLOURS = ("color", "colorscale", "bgcolor", "paper_bgcolor", "template")


def daily(counts: dict[int, float | None], length: int = 5) -> pd.DataFrame:
    return growth.daily(days_of(counts), period_of(length))


def posts(*days: int, length: int = 5) -> pd.Series[float]:
    return growth.posts_by_day(days_of(dict.fromkeys(days, 1))["day"], period_of(length), period_of(length))


def roles(figure: figures.Figure) -> list[str]:
    return [trace["meta"]["role"] for trace in figure["data"]]


def keys(value: Any) -> set[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


def test_a_gap_is_a_gap() -> None:
    figure = charts.followers(START, daily({0: 10, 1: 11, 3: 12, 4: 13})["followers"], posts(), None, WORDS)
    [line] = figure["data"]
    assert line["y"] == [10, 11, None, 12, 13]
    assert (line["connectgaps"], line["x0"], line["dx"]) == (False, "2026-03-02", 86_400_000)
    assert figure["layout"]["showlegend"] is False


def test_a_day_alone_between_gaps_is_marked() -> None:
    figure = charts.followers(START, daily({0: 10, 2: 11, 3: 12})["followers"], posts(), None, WORDS)
    alone = figure["data"][1]
    assert (alone["x"], alone["y"], alone["mode"]) == (["2026-03-02"], [10], "markers")


def test_the_period_before_starts_at_the_same_edge_and_tells_its_own_days() -> None:
    earlier = Before(START - timedelta(days=7), daily({0: 8, 1: 9}, 7)["followers"])
    figure = charts.followers(START, daily({0: 10, 1: 11})["followers"], posts(), earlier, WORDS)
    assert roles(figure) == ["previous", "followers"]
    before = figure["data"][0]
    assert before["x0"] == "2026-03-02"
    assert before["customdata"] == ["2026-02-23", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"]
    assert before["hovertemplate"].startswith("Before &lt;b>% {y}, %{customdata|day}: %{y:,}")
    assert before["line"]["dash"] == "dot"


def test_posts_stand_in_a_strip_below() -> None:
    figure = charts.followers(START, daily({0: 10, 1: 11})["followers"], posts(1, 4), None, WORDS)
    strip = figure["data"][-1]
    assert (strip["x"], strip["customdata"], strip["yaxis"]) == (["2026-03-03", "2026-03-06"], [1, 1], "y2")
    assert figure["layout"]["xaxis"]["anchor"] == "y2"
    assert figure["layout"]["yaxis"]["domain"][0] > figure["layout"]["yaxis2"]["domain"][1]


def test_losses_are_told_apart_without_colour() -> None:
    figure = charts.net(START, growth.daily_net(daily({0: 105, 1: 101, 2: 101}), BASE), WORDS)
    gains, losses = figure["data"]
    assert (gains["y"], losses["y"]) == ([5, None, 0, None, None], [None, -4, None, None, None])
    assert losses["marker"]["pattern"]["shape"] == "/"
    assert "marker" not in gains


def test_a_gain_over_a_gap_says_over_how_many_days() -> None:
    figure = charts.net(START, growth.daily_net(daily({0: 105, 3: 101}), BASE), WORDS)
    losses, mark = figure["data"][1:]
    assert losses["customdata"] == ["", "", "", " (over 3 days)", ""]
    assert (mark["x"], mark["y"], mark["meta"]["role"]) == (["2026-03-05"], [-4], "mark")


def test_growth_is_in_percent_and_from_the_start() -> None:
    days = daily({0: 110, 1: 90})
    since = growth.growth_since_start(days, BASE)
    figure = charts.growth(START, since, Before(START - timedelta(days=5), since), WORDS)
    assert figure["data"][1]["y"] == [10, -10, None, None, None]
    assert figure["data"][0]["y"] == [10, -10, None, None, None]
    assert figure["layout"]["yaxis"]["ticksuffix"] == "%"


def test_following_has_its_own_role() -> None:
    assert roles(charts.following(START, daily({0: 110, 1: 90})["following"], WORDS)) == ["following"]


def test_a_few_whole_numbers_get_whole_ticks() -> None:
    assert figures.whole_ticks([3, 4, float("nan")], [6.0]) == {"dtick": 1}
    assert figures.whole_ticks([3, 9.0]) == {}
    assert figures.whole_ticks([float("nan")]) == {}


def test_not_a_number_never_reaches_the_browser() -> None:
    with pytest.raises(ValueError, match="JSON"):
        figures.encode({"data": [float("nan")]})


@given(
    counts=series.counts,
    base=st.one_of(st.none(), st.just(BASE)),
    marked=st.lists(st.integers(0, 59), max_size=5, unique=True),
    compared=st.sampled_from([None, 60]),
)
def test_every_figure_is_one_that_plotly_knows_and_has_no_colours(
    counts: dict[int, float | None], base: Baseline | None, marked: list[int], compared: int | None
) -> None:
    days = daily(counts, 60)
    since = growth.growth_since_start(days, base)
    start = START - timedelta(days=compared or 0)
    level, relative = (Before(start, days["followers"]), Before(start, since)) if compared else (None, None)
    made = (
        charts.followers(START, days["followers"], posts(*marked, length=60), level, WORDS),
        charts.net(START, growth.daily_net(days, base), WORDS),
        charts.growth(START, since, relative, WORDS),
        charts.following(START, days["following"], WORDS),
        daily_total(START, figures.values(days["followers"]), "All"),  # type: ignore[arg-type]  # whole numbers here
    )
    for figure in made:
        back = json.loads(figures.encode(figure))
        go.Figure(back)
        assert not keys(back) & set(COLOURS)
        assert all("role" in trace["meta"] for trace in back["data"])
