"""Writes the demo's campaigns: their days, placements with bloggers, promoted posts, a file, rates of exchange."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from promo import clock
from promo.campaigns.days import service as days
from promo.campaigns.editing import service
from promo.campaigns.editing.service import CampaignFields
from promo.campaigns.files import service as files
from promo.campaigns.models import Blogger, CampaignPost
from promo.campaigns.placements import links
from promo.campaigns.rates.models import ExchangeRate
from promo.campaigns.words import Again, Kind
from promo.demo import numbers
from promo.demo.adverts import CAMPAIGNS
from promo.demo.cast import CLIENTS, MARK
from promo.pages.models import Page, Post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.clients.models import Client
    from promo.demo.adverts import Deal, DemoCampaign
    from promo.users.models import User

NAMESPACE = uuid.UUID("5d1c1f0e-6c3e-4b27-9d7b-3f2f4a6c9e10")
CENT = Decimal("0.01")
SPECIALISTS = (0, 1, 10)
"""The numbers of the clients whose advertising the specialist looks after."""
PROMOTED = 3
"""At most so many posts an advertisement promotes."""
RATES = (
    ("USD", "RUB", (98.4, 86.1, 79.8, 82.3, 78.6, 80.9, 84.2, 81.7)),
    ("EUR", "RUB", (104.2, 93.5, 91.4, 95.8, 91.2, 94.6, 97.3, 95.1)),
    ("GBP", "RUB", (124.1, 111.9, 107.6, 110.4, 104.8, 108.9, 112.5, 109.8)),
    ("KZT", "RUB", (0.189, 0.17, 0.152, 0.155, 0.149, 0.158, 0.163, 0.16)),
    ("EUR", "USD", (1.05, 1.08, 1.14, 1.16, 1.16, 1.17, 1.15, 1.16)),
    ("GBP", "USD", (1.26, 1.29, 1.35, 1.34, 1.33, 1.35, 1.34, 1.34)),
)
"""Currencies, and what one of the first was worth in the second, once a quarter, the newest last."""
QUARTER = 91
BRIEF = "Бриф: {name}\n\nЦель: новые гости по утрам.\nТон: тёплый, без восклицаний.\nНельзя: сравнения с соседями.\n"


@dataclass(frozen=True)
class Writer:
    """What a fill of campaigns needs. ``now`` is when the demo is filled: its days end yesterday, by each client's."""

    session: Session
    clients: Sequence[Client]
    people: Mapping[str, User]
    files_dir: Path
    now: datetime

    def fill(self) -> None:
        """Write all campaigns, and the rates between their currencies."""
        pages = {page.username.removesuffix(MARK): page for page in self.session.scalars(select(Page))}
        for number, about in enumerate(CAMPAIGNS):
            client = self.clients[about.client]
            last = clock.local_day(self.now, client.time_zone) - timedelta(days=1)
            made = self._campaign(about, client, pages, last)
            self._days(number, about, made, last)
            if about.deal is not None:
                self._deal(about.deal, made, pages)
            elif about.kind == Kind.ADVERTISING and about.page:
                self._posts(made, pages[about.page], last)
            if about.contractor:
                upload = (f"{about.name}.txt", BRIEF.format(name=about.name).encode())
                files.add(self.session, made, [upload], self.files_dir, self._manager(about))
        self._rates()
        self.session.flush()

    def _campaign(self, about: DemoCampaign, client: Client, pages: Mapping[str, Page], last: date) -> Campaign:
        start = about.on or last - timedelta(days=about.ago)
        target, value = about.target or (None, None)
        is_theirs = about.kind == Kind.ADVERTISING and about.client in SPECIALISTS
        owner = self.people["specialist"] if is_theirs else self._manager(about)
        fields = CampaignFields(
            kind=about.kind,
            name=about.name,
            start_day=start,
            end_day=start + timedelta(days=about.length - 1) if about.length else None,
            series=about.series,
            channel=about.channel,
            target=target,
            target_value=value,
            budget=_money(about.budget),
            currency=client.currency,
            fee=_money(about.fee if about.deal is None else about.deal.fee),
            product_cost=_money(about.product_cost),
            page_ids=(pages[about.page].id,) if about.page else (),
            owner_id=owner.id,
            contractor=about.contractor,
            terms=about.terms,
            note=about.note,
            external_id=about.external_id,
        )
        uid = str(uuid.uuid5(NAMESPACE, about.name))
        made = service.add(self.session, client, fields, self._manager(about), uid=uid, status=about.status)
        made.created_at = clock_at(start - timedelta(days=6), 11, client)
        made.erid = about.erid
        made.marked_on = start if about.labelled else None
        if about.removed_after is not None:
            made.removed_on = start + timedelta(days=about.removed_after)
        return made

    def _days(self, number: int, about: DemoCampaign, made: Campaign, last: date) -> None:
        """Keep what an advertisement cost and brought on each day that is over."""
        if about.spend is None:
            return
        rng, final = numbers.generator(number, 20), numbers.DAYS - 1
        rows: list[dict[str, Any]] = []
        for day in about.days_of(final):
            spend = about.spend * float(rng.uniform(0.86, 1.14))
            impressions = round(spend / about.cpm * 1000 * float(rng.uniform(0.9, 1.1)))
            clicks = int(rng.binomial(impressions, about.ctr))
            leads = None if about.leads is None else int(rng.binomial(clicks, about.leads))
            sales = None if leads is None or about.sales is None else int(rng.binomial(leads, about.sales))
            value = None if sales is None or about.check is None else _money(sales * about.check)
            rows.append(
                {
                    "campaign_id": made.id,
                    "day": last - timedelta(days=final - day),
                    "spend": Decimal(spend).quantize(CENT),
                    "impressions": impressions,
                    "reach": round(impressions * float(rng.uniform(0.64, 0.78))),
                    "clicks": clicks,
                    "leads": leads,
                    "sales": sales,
                    "value": value,
                }
            )
        days.keep(self.session, rows, by_id=made.owner_id)
        made.total_reach = round(sum(row["reach"] for row in rows) * 0.41) if rows else None

    def _deal(self, deal: Deal, made: Campaign, pages: Mapping[str, Page]) -> None:
        """Fill in who publishes what, and what became of it."""
        placement, client = made.placement, made.client
        if placement is None:
            raise RuntimeError(f"“{made.name}” is no placement")
        blogger, at = self._blogger(deal, pages, made), clock_at(made.start_day, 18, client)
        placement.blogger_id, placement.format, placement.agreed_at = blogger.id, deal.format, at
        placement.promo_code = deal.code
        placement.link = f"https://{(made.pages[0].username if made.pages else 'shop').split('_')[0]}.example/"
        placement.utm_source, placement.utm_medium = blogger.handle, links.MEDIUM
        placement.utm_campaign = links.slug(made.name)
        if not deal.published:
            return
        placement.published_at = at + timedelta(minutes=7 * (len(deal.name) % 6))
        placement.keep_until = made.start_day + timedelta(days=deal.kept_for) if deal.kept_for else None
        placement.proof_url = f"https://drive.example/{links.slug(made.name)}.png"
        made.total_reach, made.total_clicks, made.total_sales = deal.reach, deal.clicks, deal.sales

    def _blogger(self, deal: Deal, pages: Mapping[str, Page], made: Campaign) -> Blogger:
        page = pages.get(deal.blogger)
        blogger = Blogger(
            handle=page.username if page else deal.blogger + MARK,
            name=deal.name,
            contact=f"pr@{deal.blogger.replace('.', '-')}.example",
            page_id=page.id if page else None,
            created_at=made.created_at,
        )
        if deal.sales and deal.published:
            blogger.again, blogger.again_at = Again.YES, self.now - timedelta(days=1)
            blogger.again_by_id = made.created_by_id
        self.session.add(blogger)
        self.session.flush()
        return blogger

    def _posts(self, made: Campaign, page: Page, last: date) -> None:
        """Let the advertisement promote the first posts of its days."""
        first = clock_at(made.start_day - timedelta(days=2), 0, made.client)
        end = clock_at(min(made.end_day or last, last), 23, made.client)
        theirs = select(Post.id).where(Post.page_id == page.id, Post.published_at.between(first, end))
        for ident in self.session.scalars(theirs.order_by(Post.published_at, Post.id).limit(PROMOTED)):
            self.session.add(CampaignPost(campaign_id=made.id, post_id=ident, is_paid=True, created_at=made.created_at))

    def _rates(self) -> None:
        today, by = self.now.date(), self.people["owner"]
        for base, quote, values in RATES:
            for number, value in enumerate(reversed(values)):
                day = today - timedelta(days=3 + QUARTER * number)
                rate = Decimal(str(value))
                known = {"base": base, "quote": quote, "day": day, "rate": rate}
                self.session.add(ExchangeRate(**known, created_at=self.now, created_by_id=by.id))

    def _manager(self, about: DemoCampaign) -> User:
        return self.people[CLIENTS[about.client].manager]


def clock_at(day: date, hour: int, client: Client) -> datetime:
    """Return the moment at which it is ``hour`` o'clock on ``day``, by the client's own clock."""
    return datetime.combine(day, time(hour), clock.zone(client.time_zone))


def _money(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(CENT)
