from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from promo.charts.sparkline import HEIGHT, MARGIN, WIDTH, sparkline


def test_a_gap_stays_a_gap() -> None:
    assert sparkline([1, 2, None, 4, 5]).path.count("M") == 2


def test_a_point_alone_is_a_dot() -> None:
    found = sparkline([None, 7, None])
    assert (found.path, len(found.dots)) == ("", 1)
    assert found.end == found.dots[0]


def test_nothing_known_draws_nothing() -> None:
    found = sparkline([None, None])
    assert (found.path, found.dots, found.end) == ("", (), None)
    assert sparkline([]).end is None


def test_growth_goes_up_and_a_level_series_runs_through_the_middle() -> None:
    assert sparkline([1, 2]).path == "M20 260L1080 20"
    assert sparkline([3, 3]).path == "M20 140L1080 140"


@given(st.lists(st.none() | st.integers(-(10**12), 10**12), max_size=60))
def test_everything_stays_inside(values: list[int | None]) -> None:
    found = sparkline(values)
    points = [tuple(map(int, pair.split())) for pair in found.path.replace("M", "L").split("L") if pair]
    for x, y in [*points, *found.dots]:
        assert MARGIN <= x <= WIDTH - MARGIN
        assert MARGIN <= y <= HEIGHT - MARGIN
    assert len(points) + len(found.dots) == sum(value is not None for value in values)
