"""Bloggers: who may see and change them, what a second click does, and that nobody sees another client's placements."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from promo import clock
from promo.campaigns.bloggers import screens, service
from promo.campaigns.models import Blogger
from promo.campaigns.placements import service as placements
from promo.campaigns.placements.service import Outcome, Terms
from promo.campaigns.words import Format, Status
from promo.pages.models import Page, PageDay, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Work = Callable[..., Campaign]

TYPED = {
    "handle": "https://instagram.com/Masha.Pechet",
    "name": " Маша  Печёт ",
    "contact": "t.me/masha",
    "note": "Kind",
}
AT = datetime(2024, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def work(session: Session, people: People) -> Work:
    """Give a function that makes a published placement with the blogger ``handle``: hours late, outcome, fields."""

    def made(handle: str, late: int = 0, *, fee: int = 100, ahead: int = 0, **says: Any) -> Campaign:  # noqa: ANN401
        client = says.pop("client", people.client_row)
        by = people.manager if client is people.client_row else people.outsider
        at = AT + ahead * DAY
        terms = Terms(handle, says.pop("format", Format.REEL), at, (at + 9 * DAY).date(), Decimal(fee))
        campaign = placements.add(
            session,
            client,
            terms,
            by,
            name=f"With {handle}",
            currency="RUB",
            uid=f"{handle}-{at:%d}-{client.id}-{late}",
        )
        outcome = Outcome(published_at=at + timedelta(hours=late), **says)
        placements.report(session, campaign, outcome, campaign.version)
        session.commit()
        return campaign

    return made


def bloggers(session: Session) -> list[Blogger]:
    session.expire_all()
    return list(session.scalars(select(Blogger).order_by(Blogger.handle)))


def version_in(text: str) -> str:
    return re.search(r'name="version"[^>]*value="(\d+)"', text).group(1)  # type: ignore[union-attr]


def points(text: str) -> list[str]:
    shown = re.findall(r'<li class="list-group-item blogger-point">(.*?)</li>', text, re.DOTALL)
    shown = [re.sub(r'<button class="promo-metric".*?</a>', "", one, flags=re.DOTALL) for one in shown]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in shown]


def test_made_changed_judged_and_removed(browse: Browse, people: People, session: Session) -> None:
    manager, mate = browse(people.manager), browse(people.teammate)
    for _click in range(2):
        assert manager.post_form("/bloggers/new", TYPED).status_code == 303
    assert (
        "nothing was changed"
        in manager.post_form("/bloggers/new", {"handle": "masha.pechet"}, follow_redirects=True).text
    )
    (one,) = bloggers(session)
    assert (one.handle, one.name, one.note) == ("masha.pechet", "Маша Печёт", "Kind")
    address = f"/bloggers/{one.id}"
    for note, version, status in (
        ("So so", "1", 303),
        ("So so", "1", 303),
        ("Very kind", "1", 409),
        ("Very kind", "2", 303),
    ):
        answer = mate.post_form(f"{address}/edit", {**TYPED, "note": note, "version": version})
        assert answer.status_code == status
        if status == 409:
            assert version_in(answer.text) == "2"
            assert "Very kind" in answer.text
    for again, status in (("no", 303), ("no", 303), ("yes", 409)):
        answer = mate.post_form(f"{address}/judgement", {"again": again, "again_note": "Too late", "version": "3"})
        assert answer.status_code == status
    (one,) = bloggers(session)
    assert (one.again, one.again_note, one.again_by_id, one.version) == ("no", "Too late", people.teammate.id, 4)
    assert manager.post_form(f"{address}/judgement", {"again": "never", "version": "4"}).status_code == 422
    for typed, sentence in (
        ({"handle": ""}, "Say who it is"),
        ({"handle": "a..b"}, "two dots in a row"),
        ({"name": "x" * 121}, "longer than 120"),
    ):
        answer = manager.post_form(f"{address}/edit", {**TYPED, "contact": "Kept", **typed, "version": "4"})
        assert answer.status_code == 422, typed
        assert sentence in answer.text, typed
        assert "Kept" in answer.text
    service.ensure(session, "other", "handle")
    session.commit()
    answer = manager.post_form(f"{address}/edit", {**TYPED, "handle": "@other", "version": "4"})
    assert answer.status_code == 422
    assert "Another blogger has this page already." in answer.text
    assert manager.post_form(f"{address}/removal").location == "/bloggers"
    assert [one.handle for one in bloggers(session)] == ["other"]
    assert manager.post_form(f"{address}/removal").status_code == 404


def test_who_may(browse: Browse, people: People, session: Session, work: Work) -> None:
    work("masha")
    (one,) = bloggers(session)
    pages = ("/bloggers", f"/bloggers/{one.id}", "/bloggers.csv", f"/bloggers/{one.id}.xlsx")
    forms = ("/bloggers/new", f"/bloggers/{one.id}/edit")
    posts = (*forms, *(f"/bloggers/{one.id}/{noun}" for noun in ("judgement", "page", "removal")))
    for person, seen, changed in ((people.client, 404, 404), (people.specialist, 200, 403)):
        browser = browse(person)
        assert [browser.get(address).status_code for address in pages] == [seen] * 4
        assert [browser.get(address).status_code for address in forms] == [changed] * 2
        assert [browser.post_form(address).status_code for address in posts] == [changed] * 5
    assert "Bloggers" not in browse(people.client).get("/placements").text
    assert browse(people.owner).get("/bloggers/999").status_code == 404
    answer = browse(people.owner).post_form(f"/bloggers/{one.id}/removal", follow_redirects=True)
    assert "what they brought stays on record" in answer.text


def test_a_page_is_collected_once(browse: Browse, people: People, session: Session) -> None:
    mine = service.ensure(session, "masha", "handle")
    secret = service.ensure(session, "secret", "handle")
    session.add(Page(username="secret", client_id=people.other_row.id, created_at=AT))
    session.commit()
    manager = browse(people.manager)
    for _click in range(2):
        shown = manager.post_form(f"/bloggers/{mine.id}/page", follow_redirects=True).text
    assert "is collected already" in shown
    page = session.scalars(select(Page).where(Page.username == "masha")).one()
    assert (page.client_id, bloggers(session)[0].page_id) == (None, page.id)
    today = clock.today("Europe/Moscow")
    session.add_all(
        PageDay(page_id=page.id, day=today - ago * DAY, followers=1000, captured_at=AT, source="instagram_guest")
        for ago in range(3)
    )
    for number, likes in enumerate((9, 19, 29)):
        at = clock.now() - number * DAY
        session.add(
            Post(page_id=page.id, shortcode=f"C{number}", instagram_id=str(number), kind="reel", hashtags=[],
                 mentions=[], published_at=at, likes=likes, comments=1, first_seen_at=at, captured_at=at,
                 source="instagram_guest")
        )  # fmt: skip
    session.commit()
    shown = manager.get(f"/bloggers/{mine.id}").text
    assert "1,000" in shown
    assert "2.00%" in shown, "the median of 1, 2 and 3 %"
    assert "1,000" in manager.get("/bloggers").text
    shown = manager.post_form(f"/bloggers/{secret.id}/page", follow_redirects=True).text
    assert "you have no access to it" in shown
    assert bloggers(session)[1].page_id is None


def test_evidence_is_of_what_one_may_see(browse: Browse, people: People, session: Session, work: Work) -> None:
    work("masha", 2, clicks=10)
    work("masha", 2, clicks=20, ahead=1, removed_on=(AT + 3 * DAY).date())
    work("masha", clicks=1, ahead=2, client=people.other_row, fee=777)
    for ahead in range(3):
        work(f"other{ahead}", clicks=5, ahead=ahead)
    work("elsewhere", clicks=1000, client=people.other_row)
    one = next(one for one in bloggers(session) if one.handle == "masha")

    shown = browse(people.manager).get(f"/bloggers/{one.id}").text
    assert points(shown) == [
        "On time: 0 of 2 speaks against it",
        "Stayed as long as agreed: 0 of 1 too little to say",
        "Cost per click, Reel: RUB 7.50 median of 2 placements , others RUB 20.00 median of 3 placements speaks for it",
        "Cost per follower, naive, nothing known too little to say",
        "Lift: nothing known too little to say",
    ]
    assert "Speaks for it: 1. Against it: 1. Neither way: 0." in shown
    assert re.search(r"Cost so far</dt><dd><span class=\"blogger-line\">RUB\s200.00</span></dd>", shown)
    assert "777" not in shown
    assert "Studio" not in shown
    outsider = browse(people.outsider).get(f"/bloggers/{one.id}").text
    assert "Too little to say: 1 placement." in outsider
    assert "Bakery" not in outsider
    assert "777" in browse(people.owner).get(f"/bloggers/{one.id}").text

    answer = browse(people.manager).get(f"/bloggers/{one.id}.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert [row["Cost per click"] for row in rows] == ["5", "10"]
    assert {row["Client"] for row in rows} == {"Bakery"}


def names(text: str) -> list[str]:
    return re.findall(r">@([a-z0-9]+)</a>", text)


def test_the_list(browse: Browse, people: People, session: Session, work: Work) -> None:
    work("masha", clicks=10, sales=2)
    work("masha", ahead=1, clicks=30, fee=300)
    work("kofe", ahead=5)
    gone = work("zoo", ahead=9)
    gone.status = Status.CANCELLED
    work("zoo", ahead=8, client=people.other_row)
    masha = next(one for one in bloggers(session) if one.handle == "masha")
    service.judge(session, masha, "yes", "", by=people.manager, version=1)
    session.commit()
    manager = browse(people.manager)

    def order(query: str) -> Iterable[str]:
        return names(manager.get(f"/bloggers{query}").text)

    assert order("") == ["kofe", "masha", "zoo"], "without placements one may see: last"
    assert order("?sort=last&order=asc") == ["masha", "kofe", "zoo"]
    assert order("?sort=placements") == ["masha", "kofe", "zoo"]
    assert order("?sort=name&order=desc&page=9") == ["zoo", "masha", "kofe"]
    assert order("?again=yes&q=@MASH") == ["masha"]
    assert "None of the bloggers is like that" in manager.get("/bloggers?q=nobody").text
    (row,) = re.findall(r"@masha</a>.*?</tr>", manager.get("/bloggers").text, re.DOTALL)
    text = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert "RUB 400.00 RUB 10.00 a click RUB 50.00 a sale Nov 21, 2024 Yes" in text, "sales are known of one alone"
    rows = list(csv.DictReader(io.StringIO(manager.get("/bloggers.csv").data.decode("utf-8-sig"))))
    assert [(row["Blogger"], row["Placements"], row["Cost"], row["Cost per sale"]) for row in rows] == [
        ("kofe", "1", "100", ""),
        ("masha", "2", "400", "50"),
        ("zoo", "0", "", ""),
    ]
    assert "No bloggers yet" not in manager.get("/bloggers").text


@pytest.mark.sqlite_only
def test_lifts_are_shown_with_their_range(
    browse: Browse, people: People, session: Session, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(username="bakery", client_id=people.client_row.id, created_at=AT)
    session.add(page)
    session.flush()
    followers = 5_000
    for number in range(130):
        day = (AT + (number - 110) * DAY).date()
        followers += 10 + number % 3 + (300 if 110 <= number < 117 else 0)
        session.add(PageDay(page_id=page.id, day=day, followers=followers, captured_at=AT, source="instagram_guest"))
    session.commit()
    work("masha", fee=21_000)
    (one,) = bloggers(session)
    manager = browse(people.manager)
    shown = manager.get(f"/bloggers/{one.id}").text
    (lift,) = re.findall(r'data-label="Lift"[^>]*>(.*?)</td>', shown, re.DOTALL)
    assert re.fullmatch(r"\+2,1\d\d \+2,\d{3} to \+2,\d{3} RUB\s\d\.\d\d a follower, RUB\s.* to RUB\s.*",
                        " ".join(re.sub(r"<[^>]+>", " ", lift).split()))  # fmt: skip
    assert points(shown)[-1] == "Lift: can be told from noise for 1 of 1 measured too little to say"
    (row,) = csv.DictReader(io.StringIO(manager.get(f"/bloggers/{one.id}.csv").data.decode("utf-8-sig")))
    assert (
        int(row["Lift, low end in 95 of 100 cases"]) < int(row["Lift"]) < int(row["Lift, high end in 95 of 100 cases"])
    )
    assert 9 < float(row["Cost per follower, by lift"]) < 11
    older = "Of 1 older placement the lift stands on its own page."
    assert older not in shown
    monkeypatch.setattr(screens, "MEASURED", 0)
    assert older in manager.get(f"/bloggers/{one.id}").text
