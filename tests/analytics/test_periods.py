from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.analytics import periods
from promo.analytics.periods import Period, choose
from promo.clock import local_day

TODAY = date(2026, 11, 24)
LONG_AGO = date(2024, 1, 1)
days = st.dates(date(2012, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("7", date(2026, 11, 17)),
        ("30", date(2026, 10, 25)),
        ("90", date(2026, 8, 26)),
        ("week", date(2026, 11, 23)),
        ("month", date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1)),
        ("year", date(2026, 1, 1)),
        ("all", LONG_AGO),
    ],
)
def test_a_period_ends_with_the_last_complete_day(kind: str, start: date) -> None:
    choice = choose({"period": kind}, TODAY, LONG_AGO)
    assert (choice.period, choice.problems) == (Period(start, date(2026, 11, 23)), ())


def test_nothing_asked_is_30_days_against_those_before() -> None:
    choice = choose({}, TODAY, None)
    assert (choice.kind, choice.against, choice.group) == ("30", "previous", "day")
    assert choice.comparison == Period(date(2026, 9, 25), date(2026, 10, 24))


def test_today_counts_when_nothing_else_is_there() -> None:
    assert choose({}, TODAY, TODAY).period.end == TODAY
    assert choose({"period": "all"}, TODAY, TODAY).period == Period(TODAY, TODAY)
    assert choose({}, TODAY, TODAY - timedelta(days=1)).period.end == TODAY - timedelta(days=1)


