from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promo.analytics import drift
from promo.analytics.growth import EPOCH
from promo.analytics.lift import noise
from promo.analytics.lift.measuring import measure
from promo.analytics.lift.results import Comparison, LeftOut, Lift, Reason, Refusal, Verdict
from promo.analytics.periods import Period
from tests.analytics.series import START

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promo.analytics.drift import FloatArray, History

FIRST = (START - EPOCH).days
DAYS = 200
CAMPAIGN = Period(START + timedelta(days=180), START + timedelta(days=189))
INSIDE = slice(179, 189)
"""The gains of the campaign's days."""
CASES = settings(max_examples=15, deadline=None)


def gains_of(seed: int, pace: float = 50, wide: float = 15, days: int = DAYS) -> FloatArray:
    return np.rint(np.random.default_rng(seed).normal(pace, wide, days - 1))


def page(gains: FloatArray, gaps: Sequence[int] = (), level: float = 10_000) -> History:
    """Return the counts that begin at `START` and gain ``gains``; without those of the days ``gaps``."""
    counts = level + np.concatenate([[0], np.cumsum(gains)])
    days = np.setdiff1d(np.arange(len(counts)), gaps)
    return drift.of_counts(FIRST + days, counts[days])


def others(count: int = 6, shock: float = 1.0) -> dict[int, History]:
    """Return other pages, which gain ``shock`` times as much in the days of the campaign."""
    found = {}
    for number in range(count):
        gains = gains_of(100 + number, 30 * (number + 1), 5 * (number + 1))
        gains[INSIDE] = np.rint(shock * gains[INSIDE])
        found[number] = page(gains)
    return found


def made_of(
    target: History,
    controls: Mapping[int, History] | None = None,
    campaign: Period = CAMPAIGN,
    *,
    busy: Sequence[Period] = (),
    tail: int = 0,
) -> Lift[int]:
    made = measure(target, controls or {}, campaign, busy=busy, tail=tail)
    assert isinstance(made, Lift), made
    return made


def lifted(gains: FloatArray, by: float | Sequence[float]) -> FloatArray:
    gains = gains.copy()
    gains[INSIDE] += by
    return gains


def days(start: int, end: int) -> Period:
    return Period(START + timedelta(days=start), START + timedelta(days=end))


def test_a_lift_is_found() -> None:
    made = made_of(page(lifted(gains_of(1), 80)), others())
    assert made.verdict == Verdict.GAIN
    assert made.effect == pytest.approx(800, abs=2 * made.noise)
    assert made.within80.low < made.effect < made.within80.high
    assert made.within95.low < made.within80.low
    assert 800 in made.within95
    assert "many" not in made.within95
    assert (made.before, made.end) == (START + timedelta(days=179), CAMPAIGN.end)
    assert made.is_complete
    assert made.comparison == Comparison.PAGES
    assert (made.used, made.left_out, made.overlapping, made.busy_days) == (tuple(range(6)), {}, (), 0)
    assert made.gained == made.effect + made.expected


def test_a_loss_is_found() -> None:
    assert made_of(page(lifted(gains_of(1), -80))).verdict == Verdict.LOSS


def test_without_a_lift_nothing_is_told_from_noise_mostly() -> None:
    verdicts = [made_of(page(gains_of(seed))).verdict for seed in range(100)]
    assert verdicts.count(Verdict.NOISE) >= 90


@CASES
@given(st.lists(st.integers(-200, 400), min_size=10, max_size=10), st.integers(0, 50))
def test_each_follower_put_in_moves_the_estimate_by_one(put_in: list[int], seed: int) -> None:
    once = made_of(page(gains_of(seed)), others())
    other = made_of(page(lifted(gains_of(seed), put_in)), others())
    assert other.effect - once.effect == pytest.approx(sum(put_in))
    assert other.within95.low - once.within95.low == pytest.approx(sum(put_in))
    assert other.within80.high - once.within80.high == pytest.approx(sum(put_in))
    assert (other.noise, other.windows) == (once.noise, once.windows)
    assert other.table["expected"].tolist() == once.table["expected"].tolist()


@CASES
@given(st.integers(0, 50), st.integers(-5_000, 10**8))
def test_lift_does_not_depend_on_the_level(seed: int, shift: int) -> None:
    once = made_of(page(gains_of(seed)), others())
    other = made_of(page(gains_of(seed), level=10_000 + shift), others())
    assert (other.effect, other.noise) == pytest.approx((once.effect, once.noise))
    assert other.followers == once.followers + shift


