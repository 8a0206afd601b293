from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from promo.analytics import growth
from promo.charts import growth as charts
from promo.charts.marks import LANE, Mark, with_marks
from tests.analytics.series import START, days_of, period_of
from tests.charts.test_growth import WORDS

if TYPE_CHECKING:
    from promo.charts.figures import Figure


def day(number: int) -> date:
    return START + timedelta(days=number)


def figure() -> Figure:
    return charts.following(START, growth.daily(days_of({0: 10, 4: 20}), period_of(5))["following"], WORDS)


def test_without_marks_a_figure_stays_as_it_is() -> None:
    drawn = figure()
    assert with_marks(drawn, []) is drawn
    assert with_marks(drawn, [Mark(day(-3), day(-1), "before"), Mark(day(5), day(9), "after")]) is drawn


def test_a_day_is_a_line_and_several_a_span() -> None:
    made = with_marks(figure(), [Mark(day(1), day(1), "Press"), Mark(day(2), day(3), "Loss", "anomaly")])
    line, span = made["layout"]["shapes"]
    assert (line["type"], line["x0"], line["role"]) == ("line", str(day(1)), "event")
    assert (span["type"], span["x0"], span["x1"]) == ("rect", f"{day(1)}T12", f"{day(3)}T12")
    assert [(trace["meta"]["role"], trace["x"]) for trace in made["data"][-2:]] == [
        ("event", [str(day(1))]),
        ("anomaly", [str(day(2))]),
    ]


def test_texts_of_one_day_are_told_together_and_are_harmless() -> None:
    made = with_marks(figure(), [Mark(day(-2), day(0), "<b>%{x}"), Mark(day(0), day(0), "Giveaway")])
    assert made["data"][-1]["customdata"] == ["&lt;b>% {x}<br>Giveaway"]
    assert made["data"][-1]["x"] == [str(day(0))]


def test_campaigns_are_ribbons_above_the_lines() -> None:
    sales = [Mark(day(-3), day(1), "<Sale>", "campaign"), Mark(day(1), day(3), "Next", "campaign")]
    last = Mark(day(3), day(9), "Last", "campaign")
    made = with_marks(figure(), [*sales, last, Mark(day(2), day(2), "Blogger", "campaign")])
    first, second, third, star = made["data"][-4:]
    assert (first["x0"], first["y"], first["hovertemplate"]) == (str(day(0)), [0, 0], "&lt;Sale><extra></extra>")
    assert (second["x0"], second["y"]) == (str(day(1)), [1, 1, 1])
    assert (third["x0"], third["y"], third["mode"]) == (str(day(3)), [0, 0], "lines")
    assert (star["x"], star["marker"]["symbol"]) == ([str(day(2))], "star")
    layout = made["layout"]
    assert layout["yaxis"]["domain"][1] == layout["yaxis8"]["domain"][0] == 1 - 2 * LANE
    assert [shape["type"] for shape in layout["shapes"]] == ["line"], "ribbons need no shapes"
    assert "domain" not in figure()["layout"]["yaxis"]


def test_many_campaigns_at_once_share_the_last_lane() -> None:
    made = with_marks(figure(), [Mark(day(0), day(number), "Sale", "campaign") for number in range(1, 5)] * 2)
    assert sorted(trace["y"][0] for trace in made["data"] if trace["meta"]["role"] == "campaign") == [0, 1, 2, *[3] * 5]