def test_on_the_first_of_a_month_the_month_is_the_one_that_ended() -> None:
    choice = choose({"period": "month"}, date(2027, 1, 1), LONG_AGO)
    assert choice.period == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert choice.comparison == Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("kind", "today", "expected"),
    [
        ("week", date(2026, 11, 27), Period(date(2026, 11, 16), date(2026, 11, 19))),
        ("week", date(2026, 11, 30), Period(date(2026, 11, 16), date(2026, 11, 22))),
        ("month", date(2026, 11, 24), Period(date(2026, 10, 1), date(2026, 10, 23))),
        ("month", date(2026, 3, 31), Period(date(2026, 2, 1), date(2026, 2, 28))),
        ("month", date(2026, 3, 1), Period(date(2026, 1, 1), date(2026, 1, 31))),
        ("quarter", date(2026, 11, 24), Period(date(2026, 7, 1), date(2026, 8, 23))),
        ("quarter", date(2027, 1, 1), Period(date(2026, 7, 1), date(2026, 9, 30))),
        ("year", date(2026, 11, 24), Period(date(2025, 1, 1), date(2025, 11, 23))),
        ("year", date(2027, 1, 1), Period(date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_a_running_unit_is_compared_with_the_same_part_of_the_one_before(
    kind: str, today: date, expected: Period
) -> None:
    assert choose({"period": kind}, today, LONG_AGO).comparison == expected


def test_the_year_before_has_the_same_dates() -> None:
    leap = Period(date(2028, 2, 10), date(2028, 2, 29))
    assert periods.last_year(leap) == Period(date(2027, 2, 10), date(2027, 2, 28))
    assert choose({"period": "7", "against": "year"}, TODAY, LONG_AGO).comparison == Period(
        date(2025, 11, 17), date(2025, 11, 23)
    )


def test_all_time_and_a_refusal_have_no_comparison() -> None:
    assert choose({"period": "all"}, TODAY, LONG_AGO).comparison is None
    assert choose({"against": "none"}, TODAY, LONG_AGO).comparison is None


def test_own_dates_are_taken() -> None:
    choice = choose({"period": "own", "from": " 2026-10-01", "to": "2026-10-10 "}, TODAY, LONG_AGO)
    assert (choice.kind, choice.problems) == ("own", ())
    assert choice.period == Period(date(2026, 10, 1), date(2026, 10, 10))
    assert choice.comparison == Period(date(2026, 9, 21), date(2026, 9, 30))
    assert (choice.start, choice.end) == ("2026-10-01", "2026-10-10")


def test_own_dates_end_with_the_last_complete_day_and_say_so() -> None:
    choice = choose({"period": "own", "from": "2026-11-01", "to": "2026-12-31"}, TODAY, LONG_AGO)
    assert choice.period == Period(date(2026, 11, 1), date(2026, 11, 23))
    assert [problem.message for problem in choice.problems] == [
        "Only complete days count, so the period ends on %(last)s."
    ]
    assert choice.problems[0].values == {"last": date(2026, 11, 23)}


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("2026-10-10", "2026-10-01", "The first day is after the last one"),
        ("", "2026-10-01", "Give both dates"),
        ("tomorrow", "2026-10-01", "Give both dates"),
        ("0001-01-01", "2026-10-01", "Instagram opened on"),
        ("2026-11-24", "2026-11-30", "The last complete day is"),
    ],
)
def test_wrong_own_dates_are_told_and_kept_as_typed(start: str, end: str, sentence: str) -> None:
    choice = choose({"period": "own", "from": start, "to": end}, TODAY, LONG_AGO)
    assert (choice.kind, choice.period.days) == ("30", 30)
    assert (choice.start or start, choice.end) == (start or "2026-10-25", end)
    assert [problem.field for problem in choice.problems] == ["own"]
    assert choice.problems[0].message.startswith(sentence)


@pytest.mark.parametrize("name", ["period", "against", "by"])
def test_an_unknown_choice_is_told_and_the_usual_one_taken(name: str) -> None:
    choice = choose({name: "abc" * 50}, TODAY, LONG_AGO)
    assert (choice.kind, choice.against, choice.group) == ("30", "previous", "day")
    assert [(problem.field, problem.values) for problem in choice.problems] == [(name, {"value": ("abc" * 50)[:40]})]


def test_long_periods_are_grouped() -> None:
    groups = [choose({"period": kind}, TODAY, LONG_AGO).group for kind in ("90", "year", "all")]
    assert groups == ["day", "week", "month"]
    assert choose({"period": "all", "by": "day"}, TODAY, LONG_AGO).group == "day"


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(TODAY, TODAY - timedelta(days=1))


def test_a_period_knows_its_days() -> None:
    period = Period(date(2026, 3, 1), date(2026, 3, 3))
    assert period.days == 3
    assert date(2026, 3, 3) in period
    assert date(2026, 3, 4) not in period
    assert "2026-03-02" not in period


@given(today=days, kind=st.sampled_from(list(periods.KINDS)), against=st.sampled_from(list(periods.COMPARISONS)))
def test_whatever_is_asked_the_comparison_lies_before_and_is_no_longer(today: date, kind: str, against: str) -> None:
    first = today - timedelta(days=400)
    query = {"period": kind, "against": against, "from": str(today - timedelta(days=9)), "to": str(today)}
    choice = choose(query, today, first)
    assert choice.period.end == today - timedelta(days=1)
    assert choice.period.start <= choice.period.end
    if choice.comparison:
        assert choice.comparison.end < choice.period.start or against == "year"
        assert choice.comparison.days <= choice.period.days or kind in periods.UNITS or against == "year"


@given(
    query=st.dictionaries(st.sampled_from(["period", "at", "from", "to", "against", "by"]), st.text(max_size=12)),
    today=days,
)
def test_no_query_breaks_it(query: dict[str, str], today: date) -> None:
    assert choose(query, today, None).period.days >= 1


@given(today=days, size=st.sampled_from([7, 30, 90]))
def test_periods_of_days_shift_with_the_day(today: date, size: int) -> None:
    one, next_one = (choose({"period": str(size)}, day, None) for day in (today, today + timedelta(days=1)))
    assert next_one.period.start - one.period.start == timedelta(days=1)
    assert one.comparison is not None
    assert one.comparison.days == one.period.days == size
    assert one.comparison.end + timedelta(days=1) == one.period.start


@pytest.mark.parametrize(
    ("kind", "at", "expected", "earlier", "later"),
    [
        ("week", "2027-01-03", Period(date(2026, 12, 28), date(2027, 1, 3)), date(2026, 12, 21), date(2027, 1, 4)),
        ("week", "2025-12-31", Period(date(2025, 12, 29), date(2026, 1, 4)), date(2025, 12, 22), date(2026, 1, 5)),
        ("month", "2028-02-29", Period(date(2028, 2, 1), date(2028, 2, 29)), date(2028, 1, 1), date(2028, 3, 1)),
        ("quarter", "2026-12-31", Period(date(2026, 10, 1), date(2026, 12, 31)), date(2026, 7, 1), date(2027, 1, 1)),
        ("year", "2026-07-01", Period(date(2026, 1, 1), date(2026, 12, 31)), date(2025, 1, 1), date(2027, 1, 1)),
    ],
)
def test_one_steps_from_unit_to_unit(kind: str, at: str, expected: Period, earlier: date, later: date) -> None:
    choice = choose({"period": kind, "at": at}, date(2029, 5, 5), LONG_AGO)
    assert (choice.period, choice.at, choice.earlier, choice.later) == (expected, expected.start, earlier, later)


def test_the_newest_unit_runs_to_the_last_complete_day_and_nothing_comes_after() -> None:
    choice = choose({"period": "month", "at": "2026-11-02"}, TODAY, LONG_AGO)
    assert (choice.period, choice.later) == (Period(date(2026, 11, 1), date(2026, 11, 23)), None)


def test_before_the_first_observation_there_is_no_step_back() -> None:
    assert choose({"period": "month"}, TODAY, date(2026, 11, 1)).earlier is None
    assert choose({"period": "month"}, TODAY, date(2026, 10, 31)).earlier == date(2026, 10, 1)
    assert choose({"period": "month"}, TODAY, None).earlier is None


@pytest.mark.parametrize("at", ["October", "2026-13-01", "0001-01-01", "9999-12-31", "2026-12-01"])
def test_a_unit_that_cannot_be_shown_is_told(at: str) -> None:
    choice = choose({"period": "week", "at": at}, TODAY, LONG_AGO)
    assert choice.period == Period(date(2026, 11, 23), date(2026, 11, 23))
    assert [problem.field for problem in choice.problems] == ["at"]


def test_a_week_last_year_has_the_same_weekdays() -> None:
    choice = choose({"period": "week", "at": "2026-11-18", "against": "year"}, TODAY, LONG_AGO)
    assert choice.comparison == Period(date(2025, 11, 17), date(2025, 11, 23))


@given(today=days, kind=st.sampled_from(periods.UNITS))
def test_units_have_no_holes_and_the_newest_whole_one_follows_the_one_before(today: date, kind: str) -> None:
    here = periods.unit(kind, today)
    after = periods.unit(kind, here.end + timedelta(days=1))
    assert today in here
    assert after.start == here.end + timedelta(days=1)
    assert periods.unit(kind, here.start) == periods.unit(kind, here.end) == here
    assert periods.previous(kind, after) == here


@given(today=days, kind=st.sampled_from(list(periods.KINDS)), offset=st.integers(0, 3000))
def test_whatever_unit_is_asked_for_only_complete_days_count(today: date, kind: str, offset: int) -> None:
    at = str(today - timedelta(days=offset))
    choice = choose({"period": kind, "at": at}, today, today - timedelta(days=4000))
    assert choice.period.start <= choice.period.end < today
    assert (choice.at is not None) == (kind in periods.UNITS)


ZONES = ("Etc/GMT+12", "Pacific/Kiritimati", "Australia/Lord_Howe", "America/New_York", "Europe/Berlin", "Asia/Kolkata")


@given(
    moment=st.integers(1_325_400_000, 3_818_600_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    name=st.sampled_from(ZONES),
    kind=st.sampled_from(["7", "30", "week", "month", "quarter", "year"]),
)
def test_in_every_zone_the_period_ends_before_the_local_day(moment: datetime, name: str, kind: str) -> None:
    today = local_day(moment, name)
    choice = choose({"period": kind}, today, LONG_AGO if today > LONG_AGO else None)
    midnight = datetime.combine(choice.period.end + timedelta(days=1), time.min, ZoneInfo(name))
    assert choice.period.end == today - timedelta(days=1)
    assert midnight.astimezone(UTC) <= moment + timedelta(hours=1)  # an hour: midnight itself may fall into a DST gap
    assert abs((today - moment.date()).days) <= 1


@pytest.mark.parametrize(
    ("moment", "name", "expected"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 26)),
        (datetime(2026, 11, 1, 3, 59, tzinfo=UTC), "America/New_York", date(2026, 10, 31)),
        (datetime(2026, 11, 2, 4, 59, tzinfo=UTC), "America/New_York", date(2026, 11, 1)),
        (datetime(2026, 12, 31, 10, 0, tzinfo=UTC), "Pacific/Kiritimati", date(2027, 1, 1)),
        (datetime(2027, 1, 1, 11, 59, tzinfo=UTC), "Etc/GMT+12", date(2026, 12, 31)),
        (datetime(2026, 4, 4, 13, 29, tzinfo=UTC), "Australia/Lord_Howe", date(2026, 4, 5)),
    ],
)
def test_a_day_is_the_clients_day(moment: datetime, name: str, expected: date) -> None:
    assert local_day(moment, name) == expected
    assert choose({"period": "7"}, expected, LONG_AGO).period.end == expected - timedelta(days=1)


def test_periods_share_days_or_none() -> None:
    one, other = Period(date(2026, 3, 1), date(2026, 3, 9)), Period(date(2026, 3, 9), date(2026, 3, 20))
    assert one.shared(other) == other.shared(one) == Period(date(2026, 3, 9), date(2026, 3, 9))
    assert one.shared(Period(date(2026, 3, 10), date(2026, 3, 10))) is None
    assert one.shared(one) == one
