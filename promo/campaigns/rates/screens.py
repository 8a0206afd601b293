"""What the screen of the rates shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from promo.campaigns.rates.models import ExchangeRate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

PER_PAGE = 50
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Rates:
    """The screen: rates, the newest first, and the currencies there are; ``currency`` is the one they are of."""

    rates: Sequence[ExchangeRate]
    currencies: Sequence[str]
    currency: str
    number: int
    parts: int


def rates(session: Session, query: Mapping[str, str]) -> Rates:
    """Return the part ``page`` of the rates, those with ``currency`` on either side where one is named."""
    sides = select(ExchangeRate.base).union(select(ExchangeRate.quote)).subquery()
    currencies = sorted(session.scalars(select(sides.c[0])))
    currency = query.get("currency", "")
    if currency not in currencies:
        currency = ""
    statement = select(ExchangeRate)
    if currency:
        statement = statement.where(or_(ExchangeRate.base == currency, ExchangeRate.quote == currency))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    parts = max(-(-total // PER_PAGE), 1)
    number = min(max(_number(query.get("page", "")), 1), parts)
    ordered = statement.order_by(ExchangeRate.day.desc(), ExchangeRate.base, ExchangeRate.quote)
    shown = ordered.options(joinedload(ExchangeRate.created_by)).offset((number - 1) * PER_PAGE).limit(PER_PAGE)
    return Rates(session.scalars(shown).all(), currencies, currency, number, parts)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 1
