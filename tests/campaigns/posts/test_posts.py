"""Which posts are a campaign's: choosing them, and where they are named."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from promo.campaigns.editing import service as editing
from promo.campaigns.models import Blogger, CampaignPost
from promo.campaigns.words import Kind, Status
from tests.growth.agency import NOW, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.pages.models import Page, Post
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 60), 1000))
    return page


@pytest.fixture
def posts(bread: Page, session: Session) -> list[Post]:
    """Three posts: in the days of the campaign, long before it, and marked as advertising."""
    made = [
        add_post(session, bread, local(ago(5)), likes=90, caption="Fresh bread"),
        add_post(session, bread, local(ago(50)), likes=190, caption="Long ago: ёлка"),
        add_post(session, bread, local(ago(6)), likes=290, caption="Sponsored cake", is_sponsored=True),
    ]
    session.commit()
    return made


@pytest.fixture
def sale(launch: Launch, bread: Page) -> Campaign:
    return launch(start_day=ago(10), end_day=ago(3), page_ids=(bread.id,))


@dataclass(frozen=True)
class Scene:
    """A page with its posts and a campaign, and who may see them."""

    people: People
    page: Page
    posts: list[Post]
    sale: Campaign


@pytest.fixture
def scene(people: People, bread: Page, posts: list[Post], sale: Campaign) -> Scene:
    return Scene(people, bread, posts, sale)


def kept(session: Session) -> dict[int, bool]:
    session.expire_all()
    return {one.post_id: one.is_paid for one in session.scalars(select(CampaignPost))}


def shown(text: str) -> list[int]:
    return [int(ident) for ident in re.findall(r'name="shown" value="(\d+)"', text)]


def tick(campaign: Campaign, shown_: list[Post], chosen: list[Post], paid: list[Post]) -> tuple[str, dict[str, Any]]:
    return f"/campaigns/{campaign.id}/posts", {
        "shown": [str(one.id) for one in shown_],
        "post": [str(one.id) for one in chosen],
        "paid": [str(one.id) for one in paid],
    }


def test_posts_are_suggested_chosen_and_taken_out(
    browse: Browse, people: People, sale: Campaign, posts: list[Post], session: Session
) -> None:
    fresh, old, sponsored = posts
    manager, address = browse(people.manager), f"/campaigns/{sale.id}/posts"
    text = manager.get(address).text
    assert shown(text) == [sponsored.id, fresh.id], "the one with more reasons first, the old one not at all"
    assert "published then, marked as advertising" in text
    assert shown(manager.get(f"{address}?view=all&q=ЕЛКА").text) == [old.id]
    assert "No post matches" in manager.get(f"{address}?q=nothing").text
    assert "Which posts it is about was not said yet" in manager.get(f"/campaigns/{sale.id}").text
    for _click in range(2):
        answer = manager.post_form(*tick(sale, [sponsored, fresh], [sponsored, fresh], [fresh]))
        assert (answer.status_code, kept(session)) == (303, {sponsored.id: False, fresh.id: True})
    assert "Nothing was changed." in manager.get(address).text
    answer = manager.post_form(*tick(sale, [old], [old], [old]), follow_redirects=True)
    assert "1 post was added." in answer.text
    assert kept(session) == {sponsored.id: False, fresh.id: True, old.id: True}, "those not shown stay"
    mate = browse(people.teammate)
    answer = mate.post_form(*tick(sale, [sponsored, fresh], [sponsored], [sponsored]), follow_redirects=True)
    assert "1 was taken out, 1 was changed." in answer.text
    assert kept(session) == {sponsored.id: True, old.id: True}
    assert "2 posts, 2 with bought reach" in browse(people.client).get(f"/campaigns/{sale.id}").text


def test_who_may_choose(browse: Browse, scene: Scene, session: Session, launch: Launch) -> None:
    people, posts, sale = scene.people, scene.posts, scene.sale
    address, form = tick(sale, posts, posts[:1], [])
    for person, status in ((people.outsider, 404), (people.specialist, 403), (people.client, 403)):
        assert browse(person).post_form(address, form).status_code == status
        assert browse(person).get(address).status_code == (404 if status == 404 else 200)
    assert "Save" not in browse(people.client).get(address).text
    theirs = launch("Hers", start_day=ago(10), end_day=ago(3), owner_id=people.specialist.id)
    address, form = tick(theirs, posts, posts[:1], [])
    assert shown(browse(people.specialist).get(address).text)
    assert browse(people.specialist).post_form(address, form).status_code == 303
    assert kept(session) == {posts[0].id: False}
    people.client_row.archived_at = NOW
    session.merge(people.client_row)
    session.commit()
    answer = browse(people.manager).post_form(*tick(theirs, posts, [], []), follow_redirects=True)
    assert "archived" in answer.text
    assert kept(session) == {posts[0].id: False}


def test_only_posts_of_its_pages_and_of_the_bloggers(
    browse: Browse, scene: Scene, session: Session, launch: Launch
) -> None:
    people, posts, bread = scene.people, scene.posts, scene.page
    rival, stranger = add_page(session, None, "blogger"), add_page(session, people.other_row, "studio")
    cakes = add_page(session, people.client_row, "cakes")
    hers = add_post(session, rival, local(ago(30)), caption="Try it: @bread", mentions=["bread"])
    others = [add_post(session, page, local(ago(5))) for page in (stranger, cakes)]
    blogger = Blogger(handle="blogger", page_id=rival.id, created_at=NOW)
    session.add(blogger)
    session.flush()
    placement = launch(kind=Kind.PLACEMENT, start_day=ago(10), end_day=None, page_ids=(bread.id,))
    assert placement.placement is not None
    placement.placement.blogger_id, placement.placement.published_at = blogger.id, local(ago(5))
    session.commit()
    manager = browse(people.manager)
    text = manager.get(f"/campaigns/{placement.id}/posts").text
    assert set(shown(text)) == {posts[0].id, posts[2].id, hers.id}
    assert "mentions @bread" in text
    manager.post_form(*tick(placement, [hers, *others], [hers, *others], [hers]))
    assert kept(session) == {hers.id: True}
    manager.post_form(f"/campaigns/{placement.id}/posts", {"shown": ["x", "1" * 30], "post": ["-1", "١"]})
    assert kept(session) == {hers.id: True}
    for person, seen in ((people.manager, True), (people.outsider, False)):
        listed = browse(person).get(f"/pages/{rival.id}/content?period=all").text
        assert ("Spring sale" in listed) == seen, "of whom else it is a client, nobody else learns"
        assert ("Spring sale" in browse(person).get(f"/posts/{hers.id}").text) == seen
    assert f'src="/posts/{hers.id}/thumbnail"' not in browse(people.client).get(f"/campaigns/{placement.id}").text


def test_lists_and_files_name_the_campaign(browse: Browse, scene: Scene, session: Session) -> None:
    people, posts, sale = scene.people, scene.posts, scene.sale
    manager, (fresh, _, sponsored) = browse(people.manager), posts
    manager.post_form(*tick(sale, posts, posts, [fresh, sponsored]))
    address = f"/pages/{scene.page.id}/content"

    def found(query: str) -> list[str]:
        return re.findall(
            r'class="promo-post-cell".*?<span>(.*?)</span>', manager.get(f"{address}?{query}").text, re.DOTALL
        )

    for view in ("", "&view=grid"):
        text = browse(people.client).get(f"{address}?period=all{view}").text
        assert text.count(f'href="/campaigns/{sale.id}"') == 3
        assert text.count("· paid") == 2
    assert found("period=all&paid=yes") == ["Fresh bread", "Sponsored cake"]
    assert found("period=all&paid=no") == ["Long ago: ёлка"]
    assert found(f"period=all&campaign={sale.id}&q=bread") == ["Fresh bread"]
    assert found("period=all&campaign=999") == []
    wrong = manager.get(f"{address}?period=all&paid=perhaps").text
    assert "Posts are paid or not" in wrong
    assert "ER of these posts, median: 20.00% (without 2 paid posts 20.00%)" in " ".join(wrong.split())
    told = manager.get(f"{address}.csv?period=all").data.decode("utf-8-sig")
    rows = {row["Caption"]: row for row in csv.DictReader(io.StringIO(told, newline=""))}
    assert rows["Fresh bread"]["Campaigns"] == "Spring sale"
    assert [rows[one.caption or ""]["Reach was bought"] for one in posts] == ["yes", "", "yes"]
    post = manager.get(f"/posts/{fresh.id}").text
    assert f'href="/campaigns/{sale.id}"' in post
    assert "Spring sale · paid" in re.sub(r"<[^>]+>", "", post)
    editing.set_status(session, sale, Status.PLANNED)
    session.commit()
    assert found("period=all&paid=yes") == [], "what did not run yet bought nothing"
    editing.set_status(session, sale, Status.CANCELLED)
    session.commit()
    assert f'href="/campaigns/{sale.id}"' not in manager.get(f"{address}?period=all").text


def test_the_life_of_a_post_shows_when_campaigns_ran(
    browse: Browse, people: People, posts: list[Post], sale: Campaign, session: Session
) -> None:
    from promo.pages.models import PostSnapshot  # noqa: PLC0415

    fresh = posts[0]
    for hours in (2, 20, 70):
        seen = {"post_id": fresh.id, "captured_at": fresh.published_at + timedelta(hours=hours), "likes": hours}
        session.add(PostSnapshot(**seen, comments=1, source="instagram"))
    session.commit()
    manager = browse(people.manager)
    assert "Advertising: Spring sale" not in manager.get(f"/posts/{fresh.id}").text
    manager.post_form(*tick(sale, posts, [fresh], []))
    assert "Advertising: Spring sale (Mar 8, 2026 – Mar 15, 2026)" in manager.get(f"/posts/{fresh.id}").text
