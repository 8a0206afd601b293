"""Prices as dots with intervals, and the spend of months by kind."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from promo.charts import costs, tabular
from promo.charts.costs import Dot
from promo.charts.figures import encode

amounts = st.floats(0.01, 1e9)


@st.composite
def a_dot(draw: st.DrawFn) -> Dot:
    low, value, high = sorted(draw(st.tuples(amounts, amounts, amounts)))
    name = draw(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=50))
    return Dot(name, value, draw(st.sampled_from([low, None])), draw(st.sampled_from([high, None])), ("<b>",))


@given(st.lists(a_dot(), min_size=1, max_size=8))
def test_each_campaign_has_a_dot_and_its_interval(found: list[Dot]) -> None:
    figure = costs.dots(found, "CPL", "RUB")
    encode(figure)
    (trace,) = figure["data"]
    assert len(set(trace["y"])) == len(found), "two of one name stay two"
    assert all(one.name in name for one, name in zip(found, trace["y"], strict=True))
    axis = figure["layout"]["xaxis"]["range"][1]
    assert axis >= max(one.value for one in found), "no dot is cut off"
    assert all(len(text) <= costs.LONGEST + 3 * text.count("&lt;") for text in figure["layout"]["yaxis"]["ticktext"])
    assert trace["customdata"] == ["&lt;b>"] * len(found)
    assert ("error_x" in trace) == any(one.low is not None or one.high is not None for one in found)
    rows = tabular.table(figure, "Campaign").rows
    assert [row[1] for row in rows] == [round(one.value, 4) for one in found]


def test_a_far_end_does_not_press_the_others_together() -> None:
    figure = costs.dots([Dot("A", 100, 80, 130), Dot("A", 120, 40, 90_000)], "CPL", "RUB")
    assert figure["layout"]["xaxis"]["range"] == [0, 120 * costs.FURTHEST * 1.04]
    assert tabular.table(figure, "Campaign").rows == (("A", 100, 80, 130), ("A (2)", 120, 40, 90_000))
    assert costs.height(40) > costs.height(2) == costs.height(3)


def month(planned: list[float | None]) -> dict[str, Any]:
    spend = {"Advertising": [10.0, None], "Giveaway <b>": [None, 5.5]}
    return costs.by_month(["Oct 2026", "Nov 2026"], spend, planned, "Planned", "RUB")


def test_months_by_kind_beside_the_plan() -> None:
    figure = month([12.0, None])
    encode(figure)
    first, second, plan = figure["data"]
    assert first["marker"] != second["marker"], "told apart without colour"
    assert "&lt;b>" in second["hovertemplate"]
    assert (plan["meta"]["role"], plan["connectgaps"]) == ("goal", False)
    assert tabular.table(figure, "Month").rows == (("Oct 2026", 10.0, None, 12.0), ("Nov 2026", None, 5.5, None))
    assert len(month([None, None])["data"]) == 2
