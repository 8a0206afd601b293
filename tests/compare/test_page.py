from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import event

from promo.clients.models import Client, Label
from promo.marks.models import EventMark
from tests.charts.test_comparing import unrolled
from tests.compare.agency import Pages, pages
from tests.growth.agency import NOW, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def set_(people: People, session: Session) -> Pages:
    return pages(session, people)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def chart(html: str, name: str) -> dict[str, Any]:
    found = re.search(rf'id="chart-{name}".*?<script[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found, f"there is no chart {name}"
    made: dict[str, Any] = json.loads(found[1])
    return made


def rows(html: str) -> list[str]:
    """Return the ranking's rows as a person reads them."""
    table = re.search(r'id="ranking".*?</table>', re.sub(r'<span class="avatar[^>]*>\w*</span>', "", html), re.DOTALL)
    assert table
    return [text_of(row) for row in re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", table[0], re.DOTALL)]


@pytest.mark.parametrize("name", ["owner", "manager", "teammate", "specialist"])
def test_the_team_compares_own_pages_with_competitors(browse: Browse, people: People, set_: Pages, name: str) -> None:
    answer = browse(getattr(people, name)).get(set_.url("bread", "cakes", "rival"))
    assert answer.status_code == 200
    ranked = rows(answer.text)
    assert [row.split()[0] for row in ranked] == ["@bread", "@cakes", "@rival", "Median"]
    assert ranked[0].startswith("@bread Bakery 1,990 +300 1K–10K +300 0 +17.75% −3.83 pp")
    assert "n = 3" in ranked[0]
    assert "left out" not in answer.text


def test_figures_are_those_of_each_page_alone(browse: Browse, people: People, set_: Pages) -> None:
    browser = browse(people.manager)
    own = text_of(browser.get(f"/pages/{set_.bread.id}/growth").text)
    ranked = rows(browser.get(set_.url("bread", "cakes")).text)
    for figure in ("1,990", "+300", "+17.75%", "5.24%"):
        assert figure in own
        assert figure in ranked[0]


def test_pages_that_may_not_be_seen_are_left_out_and_counted(browse: Browse, people: People, set_: Pages) -> None:
    url = set_.url("bread", "cakes", "studio", more=",99999")
    ours = browse(people.manager).get(url).text
    assert "@studio" not in ours
    assert "2 pages of this address are left out" in ours
    theirs = browse(people.outsider).get(url)
    assert theirs.status_code == 200
    assert "@bread" not in theirs.text
    assert "Choose at least two pages" in theirs.text or "Nothing to compare yet" in theirs.text
    client = browse(people.client).get(set_.url("bread", "cakes", "rival")).text
    assert "@cakes" in client
    assert "@rival" not in client
    assert "1 page of this address is left out" in client


def test_a_visitor_signs_in_first(browse: Browse, set_: Pages) -> None:
    assert browse(None).get(set_.url("bread", "cakes")).status_code == 302


@pytest.mark.parametrize("query", ["", "?pages=", "?pages=1", "?labels=nothing"])
def test_fewer_than_two_pages_say_what_to_do(browse: Browse, people: People, set_: Pages, query: str) -> None:
    answer = browse(people.manager).get(f"/compare{query}")
    assert answer.status_code == 200
    assert "Choose at least two pages" in answer.text
    assert re.search(rf'name="pages" value="{set_.rival.id}"', answer.text)
    assert "@studio" not in answer.text


def test_where_there_are_no_pages_nothing_can_be_chosen(browse: Browse, people: People) -> None:
    browser = browse(people.client)
    assert "Nothing to compare yet" in browser.get("/compare").text
    assert "No pages yet" in browser.get("/compare/pages").text


def test_what_is_wrong_in_the_address_is_said(browse: Browse, people: People, set_: Pages) -> None:
    url = set_.url("bread", "cakes", more=",x&sort=luck&order=up&chart=pie&match=some&period=decade&focus=y")
    answer = browse(people.manager).get(url)
    assert answer.status_code == 200
    for wrong in ("luck", "up", "pie", "some", "decade"):
        assert f"“{wrong}” is not one of the choices" in answer.text
    assert "“x” is not the number of a page" in answer.text
    assert rows(answer.text)[0].startswith("@bread")


def test_only_the_first_fifty_are_taken(browse: Browse, people: People, session: Session) -> None:
    many = [add_page(session, people.client_row, f"page{number:02}") for number in range(52)]
    people_row = session.get_one(Client, people.client_row.id)
    people_row.labels = [Label(name="all")]
    session.commit()
    browser = browse(people.manager)
    for query in ("pages=" + ",".join(str(page.id) for page in many), "labels=all"):
        answer = browser.get(f"/compare?{query}").text
        assert "At most 50 pages are compared at once" in answer
        assert len(rows(answer)) == 51
        assert "@page49" in answer
        assert "@page50" not in answer


def test_labels_of_pages_and_of_their_clients(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    food, far = Label(name="food"), Label(name="far, away"[:3])
    session.get_one(Client, people.client_row.id).labels = [food]
    set_.rival.labels = [food, far]
    set_.cakes.labels = [far]
    session.commit()
    browser = browse(people.manager)

    def named(query: str) -> set[str]:
        return set(re.findall(r"@\w+", " ".join(rows(browser.get(f"/compare?{query}").text))))

    assert named("labels=food") == {"@bread", "@cakes", "@rival"}
    assert named("labels=food,far&match=all") == {"@cakes", "@rival"}
    assert named(f"labels=far&pages={set_.bread.id}") == {"@bread", "@cakes", "@rival"}


def test_a_form_leads_to_the_address_that_is_passed_on(browse: Browse, people: People, set_: Pages) -> None:
    ids = (set_.bread.id, set_.cakes.id)
    answer = browse(people.manager).get(f"/compare?pages={ids[0]}&pages={ids[1]}&match=any&chart=net&period=90")
    assert answer.status_code == 302
    assert answer.location == f"/compare?pages={ids[0]},{ids[1]}&period=90&chart=net".replace(",", "%2C") or (
        answer.location == f"/compare?pages={ids[0]},{ids[1]}&period=90&chart=net"
    )


def test_the_index_keeps_gaps_and_begins_with_the_count_before(browse: Browse, people: People, set_: Pages) -> None:
    html = browse(people.manager).get(set_.url("bread", "rival", more="&period=7")).text
    figure = chart(html, "growth")
    bread, alone, rival, median = figure["data"]
    assert [trace["meta"]["role"] for trace in figure["data"]] == ["series0", "series0", "series1", "median"]
    assert alone["y"] == [100.52]
    assert unrolled(bread) == [100.52, None, None, 102.08, 102.6, 103.12, 103.65]
    assert unrolled(rival)[0] == 99.95
    assert median["customdata"] == [2, 1, 1, 2, 2, 2, 2]
    assert median["y"][1] == unrolled(rival)[1]
    percent = chart(
        browse(people.manager).get(set_.url("bread", "rival", more="&period=7&chart=percent")).text, "growth"
    )
    assert unrolled(percent["data"][0])[0] == 0.52


def test_net_growth_is_bars_with_losses_as_losses(browse: Browse, people: People, set_: Pages) -> None:
    html = browse(people.manager).get(set_.url("bread", "cakes", "rival", more="&chart=net")).text
    gain, loss = chart(html, "growth")["data"]
    assert gain["y"] == ["@bread", "@cakes", "@rival"]
    assert gain["x"] == [300, 30, None]
    assert loss["x"] == [None, None, -150]
    assert loss["marker"]["pattern"]["shape"] == "/"


def test_of_many_pages_one_stands_out(browse: Browse, people: People, session: Session) -> None:
    made = [add_page(session, people.client_row, f"page{number:02}") for number in range(11)]
    for number, page in enumerate(made):
        add_days(session, page, {3: 100, 2: 100 + number, 1: 100 + 2 * number})
    url = "/compare?period=7&pages=" + ",".join(str(page.id) for page in made)
    browser = browse(people.manager)
    data = chart(browser.get(url).text, "growth")["data"]
    assert [trace["name"] for trace in data if trace["meta"]["role"] == "series0"] == ["@page00"]
    assert data[-2]["name"] == "@page00"
    chosen = browser.get(f"{url}&focus={made[4].id}").text
    emphasised = [trace for trace in chart(chosen, "growth")["data"] if trace["meta"]["role"] == "series0"]
    assert [trace["name"] for trace in emphasised] == ["@page04"]
    assert "11 pages were not counted before the period" in text_of(chosen)


def test_engagement_by_size_has_points_tiers_and_a_line(browse: Browse, people: People, session: Session) -> None:
    made = [add_page(session, people.client_row, f"page{number}") for number in range(5)]
    for number, page in enumerate(made):
        add_days(session, page, dict.fromkeys(range(30, 0, -1), 1000 * 4**number))
        for days in range(1, 13):
            add_post(session, page, local(ago(days)), 40 * 3**number)
    html = browse(people.manager).get("/compare?pages=" + ",".join(str(page.id) for page in made)).text
    traces = {trace["name"]: trace for trace in chart(html, "size")["data"]}
    assert {"@page0", "@page4", "Usual at this size in the set", "Published median of the tier"} <= set(traces)
    assert traces["@page0"]["x"] == [1000]
    assert traces["@page0"]["y"] == [5]
    assert "The line is fitted to 5 pages" in text_of(html)
    assert "eMarketer, 2026" in html


def test_figures_without_data_say_why(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    empty = add_page(session, people.client_row, "empty", posts_read_at=None, profile_read_at=None)
    session.commit()
    browser = browse(people.manager)
    ids = f"{set_.bread.id},{set_.cakes.id},{set_.rival.id},{empty.id}"
    last = rows(browser.get(f"/compare?pages={ids}").text)[3]
    assert last.startswith("@empty Bakery n/a n/a n/a n/a n/a n/a n/a n/a n/a")
    other = add_page(session, people.client_row, "other", posts_read_at=None, profile_read_at=None)
    session.commit()
    nothing = browser.get(f"/compare?pages={empty.id},{other.id}").text
    assert "Nothing was counted in this period" in nothing
    assert 'id="chart-' not in nothing
    net = browser.get(f"/compare?pages={empty.id},{other.id}&chart=net").text
    assert "Nothing was counted in this period" in net


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("&sort=name", "@bread"),
        ("&sort=name&order=desc", "@rival"),
        ("&sort=followers", "@rival"),
        ("&sort=followers&order=asc", "@cakes"),
        ("&sort=share", "@rival"),
        ("&sort=net&order=asc", "@rival"),
    ],
)
def test_the_ranking_is_sorted(browse: Browse, people: People, set_: Pages, query: str, first: str) -> None:
    html = browse(people.manager).get(set_.url("bread", "cakes", "rival", more=query)).text
    assert rows(html)[0].startswith(first)
    assert "aria-sort" in html


def test_events_stand_on_the_dated_charts(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    for page, client, title in ((set_.bread, people.client_row, "Fair"), (None, people.client_row, "Sale"),
                                (set_.studio, people.other_row, "Secret")):  # fmt: skip
        session.add(EventMark(client_id=client.id, page_id=page.id if page else None, kind="other", day=ago(9),
                              title=title, created_at=NOW))  # fmt: skip
    session.commit()
    browser = browse(people.manager)
    html = browser.get(set_.url("bread", "rival")).text
    told = [text for trace in chart(html, "growth")["data"] if trace["meta"]["role"] == "event"
            for text in trace["customdata"]]  # fmt: skip
    assert told == ["Other: Fair (Mar 9, 2026) · @bread<br>Other: Sale (Mar 9, 2026) · Bakery"]
    assert "Fair" not in browser.get(set_.url("bread", "rival", more="&chart=net")).text


def test_pages_of_several_time_zones_end_on_the_last_day_over_for_all(
    browse: Browse, people: People, session: Session, set_: Pages
) -> None:
    zone = session.get_one(Client, people.other_row.id)
    zone.time_zone = "Pacific/Honolulu"  # there it is still the 17th
    session.commit()
    text = text_of(browse(people.owner).get(set_.url("bread", "studio", more="&period=7")).text)
    assert "Mar 10, 2026 – Mar 16, 2026" in text
    assert "days in each page's own time zone" in text


def test_files_have_the_numbers_of_the_screen(browse: Browse, people: People, set_: Pages) -> None:
    browser = browse(people.manager)
    query = set_.url("bread", "cakes", "rival", more="&period=7").partition("?")[2]
    answer = browser.get(f"/compare/ranking.csv?{query}")
    table = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["Page"] for row in table] == ["bread", "cakes", "rival"]
    assert (table[0]["Followers"], table[0]["Net growth"], table[0]["Net growth, change"]) == ("1990", "70", "0")
    assert table[0]["Size tier"] == "1000–9999"
    assert table[2]["Client"] == "Competitor"
    book = load_workbook(io.BytesIO(browser.get(f"/compare/ranking.xlsx?{query}&against=none").data))
    assert book.worksheets[0]["A2"].value == "bread"
    assert "Net growth, change" not in [cell.value for cell in book.worksheets[0][1]]
    days = list(csv.reader(io.StringIO(browser.get(f"/compare/days.csv?{query}").data.decode("utf-8-sig"))))
    assert days[0][:2] == ["Day", "bread, Followers"]
    assert days[1][0] == "2026-03-11"
    assert days[2][1] == ""
    assert days[1][4] == "100.5208"
    assert len(days) == 8
    sheet = load_workbook(io.BytesIO(browser.get(f"/compare/days.xlsx?{query}").data)).worksheets[0]
    assert sheet["B2"].value == 1930


def test_there_are_no_files_of_nothing(browse: Browse, people: People, set_: Pages) -> None:
    for name in ("ranking.csv", "days.xlsx"):
        assert browse(people.outsider).get(f"/compare/{name}?pages={set_.bread.id},{set_.cakes.id}").status_code == 404
    assert browse(people.owner).get("/compare/ranking.pdf").status_code == 404


def test_choosing_keeps_the_rest_of_the_state(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    set_.rival.labels = [Label(name="rivals")]
    set_.studio.labels = [Label(name="secret")]
    session.commit()
    html = (
        browse(people.manager)
        .get(f"/compare/pages?pages={set_.bread.id}&labels=rivals&match=all&period=90&sort=er")
        .text
    )
    assert re.search(rf'name="pages" value="{set_.bread.id}" checked', html)
    assert re.search(r'name="labels" value="rivals" checked', html)
    assert re.search(r'value="all" checked', html)
    assert '<input type="hidden" name="period" value="90">' in html
    assert '<input type="hidden" name="sort" value="er">' in html
    assert "secret" not in html
    assert "@studio" not in html


def test_russian(browse: Browse, people: People, session: Session, set_: Pages) -> None:
    people.manager.language = "ru"
    session.commit()
    html = browse(people.manager).get(set_.url("bread", "cakes", "rival")).text
    assert "1\N{NO-BREAK SPACE}990" in html


def test_queries_do_not_grow_with_the_pages(
    browse: Browse, people: People, session: Session, context: Context, set_: Pages
) -> None:
    more = [add_page(session, people.client_row, f"page{number}") for number in range(20)]
    for page in more:
        add_days(session, page, {3: 10, 2: 11})
    browser = browse(people.manager)
    counted: list[str] = []
    event.listen(context.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    def queries(url: str) -> int:
        counted.clear()
        assert browser.get(url).status_code == 200
        return sum(one.lstrip().upper().startswith("SELECT") for one in counted)

    few = queries(set_.url("bread", "cakes"))
    many = queries("/compare?pages=" + ",".join(str(page.id) for page in more))
    assert many == few
    assert few <= 8


@pytest.mark.parametrize("chart", ["share", "cadence", "kinds"])
def test_the_smaller_charts_are_files_too(browse: Browse, people: People, session: Session, chart: str) -> None:
    made = [add_page(session, people.client_row, name) for name in ("one", "two")]
    for page in made:
        add_days(session, page, dict.fromkeys(range(1, 40), 1000))
        add_post(session, page, local(ago(3)))
    query = f"pages={made[0].id},{made[1].id}"
    answer = browse(people.client).get(f"/compare/charts/{chart}.csv?{query}")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0] == "Page"
    assert {row[0] for row in rows[1:]} == {"'@one", "'@two"}
    assert browse(people.client).get(f"/compare/charts/{chart}.csv").status_code == 404
    assert browse(people.client).get(f"/compare/charts/growths.csv?{query}").status_code == 404
