from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import comparing as analytics
from promo.analytics.benchmark import Line, Tier
from promo.charts import beside, comparing
from promo.charts.figures import COUNTS, Scale, encode
from tests.analytics.series import START

NAN = float("nan")
WORDS = comparing.Words("Median", "%s pages", "Usual", "Published", "Followers", "ER")
PERCENTS = Scale(2, ",.2f", "%")
tables = st.integers(1, 13).flatmap(
    lambda pages: st.lists(
        st.lists(st.one_of(st.just(NAN), st.floats(0, 1e6)), min_size=5, max_size=5), min_size=pages, max_size=pages
    )
)


def unrolled(trace: dict[str, Any]) -> list[float | None]:
    """Return the values of a line, as static/js/charts/steps.js does."""
    levels = np.cumsum([step or 0 for step in trace["y"]]) / 10 ** trace["meta"]["steps"]
    return [None if step is None else float(level) for step, level in zip(trace["y"], levels, strict=True)]


def lines(table: list[list[float]], scale: Scale = comparing.INDEX, emphasised: int = 0) -> dict[str, Any]:
    values = np.array(table)
    pages = comparing.drawn([f"@page{place}" for place in range(len(table))], emphasised)
    median = analytics.median_line(values)
    return comparing.lines(START, pages, values, median, words=WORDS, scale=scale)


def test_a_line_a_page_with_gaps_and_lone_days() -> None:
    figure = lines([[100, NAN, 101.239, 102, NAN], [NAN, NAN, 99, 98, 97]])
    one, alone, other, median = figure["data"]
    assert one["y"] == [10_000, None, 124, 76, None]
    assert unrolled(one) == [100, None, 101.24, 102, None]
    assert (one["connectgaps"], one["x0"], one["name"]) == (False, START.isoformat(), "@page0")
    assert alone["x"] == ["2026-03-02"]
    assert alone["y"] == [100]
    assert other["meta"] == {"role": "series1", "steps": 2}
    assert unrolled(other) == [None, None, 99, 98, 97]
    assert median["meta"] == {"role": "median"}
    assert median["y"] == [100, None, 100.12, 100, 97]
    assert median["customdata"] == [1, 0, 2, 2, 1]
    assert "(%{customdata} pages)" in median["hovertemplate"]
    assert figure["layout"]["hovermode"] == "x unified"


def test_of_more_than_ten_pages_one_stands_out_and_is_drawn_over_the_others() -> None:
    figure = lines([[1.0, 2, 3, 4, 5]] * 11, comparing.PERCENTS, 4)
    roles = [trace["meta"]["role"] for trace in figure["data"]]
    assert roles == ["previous"] * 10 + ["series0", "median"]
    assert figure["data"][-2]["name"] == "@page4"
    assert [trace["showlegend"] for trace in figure["data"]] == [False] * 10 + [True, True]
    assert all(trace["opacity"] < 1 for trace in figure["data"][:10])
    assert "opacity" not in figure["data"][-2]
    assert "%{x|day}" in figure["data"][0]["hovertemplate"]
    assert figure["layout"]["hovermode"] == "closest"
    assert figure["layout"]["yaxis"]["ticksuffix"] == "%"


@given(tables)
def test_lines_are_json_of_the_numbers_alone(table: list[list[float]]) -> None:
    figure = json.loads(encode(lines(table)))
    drawn = {trace["name"]: unrolled(trace) for trace in figure["data"] if trace.get("name", "").startswith("@")}
    for place, row in enumerate(table):
        told = [NAN if value is None else value for value in drawn[f"@page{place}"]]
        assert np.allclose(told, row, atol=0.005, equal_nan=True)
    assert "color" not in json.dumps(figure)


