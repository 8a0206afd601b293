from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import growth as analytics
from promo.charts import growth as charts
from promo.charts.figures import line, values
from promo.charts.growth import Before
from promo.charts.tabular import Table, table
from tests.analytics.series import START, days_of, period_of
from tests.charts.test_growth import WORDS

if TYPE_CHECKING:
    import pandas as pd


def daily(counts: dict[int, float | None], length: int = 3) -> pd.DataFrame:
    return analytics.daily(days_of(counts), period_of(length))


def day(number: int) -> date:
    return START + timedelta(days=number)


def test_a_line_and_the_one_it_is_compared_with() -> None:
    days = daily({0: 10, 2: 12})
    before = Before(day(-3), daily({0: 5, 1: 6}, 3)["followers"])
    made = table(charts.followers(START, days["followers"], days["followers"] * 0 + 1, before, WORDS), "Day")
    assert made.columns == (
        ("Day", "day"),
        ("Before <b>%{y}", "count"),
        ("Before <b>%{y} (Day)", "day"),
        ("Followers", "count"),
    )
    assert made.rows == ((day(0), 5, day(-3), 10), (day(1), 6, day(-2), None), (day(2), None, day(-1), 12))


def test_gains_and_losses_are_columns_without_their_marks() -> None:
    days = daily({0: 10, 2: 4})
    made = table(charts.net(START, analytics.daily_net(days, None), WORDS), "Day")
    assert made.columns == (("Day", "day"), ("Gain", "count"), ("Loss", "count"))
    assert made.rows[2] == (day(2), None, -6)


def test_percentages_say_so_and_stay_as_drawn() -> None:
    since = analytics.growth_since_start(daily({0: 100, 1: 101}), None)
    made = table(charts.growth(START, since, None, WORDS), "Day")
    assert made.columns == (("Day", "day"), ("Growth, %", "number"))
    assert made.rows[:2] == ((day(0), 0.0), (day(1), 1.0))


def test_categories_keep_their_order_and_may_lie() -> None:
    bars = {"type": "bar", "name": "ER", "x": [2.5, None], "y": ["Reels", "Images"], "orientation": "h", "meta": {}}
    made = table({"data": [bars], "layout": {"xaxis": {"type": "linear"}}}, "Kind")
    assert made == Table((("Kind", "text"), ("ER", "number")), (("Reels", 2.5), ("Images", None)))
    standing = {"type": "bar", "name": "n", "x": ["b", "a"], "y": [1, 2]}
    assert table({"data": [standing], "layout": {"xaxis": {"type": "category"}}}, "Kind").rows == (("b", 1), ("a", 2))


def test_a_heat_map_has_a_row_a_cell() -> None:
    grid: dict[str, Any] = {
        "type": "heatmap",
        "name": "Difference",
        "x": [9, 10],
        "y": ["Mon", "Tue"],
        "z": [[0.5, None], [-0.25, 1.0]],
        "meta": {"side": "Weekday", "unit": "%"},
    }
    made = table({"data": [grid], "layout": {}}, "Hour")
    assert made.columns == (("Weekday", "text"), ("Hour", "count"), ("Difference, %", "number"))
    assert made.rows == (("Mon", 9, 0.5), ("Mon", 10, None), ("Tue", 9, -0.25), ("Tue", 10, 1.0))
    counted = table({"data": [{**grid, "customdata": [[3, 0], [1, 2]]}], "layout": {}}, "Hour")
    assert (counted.columns[3], counted.rows[0]) == (("n", "count"), ("Mon", 9, 0.5, 3))


def test_nothing_drawn_is_an_empty_table() -> None:
    assert table({"data": [], "layout": {}}, "Day") == Table((("Day", "count"),), ())


@given(
    counts=st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=40),
    other=st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=40),
    shift=st.integers(-20, 20),
)
def test_each_number_comes_back_on_its_day(counts: list[int | None], other: list[int | None], shift: int) -> None:
    def drawn(numbers: list[int | None]) -> list[float | None]:
        return values([float("nan") if one is None else one for one in numbers])

    traces = [line("followers", "One", START, drawn(counts)), line("followers", "Two", day(shift), drawn(other))]
    made = table({"data": traces, "layout": {}}, "Day")
    places = [row[0] for row in made.rows]
    assert places == sorted(set(places), key=str)
    by_day = {row[0]: row[1:] for row in made.rows}
    assert [by_day[day(place)][0] for place in range(len(counts))] == counts
    assert [by_day[day(place + shift)][1] for place in range(len(other))] == other


BAND = {"type": "scatter", "x": ["2026-01-01", "2026-01-02"], "meta": {"role": "band80"}}


def test_a_band_has_both_its_edges() -> None:
    data = [{**BAND, "y": [1, 2]}, {**BAND, "y": [3, None], "fill": "tonexty", "name": "Middle half"}]
    made = table({"data": data, "layout": {}}, "Day")
    assert [name for name, _ in made.columns] == ["Day", "Middle half (min)", "Middle half (max)"]
    assert [row[1:] for row in made.rows] == [(1, 3), (2, None)]


def test_whiskers_have_their_ends() -> None:
    bar: dict[str, Any] = {
        "type": "bar",
        "name": "ER",
        "x": ["a", "b", "c"],
        "y": [1.0, 2.0, None],
        "meta": {"unit": "%"},
    }
    bar["error_y"] = {"type": "data", "array": [0.1, None, 1], "arrayminus": [0.2, 0.5, 1]}
    made = table({"data": [bar], "layout": {"xaxis": {"type": "category"}}}, "Kind")
    assert [name for name, _ in made.columns] == ["Kind", "ER, %", "ER (min), %", "ER (max), %"]
    assert made.rows == (("a", 1.0, 0.8, 1.1), ("b", 2.0, 1.5, None), ("c", None, None, None))


def test_lying_whiskers_may_be_even() -> None:
    bar = {"type": "bar", "name": "ER", "orientation": "h", "y": ["z", "a"], "x": [1, 2], "error_x": {"array": [1, 1]}}
    made = table({"data": [bar], "layout": {}}, "Kind")
    assert made.rows == (("z", 1, 0, 2), ("a", 2, 1, 3))


def test_traces_of_one_name_share_a_column_where_they_can() -> None:
    def bar(x: list[str], y: list[int]) -> dict[str, Any]:
        return {"type": "bar", "name": "n", "x": x, "y": y}

    layout = {"xaxis": {"type": "category"}}
    apart = table({"data": [bar(["a"], [1]), bar(["b"], [2])], "layout": layout}, "Kind")
    assert (len(apart.columns), apart.rows) == (2, (("a", 1), ("b", 2)))
    beside = table({"data": [bar(["a"], [1]), bar(["a"], [2])], "layout": layout}, "Kind")
    assert beside.rows == (("a", 1, 2),)


@given(points=st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 99)), max_size=30))
def test_no_point_is_lost_where_several_lie_at_one_spot(points: list[tuple[int, int]]) -> None:
    trace = {
        "type": "scatter",
        "mode": "markers",
        "name": "n",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
    }
    made = table({"data": [trace], "layout": {"xaxis": {"type": "linear"}}}, "x")
    assert sorted(made.rows) == sorted(points)
    assert [row[0] for row in made.rows] == sorted(x for x, _ in points)