@CASES
@given(st.integers(0, 50), st.permutations(range(6)))
def test_the_order_of_the_controls_does_not_matter(seed: int, order: list[int]) -> None:
    controls = others(shock=1.6)
    once = made_of(page(gains_of(seed)), controls)
    other = made_of(page(gains_of(seed)), {number: controls[number] for number in order})
    assert (other.effect, other.noise, other.shock) == pytest.approx((once.effect, once.noise, once.shock))


@CASES
@given(st.integers(0, 50), st.integers(2, 40))
def test_a_page_so_many_times_as_large_has_so_many_times_the_lift(seed: int, times: int) -> None:
    once = made_of(page(gains_of(seed)), others())
    other = made_of(page(times * gains_of(seed)), others())
    assert (other.effect, other.noise) == pytest.approx((times * once.effect, times * once.noise))


def test_a_shock_that_moves_all_pages_is_no_lift() -> None:
    doubled = gains_of(1)
    doubled[INSIDE] *= 2
    alone, compared = made_of(page(doubled)), made_of(page(doubled), others(shock=2))
    assert alone.verdict == Verdict.GAIN
    assert compared.effect < 0.3 * alone.effect
    assert compared.shock == pytest.approx(0.85, abs=0.15)
    assert (alone.comparison, alone.shock) == (Comparison.FEW, 0)
    assert made_of(page(doubled), others(3, shock=2)).comparison == Comparison.FEW


def test_a_shrinking_page_is_compared_with_itself_alone() -> None:
    made = made_of(page(gains_of(1, -20, 10)), others(shock=2))
    assert made.comparison == Comparison.SHRINKING
    assert made.shock == 0
    assert made.verdict == Verdict.NOISE


def test_a_weekly_pattern_is_no_lift() -> None:
    week = np.array([0, 0, 0, 0, 0, 300, 300], dtype=float)[(np.arange(DAYS - 1) + 1) % 7]
    saturday = START + timedelta(days=180 + (5 - (START + timedelta(days=180)).weekday()) % 7)
    weekend = Period(saturday, saturday + timedelta(days=1))
    made = made_of(page(gains_of(1, 20, 5) + week), campaign=weekend)
    assert made.gained > 500
    assert made.verdict == Verdict.NOISE


def test_a_trend_is_no_lift() -> None:
    made = made_of(page(np.rint(gains_of(1, 20, 5) + np.linspace(0, 200, DAYS - 1))))
    assert made.effect == pytest.approx(0, abs=2 * made.noise)
    assert made.expected == pytest.approx(2100, rel=0.1)


def test_a_quiet_page_has_a_noise_too() -> None:
    made = made_of(page(np.zeros(DAYS - 1)))
    assert (made.effect, made.verdict) == (0, Verdict.NOISE)
    assert made.noise > 0.4


def test_the_table_tells_each_day() -> None:
    made = made_of(page(lifted(gains_of(1), 10)))
    table = made.table
    assert table["day"].dt.date.tolist() == [CAMPAIGN.start + timedelta(days=day) for day in range(10)]
    assert table["gain"].tolist() == lifted(gains_of(1), 10)[INSIDE].tolist()
    assert table["gained"].tolist() == table["gain"].cumsum().tolist()
    assert table["expected"].to_numpy() == pytest.approx(table["expected_gain"].cumsum().to_numpy())
    last = table.iloc[-1]
    assert (last["gained"], last["expected"]) == (made.gained, made.expected)
    assert last["gained"] - last["low95"] == pytest.approx(made.within95.high)
    assert last["gained"] - last["high80"] == pytest.approx(made.within80.low)
    edges = table[["low95", "low80", "expected", "high80", "high95"]].to_numpy()
    assert (np.diff(edges, axis=1) > 0).all()


def test_days_that_were_not_counted_are_unknown_and_the_total_is_exact() -> None:
    made, whole = made_of(page(gains_of(1), gaps=[184, 185])), made_of(page(gains_of(1)))
    assert made.gained == whole.gained
    assert np.isnan(made.table["gained"].to_numpy()).nonzero()[0].tolist() == [4, 5]
    assert np.isnan(made.table["gain"].to_numpy()).nonzero()[0].tolist() == [4, 5, 6]


def test_the_window_reaches_to_the_counts_around_it() -> None:
    made = made_of(page(gains_of(1), gaps=[178, 179, 189, 190]))
    assert (made.before, made.end) == (START + timedelta(days=177), START + timedelta(days=191))
    assert made.gained == gains_of(1)[177:191].sum()
    assert made.is_complete


def test_while_it_runs_it_is_told_up_to_the_last_count() -> None:
    running = made_of(page(gains_of(1)[:184]))
    assert (running.end, running.is_complete) == (START + timedelta(days=184), False)
    assert len(running.table) == 5
    gone = made_of(page(gains_of(1), gaps=range(186, 198)))
    assert (gone.end, gone.is_complete) == (START + timedelta(days=185), False)


