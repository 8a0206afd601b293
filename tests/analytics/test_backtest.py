from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import backtest, drift
from promo.analytics.backtest import HORIZONS, NEEDED
from tests.analytics.series import START, days_of

if TYPE_CHECKING:
    from promo.analytics.drift import History

FLOOR = 0.5


def history(counts: dict[int, float | None]) -> History:
    return drift.history(days_of(counts), START + timedelta(days=5000))


def walk(days: int, seed: int = 1, pace: float = 20, wide: float = 30) -> History:
    """Return a random walk with a drift, counted every day."""
    gains = np.random.default_rng(seed).normal(pace, wide, days)
    return drift.of_counts(np.arange(days), np.rint(50_000 + np.cumsum(gains)))


def test_tries_are_at_least_half_a_horizon_apart_and_never_too_many() -> None:
    for horizon in HORIZONS:
        found = backtest.tries(walk(800), horizon)
        assert len(found.origins) <= backtest.MOST_TRIES + 1
        assert np.diff(found.origins).min() >= horizon / 2
        assert (found.days == horizon).all()
        assert found.origins[0] >= NEEDED - 1
        assert found.targets[-1] == 799, "the newest count is used"


def test_too_few_counts_make_no_tries() -> None:
    for days in (1, NEEDED, NEEDED + 6):
        assert len(backtest.tries(walk(days), 7).origins) == 0
    assert len(backtest.tries(walk(NEEDED + 7), 7).origins) == 1


def test_a_count_that_comes_much_too_late_is_no_target() -> None:
    known = history({**dict.fromkeys(range(60), 100.0), 95: 100.0, 96: 100.0})
    found = backtest.tries(known, 7)
    assert (found.days <= 9).all()
    assert len(found.origins) > 0
    assert found.targets.max() < 60


def test_a_count_a_day_late_is_held_against_its_own_day() -> None:
    known = history(dict.fromkeys(range(0, 200, 4), 100.0))
    found = backtest.tries(known, 30)
    assert set(found.days.tolist()) == {32}


def test_it_says_how_forecasts_went() -> None:
    found = backtest.backtest(walk(700))
    for horizon in HORIZONS:
        went = found[horizon]
        assert went
        assert (went.horizon, went.tries >= 10) == (horizon, True)
        assert 0.6 <= went.within80 <= went.within95 <= 1
        assert went.error_share == pytest.approx(went.error / 55_000, rel=0.5)
    assert found[90].ratio < 1  # type: ignore[union-attr]


def test_a_straight_line_is_met() -> None:
    found = backtest.backtest(drift.of_counts(np.arange(400), 1000 + 100 * np.arange(400, dtype=np.float64)))
    assert found[7]
    assert found[7].error < 100 * 7 * 0.05
    assert (found[7].within80, found[7].within95) == (1, 1)


def test_too_short_a_history_says_nothing() -> None:
    assert backtest.backtest(walk(NEEDED)) == {7: None, 30: None, 90: None}
    found = backtest.backtest(walk(100))
    assert found[7]
    assert (found[30], found[90]) == (None, None)


def test_a_page_without_followers_has_no_share() -> None:
    found = backtest.backtest(drift.of_counts(np.arange(100), np.zeros(100)))
    assert found[7]
    assert (found[7].error, found[7].error_share, found[7].ratio) == (0, None, 1)


def test_own_errors_count_from_42_days_on() -> None:
    assert len(backtest.own_errors(walk(backtest.RATIO_NEEDS - 1), {})[0]) == 0
    errors, days, places = backtest.own_errors(walk(backtest.RATIO_NEEDS), {})
    assert len(errors) == len(days) == len(places) > 0
    assert set(days.tolist()) <= set(backtest.RATIO_HORIZONS)


def test_the_future_is_not_looked_at() -> None:
    known = walk(300)
    changed = known.counts.copy()
    changed[200:] += 50_000
    other = drift.of_counts(np.arange(300), changed)
    for place in (60, 150, 199):
        once, again = drift.fit(known, place), drift.fit(other, place)
        assert once.gain == pytest.approx(again.gain)
        assert once.scale == pytest.approx(again.scale)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.floats(0.1, 10))
def test_the_ratio_of_errors_is_one_of_scales(errors: list[float], factor: float) -> None:
    found = np.array(errors) + 10
    assert backtest.error_ratio(found * factor + 0, found) == pytest.approx(max(factor, 0), rel=0.01)


def test_no_error_counts_for_less_than_half_a_follower() -> None:
    assert backtest.error_ratio(np.zeros(3), np.full(3, FLOOR / 2)) == 1


@pytest.mark.parametrize("kind", ["every day", "every third"])
def test_bands_hold_what_they_say_on_random_walks(kind: str) -> None:
    held: dict[int, list[Any]] = {7: [], 30: []}
    for seed in range(40):
        known = walk(400, seed)
        if kind == "every third":
            known = drift.of_counts(known.places[::3], known.counts[::3])
        for horizon, went in backtest.backtest(known).items():
            if went and horizon in held:
                held[horizon].append((went.within80, went.within95))
    for found in held.values():
        within80, within95 = np.mean(found, axis=0)
        assert 0.65 <= within80 <= 0.95
        assert 0.88 <= within95 <= 1
