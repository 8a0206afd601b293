"""The campaigns of the made-up agency: one of each kind, in every state."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from promo import clock
from promo.campaigns.days import service as days
from promo.campaigns.editing import service
from promo.campaigns.editing.service import CampaignFields
from promo.campaigns.models import Blogger, CampaignFile, CampaignPost
from promo.campaigns.rates import service as rates
from promo.campaigns.rates.service import RateFields
from promo.campaigns.words import Channel, Format, Kind, Status
from promo.pages.models import Post
from tests.browser import placed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.clients.models import Client
    from promo.pages.models import Page
    from promo.users.models import User

RUNNING = 40
"""Days on which the running campaign was on so far."""


@dataclass(frozen=True)
class Ids:
    """The ids that addresses of screens need."""

    campaign: int
    placement: int
    blogger: int


def fill(session: Session, client: Client, page: Page, *, other: Client, rival: Page, by: User) -> Ids:
    """Write the campaigns of ``client`` for ``page``, and of ``other``; ``rival`` is the page of a blogger."""
    today = clock.today(client.time_zone)

    def launch(name: str, kind: Kind, start: int, end: int | None, status: Status, **says: Any) -> Campaign:  # noqa: ANN401
        fields = CampaignFields(
            kind=kind,
            name=name,
            start_day=today + timedelta(days=start),
            end_day=None if end is None else today + timedelta(days=end),
            owner_id=by.id,
            page_ids=(page.id,),
            **{"currency": "RUB", **says},
        )
        return service.add(session, client, fields, by, uid=str(uuid.uuid4()), status=status)

    running = launch(
        "Осенняя реклама: завтраки рядом с домом",
        Kind.ADVERTISING,
        1 - RUNNING,
        20,
        Status.ACTIVE,
        series="Осень",
        objective="Гости по утрам",
        target="followers",
        target_value=900,
        budget=Decimal(60_000),
        contractor="ИП Соколова",
        external_id="120211234567890",
        terms="Оплата по факту, отчёт по пятницам",
    )
    running.erid = "2VtzqxKJ8mQ"
    session.add_all(
        CampaignFile(
            campaign_id=running.id,
            file=f"aa/aa{name[-5:]}",
            name=name,
            content_type=kind,
            bytes=size,
            created_at=clock.now() - timedelta(days=3),
            created_by_id=by.id,
        )
        for name, kind, size in (
            ("Договор № 14 с ИП Соколова, подписан.pdf", "application/pdf", 1_843_221),
            ("Медиаплан.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 18_400),
        )
    )
    _facts(session, running, today - timedelta(days=RUNNING - 1), RUNNING, 1_400)
    past = launch(
        "Открытие на Петроградской",
        Kind.ADVERTISING,
        -95,
        -70,
        Status.DONE,
        channel=Channel.TELEGRAM,
        target="leads",
        target_value=200,
        budget=Decimal(30_000),
    )
    _facts(session, past, today - timedelta(days=95), 26, 1_050)
    abroad = launch(
        "Туристам: завтраки у метро", Kind.ADVERTISING, -60, -45, Status.DONE, channel=Channel.FACEBOOK, currency="USD"
    )
    _facts(session, abroad, today - timedelta(days=60), 16, 12)
    placement, blogger = _placements(session, launch, today, rival)
    placed.fill(session, client, other, blogger, by)
    launch("Розыгрыш кулича", Kind.GIVEAWAY, 6, 12, Status.PLANNED, series="Осень", product_cost=Decimal(4_500))
    launch("Фестиваль еды", Kind.OTHER, -30, -28, Status.CANCELLED, channel=Channel.OFFLINE, fee=Decimal(25_000))
    newest = select(Post.id).where(Post.page_id == page.id).order_by(Post.published_at.desc())
    for number, ident in enumerate(session.scalars(newest.offset(2).limit(4))):
        paid = CampaignPost(campaign_id=running.id, post_id=ident, is_paid=number != 1, created_at=clock.now())
        session.add(paid)
    for base, quote, days_ago, rate in (
        ("USD", "RUB", 32, "81.4"),
        ("USD", "RUB", 2, "79.8506"),
        ("KZT", "RUB", 9, "0.1567"),
    ):
        rates.enter(session, RateFields(base, quote, today - timedelta(days=days_ago), Decimal(rate)), by)
    session.flush()
    return Ids(running.id, placement.id, blogger.id)


def _facts(session: Session, campaign: Campaign, first: date, count: int, spend: int) -> None:
    """Keep ``count`` days; leads and sales were not told on each of them."""
    rows = []
    for number in range(count):
        shown = 9_000 + round(1_500 * math.sin(number / 2))
        rows.append(
            {
                "campaign_id": campaign.id,
                "day": first + timedelta(days=number),
                "spend": Decimal(spend) + Decimal(number % 7) * Decimal("31.25"),
                "impressions": shown,
                "reach": round(shown * 0.7),
                "clicks": shown // 80,
                "leads": 3 + number % 5 if number % 6 else None,
                "sales": number % 3 if number % 6 else None,
                "value": Decimal(number % 3) * 1_250 if number % 6 else None,
            }
        )
    days.keep(session, rows, by_id=None)


def _placements(session: Session, launch: Any, today: date, rival: Page) -> tuple[Campaign, Blogger]:  # noqa: ANN401
    """Write two placements with bloggers: one that was published and one that is late."""
    blogger = Blogger(
        handle=rival.username,
        name="Маша Печёт",
        contact="https://t.me/masha_pechet",
        note="Пишет сама, тексты согласовывает за день",
        page_id=rival.id,
        created_at=clock.now(),
    )
    late = Blogger(handle="kofe.i.gorod", name="Кофе и город", created_at=clock.now())
    session.add_all([blogger, late])
    session.flush()
    published = launch(
        "Маша Печёт: хлеб на неделю", Kind.PLACEMENT, -18, -11, Status.DONE, series="Осень", fee=Decimal(18_000)
    )
    at = datetime.combine(today - timedelta(days=18), time(16), UTC)
    told = published.placement
    told.blogger_id, told.format = blogger.id, Format.REEL
    told.agreed_at, told.published_at = at - timedelta(hours=2), at
    told.keep_until, told.promo_code = today + timedelta(days=12), "MASHA10"
    told.link, told.utm_source, told.utm_campaign = "https://example.com/bread", "blogger", "masha-autumn"
    told.proof_url = "https://example.com/proof"
    published.total_reach, published.total_sales, published.total_value = 21_400, 17, Decimal(23_800)
    overdue = launch(
        "Кофе и город: утренний маршрут",
        Kind.PLACEMENT,
        -2,
        None,
        Status.PLANNED,
        fee=Decimal(9_000),
    )
    overdue.placement.blogger_id, overdue.placement.format = late.id, Format.STORIES
    overdue.placement.agreed_at = datetime.combine(today - timedelta(days=2), time(9), UTC)
    session.flush()
    return published, blogger
