"""The rules by which rates of exchange are entered, and how they are found. They flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select

from promo import clock
from promo.analytics.exchange import Exchange, Rate
from promo.campaigns.rates.models import ExchangeRate
from promo.db import upsert
from promo.errors import Invalid
from promo.money import written
from promo.speech import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.users.models import User

DIGITS = 10
"""So many of a rate are kept behind the decimal sign."""
MOST = Decimal(10) ** 8
FIRST_DAY = date(1999, 1, 1)
KEY = ("base", "quote", "day")


@dataclass(frozen=True, slots=True)
class RateFields:
    """What a person may set: one ``base`` was worth ``rate`` in ``quote`` on ``day``."""

    base: str
    quote: str
    day: date
    rate: Decimal


def enter(session: Session, fields: RateFields, by: User) -> None:
    """Keep a rate; one of the same currencies, written the same way, and of the same day gives way to it."""
    _check(session, fields, clock.today(by.time_zone))
    row = {"base": fields.base, "quote": fields.quote, "day": fields.day, "rate": fields.rate}
    upsert(session, ExchangeRate, [{**row, "created_at": clock.now(), "created_by_id": by.id}], KEY)


def remove(session: Session, ident: int) -> None:
    """Remove a rate; one that is gone already stays gone."""
    session.execute(delete(ExchangeRate).where(ExchangeRate.id == ident))


def exchange(session: Session, to: str) -> Exchange:
    """Return all rates with ``to`` on either side. One query."""
    columns = (ExchangeRate.base, ExchangeRate.quote, ExchangeRate.day, ExchangeRate.rate)
    rows = session.execute(select(*columns).where(or_(ExchangeRate.base == to, ExchangeRate.quote == to)))
    return Exchange.of(Rate(*row) for row in rows)


def _check(session: Session, fields: RateFields, today: date) -> None:
    if fields.base == fields.quote:
        raise Invalid("quote", N_("These are the same currency. Choose another one."))
    if not fields.rate:
        raise Invalid("rate", N_("A rate is more than nothing."))
    if not FIRST_DAY <= fields.day <= today:
        raise Invalid("day", N_("Choose a day from 1999 to today: the rates of later days are not known yet."))
    theirs = and_(ExchangeRate.base == fields.quote, ExchangeRate.quote == fields.base, ExchangeRate.day == fields.day)
    other = session.scalar(select(ExchangeRate.rate).where(theirs))
    if other is not None:
        raise Invalid(
            "rate",
            N_(
                "The rate of this day is there already, written the other way: 1 %(base)s = %(rate)s %(quote)s. "
                "It works both ways. Remove it first, if it is wrong."
            ),
            base=fields.quote,
            rate=written(other),
            quote=fields.base,
        )