def points(followers: list[float], rates: list[float], line: Line | None = None, *tiers: Tier) -> dict[str, Any]:
    pages = comparing.drawn([f"@page{place}" for place in range(len(followers))], 0)
    made: dict[str, Any] = comparing.engagement_by_size(
        pages, np.array(followers), np.array(rates), line=line, tiers=tiers, words=WORDS
    )
    json.dumps(made, allow_nan=False)
    return made


def test_points_at_their_size_with_the_line_and_published_medians() -> None:
    tiers = (Tier(0), Tier(1_000, 0.02, "Survey <1>", 2026), Tier(10_000), Tier(1_000_000, 0.003, "Survey", 2026))
    figure = points([2_000, 50_000, NAN, 10, 3_000], [0.05, 0.01, 0.5, NAN, 0.02], Line(-0.5, 2.0), *tiers)
    published, fit, one, third, other = figure["data"]
    assert published["x"] == [1_000, 10_000]
    assert published["y"] == [2, 2]
    assert "Survey &lt;1>, 2026" in published["hovertemplate"]
    assert (fit["x"][0], fit["x"][-1]) == (2_000, 50_000)
    assert fit["y"][0] == pytest.approx(200 * 2_000**-0.5, abs=1e-3)
    assert (one["x"], one["y"], one["textposition"]) == ([2_000], [5], "top center")
    assert (other["x"], other["textposition"]) == ([50_000], "top center")
    assert (third["x"], third["textposition"]) == ([3_000], "bottom center")
    assert figure["layout"]["xaxis"]["type"] == "log"
    assert figure["layout"]["showlegend"]


def test_the_last_tier_reaches_beyond_the_largest_page() -> None:
    figure = points([2_000_000], [0.01], None, Tier(0, 0.02, "Survey", 2026), Tier(1_000_000, 0.003, "Survey", 2026))
    last = figure["data"][0]
    assert last["x"] == [1_000_000, 2_000_000]
    assert [trace["name"] for trace in figure["data"]] == ["Published", "@page0"]


def test_many_points_bear_no_names() -> None:
    figure = points([1_000.0 + place for place in range(13)], [0.01] * 13)
    assert {trace["mode"] for trace in figure["data"]} == {"markers"}
    assert not figure["layout"]["showlegend"]
    assert points([NAN], [0.1])["data"] == []


def test_bars_from_the_top_down() -> None:
    figure = beside.bars(["@a", "@b"], np.array([12.345, NAN]), "Share", PERCENTS, ["<1>", ""])
    (one,) = figure["data"]
    assert (one["y"], one["x"]) == (["@a", "@b"], [12.35, None]) or one["x"] == [12.34, None]
    assert one["customdata"] == ["&lt;1>", ""]
    assert one["hovertemplate"].endswith("<br>%{customdata}<extra></extra>")
    assert one["meta"] == {"role": "series0", "unit": "%"}
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"
    assert beside.height(30) > beside.height(2) == beside.height(3)


def test_losses_go_to_the_left_and_are_hatched() -> None:
    figure = beside.net(["@a", "@b", "@c", "@d"], np.array([5, 0, -3, NAN]), "Gain", "Loss", COUNTS)
    gain, loss = figure["data"]
    assert gain["x"] == [5, 0, None, None]
    assert loss["x"] == [None, None, -3, None]
    assert (gain["meta"], loss["meta"]) == ({"role": "gain"}, {"role": "loss"})
    assert loss["marker"]["pattern"]["shape"] == "/"


def test_kinds_are_parts_of_all_posts() -> None:
    counts = {"Reel": np.array([3.0, 0]), "Image": np.array([1.0, 0])}
    figure = beside.kinds(["@a", "@b"], counts, PERCENTS, "%s of %s posts")
    reel, image = figure["data"]
    assert (reel["x"], image["x"]) == ([75, None], [25, None])
    assert reel["customdata"] == ["3 of 4 posts", "0 of 0 posts"]
    assert figure["layout"]["barmode"] == "stack"
    assert beside.kinds(["@a"], {}, PERCENTS, "%s of %s posts")["data"] == []
