"""When reports are due: over all time zones, through each change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from promo import clock, times
from promo.analytics.periods import Period, unit
from promo.reports.delivery.schedules.timing import Rhythm

ZONES = st.sampled_from(clock.zone_names())
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them so
EVERY = st.sampled_from(("week", "month", "quarter"))


@given(every=EVERY, days=st.integers(0, 20), hour=st.integers(0, 23), zone=ZONES, now=MOMENTS)
@example(every="week", days=0, hour=2, zone="Europe/Berlin", now=datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
@example(every="month", days=0, hour=0, zone="America/Santiago", now=datetime(2026, 9, 6, 3, 30, tzinfo=UTC))
@example(every="month", days=20, hour=23, zone="Pacific/Kiritimati", now=datetime(2026, 2, 28, 12, tzinfo=UTC))
def test_the_next_is_the_first_after_now_at_the_clients_hour(
    every: str, days: int, hour: int, zone: str, now: datetime
) -> None:
    rhythm = Rhythm(every, days, hour, zone)
    newest, following = rhythm.newest(now), rhythm.next_at(now)
    assert rhythm.due_at(newest) <= now < following
    assert rhythm.newest(following) != newest
    assert rhythm.newest(following - timedelta(seconds=1)) == newest, "none is left out in between"
    period = rhythm.newest(following)
    wall = times.local(following, zone)
    assert period.start == newest.end + timedelta(days=1)
    assert period == unit(every, period.start), "whole weeks, months and quarters"
    assert wall.date() - period.end >= timedelta(days=1 + days), "it is over"
    typed = datetime.combine(period.end + timedelta(days=1 + days), wall.time().replace(hour=hour, minute=0))
    assert wall == typed or not times.occurs(typed, zone)
    assert rhythm.over(now).end < clock.local_day(now, zone) <= unit(every, clock.local_day(now, zone)).end


@pytest.mark.parametrize(
    ("rhythm", "now", "due", "about"),
    [
        (("week", 0, 9), "2026-11-26T12:00", "2026-11-30T06:00", ("2026-11-23", "2026-11-29")),
        (("month", 0, 9), "2026-12-01T05:59", "2026-12-01T06:00", ("2026-11-01", "2026-11-30")),
        (("month", 2, 9), "2026-12-01T06:00", "2026-12-03T06:00", ("2026-11-01", "2026-11-30")),
        (("quarter", 4, 18), "2026-12-31T23:00", "2027-01-05T15:00", ("2026-10-01", "2026-12-31")),
    ],
)
def test_examples_in_moscow(rhythm: tuple[str, int, int], now: str, due: str, about: tuple[str, str]) -> None:
    every, days, hour = rhythm
    found = Rhythm(every, days, hour, "Europe/Moscow")
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert found.next_at(at) == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert found.newest(found.next_at(at)) == Period(*(date.fromisoformat(one) for one in about))


def test_the_hour_stays_when_the_clocks_change() -> None:
    rhythm = Rhythm("week", 0, 9, "Europe/Berlin")
    assert rhythm.next_at(datetime(2026, 3, 26, tzinfo=UTC)) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert rhythm.next_at(datetime(2026, 3, 20, tzinfo=UTC)) == datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert rhythm.next_at(datetime(2026, 10, 22, tzinfo=UTC)) == datetime(2026, 10, 26, 8, tzinfo=UTC)
