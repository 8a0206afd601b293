"""Items that come again: real items at the same local time, also when the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import times
from promo.errors import Invalid
from promo.plan.models import PlanItem, PlanSeries
from promo.plan.series.service import Repeat, days

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


def repeat(
    until: date, unit: str = "week", interval: int = 1, weekdays: tuple[int, ...] = (), *, nth: bool = False
) -> Repeat:
    return Repeat(unit, interval, weekdays, nth, until)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (repeat(date(2026, 12, 16)), ["12-08", "12-15"]),
        (repeat(date(2026, 12, 10), weekdays=(1, 3)), ["12-03", "12-08", "12-10"]),
        (repeat(date(2026, 12, 31), interval=2), ["12-15", "12-29"]),
        (repeat(date(2027, 2, 28), unit="month"), ["01-01", "02-01"]),
        (repeat(date(2027, 2, 28), unit="month", nth=True), ["01-05", "02-02"]),
    ],
)
def test_the_days(rule: Repeat, expected: list[str]) -> None:
    assert [day.strftime("%m-%d") for day in days(date(2026, 12, 1), rule)] == expected


@pytest.mark.parametrize(
    "rule",
    [
        repeat(date(2026, 12, 1)),
        repeat(date(2029, 1, 1)),
        repeat(date(2026, 12, 5)),
        repeat(date(2027, 2, 1), interval=0),
        repeat(date(2028, 6, 1), weekdays=(0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_wrong_rules(rule: Repeat) -> None:
    with pytest.raises(Invalid):
        days(date(2026, 12, 1), rule)


def test_a_series_keeps_its_local_time(
    browse: Browse, people: People, write: Callable[..., PlanItem], session: Session
) -> None:
    people.client_row.time_zone = "Europe/Berlin"
    session.merge(people.client_row)
    session.commit()
    item = write(planned_at=datetime(2027, 3, 23, 17, tzinfo=UTC))  # 18:00 in Berlin
    manager, here = browse(people.manager), f"/plan/items/{item.id}/series"
    wish = {"unit": "week", "interval": "1", "weekdays": "1", "until": "2027-04-06"}
    for person, status in ((people.outsider, 404), (people.specialist, 403)):
        assert browse(person).post_form(here, wish).status_code == status
    assert manager.post_form(here, {**wish, "until": ""}).status_code == 422
    for _click in range(2):
        assert manager.post_form(here, wish).status_code == 303
    session.expire_all()
    found = session.scalars(select(PlanItem).order_by(PlanItem.planned_at)).all()
    assert [times.written(one.planned_at, "Europe/Berlin") for one in found] == [
        "2027-03-23T18:00", "2027-03-30T18:00", "2027-04-06T18:00",
    ]  # fmt: skip
    hours = [one.planned_at.hour for one in found if one.planned_at]
    assert hours[0] - hours[1] == 1, "the clock was put forward between them"
    series = session.scalars(select(PlanSeries)).one()
    page = f"/plan/series/{series.id}"
    assert "Series" in manager.get(page).text
    assert browse(people.outsider).get(page).status_code == 404
    shift = {"since": "2027-03-30", "at": "09:30", "action": "shift"}
    assert browse(people.specialist).post_form(f"{page}/following", shift).status_code == 403
    assert manager.post_form(f"{page}/following", shift).status_code == 303
    session.expire_all()
    found = session.scalars(select(PlanItem).order_by(PlanItem.planned_at)).all()
    assert [times.written(one.planned_at, "Europe/Berlin")[-5:] for one in found] == ["18:00", "09:30", "09:30"]
    manager.post_form(f"{page}/following", {"since": "2027-04-01", "action": "stop"})
    session.expire_all()
    assert len(session.scalars(select(PlanItem)).all()) == 2
    assert "Choose the day" in manager.post_form(f"{page}/following", {"since": "x"}, follow_redirects=True).text
