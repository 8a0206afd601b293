"""Media kits: what is chosen is shown and nothing else, on the page, by link and on paper alike."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, update

from promo.pages.models import Page, PageDay, Post
from promo.pages.pictures import store
from promo.reports import rendering
from promo.reports.kit import parts, service
from promo.reports.kit.gathering import gather
from promo.reports.kit.models import KitOffer, MediaKit
from promo.reports.kit.service import KitFields, Offer
from promo.reports.models import ReportLink
from tests.reports.sharing.test_links import new_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

NOVEMBER = datetime(2026, 11, 1, 9, tzinfo=UTC)
NUMBER = re.compile(r"\d[\d,.]*")
WISH = {
    "language": "en",
    "title": "The Bakery",
    "text": "**Bread** <script>alert(1)</script>",
    "contact": "hello@bakery.example",
    "currency": "eur",
    "figures": ["followers", "er", "likes", "views", "cadence"],
    "parts": ["kinds", "best", "prices"],
    "offers-0-name": "A reel",
    "offers-0-price": "1 250,50",
    "offers-1-name": "A year together",
    "offers-2-name": " ",
    "version": "0",
}


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    """Let it be the morning after the last day that is known."""
    with time_machine.travel(NOVEMBER, tick=False):
        yield


def words(html: str) -> str:
    return unescape(" ".join(re.sub(r"<title>.*?</title>|<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL).split()))


def test_a_kit_is_chosen_previewed_saved_and_shared(
    browse: Browse, people: People, page: Page, session: Session
) -> None:
    manager, address = browse(people.manager), f"/pages/{page.id}/kit"
    assert manager.get(f"{address}.pdf").status_code == 404, "nothing is saved yet"
    seen = manager.post_form(address, {**WISH, "preview": "1"})
    assert seen.status_code == 200
    assert "Nothing is saved yet" in seen.text
    assert "1,250.50" in seen.text
    assert session.scalar(select(MediaKit)) is None
    for _click in range(2):
        assert manager.post_form(address, WISH).status_code == 303
    session.expire_all()
    (kept,) = session.scalars(select(MediaKit)).all()
    assert (kept.version, kept.currency, kept.shown) == (1, "EUR", [*WISH["figures"], *WISH["parts"]])
    assert [(one.name, one.price) for one in kept.offers] == [("A reel", Decimal("1250.5")), ("A year together", None)]
    shown = browse(people.client).get(address).text
    assert "<strong>Bread</strong> &lt;script&gt;" in shown
    assert "Net growth" not in words(shown), "what was not chosen"
    link = new_link(manager, people.client_row.id, f"kit-{page.id}", blocks=["figures", "best"])
    visitor = browse(None)
    text = visitor.get(link).text
    assert "<script" not in text
    assert "1,600" in text
    assert "on request" not in text, "this link is without prices"
    assert "A reel" not in text
    assert "As of" not in words(text).partition("Figures as of Oct 31, 2026")[0]
    assert visitor.get(f"{link}/report.xlsx").status_code == 404
    assert "A reel" not in PdfReader(io.BytesIO(visitor.get(f"{link}/report.pdf").data)).pages[0].extract_text()
    manager.post_form(address, {**WISH, "title": "Bread & Co", "version": "1"})
    assert "Bread &amp; Co" in visitor.get(link).text, "links show what was saved last"
    assert "media kit of @bakery" in manager.get(f"/clients/{people.client_row.id}/reports/links").text
    session.expire_all()
    assert session.scalars(select(ReportLink)).one().opened_count == 2


@pytest.mark.sqlite_only
def test_figures_are_medians_of_ninety_days_on_page_and_paper(people: People, page: Page, session: Session) -> None:
    session.execute(update(Post).where(Post.shortcode.in_(["P0", "P3"])).values(likes_hidden=True))
    session.execute(update(Post).where(Post.shortcode == "P57").values(kind="reel", views=900))
    offers = (Offer("A reel", Decimal("99.90")),)
    fields = KitFields("en", "", "Read *this*", "+49 30 1234567", "EUR", parts.ALL, offers)
    content = gather(session, page, people.client_row, fields, NOVEMBER)
    assert content["period"] == {"start": "2026-08-03", "end": "2026-10-31"}
    (figures,) = (one["data"] for one in content["blocks"] if one["kind"] == "figures")
    found = {one["key"]: (one["value"], one["posts"]) for one in figures["rows"]}
    assert found["followers"] == (1600, None)
    assert found["net_growth"] == (None, None), "nothing was counted before these days"
    assert found["likes"] == (81.5, 18), "the 18 posts that show them: 56, 59, … 107"
    assert found["comments"] == (5, 20)
    assert found["views"] == (900, 1)
    assert found["er"][1] == 18
    html = str(rendering.blocks(content, medium="print"))
    from promo.reports.printing.pdf import Look, pdf  # noqa: PLC0415 - WeasyPrint is slow to load

    printed = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf(content, look=Look("Agency")))).pages)
    printed = " ".join(printed.split())
    assert [number for number in NUMBER.findall(words(html)) if number not in printed] == []
    assert all(number in words(str(rendering.blocks(content))) for number in NUMBER.findall(words(html)))
    few = gather(session, page, people.client_row, KitFields("en", "", "", "", "EUR", ("best",), ()), NOVEMBER)
    assert [one["kind"] for one in few["blocks"]] == ["best"]
    assert few["definitions"] == []


@pytest.mark.sqlite_only
def test_pictures_are_given_to_whom_they_are_shown(
    browse: Browse, people: People, page: Page, session: Session, context: Context
) -> None:
    def picture(colour: str) -> str:
        out = io.BytesIO()
        Image.new("RGB", (640, 800), colour).save(out, "JPEG")
        return store(context.settings.media_dir, out.getvalue(), ".jpg")

    best, other, page.avatar_file = picture("red"), picture("blue"), picture("green")
    session.execute(update(Post).where(Post.shortcode == "P57").values(thumbnail_file=best))
    session.execute(update(Post).where(Post.shortcode == "P0").values(thumbnail_file=other))
    session.commit()
    manager = browse(people.manager)
    manager.post_form(f"/pages/{page.id}/kit", WISH)
    link = new_link(manager, people.client_row.id, f"kit-{page.id}")
    visitor = browse(None)
    sources = re.findall(r'src="([^"]+)"', visitor.get(link).text)
    assert sources == [f"{link}/pictures/400/{page.avatar_file}", f"{link}/pictures/400/{best}"]
    given = visitor.get(sources[1])
    assert Image.open(io.BytesIO(given.data)).size == (400, 400)
    assert len(given.data) < 20_000
    assert "private" in given.headers["Cache-Control"]
    assert visitor.get(f"{link}/pictures/400/{other}").status_code == 404, "not among what the link shows"
    assert visitor.get(f"{link}/pictures/4000/{best}").status_code == 404
    paper = PdfReader(io.BytesIO(visitor.get(f"{link}/report.pdf").data))
    assert len({one.name for each in paper.pages for one in each.images}) == 2
    (context.settings.media_dir / page.avatar_file).unlink()
    assert visitor.get(sources[0]).mimetype == "image/svg+xml"
    team = f"/clients/{people.client_row.id}/reports/pictures/160"
    for person, status in ((people.specialist, 200), (people.client, 200), (people.outsider, 404)):
        assert browse(person).get(f"{team}/{other}").status_code == status
    assert manager.get(f"{team}/no/such.jpg").status_code == 404
    manager.post_form(f"/report-links/{session.scalars(select(ReportLink.id)).one()}/revocation")
    assert visitor.get(sources[0]).status_code == 410


def test_who_may_and_what_is_refused(browse: Browse, people: People, page: Page, session: Session) -> None:
    address = f"/pages/{page.id}/kit"
    assert browse(people.client).get(address).status_code == 404, "not made yet"
    assert browse(people.teammate).post_form(address, WISH).status_code == 303
    for person, seen, sent in ((people.outsider, 404, 404), (people.specialist, 200, 403), (people.client, 200, 403)):
        browser = browse(person)
        gets = (address, f"{address}.pdf", f"/clients/{people.client_row.id}/kits")
        assert [browser.get(one).status_code for one in gets] == [seen] * 3
        assert browser.post_form(address, WISH).status_code == sent
    manager = browse(people.manager)
    for changes, sentence in (
        ({"figures": [], "parts": []}, "Choose at least one figure or part to show."),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"currency": "XXX"}, "This currency is not known."),
        ({"offers-0-price": "cheap"}, "This is not a number."),
        ({"offers-2-price": "5"}, "Say what this price is for."),
        ({"figures": ["likes", "secrets"]}, "secrets"),
        ({"language": "de"}, "Not a valid choice"),
    ):
        answer = manager.post_form(address, {**WISH, "version": "1", "title": "Typed", **changes})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="Typed"' in answer.text
    stale = manager.post_form(address, {**WISH, "title": "Another", "version": "0"})
    assert stale.status_code == 409
    assert 'value="Another"' in stale.text
    again = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert again
    assert manager.post_form(address, {**WISH, "title": "Another", "version": again[1]}).status_code == 303
    wish = {"name": "X", "language": "en", "days": "0", "target": f"kit-{page.id}", "blocks": "campaigns"}
    links = f"/clients/{people.client_row.id}/reports/links"
    assert "cannot be shown by this link" in manager.post_form(links, wish).text
    session.execute(update(Page).values(client_id=None))
    session.commit()
    assert browse(people.owner).get(address).status_code == 404, "a competitor's page has none"
    session.delete(session.scalars(select(MediaKit)).one())
    session.commit()
    assert session.scalars(select(KitOffer)).all() == []


@pytest.mark.sqlite_only
def test_a_kit_is_read_anew_with_the_page(browse: Browse, people: People, page: Page, session: Session) -> None:
    service.save(session, page, service.suggested(people.client_row, "ru"), 0)
    session.commit()
    link = new_link(browse(people.manager), people.client_row.id, f"kit-{page.id}", language="en")
    visitor, space = browse(None), "\N{NO-BREAK SPACE}"
    first = visitor.get(link).text
    assert 'lang="ru"' in first
    assert f"1{space}600" in first
    session.execute(update(PageDay).where(PageDay.followers == 1600).values(followers=1700))
    session.execute(update(Page).values(profile_read_at=NOVEMBER + timedelta(minutes=1)))
    session.commit()
    assert f"1{space}700" in visitor.get(link).text
    session.execute(update(Page).values(client_id=people.other_row.id))
    session.commit()
    assert visitor.get(link).status_code == 404, "the page went to another client"
