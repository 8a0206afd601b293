"""How far a placement is: one state at each moment, whatever is known, and steps that somebody can do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics.placements import Deal, Detail, Known, Standing, State, Step, standing, steps

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = Known(*[True] * 7)
NONE = Known(*[False] * 7)
moments = st.none() | st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001
days = st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 20))


@pytest.mark.parametrize(
    ("deal", "state", "detail"),
    [
        (Deal(), State.UNPLANNED, ""),
        (Deal(agreed_at=NOW), State.UPCOMING, ""),
        (Deal(agreed_at=NOW - timedelta(seconds=1)), State.OVERDUE, ""),
        (Deal(published_at=NOW), State.LIVE, ""),
        (Deal(agreed_at=NOW + DAY, published_at=NOW - 9 * DAY), State.LIVE, ""),
        (Deal(published_at=NOW, keep_until=TODAY), State.LIVE, ""),
        (Deal(published_at=NOW - 9 * DAY, keep_until=TODAY - DAY), State.REMOVED, Detail.DUE_DOWN),
        (Deal(published_at=NOW - DAY, fades=True), State.REMOVED, Detail.FADED),
        (Deal(published_at=NOW - DAY + HOUR, fades=True), State.LIVE, ""),
        (Deal(published_at=NOW - DAY, fades=True, keep_until=TODAY), State.LIVE, ""),
        (Deal(published_at=NOW - DAY, removed_on=TODAY), State.REMOVED, ""),
        (Deal(published_at=NOW - DAY, removed_on=TODAY, keep_until=TODAY), State.REMOVED, ""),
        (Deal(published_at=NOW - DAY, removed_on=TODAY, keep_until=TODAY + DAY), State.REMOVED, Detail.EARLY),
        (Deal(agreed_at=NOW - DAY, removed_on=TODAY), State.REMOVED, ""),
        (Deal(agreed_at=NOW - DAY, published_at=NOW, is_cancelled=True), State.CANCELLED, ""),
    ],
)
def test_states(deal: Deal, state: State, detail: str) -> None:
    assert standing(deal, NOW, TODAY) == Standing(state, Detail(detail))


@given(st.builds(Deal, moments, moments, days, days, st.booleans(), st.booleans()))
def test_every_deal_has_a_state_and_steps_that_fit(deal: Deal) -> None:
    here = standing(deal, NOW, TODAY)
    assert (here.state == State.CANCELLED) == deal.is_cancelled
    assert here.state != State.LIVE or (deal.published_at is not None and deal.removed_on is None)
    assert here.state not in {State.UNPLANNED, State.UPCOMING, State.OVERDUE} or deal.published_at is None
    wanted = steps(here, NONE)
    assert len(set(wanted)) == len(wanted)
    assert (Step.ASK_PROOF in wanted) == (here.state in {State.LIVE, State.REMOVED})
    assert set(steps(here, ALL)) <= {Step.ASK_WHEN, Step.AGREE_TIME, Step.CHECK_REMOVAL}
    on_time = deal.on_time(NOW)
    assert on_time is None or not deal.is_cancelled
    assert on_time is not True or (deal.late is not None and deal.late <= HOUR)


@pytest.mark.parametrize(
    ("deal", "on_time", "stayed"),
    [
        (Deal(agreed_at=NOW - HOUR), None, None),
        (Deal(agreed_at=NOW - HOUR - timedelta(seconds=1)), False, None),
        (Deal(agreed_at=NOW - DAY, published_at=NOW - DAY + HOUR), True, None),
        (Deal(agreed_at=NOW - DAY, published_at=NOW - 2 * DAY), True, None),
        (Deal(agreed_at=NOW - DAY, published_at=NOW, is_cancelled=True), None, None),
        (Deal(published_at=NOW - DAY, keep_until=TODAY, removed_on=TODAY), None, True),
        (Deal(published_at=NOW - DAY, keep_until=TODAY, removed_on=TODAY - DAY), None, False),
        (Deal(published_at=NOW - 9 * DAY, keep_until=TODAY - DAY), None, None),
        (Deal(keep_until=TODAY, removed_on=TODAY), None, None),
    ],
)
def test_what_was_kept_to(deal: Deal, on_time: bool | None, stayed: bool | None) -> None:  # noqa: FBT001 - as expected
    assert (deal.on_time(NOW), deal.stayed) == (on_time, stayed)
