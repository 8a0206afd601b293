"""Figures as vector drawings: every value stands where it belongs, gaps stay gaps, and nothing comes out unescaped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.charts import beside, comparing, content, forecast, growth
from promo.charts.figures import COUNTS, layout, line
from promo.charts.marks import Mark, with_marks
from promo.charts.svg import scales, svg
from promo.charts.svg.paper import xs

if TYPE_CHECKING:
    from promo.charts.figures import Figure

START = date(2026, 10, 1)
WORDS = growth.Words("Followers", "Before", "Gain", "Loss", "over days", "Posts", "Growth", "Following", str)
NAME = "{http://www.w3.org/2000/svg}"


def drawn(figure: Figure, *, width: int = 720, height: int = 300, locale: str = "en") -> ET.Element:
    text = svg(figure, width=width, height=height, paint=lambda role: f"var(--{role})", locale=locale, title="A & <b>")
    assert text == svg(
        figure, width=width, height=height, paint=lambda role: f"var(--{role})", locale=locale, title="A & <b>"
    )
    return ET.fromstring(text)  # noqa: S314 - our own text


def strokes(root: ET.Element, role: str) -> list[list[tuple[float, float]]]:
    """Return the lines of a role as points."""
    paths = [one.get("d", "") for one in root.iter(f"{NAME}path") if one.get("stroke") == f"var(--{role})"]
    return [[(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", path)] for path in paths]


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{NAME}text")]


def followers(*counts: float, locale: str = "en") -> ET.Element:
    posts = pd.Series([1.0, *[0.0] * (len(counts) - 1)])
    before = growth.Before(date(2026, 9, 1), pd.Series([100.0] * len(counts)))
    figure = growth.followers(START, pd.Series(counts), posts, before, WORDS)
    span = Mark(START + timedelta(days=1), START + timedelta(days=2), "Sale <b>")
    return drawn(with_marks(figure, [span, Mark(START, START, "Viral", "anomaly")]), locale=locale)


def test_a_line_with_a_gap_a_comparison_posts_and_marks() -> None:
    root = followers(120, 130, float("nan"), 150, 160, 140)
    now = strokes(root, "followers")
    runs = [run for run in now if len(run) == 2 and run[0][0] != run[1][0] and run[0][1] != run[1][1]]
    assert len(runs) == 1, "two days before the gap"
    assert runs[0][0][1] > runs[0][1][1], "more is higher up"
    assert [len(run) for run in now if len(run) == 3] == [3], "three days after it"
    assert any(len(run) == 6 for run in strokes(root, "previous"))
    assert [one.get("fill") for one in root.iter(f"{NAME}circle")].count("var(--mark)") == 2, "a post, and the legend's"
    assert any(one.get("fill") == "var(--event)" for one in root.iter(f"{NAME}rect"))
    assert {"Followers", "Before", "Posts", "Oct 1"} <= set(texts(root))
    assert root.get("aria-label") == "A & <b>"
    posts = [float(one.get("cy", 0)) for one in root.iter(f"{NAME}circle") if one.get("fill") == "var(--mark)"]
    assert max(posts) > max(y for run in now for _, y in run), "posts lie below the line, not on it"


def test_campaigns_lie_above_the_line() -> None:
    bare = growth.followers(START, pd.Series([100.0, 110.0, 120.0]), pd.Series([0.0] * 3), None, WORDS)
    sales = [Mark(START, START + timedelta(days=step), "Sale", "campaign") for step in (1, 2)]
    root = drawn(with_marks(bare, [*sales, Mark(START, START, "Blogger", "campaign")]))
    ribbons = [run for run in strokes(root, "campaign") if len(run) > 1 and run[0][1] == run[1][1]]
    star = next(one for one in root.iter(f"{NAME}path") if one.get("fill") == "var(--campaign)")
    tips = [float(y) for _, y in re.findall(r"([-\d.]+) ([-\d.]+)", star.get("d", ""))]
    line = [y for run in strokes(root, "followers") if len(run) == 3 for _, y in run]
    assert [len(run) for run in ribbons] == [2, 3]
    assert ribbons[0][0][1] < ribbons[1][0][1] < min(tips), "two lanes, and the star below them"
    assert ribbons[1][0][1] < min(line)


def test_gains_and_losses_differ_without_colour() -> None:
    net = pd.DataFrame({"net": [5.0, -3.0, float("nan"), 2.0], "over": [1, 1, 0, 2]})
    root = drawn(growth.net(START, net, WORDS))
    bars = [one for one in root.iter(f"{NAME}rect") if float(one.get("height", 0)) > 0]
    gains = [one for one in bars if one.get("fill") == "var(--gain)" and one.get("width") != "12"]
    losses = [one for one in bars if one.get("stroke") == "var(--loss)" and one.get("width") != "12"]
    assert (len(gains), len(losses)) == (2, 1)
    zero = float(gains[0].get("y", 0)) + float(gains[0].get("height", 0))
    assert float(losses[0].get("y", 0)) == pytest.approx(zero, abs=0.02)
    assert float(gains[0].get("height", 0)) / float(losses[0].get("height", 0)) == pytest.approx(5 / 3, rel=0.01)
    assert len(strokes(root, "loss")) == 2, "hatched, and so in the legend"


def test_bands_whiskers_lying_bars_and_sizes() -> None:
    fan = pd.DataFrame({name: [90.0 + place, 92.0 + place] for place, name in enumerate(
        ("low95", "low80", "median", "high80", "high95"))})  # fmt: skip
    words = forecast.Words("Followers", "Forecast", "80 %", "95 %", "Goal")
    bands = drawn(forecast.fan(START, pd.Series([88.0, 89.0]), fan, 95, words))
    areas = [one.get("fill") for one in bands.iter(f"{NAME}path") if one.get("d", "").endswith("Z")]
    assert areas == ["var(--band95)", "var(--band80)"]
    lying = drawn(
        beside.net(["bakery", "a_very_long_name_of_a_page.30"], np.array([4.0, -2.0]), "Gain", "Loss", COUNTS)
    )
    assert "a_very_long_name_of_a_…" in texts(lying)
    stacked = drawn(beside.kinds(["a"], {"reel": np.array([3.0]), "post": np.array([1.0])}, COUNTS, "%s of %s"))
    first, second = (one for one in stacked.iter(f"{NAME}rect") if one.get("width") != "12")
    assert float(second.get("x", 0)) == pytest.approx(float(first.get("x", 0)) + float(first.get("width", 0)), abs=0.02)
    sizes = comparing.engagement_by_size(
        comparing.drawn(["a", "b"], 0), np.array([1e3, 1e6]), np.array([0.02, 0.01]), line=None, tiers=(),
        words=comparing.Words("Median", "of %s", "Fit", "Published", "Followers", "ER"),
    )  # fmt: skip
    assert {"a", "b", "1,000", "1M", "Followers"} <= set(texts(drawn(sizes)))


def test_lines_that_come_as_steps_are_added_up() -> None:
    table = np.array([[100.0, 101.5, np.nan, 103.0]])
    words = comparing.Words("Median", "of %s", "Fit", "Published", "Followers", "ER")
    median = (table[0], np.ones(4, dtype=np.int64))
    figure = comparing.lines(START, comparing.drawn(["a"], 0), table, median, words=words, scale=comparing.INDEX)
    (one,) = (run for run in strokes(drawn(figure), "series0") if run[0][1] != run[-1][1])
    assert one[0][1] > one[-1][1]


def test_what_cannot_be_drawn_says_so() -> None:
    heat: dict[str, Any] = {"data": [{"type": "heatmap", "z": [[1]]}], "layout": {}}
    with pytest.raises(ValueError, match="only lines"):
        drawn(heat)
    assert content.__doc__


@given(
    st.lists(st.none() | st.floats(-1e9, 1e9), min_size=1, max_size=400),
    st.sampled_from(["en", "ru"]),
    st.integers(200, 1200),
)
def test_everything_stays_on_the_paper(values: list[float | None], locale: str, width: int) -> None:
    figure: Figure = {"data": [line("followers", "<&>\"'", START, values)], "layout": layout(START, len(values))}
    root = drawn(figure, width=width, locale=locale)
    for x, y in (place for run in strokes(root, "followers") for place in run):
        assert -0.01 <= x <= width + 0.01
        assert -0.01 <= y <= 300.01
    labels = [one for one in root.iter(f"{NAME}text") if one.get("text-anchor") == "middle"]
    assert len(labels) <= max(2, width // 74) + 1


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9), st.integers(3, 8), st.sampled_from([1, 100, 1e6]))
def test_the_labels_of_an_axis_are_even_few_and_around_all(low: float, span: float, most: int, parts: float) -> None:
    low, span = low / parts, span / parts
    axis = scales.linear(low, low + span, most, "en")
    places = [place for place, _ in axis.ticks]
    assert len(places) <= most + 2
    assert axis.low <= low + 1e-6 * (1 + abs(low))
    assert axis.high >= low + span - 1e-6 * (1 + abs(low + span))
    steps = np.diff(places)
    assert np.allclose(steps, steps[0], rtol=1e-4)


@given(st.dates(date(2010, 10, 6), date(2030, 1, 1)), st.integers(1, 4000), st.integers(2, 12))
def test_the_labels_of_days(first: date, days: int, most: int) -> None:
    low = float((first - scales.EPOCH).days)
    axis = scales.dated(low - 0.5, low + days - 0.5, most, "ru")
    assert 1 <= len(axis.ticks) <= most + 1
    assert all(0 <= axis.part(place) <= 1 for place, _ in axis.ticks)
    assert xs({"x0": first.isoformat(), "dx": 86_400_000, "y": [1]}) == [first.isoformat()]


def test_other_parts_that_figures_may_have() -> None:
    error = {"array": [1.0, None, 2.0], "arrayminus": [0.5, None, 1.0]}
    figure: Figure = {
        "data": [
            {"type": "bar", "name": "One", "x": ["a", "b", "c"], "y": [3, None, 4], "error_y": error,
             "meta": {"role": "series0", "muted": True}},
            {"type": "bar", "name": "Two", "x": ["a", "b", "c"], "y": [1, 2, 3], "meta": {"role": "series1"}},
            {"type": "scatter", "mode": "lines+markers", "name": "Three", "x": ["a", "b", "c"], "y": [1, 2, 3],
             "marker": {"symbol": "square"}, "error_x": {"array": [0, 0, 0]}, "meta": {"role": "series2"}},
        ],
        "layout": {
            "xaxis": {"type": "category", "title": {"text": "Kind"}},
            "yaxis": {"dtick": 1, "range": [0, 8], "ticksuffix": "%"},
            "showlegend": True,
            "annotations": [{"text": "None yet", "xref": "paper", "yref": "paper"}, {"text": "x", "xref": "x"}],
        },
    }  # fmt: skip
    root = drawn(figure, width=150)
    assert {"Kind", "None yet", "2%", "a", "One", "Two", "Three"} <= set(texts(root))
    keys = {float(one.get("y", 0)) for one in root.iter(f"{NAME}text") if one.text in {"One", "Two", "Three"}}
    assert len(keys) == 2, "a narrow legend takes a second line"
    assert len(strokes(root, "ink")) == 5, "two bars with whiskers, three points with none to see"
    muted = [one for one in root.iter(f"{NAME}rect") if one.get("opacity")]
    beside_each_other = [one for one in root.iter(f"{NAME}rect") if one.get("fill") == "var(--series1)"]
    assert (len(muted), len(beside_each_other)) == (2, 4)
    days: Figure = {"data": [{**line("followers", "A", START, [1.0]), "x": ["2026-10-01 12:00"]}], "layout": {}}
    assert drawn(days).get("viewBox") == "0 0 720 300"
    logarithmic: Figure = {
        "data": [{"type": "scatter", "x": [5, 5], "y": [2, 2]}],
        "layout": {"xaxis": {"type": "log"}},
    }
    assert "5" in texts(drawn(logarithmic))


def test_the_labels_of_years_and_of_one_day() -> None:
    assert [text for _, text in scales.dated(0.5, 2.5, 5, "en").ticks] == ["Jan 2", "Jan 3"]
    assert [text for _, text in scales.dated(-0.5, 4000.5, 3, "en").ticks] == ["1970", "1975", "1980"]
    assert len(scales.dated(-0.5, 40_000.5, 2, "en").ticks) == 1


def test_where_nothing_is_known_nothing_is_drawn() -> None:
    edge = {"type": "scatter", "mode": "lines", "x0": "2026-10-01", "dx": 86_400_000, "line": {"width": 0}}
    empty: Figure = {"data": [edge | {"y": [None]}, edge | {"y": [None], "fill": "tonexty"}], "layout": {}}
    assert not [one for one in drawn(empty).iter(f"{NAME}path") if one.get("d", "").endswith("Z")]
    unknown: Figure = {"data": [{"type": "scatter", "x": [None], "y": [1.0]}], "layout": {}}
    assert strokes(drawn(unknown), "followers") == []
    half: Figure = {
        "data": [edge | {"y": [1, 2]}],
        "layout": {"xaxis": {"range": ["2026-10-01T01:00", "2026-10-01T09:00"]}},
    }
    assert "Oct 1" not in texts(drawn(half))
