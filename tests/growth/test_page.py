from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import event

from promo.users.models import Role
from tests.growth.agency import NOW, TODAY, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.context import Context
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(html: str) -> str:
    """Return what a person reads: no tags, single spaces."""
    return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def chart(html: str, name: str) -> dict[str, Any]:
    """Return the figure with this name."""
    found = re.search(rf'id="chart-{name}".*?<script[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found, f"there is no chart {name}"
    figure: dict[str, Any] = json.loads(found[1])
    return figure


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page with 70 complete days, a gap of 2 and a loss; today has a count already."""
    page = add_page(session, people.client_row)
    counts: dict[int, int | None] = {days: 2000 - 10 * days for days in range(70, -1, -1)}
    counts |= {6: None, 5: None, 3: 1900}
    add_days(session, page, counts)
    return page


@pytest.mark.parametrize("name", ["owner", "manager", "teammate", "specialist", "client"])
def test_everybody_of_the_client_sees_it(browse: Browse, people: People, bread: Page, name: str) -> None:
    answer = browse(getattr(people, name)).get(f"/pages/{bread.id}/growth")
    assert answer.status_code == 200
    assert "@bread" in answer.text
    assert ("Collect now" in answer.text) == (name in {"owner", "manager", "teammate"})


@pytest.mark.parametrize("ending", ["growth", "growth.csv", "growth.xlsx"])
def test_an_outsider_finds_nothing(browse: Browse, people: People, bread: Page, ending: str) -> None:
    assert browse(people.outsider).get(f"/pages/{bread.id}/{ending}").status_code == 404
    assert browse(people.owner).get(f"/pages/{bread.id + 99}/{ending}").status_code == 404
    assert browse(people.owner).post(f"/pages/{bread.id}/{ending}").status_code in {400, 405}
    assert browse(None).get(f"/pages/{bread.id}/{ending}").status_code == 302


def test_figures_stand_against_the_period_before(browse: Browse, people: People, bread: Page) -> None:
    text = text_of(browse(people.manager).get(f"/pages/{bread.id}/growth").text)
    assert "Feb 16, 2026 – Mar 17, 2026 against Jan 17, 2026 – Feb 15, 2026" in text
    assert "today so far: 2,000 followers" in text
    assert re.search(r"Followers .{0,200}?1,990 \+300", text)
    assert re.search(r"Net growth .{0,400}?\+300 0 against", text)
    assert re.search(r"Growth rate .{0,400}?\+17\.75% −3\.83 pp", text)


def test_a_loss_and_a_gap_are_drawn_as_such(browse: Browse, people: People, bread: Page) -> None:
    html = browse(people.manager).get(f"/pages/{bread.id}/growth?period=7").text
    followers, net = chart(html, "followers"), chart(html, "net")
    assert [trace["meta"]["role"] for trace in followers["data"]] == ["previous", "followers", "followers"]
    assert followers["data"][2]["y"] == [1930]
    assert followers["data"][1]["y"] == [1930, None, None, 1960, 1900, 1980, 1990]
    gains, losses = net["data"][:2]
    assert gains["y"] == [10, None, None, 30, None, 80, 10]
    assert losses["y"] == [None, None, None, None, -60, None, None]
    assert gains["customdata"][3] == " (over 3 days)"
    row = re.search(r"<tr>\s*<th[^>]*><time datetime=\"2026-03-14\">.*?</tr>", html, re.DOTALL)
    assert row
    assert text_of(row[0]) == "Mar 14, 2026 1,960 +30 over 3 days +1.55% 104 50 0"
    gap = re.search(r"<tr>\s*<th[^>]*><time datetime=\"2026-03-13\">.*?</tr>", html, re.DOTALL)
    assert gap
    assert text_of(gap[0]) == "Mar 13, 2026 n/a n/a n/a 105 50 0"


def test_the_page_says_where_its_data_come_from(browse: Browse, people: People, bread: Page) -> None:
    html = browse(people.manager).get(f"/pages/{bread.id}/growth").text
    assert "Collected 2 hr. ago, public page" in text_of(html)
    assert "next reading: Mar 18, 2026, 5:00" in text_of(html)


def test_russian_figures(browse: Browse, people: People, bread: Page, session: Session) -> None:
    people.manager.language = "ru"
    session.commit()
    html = browse(people.manager).get(f"/pages/{bread.id}/growth?period=all&by=month").text
    assert "1\N{NO-BREAK SPACE}990" in html
    assert "март 2026" in html


def test_without_a_count_before_there_is_no_net_growth(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {3: 100, 1: 110})
    text = text_of(browse(people.manager).get(f"/pages/{page.id}/growth").text)
    assert re.search(r"Net growth .{0,300}?n/a n/a against the compared period no baseline", text)
    assert "Growth in percent since the first count" in text


def test_the_first_day_counts_while_it_is_the_only_one(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {0: 1234})
    html = browse(people.manager).get(f"/pages/{page.id}/growth").text
    assert "Feb 17, 2026 – Mar 18, 2026" in text_of(html)
    assert [trace["y"] for trace in chart(html, "followers")["data"] if trace["mode"] == "markers"] == [[1234]]
    assert "1,234" in html


def test_nothing_collected_yet_says_what_comes(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row, profile_read_at=None, last_outcome=None)
    session.commit()
    html = browse(people.manager).get(f"/pages/{page.id}/growth").text
    assert "Nothing collected yet" in html
    assert "Next reading: Mar 18, 2026, 5:00" in text_of(html)
    assert f'hx-get="/pages/{page.id}/collection"' in html
    page.paused_at = NOW
    session.commit()
    assert "Nothing is read while the page is paused" in browse(people.manager).get(f"/pages/{page.id}/growth").text


def test_a_period_without_counts_says_which_have_some(browse: Browse, people: People, bread: Page) -> None:
    url = f"/pages/{bread.id}/growth?period=own&from=2025-01-01&to=2025-01-31"
    html = browse(people.manager).get(url).text
    assert "Nothing was counted in this period" in html
    assert "counts reach from Jan 7, 2026 to Mar 18, 2026" in text_of(html)
    assert "chart-followers" not in html


def test_a_paused_page_says_so(browse: Browse, people: People, bread: Page, session: Session) -> None:
    bread.paused_at = local(ago(2))
    session.commit()
    html = browse(people.manager).get(f"/pages/{bread.id}/growth").text
    assert "This page has been paused since Mar 16, 2026" in text_of(html)
    assert "next reading" not in html
    assert "Collect now" not in html


def test_an_archived_client_says_so(browse: Browse, people: People, bread: Page, session: Session) -> None:
    people.client_row.archived_at = NOW
    session.commit()
    html = browse(people.manager).get(f"/pages/{bread.id}/growth").text
    assert "This client is archived" in html
    assert "Collect now" not in html


def test_a_broken_page_says_what_to_do(browse: Browse, people: People, bread: Page, session: Session) -> None:
    bread.last_outcome, bread.failures, bread.last_attempt_at = "not_found", 3, NOW - timedelta(hours=2)
    session.commit()
    text = text_of(browse(people.manager).get(f"/pages/{bread.id}/growth").text)
    assert "The newest readings failed: Not found." in text
    assert "correct its name here" in text
    assert "Last tried 2 hr. ago." in text


def test_a_page_that_is_being_read_shows_it_live(browse: Browse, people: People, bread: Page, session: Session) -> None:
    waiting = f'hx-get="/pages/{bread.id}/collection"'
    assert waiting not in browse(people.manager).get(f"/pages/{bread.id}/growth").text
    bread.leased_until = NOW + timedelta(minutes=5)
    session.commit()
    assert waiting in browse(people.manager).get(f"/pages/{bread.id}/growth").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("period=abc", "“abc” is not one of the choices"),
        ("period=<script>", "“&lt;script&gt;” is not one of the choices"),
        ("against=%25(x)s", "“%(x)s” is not one of the choices"),
        ("period=own&from=2026-03-10&to=2026-03-01", "The first day is after the last one"),
        ("period=own&from=x", "Give both dates"),
        ("period=own&from=2026-03-01&to=2027-01-01", "the period ends on Mar 17, 2026"),
        ("period=own&from=1999-03-01&to=2027-01-01", "Instagram opened on Oct 6, 2010"),
    ],
)
def test_a_wrong_query_is_told_and_the_usual_period_shown(
    browse: Browse, people: People, bread: Page, query: str, sentence: str
) -> None:
    answer = browse(people.manager).get(f"/pages/{bread.id}/growth?{query}")
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "1,990" in answer.text


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=9999999", "page=x", "sort=x&order=y", "endpoint=x&page_id=3&_anchor=y&_method=z"],
)
def test_odd_queries_break_nothing(browse: Browse, people: People, bread: Page, query: str) -> None:
    assert browse(people.manager).get(f"/pages/{bread.id}/growth?{query}").status_code == 200


def test_the_table_can_be_sorted_unknown_last(browse: Browse, people: People, bread: Page) -> None:
    html = browse(people.manager).get(f"/pages/{bread.id}/growth?period=7&sort=net&order=asc").text
    assert re.findall(r'<th[^>]*><time datetime="2026-03-(\d\d)"', html) == ["15", "17", "11", "14", "16", "13", "12"]
    assert 'aria-sort="ascending"' in html


def test_long_tables_come_in_parts(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {days: 1000 + days for days in range(1, 251)})
    browser = browse(people.manager)
    first = browser.get(f"/pages/{page.id}/growth?period=all&by=day").text
    last = browser.get(f"/pages/{page.id}/growth?period=all&by=day&page=3").text
    assert first.count('<th scope="row">') == 100
    assert last.count('<th scope="row">') == 50
    assert f'datetime="{ago(250)}"' in last


def test_posts_are_marked_counted_and_rated(browse: Browse, people: People, bread: Page, session: Session) -> None:
    add_post(session, bread, local(ago(2)))
    add_post(session, bread, local(ago(2), 18), None, likes_hidden=True)
    add_post(session, bread, local(ago(5)))
    add_post(session, bread, local(ago(1)), None)
    html = browse(people.manager).get(f"/pages/{bread.id}/growth?period=7").text
    strip = chart(html, "followers")["data"][-1]
    assert (strip["x"], strip["customdata"]) == (["2026-03-13", "2026-03-16", "2026-03-17"], [1, 2, 1])
    text = text_of(html)
    assert "median of 1 of 4 posts" in text
    assert re.search(r"Engagement rate .{0,400}?5\.05%", text)
    assert "3 posts have no engagement rate" in text
    assert "1 with hidden likes; 1 with unknown reactions; 1 on days without a count of followers" in text


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (("followers", "median"), ("Engagement rate", "5.00%", "median of 3 of 5 posts; mean 9.33%")),
        (("followers", "mean"), ("Mean engagement rate", "9.33%", "mean of 3 of 5 posts; median 5.00%")),
        (("views", "median"), ("Engagement rate by views", "6.25%", "median of 2 of 5 posts; mean 6.25%")),
        (("views", "mean"), ("Mean engagement rate by views", "6.25%", "mean of 2 of 5 posts; median 6.25%")),
        (("daily", "median"), ("Engagement rate by day", "4.00%", "of a post: median 5.00%, mean 9.33%")),
    ],
)
def test_the_client_chooses_the_engagement_rate(
    browse: Browse, people: People, session: Session, choice: tuple[str, str], expected: tuple[str, str, str]
) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, dict.fromkeys(range(1, 40), 1000))
    for days, likes, views in ((1, 20, 400), (2, 40, 1000), (3, 190, None)):
        add_post(session, page, local(ago(days)), likes, views=views)
    add_post(session, page, local(ago(4)), None, likes_hidden=True)
    add_post(session, page, local(ago(5)), None)
    people.client_row.er_variant, people.client_row.er_average = choice
    session.commit()
    html = browse(people.client).get(f"/pages/{page.id}/growth?period=7").text
    (variant, _), (name, rate, hint) = choice, expected
    kpi = next(part for part in html.split('class="promo-kpi-label"')[1:] if part.startswith(f">{name} "))
    shown = text_of(kpi.partition("promo-dates")[0])
    assert f" {rate} " in shown
    assert hint in shown
    reasons = ["1 with hidden likes", "1 with unknown reactions"] + ["1 without known views"] * (variant == "views")
    told = "posts are not in the engagement rate" if variant == "daily" else "posts have no engagement rate"
    assert f"{len(reasons)} {told}: {'; '.join(reasons)}" in text_of(html)


def test_by_day_only_days_whose_posts_are_known_count(browse: Browse, people: People, session: Session) -> None:
    people.client_row.er_variant = "daily"
    page = add_page(session, people.client_row, created_at=local(ago(4)))
    add_days(session, page, dict.fromkeys(range(1, 40), 1000))
    add_post(session, page, local(ago(2)), 88)
    add_post(session, page, local(ago(20)), 9000, is_pinned=True)
    session.commit()
    text = text_of(browse(people.client).get(f"/pages/{page.id}/growth").text)
    assert re.search(r"Engagement rate by day .{0,400}?2\.45%", text)
    page.posts_read_at = None
    session.commit()
    text = text_of(browse(people.client).get(f"/pages/{page.id}/growth").text)
    assert re.search(r"Engagement rate by day .{0,400}? n/a", text)


def test_a_competitor_has_the_usual_engagement_rate(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, None, "rival")
    add_days(session, page, {1: 1000, 2: 1000})
    add_post(session, page, local(ago(1)), 40)
    session.commit()
    text = text_of(browse(people.specialist).get(f"/pages/{page.id}/growth").text)
    assert "median of 1 of 1 posts; mean 5.00%" in text


def test_posts_before_they_were_read_are_unknown_not_zero(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row, created_at=local(ago(3)))
    add_days(session, page, dict.fromkeys(range(1, 20), 1000))
    add_post(session, page, local(ago(5)))
    add_post(session, page, local(ago(90)), is_pinned=True)
    html = browse(people.manager).get(f"/pages/{page.id}/growth").text
    assert "posts are known from Mar 13, 2026 to Mar 18, 2026" in text_of(html)
    page.posts_read_at = None
    session.commit()
    assert "posts were not read yet" in browse(people.manager).get(f"/pages/{page.id}/growth").text


def test_the_switcher_keeps_the_period(browse: Browse, people: People, bread: Page, session: Session) -> None:
    cake = add_page(session, people.client_row, "cake", paused_at=NOW)
    add_page(session, people.other_row, "yoga")
    session.commit()
    html = browse(people.owner).get(f"/pages/{bread.id}/growth?period=90&against=year").text
    assert f'href="/pages/{cake.id}/growth?period=90&amp;against=year"' in html
    assert "@yoga" not in html


def test_a_client_leads_to_its_first_page(browse: Browse, people: People, session: Session) -> None:
    add_page(session, people.client_row, "a.paused.one", paused_at=NOW)
    bread = add_page(session, people.client_row)
    session.commit()
    url = f"/clients/{people.client_row.id}/growth"
    assert browse(people.client).get(url).location == f"/pages/{bread.id}/growth"
    assert browse(people.outsider).get(url).status_code == 404


def test_a_client_without_pages_says_what_to_do(browse: Browse, people: People) -> None:
    url = f"/clients/{people.client_row.id}/growth"
    assert "Add pages" in browse(people.manager).get(url).text
    text = browse(people.client).get(url).text
    assert "Add pages" not in text
    assert "A manager adds the pages" in text


def test_a_competitors_days_are_those_of_the_installation(
    browse: Browse, people: People, session: Session, settings: Settings
) -> None:
    page = add_page(session, None, "rival")
    add_days(session, page, {1: 10, 2: 9})
    text = text_of(browse(people.specialist).get(f"/pages/{page.id}/growth").text)
    assert f"days in {settings.time_zone}" in text
    assert "Competitors" in text
    assert people.client.role == Role.CLIENT
    assert browse(people.client).get(f"/pages/{page.id}/growth").status_code == 404


@pytest.mark.parametrize(
    ("now", "dates"),
    [
        ("2026-12-31T10:30Z", "Dec 25, 2026 – Dec 31, 2026 days in Pacific/Kiritimati"),
        ("2027-01-01T10:30Z", "Dec 24, 2026 – Dec 30, 2026 days in Pacific/Pago_Pago"),
        ("2026-03-09T04:30Z", "Mar 2, 2026 – Mar 8, 2026 days in America/New_York"),
        ("2026-03-09T03:30Z", "Mar 1, 2026 – Mar 7, 2026 days in America/New_York"),
    ],
)
def test_days_are_complete_in_the_clients_zone(
    browse: Browse, people: People, session: Session, now: str, dates: str
) -> None:
    people.client_row.time_zone = dates.rpartition(" ")[2]
    page = add_page(session, people.client_row)
    add_days(session, page, {400: 10})
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        text = text_of(browse(people.manager).get(f"/pages/{page.id}/growth?period=7&against=none").text)
    assert dates in text


def test_the_number_of_queries_does_not_grow(
    browse: Browse, people: People, session: Session, context: Context
) -> None:
    pages = [add_page(session, people.client_row, f"page{number}") for number in range(5)]
    for page in pages:
        add_days(session, page, dict.fromkeys(range(0, 800, 3), 1000))
        add_post(session, page, local(ago(3)))
    browser = browse(people.manager)
    seen: list[str] = []
    listen = event.listens_for(context.engine, "before_cursor_execute")
    listen(lambda _connection, _cursor, statement, *_more: seen.append(statement))
    for query in ("period=7", "period=year&against=year", "period=all"):
        seen.clear()
        assert browser.get(f"/pages/{pages[0].id}/growth?{query}").status_code == 200
        assert len(seen) <= 8, seen


def test_another_clients_data_do_not_show(browse: Browse, people: People, bread: Page, session: Session) -> None:
    other = add_page(session, people.other_row, "yoga")
    add_days(session, other, dict.fromkeys(range(60), 999999))
    add_post(session, other, local(ago(2)))
    html = browse(people.owner).get(f"/pages/{bread.id}/growth").text
    assert "999,999" not in html
    assert "no posts known" in html


def test_the_table_is_for_today_alone_when_nothing_else_is_there(
    browse: Browse, people: People, session: Session
) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {0: 1234})
    html = browse(people.manager).get(f"/pages/{page.id}/growth?period=all").text
    assert html.count('<th scope="row">') == 1
    assert f'datetime="{TODAY}"' in html
