"""Entering and removing rates: who may, what is refused, what a second click does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.campaigns.rates import service
from promo.campaigns.rates.models import ExchangeRate
from promo.campaigns.rates.service import RateFields

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

URL = "/settings/rates"
DAY = date(2026, 10, 1)
TYPED = {"base": "usd", "quote": "RUB", "rate": "81,4000000001", "day": "2026-10-01"}


def all_of(session: Session) -> list[tuple[str, str, date, Decimal]]:
    session.expire_all()
    rows = session.scalars(select(ExchangeRate).order_by(ExchangeRate.day, ExchangeRate.base))
    return [(one.base, one.quote, one.day, one.rate) for one in rows]


def test_a_rate_is_entered_replaced_and_removed(browse: Browse, people: People, session: Session) -> None:
    manager = browse(people.manager)
    assert "No rates yet" in manager.get(URL).text
    for _click in range(2):
        assert manager.post_form(URL, TYPED).status_code == 303
    assert all_of(session) == [("USD", "RUB", DAY, Decimal("81.4000000001"))]
    shown = browse(people.specialist).get(URL).text
    assert "1 USD = 81.4000000001 RUB" in shown
    assert "Manager" in shown
    assert "Enter a rate" not in shown

    outsider = browse(people.outsider)  # rates are the agency's: any manager may
    assert outsider.post_form(URL, {**TYPED, "rate": "82"}).status_code == 303
    assert outsider.post_form(URL, {**TYPED, "base": "EUR", "day": "2026-09-30"}).status_code == 303
    assert all_of(session)[1:] == [("USD", "RUB", DAY, Decimal(82))]
    assert "82.00" in (shown := manager.get(f"{URL}?currency=USD").text)
    assert "Outsider" in shown
    assert "1 EUR" not in shown
    assert "Sep 30, 2026" in manager.get(f"{URL}?currency=XXX&page=7").text, "what is not known is left out"
    newest = session.scalar(select(ExchangeRate.id).where(ExchangeRate.base == "USD"))
    for _click in range(2):
        assert manager.post_form(f"{URL}/{newest}/removal").status_code == 303
    assert [row[0] for row in all_of(session)] == ["EUR"]


def test_who_may(browse: Browse, people: People, session: Session) -> None:
    service.enter(session, RateFields("USD", "RUB", DAY, Decimal(80)), people.owner)
    session.commit()
    for person, status in ((people.specialist, 200), (people.client, 403)):
        browser = browse(person)
        assert browser.get(URL).status_code == status
        assert browser.post_form(URL, TYPED).status_code == 403
        assert browser.post_form(f"{URL}/1/removal").status_code == 403
    assert "Exchange rates" not in browse(people.client).get("/settings").text
    assert "Exchange rates" in browse(people.specialist).get("/settings").text
    assert len(all_of(session)) == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"rate": ""}, "Type the rate, like 81.40."),
        ({"rate": "eighty"}, "This is not a number."),
        ({"rate": "0"}, "A rate is more than nothing."),
        ({"rate": "-1"}, "less than nothing"),
        ({"rate": "1" + "0" * 8}, "too large"),
        ({"rate": "0.12345678901"}, "At most 10 digits"),
        ({"quote": "USD"}, "These are the same currency."),
        ({"base": "XYZ"}, "This currency is not known."),
        ({"quote": ""}, "Choose a currency."),
        ({"day": "soon"}, "Choose the day, like 2026-10-01."),
        ({"day": "1998-12-31"}, "from 1999 to today"),
        ({"day": (clock.now().date() + timedelta(days=2)).isoformat()}, "from 1999 to today"),
        ({"base": "RUB", "quote": "EUR"}, "written the other way: 1 EUR = 90.1 RUB"),
    ],
)
def test_what_is_refused(
    browse: Browse, people: People, session: Session, typed: dict[str, str], sentence: str
) -> None:
    service.enter(session, RateFields("EUR", "RUB", DAY, Decimal("90.1")), people.owner)
    session.commit()
    answer = browse(people.manager).post_form(URL, {**TYPED, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="' + {**TYPED, **typed}["rate"] in answer.text
    assert len(all_of(session)) == 1


def test_a_link_names_what_is_missing(browse: Browse, people: People, session: Session) -> None:
    shown = browse(people.owner).get(f"{URL}?base=usd&quote=RUB").text
    assert 'value="USD"' in shown
    service.enter(session, RateFields("USD", "RUB", DAY, Decimal(80)), people.owner)
    service.enter(session, RateFields("EUR", "USD", DAY, Decimal("1.1")), people.owner)
    exchange = service.exchange(session, "USD")
    assert exchange.convert(Decimal(160), "RUB", "USD", DAY + timedelta(days=9)) is not None
    assert exchange.convert(Decimal(1), "EUR", "USD", DAY) is not None
    assert service.exchange(session, "RUB").convert(Decimal(1), "EUR", "USD", DAY) is None, "read only what is needed"
