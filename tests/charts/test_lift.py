from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
import pytest

from promo.analytics import drift, growth
from promo.analytics.growth import EPOCH
from promo.analytics.lift.measuring import measure
from promo.analytics.lift.results import Lift, Refusal
from promo.analytics.periods import Period
from promo.charts import figures, tabular
from promo.charts import lift as charts
from promo.charts.lift import Words
from promo.charts.svg import svg
from tests.analytics.series import START, days_of
from tests.charts.test_growth import COLOURS, keys, roles

if TYPE_CHECKING:
    from promo.charts.figures import Figure

WORDS = Words("Followers", "Without the campaign <b>", "80 of 100", "95 of 100")
CAMPAIGN = Period(START + timedelta(days=150), START + timedelta(days=159))
LEAD = START + timedelta(days=120)


def figure(gaps: tuple[int, ...] = (), *, quiet: bool = False) -> tuple[Lift[int], Figure]:
    gains = np.zeros(170) if quiet else 20.0 + 4 * (np.arange(170) % 5)
    gains[149:159] += 0 if quiet else 90
    counts = {day: float(count) for day, count in enumerate(5000 + np.cumsum(gains)) if day not in gaps}
    known = drift.of_counts(np.array(list(counts)) + (START - EPOCH).days, np.array(list(counts.values())))
    made: Lift[int] | Refusal = measure(known, {}, CAMPAIGN)
    assert isinstance(made, Lift)
    frame = days_of(dict(counts))
    followers = growth.daily(frame, Period(LEAD, CAMPAIGN.end + timedelta(days=7)))["followers"]
    return made, charts.against(LEAD, followers, made, CAMPAIGN, WORDS)


def test_the_expected_line_begins_with_the_count_before_and_ends_with_the_window() -> None:
    made, drawn = figure()
    assert roles(drawn) == ["band95", "band95", "band80", "band80", "followers", "forecast"]
    seen, without = drawn["data"][4:]
    assert len(seen["y"]) == 47
    assert without["x0"] == str(made.before)
    assert without["y"][0] == seen["y"][29] == made.followers
    assert len(without["y"]) == 11
    assert without["y"][-1] == round(made.followers + made.expected)
    assert seen["y"][39] - without["y"][-1] == pytest.approx(made.effect, abs=1)
    assert without["line"]["dash"] == "dash"
    low95, high95 = drawn["data"][0]["y"][-1], drawn["data"][1]["y"][-1]
    assert (seen["y"][39] - high95, seen["y"][39] - low95) == pytest.approx(
        (made.within95.low, made.within95.high), abs=1
    )


def test_the_days_of_the_campaign_are_shaded() -> None:
    [shade] = figure()[1]["layout"]["shapes"]
    assert (shade["x0"], shade["x1"]) == ("2026-07-29T12", "2026-08-08T12")
    assert (shade["role"], shade["layer"]) == ("campaign", "below")


def test_gaps_are_gaps_and_lone_days_are_marked() -> None:
    drawn = figure(gaps=(152, 154))[1]
    assert roles(drawn)[4:] == ["followers", "followers", "forecast"]
    assert drawn["data"][4]["y"][32] is None
    assert len(drawn["data"][5]["y"]) == 1


def test_few_followers_keep_whole_ticks() -> None:
    assert figure(quiet=True)[1]["layout"]["yaxis"]["dtick"] == 1
    assert "dtick" not in figure()[1]["layout"]["yaxis"]


def test_its_numbers_are_a_table() -> None:
    made, drawn = figure()
    found = tabular.table(drawn, "Day")
    assert [name for name, _ in found.columns] == [
        "Day",
        "95 of 100 (min)",
        "95 of 100 (max)",
        "80 of 100 (min)",
        "80 of 100 (max)",
        "Followers",
        "Without the campaign <b>",
    ]
    assert found.rows[0] == (LEAD, None, None, None, None, 5000 + sum(20 + 4 * (day % 5) for day in range(121)), None)
    last = next(row for row in found.rows if row[0] == made.end)
    assert last[-1] == round(made.followers + made.expected)


def test_plotly_takes_it_it_has_no_colours_and_is_drawn_for_print() -> None:
    drawn = figure(gaps=(152, 154))[1]
    assert keys(drawn).isdisjoint(COLOURS)
    plain = json.loads(figures.encode(drawn))
    for shape in plain["layout"]["shapes"]:
        del shape["role"]
    go.Figure(plain)
    assert "var(--campaign)" in svg(
        drawn, width=700, height=300, paint=lambda role: f"var(--{role})", locale="en", title="Lift"
    )
