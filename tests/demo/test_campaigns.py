"""The demo's campaigns: in every state, with money that is short and money left, and growth that can be seen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promo.campaigns.days.models import CampaignDay
from promo.campaigns.law.reading import findings_of
from promo.campaigns.law.rules import BAN, Code
from promo.campaigns.lift.reading import lifts_of
from promo.campaigns.models import Blogger, Campaign, CampaignFile, CampaignPost, Placement
from promo.campaigns.rates import service as rates
from promo.campaigns.words import Kind, Status
from promo.clients.models import Client
from promo.clock import local_day
from promo.demo.cast import MARK
from promo.pages.models import Page, PageDay
from tests.demo.conftest import NOW, Filled

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


def named(session: Session, name: str) -> Campaign:
    return session.scalars(select(Campaign).where(Campaign.name == name)).one()


def spent(session: Session, campaign: Campaign) -> Decimal:
    told = select(func.sum(CampaignDay.spend)).where(CampaignDay.campaign_id == campaign.id)
    return session.scalar(told) or Decimal(0)


def daily_net(session: Session, page: Page, first: date, last: date) -> float:
    """Return the mean growth a day between the readings that lie nearest around the days."""
    known = select(PageDay.day, PageDay.followers).where(
        PageDay.page_id == page.id, PageDay.followers.is_not(None), PageDay.day.between(first - timedelta(days=1), last)
    )
    rows = session.execute(known.order_by(PageDay.day)).all()
    (start, before), (end, after) = rows[0], rows[-1]
    return ((after or 0) - (before or 0)) / (end - start).days


def test_every_client_has_campaigns_of_every_kind_and_state(filled: Filled) -> None:
    session = filled.session
    found = session.scalars(select(Campaign)).all()
    assert {one.kind for one in found} == set(Kind)
    assert {one.status for one in found} == set(Status) - {Status.PAUSED}
    assert {one.client_id for one in found} == set(session.scalars(select(Client.id)))
    assert len({one.uid for one in found}) == len(found)
    for one in found:
        assert one.currency == one.client.currency
        assert (one.start_day > local_day(NOW, one.client.time_zone)) <= (one.status == Status.PLANNED)
    newest = session.scalar(select(func.max(CampaignDay.day)))
    assert newest is not None
    assert newest < NOW.date()
    assert session.scalar(select(func.count()).select_from(CampaignPost).where(CampaignPost.is_paid)) > 30  # type: ignore[operator]
    assert [one.name for one in session.scalars(select(CampaignFile))] == ["Завтраки рядом с домом.txt"]
    assert list((filled.media_dir.parent / "files").glob("*/*.txt"))


def test_one_spends_too_much_and_one_too_little(filled: Filled) -> None:
    session = filled.session
    paces = {"Service check offer": (1.25, 2), "Serum launch": (0.3, 0.7), "Завтраки рядом с домом": (0.85, 1.15)}
    for name, (least, most) in paces.items():
        campaign = named(session, name)
        assert campaign.budget
        assert campaign.end_day
        gone = (local_day(NOW, campaign.client.time_zone) - campaign.start_day).days
        share = gone / ((campaign.end_day - campaign.start_day).days + 1)
        assert least < spent(session, campaign) / campaign.budget / Decimal(share) < most, name


def test_advertising_shows_in_the_growth(filled: Filled) -> None:
    session = filled.session
    for name in ("Gravel launch", "Завтраки рядом с домом", "A bag a week for a year"):
        campaign = named(session, name)
        page, last = campaign.pages[0], min(campaign.end_day or NOW.date(), NOW.date() - timedelta(days=1))
        before = daily_net(session, page, campaign.start_day - timedelta(days=28), campaign.start_day)
        during = daily_net(session, page, campaign.start_day, last)
        assert during > 1.6 * max(before, 1), name


def test_what_they_brought_can_be_told_from_chance_of_some_and_not_of_others(filled: Filled) -> None:
    session = filled.session
    found = lifts_of(session, session.scalars(select(Campaign)).all(), NOW)
    ranges = {ident: one.lift.within95 for ident, one in found.items() if one.lift}
    clear = {ident for ident, within in ranges.items() if within.low > 0}
    assert {named(session, name).id for name in ("Gravel launch", "A bag a week for a year", "Last seats")} <= clear
    assert {named(session, name).id for name in ("Retinol week", "Чистка до отпуска")} <= ranges.keys() - clear


def test_bloggers_are_made_up_and_some_are_pages_that_are_collected(filled: Filled) -> None:
    session = filled.session
    bloggers = session.scalars(select(Blogger)).all()
    assert all(one.handle.endswith(MARK) for one in bloggers)
    collected = [one.page for one in bloggers if one.page]
    assert len(collected) >= 5
    assert all(page.client_id is None and page.username == one.handle for one in bloggers if (page := one.page))
    late = select(Placement).where(Placement.agreed_at < NOW, Placement.published_at.is_(None))
    assert len(session.scalars(late).all()) == 1


def test_the_law_has_something_to_say(filled: Filled) -> None:
    session = filled.session
    found = {
        one.name: {finding.code for finding in findings_of(one, local_day(NOW, one.client.time_zone))}
        for one in session.scalars(select(Campaign))
    }
    assert found["Продвижение Reels с круассанами"] == {Code.TAKE_DOWN, Code.ADVERTISED}
    assert found["Цветы недели у Сони"] == {Code.TAKE_DOWN, Code.STILL_LIVE}
    assert named(session, "Цветы недели у Сони").start_day < BAN
    assert found["Имплантация: посевы"] == {Code.ERID, Code.LABEL}
    assert found["Завтраки рядом с домом"] == set()
    assert found["Last seats"] == {Code.UNSAID}


def test_amounts_can_be_compared(filled: Filled) -> None:
    session = filled.session
    known = rates.exchange(session, "RUB")
    for currency in set(session.scalars(select(Campaign.currency))) - {"RUB"}:
        assert known.rate(currency, "RUB", NOW.date()) is not None
