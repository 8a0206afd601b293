"""Reports and growth by link: what a person without an account reads, and what nobody does."""

from __future__ import annotations

import gzip
import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select, update

from promo import clock
from promo.pages.models import Page, PageDay
from promo.pages.pictures import store
from promo.reports.models import Branding, ReportLink
from promo.reports.writing import service as reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.reports.models import Report
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., Report]

NOVEMBER = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def published(session: Session, people: People, write: Write) -> Report:
    """A published report about October."""
    report = write(title="October in numbers")
    reports.publish(session, report, report.version, "", people.manager)
    session.commit()
    return report


def new_link(browser: Browser, client_id: int, target: str, **changes: Any) -> str:  # noqa: ANN401 - a form's fields
    """Make a link as a manager does, and return its path."""
    wish = {"name": "Marta", "target": target, "language": "en", "days": "0", **changes}
    page = browser.post_form(f"/clients/{client_id}/reports/links", wish, follow_redirects=True).text
    found = re.search(r'value="http://localhost(/shared/[^"]+)"', page)
    assert found, page
    return found[1]


def test_a_published_report_is_read_without_an_account(
    browse: Browse, people: People, published: Report, session: Session
) -> None:
    client, manager = people.client_row, browse(people.manager)
    address = new_link(manager, client.id, f"report-{published.id}", blocks=["summary"])
    token = address.rpartition("/")[2]
    visitor = browse(None)
    visitor.head(address)
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "October in numbers" in answer.text
    assert "1,600" in answer.text
    assert "block-growth" not in answer.text, "only the chosen blocks"
    assert "<script" not in answer.text
    small = visitor.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(small.data) == answer.data
    assert small.headers["Vary"] == answer.headers["Vary"] == "Accept-Encoding"
    session.execute(update(PageDay).values(followers=1))
    session.commit()
    again = visitor.get(address).text
    assert again == answer.text, "frozen"
    (kept,) = session.scalars(select(ReportLink)).all()
    assert (kept.opened_count, kept.shows) == (3, "report")
    assert token not in str(vars(kept))
    shown = manager.get(f"/clients/{client.id}/reports/links").text
    assert "3 times" in shown
    assert token not in shown, "the address is shown once"
    assert "Русский" not in answer.text
    assert 'lang="en"' in browse(people.client).get(address, headers={"Accept-Language": "ru"}).text


def test_a_link_ends(browse: Browse, people: People, published: Report, session: Session) -> None:
    client, manager, visitor = people.client_row, browse(people.manager), browse(None)
    address = new_link(manager, client.id, f"report-{published.id}", days="1")
    (kept,) = session.scalars(select(ReportLink)).all()
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert visitor.get(address).status_code == 410
    renewed = manager.post_form(f"/report-links/{kept.id}/address", follow_redirects=True).text
    other = re.search(r'value="http://localhost(/shared/[^"]+)"', renewed)
    assert other
    assert (visitor.get(address).status_code, visitor.get(other[1]).status_code) == (404, 200)
    for _click in range(2):
        assert manager.post_form(f"/report-links/{kept.id}/revocation").status_code == 303
    assert visitor.get(other[1]).status_code == 410
    assert "was revoked" in manager.post_form(f"/report-links/{kept.id}/address", follow_redirects=True).text


def test_a_password_is_asked_once_a_browser(browse: Browse, people: People, published: Report) -> None:
    address = new_link(
        browse(people.manager), people.client_row.id, f"report-{published.id}", password="bread and salt"
    )
    visitor = browse(None)
    closed = visitor.get(address)
    assert "This link has a password" in closed.text
    assert "October" not in closed.text
    wrong = visitor.post_form(f"{address}/password", {"password": "butter"})
    assert wrong.status_code == 422
    assert "This is not the password" in wrong.text
    assert visitor.post_form(f"{address}/password", {"password": "bread and salt"}).status_code == 303
    assert "October" in visitor.get(address).text
    assert "October" not in browse(None).get(address).text
    assert visitor.post(f"{address}/password", data={"password": "bread and salt"}).status_code == 400, "CSRF"


def test_my_growth_shows_the_page_as_it_is_now(browse: Browse, people: People, page: Page, session: Session) -> None:
    manager = browse(people.manager)
    with time_machine.travel(NOVEMBER, tick=False):
        address = new_link(manager, people.client_row.id, f"page-{page.id}", language="ru")
        first = browse(None).get(address).text
        assert "@bakery" in first
        assert 'lang="ru"' in first
        assert "1 600".replace(" ", "\N{NO-BREAK SPACE}") in first
        session.execute(update(PageDay).where(PageDay.followers == 1600).values(followers=1700))
        session.execute(update(Page).values(profile_read_at=NOVEMBER))
        session.commit()
        assert "1 700".replace(" ", "\N{NO-BREAK SPACE}") in browse(None).get(address).text
        session.execute(update(Page).values(client_id=people.other_row.id))
        session.commit()
        assert browse(None).get(address).status_code == 404, "the page went to another client"


def test_who_may_and_what_is_refused(browse: Browse, people: People, published: Report, session: Session) -> None:
    address = f"/clients/{people.client_row.id}/reports/links"
    new_link(browse(people.teammate), people.client_row.id, f"report-{published.id}")
    (kept,) = session.scalars(select(ReportLink)).all()
    wish = {"name": "X", "target": f"report-{published.id}", "language": "en", "days": "0"}
    for person, seen, sent in ((people.outsider, 404, 404), (people.specialist, 200, 403), (people.client, 403, 403)):
        browser = browse(person)
        assert browser.get(address).status_code == seen
        posts = (address, f"/report-links/{kept.id}/address", f"/report-links/{kept.id}/revocation")
        assert [browser.post_form(one, wish).status_code for one in posts] == [sent] * 3
    for changes, sentence in (
        ({"name": " "}, "Say for whom the link is."),
        ({"target": "report-999"}, "Choose a published report"),
        ({"target": "nothing"}, "Choose a published report"),
        ({"password": "short"}, "at least 6 characters"),
        ({"language": "de"}, "Not a valid choice"),
    ):
        answer = browse(people.manager).post_form(address, {**wish, **changes})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert browse(None).get("/shared/unknown").status_code == 404
    assert len(session.scalars(select(ReportLink)).all()) == 1


@pytest.mark.sqlite_only
def test_a_shared_page_looks_like_whose_it_is(
    browse: Browse, people: People, published: Report, session: Session, context: Context
) -> None:
    address = new_link(browse(people.manager), people.client_row.id, f"report-{published.id}")
    visitor = browse(None)
    plain = visitor.get(address).text
    assert "<style>" not in plain
    assert visitor.get(f"{address}/logo").status_code == 404
    out = io.BytesIO()
    Image.new("RGBA", (300, 80), "navy").save(out, "PNG")
    name = store(context.settings.media_dir, out.getvalue(), ".png")
    look = {"name": "Agency", "logo": name, "accent": "#767676", "footer": "Asked for <by> law"}
    session.add(Branding(client_id=people.client_row.id, **look))
    session.commit()
    page = visitor.get(address).text
    assert f'src="{address}/logo" alt="Agency" width="300" height="80"' in page
    assert re.search(r"--promo-accent: light-dark\(#(?!767676)[0-6]", page), "a shade darker: the page is not white"
    assert "Asked for &lt;by&gt; law" in page
    given = visitor.get(f"{address}/logo")
    assert (given.mimetype, given.data) == ("image/png", out.getvalue())
    given.close()
