"""Whether to work with a blogger again: points from two placements on, never from fewer or from nothing."""

from __future__ import annotations

from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.bloggers import Costs, Share, Side, Work, evidence

answers = st.none() | st.booleans()
amounts = st.none() | st.decimals("0.01", 1000, places=2)
kinds = (st.sampled_from(["RUB", "EUR"]), st.sampled_from(["reel", "story"]))
works = st.lists(st.builds(Work, *kinds, answers, answers, amounts, amounts, answers), max_size=8)


@given(works, works)
def test_nothing_is_said_without_two_of_a_kind(own: list[Work], others: list[Work]) -> None:
    found = evidence(own, others)
    assert found.placements == len(own)
    assert len(own) > 1 or not found.judged
    for costs in (*found.per_click, *found.per_follower):
        assert (costs.n >= 2 and costs.others_n >= 3) == (costs.side != Side.UNJUDGED)
    assert sum(costs.n for costs in found.per_click) == sum(work.per_click is not None for work in own)
    assert found.lifts.side != Side.AGAINST, "a lift that cannot be seen says nothing"


@given(works, works)
def test_medians_are_of_the_same_currency_and_format(own: list[Work], others: list[Work]) -> None:
    for costs in evidence(own, others).per_follower:
        alike = [
            work.per_follower
            for work in others
            if (work.currency, work.format) == (costs.currency, costs.format) and work.per_follower is not None
        ]
        assert (costs.others, costs.others_n) == (median(alike) if alike else None, len(alike))


@pytest.mark.parametrize(
    ("share", "side"),
    [
        (Share(1, 1), Side.UNJUDGED),
        (Share(3, 4), Side.FOR),
        (Share(2, 3), Side.EVEN),
        (Share(1, 2), Side.EVEN),
        (Share(2, 5), Side.AGAINST),
        (Share(0, 5), Side.AGAINST),
    ],
)
def test_shares(share: Share, side: Side) -> None:
    assert share.side == side


@pytest.mark.parametrize(
    ("own", "others", "side"),
    [("90", "100", Side.FOR), ("91", "100", Side.EVEN), ("109", "100", Side.EVEN), ("110", "100", Side.AGAINST)],
)
def test_costs(own: str, others: str, side: Side) -> None:
    assert Costs("RUB", "reel", Decimal(own), 2, Decimal(others), 3).side == side


def test_how_many_speak_each_way() -> None:
    others = [Work("RUB", "reel", per_click=Decimal(100))] * 3
    own = [
        Work("RUB", "reel", on_time=False, per_click=Decimal(50), lift_told=False),
        Work("RUB", "reel", on_time=False, per_click=Decimal(50), lift_told=True),
        Work("EUR", "reel", on_time=True, stayed=True, per_click=Decimal(5)),
    ]
    found = evidence(own, others)
    assert found.sides == {Side.FOR: 2, Side.AGAINST: 1, Side.UNJUDGED: 2}, "cheap and seen, but late"
    assert found.judged == 3
    assert [(costs.currency, costs.n) for costs in found.per_click] == [("RUB", 2), ("EUR", 1)]
