"""Engagement with and without the posts whose reach was bought: on growth, content, insights and the overview."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook

from promo.campaigns.editing import service as editing
from promo.campaigns.models import CampaignPost
from promo.campaigns.words import Status
from promo.pages.models import Post
from tests.growth.agency import NOW, add_days, add_page, add_post, ago, local
from tests.home.test_portfolio import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.context import Context
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

WITHOUT = "without 1 paid post 3.00%"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page of 1,000 followers with two posts of usual engagement, and one of much more."""
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 60), 1000))
    for days, likes in ((2, 10), (3, 30), (4, 490)):
        add_post(session, page, local(ago(days)), likes, caption=f"Post {days}")
    session.commit()
    return page


@pytest.fixture
def sale(bread: Page, session: Session, launch: Launch) -> Campaign:
    """A campaign that bought reach for the one."""
    made = launch(start_day=ago(10), end_day=ago(1), page_ids=(bread.id,))
    loud = session.query(Post).filter_by(page_id=bread.id, likes=490).one()
    session.add(CampaignPost(campaign_id=made.id, post_id=loud.id, is_paid=True, created_at=NOW))
    session.commit()
    return made


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_growth_and_overview_tell_it_without_a_query_more(
    browse: Browse, people: People, sale: Campaign, session: Session, context: Context
) -> None:
    addresses = (f"/pages/{sale.pages[0].id}/growth?period=7", f"/clients/{people.client_row.id}?period=7")
    browser, row = browse(people.client), session.query(CampaignPost).one()
    row.is_paid = False
    session.commit()

    def look() -> tuple[list[str], list[int]]:
        texts, queries = [], []
        for address in addresses:
            with counted(context.engine) as statements:
                texts.append(text_of(browser.get(address).text))
            queries.append(len(statements))
        return texts, queries

    look()
    texts, before = look()
    assert all("4.00%" in text and "paid" not in text for text in texts)
    row.is_paid = True
    session.commit()
    texts, after = look()
    assert all("4.00%" in text and f"({WITHOUT})" in text for text in texts)
    assert after == before


def test_by_day_and_in_files(browse: Browse, people: People, bread: Page, sale: Campaign, session: Session) -> None:
    people.client_row.er_variant = "daily"
    session.commit()
    browser = browse(people.client)
    for address in (f"/pages/{bread.id}/growth?period=7", f"/clients/{people.client_row.id}?period=7"):
        text = text_of(browser.get(address).text)
        assert "8.00%" in text
        assert "(without 1 paid post 0.86%)" in text
    book = load_workbook(io.BytesIO(browser.get(f"/pages/{bread.id}/growth.xlsx?period=7").data))
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert about["Engagement rate without paid posts"] == "0.86%; 1 paid post left out"
    editing.set_status(session, sale, Status.CANCELLED)
    session.commit()
    assert "paid post" not in browser.get(f"/pages/{bread.id}/growth?period=7").text


@pytest.mark.usefixtures("sale")
def test_insights_can_leave_them_out(browse: Browse, people: People, bread: Page) -> None:
    browser, address = browse(people.client), f"/pages/{bread.id}/content/insights"
    text = text_of(browser.get(f"{address}?period=30").text)
    assert "1 post with bought reach is among them" in text
    assert f"4.00% ({WITHOUT})" in text
    without = browser.get(f"{address}?period=30&paid=no").text
    assert "1 paid post is left out of everything below." in without
    assert WITHOUT not in text_of(without)
    assert f'href="{address}?period=30"' in without.replace("&amp;", "&")
    for query, posts in (("", "3"), ("&paid=no", "2")):
        told = browser.get(f"{address}/kind.csv?period=30{query}").data.decode("utf-8-sig")
        assert told.splitlines()[1].split(",")[1] == posts
