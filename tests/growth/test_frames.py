from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from promo.pages import frames
from tests.growth.agency import TODAY, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_days_come_by_page_and_day_with_gaps_unknown_and_nothing_else(session: Session) -> None:
    one, other, third = (add_page(session, None, name) for name in ("one", "other", "third"))
    add_days(session, other, {1: 5, 3: None})
    add_days(session, one, {2: 7, 1: 8, 9: 1})
    add_days(session, third, {1: 9})
    found = frames.page_days(session, [one.id, other.id], ago(3), ago(1))
    assert found["page_id"].tolist() == [one.id, one.id, other.id, other.id]
    assert [str(day.date()) for day in found["day"]] == [str(ago(days)) for days in (2, 1, 3, 1)]
    assert found["followers"].tolist()[:2] == [7, 8]
    assert found["followers"].isna().tolist() == [False, False, True, False]
    assert found["following"].tolist() == [102, 101, 103, 101]


def test_a_billion_followers_stay_exact(session: Session) -> None:
    page = add_page(session, None)
    add_days(session, page, {1: 712_345_678_901})
    assert frames.page_days(session, [page.id], ago(1), ago(1))["followers"].tolist() == [712_345_678_901]


def test_the_baseline_is_each_pages_last_known_count_before(session: Session) -> None:
    one, other, third = (add_page(session, None, name) for name in ("one", "other", "third"))
    add_days(session, one, {5: 7, 4: None, 2: 8})
    add_days(session, other, {30: 3})
    add_days(session, third, {2: 3})
    ids = [one.id, other.id, third.id]
    found = frames.baseline(session, ids, ago(2))
    assert found[["page_id", "followers"]].to_numpy().tolist() == [[one.id, 7], [other.id, 3]]
    assert found["day"].tolist() == [pd.Timestamp(ago(5)), pd.Timestamp(ago(30))]
    assert frames.newest(session, ids, ago(2))["followers"].tolist() == [8, 3, 3]


def test_first_days(session: Session) -> None:
    one, other = add_page(session, None, "one"), add_page(session, None, "other")
    add_days(session, one, {5: 7, 4: None, 2: 8})
    assert frames.first_days(session, [one.id, other.id]) == {one.id: ago(5)}


def test_posts_fall_on_the_days_of_the_zone(session: Session) -> None:
    page = add_page(session, None)
    late, early = local(ago(2), 23, 59), local(ago(1), 0, 1)
    add_post(session, page, early, None, likes_hidden=True, comments=None, views=4)
    add_post(session, page, late, kind="reel")
    found = frames.posts(session, [page.id], ago(2), ago(1), "Europe/Moscow")
    assert found["day"].tolist() == [pd.Timestamp(ago(2)), pd.Timestamp(ago(1))]
    assert found["kind"].tolist() == ["reel", "image"]
    assert found["likes_hidden"].tolist() == [False, True]
    assert found["likes"].isna().tolist() == [False, True]
    assert len(frames.posts(session, [page.id], ago(1), ago(1), "Europe/Moscow")) == 1
    assert len(frames.posts(session, [page.id], ago(1), ago(1), "UTC")) == 0


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("America/New_York", date(2026, 3, 8)),  # 23 hours long
        ("America/New_York", date(2026, 11, 1)),  # 25 hours long
        ("Pacific/Kiritimati", date(2027, 1, 1)),  # UTC+14, the first to have a new year
        ("Pacific/Pago_Pago", date(2026, 12, 31)),  # UTC-11, the last
        ("America/Havana", date(2026, 3, 8)),  # begins at 1 o'clock: midnight is skipped
    ],
)
def test_days_of_any_length_begin_and_end_with_the_zone(session: Session, time_zone: str, day: date) -> None:
    page = add_page(session, None)
    moments = {
        -1: local(day, 0, 0, time_zone) - timedelta(minutes=1),
        0: local(day, 3, 30, time_zone),
        1: local(day, 23, 59, time_zone),
        2: local(day + timedelta(days=1), 1, 30, time_zone),
    }
    for moment in moments.values():
        add_post(session, page, moment)
    found = frames.posts(session, [page.id], day, day, time_zone)
    assert found["day"].tolist() == [pd.Timestamp(day)] * 2


def test_nothing_is_an_empty_frame_with_the_same_columns(session: Session) -> None:
    page = add_page(session, None)
    add_days(session, page, {1: 1})
    add_post(session, page, datetime.combine(ago(1), datetime.min.time(), local(TODAY).tzinfo))
    full = frames.page_days(session, [page.id], ago(1), ago(1)), frames.posts(session, [page.id], ago(9), ago(1), "UTC")
    none = frames.page_days(session, [], ago(1), ago(1)), frames.posts(session, [], ago(9), ago(1), "UTC")
    for some, empty in zip(full, none, strict=True):
        assert len(some) == 1
        assert len(empty) == 0
        assert some.dtypes.equals(empty.dtypes)
    assert frames.baseline(session, [page.id], ago(1))["day"].dtype == np.dtype("datetime64[s]")
