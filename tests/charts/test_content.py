from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from promo.analytics import content, grouping, lifetime, timing
from promo.charts import content as charts
from promo.charts import figures
from promo.charts.content import Words

WORDS = Words(
    difference="Difference",
    interval="In 9 of 10 cases",
    posts="Posts",
    weekday="Weekday",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    post="This post",
    usual="Usual",
    middle_half="Middle half",
    age=lambda hours: f"{hours:g} h",
)
START = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - a local moment


def posts(count: int, lift: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Posts at nine and at nineteen o'clock in turn, the later ones ``lift`` times as good."""
    rng = np.random.default_rng(seed)
    late = np.arange(count) % 2 == 1
    moments = [START + timedelta(days=int(number), hours=10 * int(number % 2)) for number in range(count)]
    return pd.DataFrame(
        {
            "local": np.array(moments, dtype="datetime64[s]"),
            "kind": np.where(np.arange(count) % 3 == 0, "reel", "image").astype(object),
            "er": 0.03 * np.exp(rng.normal(0, 0.1, count)) * np.where(late, lift, 1.0),
            "likes": np.full(count, 30.0),
            "comments": np.full(count, 3.0),
            "views": np.full(count, np.nan),
            "likes_hidden": np.zeros(count, dtype=bool),
        }
    )


def drawn(figure: dict[str, Any] | None) -> dict[str, Any]:
    """Return a figure that plotly knows and JSON can hold."""
    assert figure is not None
    go.Figure({"data": figure["data"], "layout": figure["layout"]})
    figures.encode(figure)
    return figure


def test_a_reliable_difference_stands_out_of_faded_cells() -> None:
    made = drawn(charts.heatmap(timing.best_time(posts(120, lift=1.8)), WORDS))
    faded, bright = made["data"]
    assert (faded["opacity"], faded["showscale"]) == (charts.FADED, False)
    assert faded["customdata"] == bright["customdata"]
    assert sum(sum(row) for row in bright["customdata"]) == 120
    late = [row[19] for row in bright["z"] if row[19] is not None]
    assert late
    assert min(late) > 0
    assert all(row[3] is None for row in bright["z"])
    assert bright["zmax"] == -bright["zmin"] >= charts.LEAST_SCALE


def test_without_a_difference_all_cells_are_faded() -> None:
    made = drawn(charts.heatmap(timing.best_time(posts(80)), WORDS))
    assert [trace["opacity"] for trace in made["data"]] == [charts.FADED]


def test_too_few_posts_have_a_grid_of_their_number() -> None:
    few = timing.best_time(posts(7))
    assert charts.heatmap(few, WORDS) is None
    (grid,) = drawn(charts.posts_grid(few, WORDS))["data"]
    assert [row[9] for row in grid["z"]] == [1, None, 1, None, 1, None, 1]
    assert sum(value or 0 for row in grid["z"] for value in row) == 7


def test_groups_lie_beside_each_other_with_whiskers_and_few_posts_are_faint() -> None:
    frame = posts(24)
    frame.loc[:1, "kind"] = "video"
    groups = content.results(frame, grouping.kinds(frame))
    names = [str(group.key) for group in groups]
    made = drawn(charts.bars(groups, names, WORDS))
    whole, faint = sorted(made["data"], key=lambda trace: trace["meta"].get("muted", False))
    assert faint["y"] == ["video"]
    assert faint["meta"]["muted"]
    assert "error_x" not in faint
    assert sorted(whole["y"]) == ["image", "reel"]
    group = next(one for one in groups if one.key == "image")
    place = whole["y"].index("image")
    assert group.difference is not None
    assert group.high is not None
    assert whole["x"][place] == round(group.difference * 100, 2)
    assert whole["error_x"]["array"][place] == pytest.approx((group.high - group.difference) * 100, abs=0.01)


def test_groups_without_a_rate_are_not_drawn() -> None:
    frame = posts(6).assign(er=np.nan)
    assert charts.bars(content.results(frame, grouping.kinds(frame)), ["reel", "image"], WORDS) is None


def snapshots(post_id: int, scale: float) -> pd.DataFrame:
    hours = np.array([1.0, 3, 6, 12, 20, 28, 72])
    return pd.DataFrame(
        {
            "post_id": np.full(len(hours), post_id),
            "hours": hours,
            "likes": scale * np.log1p(hours),
            "comments": np.zeros(len(hours)),
            "views": np.full(len(hours), np.nan),
        }
    )


def test_a_posts_life_stands_in_the_band_of_the_others() -> None:
    others = pd.concat([snapshots(number, 80.0 + number) for number in range(2, 10)])
    usual = lifetime.usual(others)
    made = drawn(charts.lifetime(lifetime.curve(snapshots(1, 120.0)), usual, "reactions", WORDS))
    low, high, median, post = made["data"]
    assert (low["meta"]["role"], high["fill"], median["name"], post["name"]) == (
        "band80",
        "tonexty",
        "Usual",
        "This post",
    )
    assert post["x"] == [1, 3, 6, 12, 20, 28, 72]
    assert all(one > other for one, other in zip(median["y"], low["y"], strict=True))
    assert made["layout"]["showlegend"]


def test_campaigns_are_ribbons_above_a_posts_life() -> None:
    curve, usual = lifetime.curve(snapshots(1, 120.0)), lifetime.usual(snapshots(2, 80.0))
    ran = [charts.Span(-5.0, 6.5, "Before"), charts.Span(20.0, None, "<Sale>"), charts.Span(900.0, None, "Later")]
    made = drawn(charts.lifetime(curve, usual, "reactions", WORDS, ran))
    _, before, sale = made["data"]
    assert (before["x"], before["y"]) == ([0.8, 1, 3, 6, 6.5], [0] * 5)
    assert (sale["x"][:2], sale["x"][-1]) == ([20, 24], pytest.approx(86.4))
    assert sale["hovertemplate"] == "&lt;Sale><extra></extra>"
    assert made["layout"]["yaxis"]["domain"][1] < 1
    assert made["layout"]["yaxis8"]["range"] == [1.5, -0.5]


def test_a_life_without_others_has_no_band_and_without_counts_none() -> None:
    alone = lifetime.curve(snapshots(1, 120.0))
    usual = lifetime.usual(snapshots(2, 80.0))
    assert len(drawn(charts.lifetime(alone, usual, "reactions", WORDS))["data"]) == 1
    assert charts.lifetime(alone, usual, "views", WORDS) is None
