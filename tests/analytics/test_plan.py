from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import fmean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.plan import Entry, facts, groups, usual

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def entry(late: float | None = None, **more: object) -> Entry:
    """An item whose post came ``late`` minutes after its time; not published without it."""
    values: dict[str, object] = {
        "id": 1, "kind": "post", "rubric": None, "planned_at": AT, "is_seen": late is not None, "is_due": True,
        "published_at": AT + timedelta(minutes=late) if late is not None else None,
    }  # fmt: skip
    return Entry(**{**values, **more})  # type: ignore[arg-type]


def test_counts_and_punctuality() -> None:
    by_hand = entry(0, is_seen=False)
    found = facts([entry(-20), entry(4), entry(15), entry(60), by_hand, entry(), entry(is_due=False)])
    assert (found.planned, found.published, found.seen, found.missed, found.ahead) == (7, 5, 4, 1, 1)
    assert (found.within_quarter, found.within_hour) == (0.5, 1.0)
    assert found.delay == pytest.approx(9.5)


def test_without_a_post_nothing_is_said_of_punctuality() -> None:
    for entries in ([], [entry()], [entry(0, is_seen=False)]):
        found = facts(entries)
        assert (found.within_quarter, found.within_hour, found.delay) == (None, None, None)


def test_a_usual_needs_posts_and_is_not_zero() -> None:
    assert usual({1: [0.01] * 4, 2: [0.0] * 9, 3: [0.01, 0.02, 0.03, 0.04, 0.5]}) == {3: 0.03}


def test_groups_are_told_against_the_usual_once_there_are_enough_posts() -> None:
    few = [entry(0, kind="reel", er=0.02, ratio=2.0, likes=10) for _ in range(4)]
    many = [entry(0, er=0.01 * ratio, ratio=ratio) for ratio in (1.1, 1.5, 1.2, 1.4, 1.3)]
    first, second = groups([*few, *many, entry()], lambda one: one.kind, "mean")
    assert (first.key, first.planned, first.published, first.missed, first.counted) == ("post", 6, 5, 1, 5)
    assert first.er == pytest.approx(0.013)
    assert [first.low, first.difference, first.high] == pytest.approx([0.1, 0.3, 0.5])
    assert first.differs
    assert (second.key, second.likes) == ("reel", 10)
    assert second.er == pytest.approx(0.02)
    assert second.too_few
    assert (second.difference, second.low, second.high, second.differs) == (None, None, None, False)


@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(-5000, 5000), st.sampled_from("abc"), st.none() | st.floats(0, 1), st.booleans()
        ),
        max_size=40,
    )
)
def test_groups_and_facts_add_up(made: list[tuple[float | None, str, float | None, bool]]) -> None:
    entries = [
        entry(late, rubric=rubric, er=rate, ratio=None if rate is None else rate * 3, is_due=due)
        for late, rubric, rate, due in made
    ]
    told, parts = facts(entries), groups(entries, lambda one: one.rubric)
    assert told.planned == told.published + told.missed + told.ahead
    for name in ("planned", "published", "missed"):
        assert sum(getattr(part, name) for part in parts) == getattr(told, name)
    assert [part.planned for part in parts] == sorted((part.planned for part in parts), reverse=True)
    if told.seen:
        assert 0 <= (told.within_quarter or 0) <= (told.within_hour or 0) <= 1
    for part in parts:
        rates = [rate for _, rubric, rate, _ in made if rubric == part.key and rate is not None]
        assert part.counted == part.compared == len(rates)
        assert part.er == (pytest.approx(median(rates)) if rates else None)
        mean = groups([one for one in entries if one.rubric == part.key], lambda _: 1, "mean")[0].er
        assert mean == (pytest.approx(fmean(rates)) if rates else None)
        assert (part.difference is None) == part.too_few
        if part.low is not None and part.high is not None and part.difference is not None:
            assert part.low <= part.difference <= part.high
