"""What one may choose from: currencies in the reader's language, time zones, the labels in use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies
from sqlalchemy import select

from promo import clock
from promo.clients.models import Client, Label
from promo.users import access

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.users.models import User

FIRST = ("RUB", "USD", "EUR")


@lru_cache(maxsize=1)
def currency_codes() -> frozenset[str]:
    """Return the ISO 4217 codes of the money that some territory uses today (source: Unicode CLDR)."""
    today = clock.today("UTC")  # once a process: money changes more slowly than programs are restarted
    codes: set[str] = set()
    for territory in get_global("territory_currencies"):
        codes |= set(get_territory_currencies(territory, today, today, tender=True, non_tender=False))
    return frozenset(codes)


@lru_cache(maxsize=8)
def currencies(locale: str) -> tuple[tuple[str, str], ...]:
    """Return (code, "code · name in ``locale``") for each currency in use: the most common ones first."""
    rest = sorted(currency_codes() - set(FIRST))
    return tuple((code, f"{code} · {get_currency_name(code, locale=locale)}") for code in (*FIRST, *rest))


def labels(session: Session, viewer: User) -> list[str]:
    """Return the labels of the clients that the viewer may see, sorted."""
    statement = select(Label.name).distinct().join(Client.labels).where(access.may_see(viewer, Client))
    return sorted(session.scalars(statement), key=str.casefold)
