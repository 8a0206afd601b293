"""What the months show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.analytics.campaign_months import month_of, shifted
from promo.analytics.exchange import Exchange
from promo.campaigns.comparing import reading as compared
from promo.campaigns.monthly import charts, reading
from promo.campaigns.monthly.months import ledgers
from promo.campaigns.rates import service as rates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from promo.campaigns.comparing.reading import Choices
    from promo.campaigns.monthly.months import Ledgers
    from promo.campaigns.monthly.selection import Selection
    from promo.clients.models import Client
    from promo.users.models import User
    from promo.wording import Wording


@dataclass(frozen=True, slots=True)
class Months:
    """The screen: ``charts`` are JSON, one a ledger. ``earlier`` and ``later`` are where to step to, if anywhere."""

    wanted: Selection
    found: Ledgers
    months: Sequence[date]
    charts: Sequence[str | None]
    choices: Choices
    earlier: date | None
    later: date | None


def months(
    session: Session,
    viewer: User,
    client: Client | None,
    wanted: Selection,
    *,
    today: date,
    wording: Wording,
    name: Callable[[date], str],
) -> Months:
    """Return the months that ``wanted`` asks for, of ``client`` or of all that ``viewer`` may see.

    ``name`` names a month in the chart.
    """
    span, this = int(wanted.span), month_of(today)
    last = wanted.until or this
    shown = [shifted(last, step) for step in range(1 - span, 1)]
    exchange = rates.exchange(session, wanted.currency) if wanted.currency else Exchange()
    sources = reading.sources(session, viewer, client, wanted.filters)
    found = ledgers(sources, shown, today, wanted.currency, exchange)
    newest = max(this, found.last or this)
    return Months(
        wanted=wanted,
        found=found,
        months=shown,
        charts=[charts.spend(ledger, wording, name) for ledger in found.ledgers],
        choices=compared.choices(session, viewer, client),
        earlier=shifted(last, -span) if found.first and found.first < shown[0] else None,
        later=min(shifted(last, span), newest) if last < newest else None,
    )
