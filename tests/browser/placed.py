"""More placements of the made-up agency: in every state of the checklist, and enough to compare bloggers by."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from promo import clock
from promo.campaigns.bloggers import service as bloggers
from promo.campaigns.editing import service as campaigns
from promo.campaigns.placements import service
from promo.campaigns.placements.service import Outcome, Terms
from promo.campaigns.words import Again, Format, Status

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.campaigns.models import Blogger, Campaign
    from promo.clients.models import Client
    from promo.users.models import User

PAST = (
    ("kofe.i.gorod", 25, 1, 8_000, 9_100, 160),
    ("spb.s.detmi", 40, 0, 12_000, 14_000, 95),
    ("zavtrak.v.pitere", 55, 3, 15_000, None, 130),
    ("spb.s.detmi", 70, 0, 12_000, 12_500, None),
)
"""Handle, days ago, hours late, fee, reach and clicks."""


def fill(session: Session, client: Client, other: Client, known: Blogger, by: User) -> None:
    """Write the placements of ``client`` and one of ``other``; ``known`` worked for them before."""
    today = clock.today(client.time_zone)

    def at(ago: int, hour: int = 9) -> datetime:
        return datetime.combine(today - timedelta(days=ago), time(hour), UTC)

    def agreed(handle: str, ago: int | None, fee: int | None, whose: Client = client, **says: object) -> Campaign:
        terms = Terms(
            blogger=handle,
            format=Format.STORIES,
            agreed_at=None if ago is None else at(ago),
            fee=None if fee is None else Decimal(fee),
        )
        terms = replace(terms, **says)  # type: ignore[arg-type]
        name = f"@{handle}: завтрак за 590 ₽"
        return service.add(session, whose, terms, by, name=name, currency="RUB", uid=str(uuid.uuid4()))

    agreed("zavtrak.v.pitere", None, None)
    coming = agreed("spb.s.detmi", -3, 12_000, promo_code="DETI15", product_cost=Decimal("1450.50"))
    agreed("yoga.s.mashey", -9, 300, other, format=Format.REEL)
    live = agreed(known.handle, 4, 20_000, format=Format.REEL, keep_until=today + timedelta(days=20),
                  link="https://example.com/bread?city=spb#order", utm_source=known.handle, utm_medium="influencer",
                  utm_campaign="zavtrak")  # fmt: skip
    service.report(session, live, Outcome(published_at=at(4, 10), reach=18_900, clicks=410), live.version)
    past_due = agreed("zavtrak.v.pitere", 12, 15_000, format=Format.POST, keep_until=today - timedelta(days=2))
    service.report(session, past_due, Outcome(published_at=at(12)), past_due.version)
    for handle, ago, late, fee, reach, clicks in PAST:
        one = agreed(handle, ago, fee, format=Format.REEL, keep_until=today - timedelta(days=ago - 10))
        told = Outcome(
            at(ago, 9 + late), today - timedelta(days=ago - 12), "https://example.com/proof", None, reach, clicks
        )
        service.report(session, one, told, one.version)
    gone = agreed("kofe.i.gorod", 8, 8_000)
    campaigns.set_status(session, gone, Status.CANCELLED)
    bloggers.judge(session, known, Again.YES, "Отвечает быстро, охваты честные", by=by, version=known.version)
    session.flush()
    session.refresh(coming)