def test_followers_in_the_tail_are_its_own() -> None:
    late = gains_of(1)
    late[189:192] += 300
    assert made_of(page(late)).verdict == Verdict.NOISE
    made = made_of(page(late), tail=3)
    assert (made.verdict, made.end) == (Verdict.GAIN, CAMPAIGN.end + timedelta(days=3))


def test_other_campaigns_are_kept_out_of_what_is_usual() -> None:
    lively = gains_of(1)
    lively[149:163] += 500
    busy = [days(150, 160)]
    with_it, without = made_of(page(lively)), made_of(page(lively), busy=busy, tail=3)
    assert without.effect == pytest.approx(made_of(page(gains_of(1)), tail=3).effect, abs=40)
    assert without.noise < with_it.noise / 3
    assert (without.busy_days, without.overlapping) == (14, ())
    assert without.windows < with_it.windows


def test_campaigns_in_the_same_days_are_told() -> None:
    touching, near, far = days(170, 178), days(187, 205), days(170, 176)
    made = made_of(page(gains_of(1)), busy=[touching, near, far], tail=3)
    assert made.overlapping == (touching, near)
    assert made.busy_days == 10


def test_other_pages_that_cannot_be_compared_with_are_told() -> None:
    controls = others(8, shock=2)
    controls[1] = page(gains_of(3), gaps=range(170, 190))
    controls[2] = page(gains_of(3, 1, 40))
    controls[3] = page(gains_of(4)[:20])
    controls[9] = drift.of_counts(np.array([FIRST + 300, FIRST + 301]), np.array([1.0, 2.0]))
    made = measure(page(gains_of(1)), controls, CAMPAIGN, control_busy={4: [days(170, 180)], 5: [days(150, 160)]})
    assert isinstance(made, Lift)
    assert made.used == (0, 5, 6, 7)
    unknown = dict.fromkeys((1, 3, 9), LeftOut.UNKNOWN)
    assert made.left_out == {**unknown, 2: LeftOut.NOISY, 4: LeftOut.CAMPAIGN}


def test_what_is_usual_is_looked_for_further_back_where_eight_weeks_are_full_of_campaigns() -> None:
    busy = [days(120, 178)]
    lively = gains_of(1)
    lively[119:178] += 500
    made = made_of(page(lively), busy=busy)
    assert made.busy_days == 55
    assert made.effect == pytest.approx(0, abs=3 * made.noise)


def test_a_page_seen_now_and_then_has_no_narrower_intervals() -> None:
    every = made_of(page(gains_of(1)))
    gaps = [day for day in range(180) if day % 3 and day != 179]
    seldom = made_of(page(gains_of(1), gaps=gaps), campaign=days(180, 188))
    assert seldom.windows >= 5
    assert seldom.noise > 0.7 * every.noise


@pytest.mark.parametrize(
    ("target", "campaign", "busy", "reason"),
    [
        (page(gains_of(1)[:0]), CAMPAIGN, [], Reason.EARLY),
        (page(gains_of(1)[:150]), CAMPAIGN, [], Reason.EARLY),
        (drift.of_counts(np.zeros(0, dtype=np.int64), np.zeros(0)), CAMPAIGN, [], Reason.EARLY),
        (page(gains_of(1)), days(-20, 10), [], Reason.NO_START),
        (page(gains_of(1), gaps=range(170, 180)), CAMPAIGN, [], Reason.NO_START),
        (page(gains_of(1)), days(20, 29), [], Reason.HISTORY),
        (page(gains_of(1)), CAMPAIGN, [days(0, 170)], Reason.HISTORY),
        (page(gains_of(1), gaps=range(30, 178)), CAMPAIGN, [], Reason.HISTORY),
        (page(gains_of(1)), days(45, 54), [], Reason.WINDOWS),
        (page(gains_of(1)), CAMPAIGN, [days(40, 150)], Reason.WINDOWS),
    ],
)
def test_what_cannot_be_told_is_refused(target: History, campaign: Period, busy: list[Period], reason: Reason) -> None:
    assert measure(target, {}, campaign, busy=busy) == Refusal(reason)


@pytest.mark.parametrize(
    ("freedom", "quantile80", "quantile95"), [(4, 1.533, 2.776), (8, 1.397, 2.306), (60, 1.296, 2.0)]
)
def test_students_quantiles_are_those_of_the_tables(freedom: int, quantile80: float, quantile95: float) -> None:
    assert noise.student(noise.NORMAL80, freedom) == pytest.approx(quantile80, abs=0.002)
    assert noise.student(noise.NORMAL95, freedom) == pytest.approx(quantile95, abs=0.012)
