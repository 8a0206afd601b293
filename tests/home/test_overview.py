from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
import time_machine

from promo import clock
from promo.analytics import engagement as engagement_analytics
from promo.analytics import growth as growth_analytics
from promo.analytics import portfolio as figures
from promo.analytics.engagement import Variant
from promo.analytics.periods import Period
from promo.charts.totals import daily_total
from promo.growth import batch
from promo.growth.anomalies import detection
from promo.home.overview import overview
from promo.marks.models import EventMark
from promo.pages import frames
from tests.home.agency import ZONE, at, make_page, make_post, steadily
from tests.home.test_portfolio import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

VARIANTS: tuple[Variant, ...] = get_args(Variant)
TODAY = date(2026, 3, 18)
YESTERDAY = TODAY - timedelta(days=1)
NOW = at(TODAY, 15)


def test_each_figure_stands_beside_the_30_days_before(people: People, session: Session) -> None:
    older = steadily(YESTERDAY - timedelta(days=30), 40, 1000, 10)
    newer = steadily(YESTERDAY, 30, max(older.values()) - 2, -2)
    page = make_page(session, people.client_row, "bread", older | newer)
    for days, likes in ((2, 13), (3, 20), (40, 50)):
        make_post(session, page, TODAY - timedelta(days=days), likes, 0)
    found = overview(session, people.client_row, people.manager, NOW)
    assert found.before is not None
    assert (found.now.start, found.now.end) == (TODAY - timedelta(days=30), YESTERDAY)
    assert (found.now.growth.net, found.before.growth.net) == (-60, 300)
    assert (found.now.posts, found.before.posts) == (2, 1)
    assert found.total is not None
    assert found.total.followers == newer[YESTERDAY]
    assert len(found.daily) == 30
    assert found.waiting == []
    assert [post.likes for post in found.posts] == [13, 20, 50]


@pytest.mark.parametrize(
    ("query", "days", "before", "nets"),
    [
        ({"period": "7"}, ("2026-03-11", "2026-03-17"), ("2026-03-04", "2026-03-10"), (7, 7)),
        ({"period": "week", "at": "2026-03-10"}, ("2026-03-09", "2026-03-15"), ("2026-03-02", "2026-03-08"), (7, 7)),
        ({"period": "month"}, ("2026-03-01", "2026-03-17"), ("2026-02-01", "2026-02-17"), (17, 17)),
        (
            {"period": "quarter", "against": "year"},
            ("2026-01-01", "2026-03-17"),
            ("2025-01-01", "2025-03-17"),
            (76, None),
        ),
        ({"period": "all"}, ("2025-02-11", "2026-03-17"), None, (None, None)),
        (
            {"period": "own", "from": "2026-01-05", "to": "2026-01-06", "against": "none"},
            ("2026-01-05", "2026-01-06"),
            None,
            (2, None),
        ),
    ],
)
def test_one_chooses_the_period_and_what_it_is_compared_with(
    people: People,
    session: Session,
    *,
    query: dict[str, str],
    days: tuple[str, str],
    before: tuple[str, str] | None,
    nets: tuple[int | None, int | None],
) -> None:
    steady = steadily(YESTERDAY, 400, 1000, 1)
    still = dict.fromkeys((day for day in steady if day.year == 2025), 1000)
    page = make_page(session, people.client_row, "bread", steady | still | {date(2025, 12, 31): 1000 + 400 - 77})
    make_post(session, page, date.fromisoformat(days[1]), 5, 5)
    found = overview(session, people.client_row, people.manager, NOW, query)
    assert (str(found.now.start), str(found.now.end)) == days
    assert (found.before and (str(found.before.start), str(found.before.end))) == before
    assert (found.now.growth.net, found.before and found.before.growth.net) == nets
    assert len(found.daily) == found.choice.period.days
    assert found.now.engagement.posts == found.now.posts == 1


def test_the_period_is_kept_on_the_way_to_growth_and_a_wrong_one_is_told(
    browse: Browse, people: People, session: Session
) -> None:
    make_page(session, people.client_row, "bread", steadily(YESTERDAY, 70, 1000, 10))
    session.commit()
    url = f"/clients/{people.client_row.id}"
    with time_machine.travel(NOW, tick=False):
        text = browse(people.client).get(f"{url}?period=month&at=2026-02-03&against=year").text
        wrong = browse(people.client).get(f"{url}?period=decade")
        alone = browse(people.client).get(f"{url}?against=none").text
    assert f'href="{url}/growth?period=month&amp;at=2026-02-03&amp;against=year"' in text
    assert "February 2026" in text
    assert "against the compared period" in text
    assert wrong.status_code == 200
    assert "“decade” is not one of the choices" in wrong.text
    assert "+300" in wrong.text
    assert "against the compared period" not in alone


def test_the_number_of_queries_does_not_grow_with_the_period(
    browse: Browse, people: People, session: Session, context: Context
) -> None:
    for name in ("bread", "cake", "buns"):
        page = make_page(session, people.client_row, name, steadily(YESTERDAY, 400, 1000, 1))
        make_post(session, page, YESTERDAY, 5, 5)
    session.commit()
    browser = browse(people.client)
    found = []
    with time_machine.travel(NOW, tick=False):
        for query in ("period=7", "period=year&against=year", "period=all"):
            with counted(context.engine) as statements:
                assert browser.get(f"/clients/{people.client_row.id}?{query}").status_code == 200
            found.append(len(statements))
    assert len(set(found)) == 1
    assert found[0] <= 22


def test_posts_before_what_is_known_are_not_counted_as_none(people: People, session: Session) -> None:
    counts = steadily(YESTERDAY, 70, 1000, 1)
    page = make_page(session, people.client_row, "bread", counts, created_at=NOW)
    for days in (3, 10):
        make_post(session, page, TODAY - timedelta(days=days), 5, 5)
    make_post(session, page, TODAY - timedelta(days=50), 5, 5, is_pinned=True)
    found = overview(session, people.client_row, people.manager, NOW)
    assert found.before is not None
    assert (found.now.posts, found.now.posts_from, found.now.posts_complete) == (2, TODAY - timedelta(days=10), False)
    assert (found.before.posts, found.before.posts_from) == (None, None)
    page.posts_read_at = None
    assert overview(session, people.client_row, people.manager, NOW).now.posts is None


def test_the_screen_shows_figures_posts_pages_team(browse: Browse, people: People, session: Session) -> None:
    people.client_row.note, people.client_row.is_key_account = "secret of the house", True
    people.client_row.key_account_reason = "half of the turnover"
    page = make_page(
        session, people.client_row, "bread", steadily(YESTERDAY, 70, 1000, 10), profile_due_at=at(TODAY, 20)
    )
    make_post(session, page, YESTERDAY, None, 3, likes_hidden=True, caption="<b>Buns</b>")
    make_post(session, page, YESTERDAY, 44, None, kind="reel", views=None)
    session.commit()
    with time_machine.travel(NOW, tick=False):
        text = browse(people.specialist).get(f"/clients/{people.client_row.id}").text
        client = browse(people.client).get(f"/clients/{people.client_row.id}").text
    assert "+300" in text
    assert "1,690" in text
    assert "&lt;b&gt;Buns" in text
    assert "hidden" in text
    assert "https://www.instagram.com/p/" in text
    assert "data-chart" in text
    assert "Collected 27 hr. ago" in text
    assert "secret of the house" in text
    assert "half of the turnover" in text
    assert "Teammate" in text
    assert "secret of the house" not in client
    assert "half of the turnover" not in client


def test_a_page_without_a_reading_says_what_happens_next(browse: Browse, people: People, session: Session) -> None:
    page = make_page(session, people.client_row, "bread", {}, profile_due_at=at(YESTERDAY))
    session.commit()
    text = browse(people.manager).get(f"/clients/{people.client_row.id}").text
    assert f'hx-get="/pages/{page.id}/collection"' in text
    assert "as soon as it is its turn" in text
    assert "data-chart" not in text


@pytest.mark.sqlite_only
def test_a_client_without_pages_says_what_to_do(browse: Browse, people: People) -> None:
    url = f"/clients/{people.client_row.id}"
    assert "Add pages" in browse(people.manager).get(url).text
    assert "Add pages" not in browse(people.client).get(url).text


@pytest.mark.sqlite_only
def test_who_may_see_it(browse: Browse, people: People) -> None:
    url = f"/clients/{people.client_row.id}"
    for person in (people.owner, people.manager, people.teammate, people.specialist, people.client):
        assert browse(person).get(url).status_code == 200
    assert browse(people.outsider).get(url).status_code == 404
    assert browse(people.owner).get("/clients/999999").status_code == 404


@pytest.mark.sqlite_only
def test_gaps_stay_gaps_in_the_chart() -> None:
    figure = daily_total(TODAY, [1, 2, None, 4, None, 6], "Followers")
    assert figure["data"][0]["y"] == [1, 2, None, 4, None, 6]
    assert figure["data"][0]["connectgaps"] is False
    assert figure["data"][1]["y"] == [4, 6]
    assert len(daily_total(TODAY, [1, 2], "Followers")["data"]) == 1


def test_the_figures_agree_with_analytics(people: People, session: Session) -> None:
    """Home counts without DataFrames, for speed; for one page it must say what the growth screen says."""
    random = np.random.default_rng(7)
    days = [YESTERDAY - timedelta(days=int(back)) for back in random.choice(60, 35, replace=False)]
    page = make_page(session, people.client_row, "bread", {day: int(random.integers(900, 1100)) for day in days})
    for back in range(1, 30):
        likes = None if back % 7 == 0 else int(random.integers(5, 90))
        make_post(session, page, TODAY - timedelta(days=back), likes, 3, likes_hidden=back % 5 == 0)
    start, end = TODAY - timedelta(days=30), YESTERDAY
    known = batch.series(session, [page.id], start)
    mine = figures.growth(list(known.values()), start, end)
    posts = batch.posts(session, {page.id: ZONE}, start)[page.id]

    rows = frames.page_days(session, [page.id], start, end)
    before = growth_analytics.baseline_within(frames.baseline(session, [page.id], start), start)
    theirs = growth_analytics.growth(growth_analytics.daily(rows, Period(start, end)), before)
    assert mine.net == theirs.net
    assert mine.rate == pytest.approx(theirs.rate)
    period, frame = Period(start, end), frames.posts(session, [page.id], start, end, ZONE)
    for variant in VARIANTS:
        rates = engagement_analytics.post_rates(frame, rows, variant)
        told = engagement_analytics.engagement(rates, variant)
        by_day = engagement_analytics.daily_rate(rates, rows["followers"], period)
        found = figures.engagement(posts, known, period, variant=variant, known=period)
        assert (found.median, found.mean) == pytest.approx((told.median, told.mean))
        assert found.daily == (pytest.approx(by_day) if variant == "daily" else None)
        assert (found.counted, found.left_out, found.hidden) == (told.counted, told.left_out, told.hidden)


def test_the_client_chooses_its_engagement_rate(browse: Browse, people: People, session: Session) -> None:
    page = make_page(session, people.client_row, "bread", dict.fromkeys(steadily(YESTERDAY, 70, 1, 0), 1000))
    make_post(session, page, TODAY - timedelta(days=2), 80, 20, views=2000)
    make_post(session, page, TODAY - timedelta(days=3), 10, 10, views=100)
    make_post(session, page, TODAY - timedelta(days=4), 300, 0, kind="image")
    make_post(session, page, TODAY - timedelta(days=5), None, 0, likes_hidden=True)
    client = people.client_row
    expected = {
        ("followers", "median"): (0.1, "Engagement rate", "median of 3 of 4 posts; mean 14.00%"),
        ("followers", "mean"): (0.14, "Mean engagement rate", "mean of 3 of 4 posts; median 10.00%"),
        ("views", "median"): (0.125, "Engagement rate by views", "1 with hidden likes; 1 without known views"),
        ("views", "mean"): (0.125, "Mean engagement rate by views", "mean of 2 of 4 posts; median 12.50%"),
        ("daily", "mean"): (420 / 1000 / 30, "Engagement rate by day", "reactions of 3 of 4 posts"),
    }
    for (client.er_variant, client.er_average), (rate, name, words) in expected.items():
        session.commit()
        found = overview(session, client, people.manager, NOW)
        assert found.now.engagement.rate(found.er) == pytest.approx(rate)
        with time_machine.travel(NOW, tick=False):
            text = " ".join(re.sub(r"<[^>]+>", " ", browse(people.client).get(f"/clients/{client.id}").text).split())
        assert f" {name} " in text
        assert words in text


def test_by_day_only_days_whose_posts_are_known_count(people: People, session: Session) -> None:
    people.client_row.er_variant = "daily"
    counts = dict.fromkeys(steadily(YESTERDAY, 70, 1, 0), 1000)
    page = make_page(session, people.client_row, "bread", counts, created_at=at(TODAY - timedelta(days=5)))
    make_post(session, page, TODAY - timedelta(days=3), 50, 0)
    make_post(session, page, TODAY - timedelta(days=20), 900, 0, is_pinned=True)
    assert overview(session, people.client_row, people.manager, NOW).now.engagement.daily == pytest.approx(
        50 / 1000 / 5
    )
    page.posts_read_at = None
    assert overview(session, people.client_row, people.manager, NOW).now.engagement.daily is None


def test_recent_unusual_days_are_a_warning_on_home_and_the_overview(
    people: People, session: Session, browse: Browse
) -> None:
    today = clock.today(ZONE)
    counts = {today - timedelta(days=ago): 5000 - 10 * ago + (400 if ago <= 3 else 0) for ago in range(1, 60)}
    page = make_page(session, people.client_row, "bread", counts)
    session.commit()
    detection.detect(session, page, ZONE, clock.now())
    session.commit()
    link = f'href="/pages/{page.id}/anomalies"'
    assert link in browse(people.client).get("/").text
    assert link in browse(people.client).get(f"/clients/{people.client_row.id}").text
    assert link not in browse(people.outsider).get("/").text


def test_the_followers_of_the_chart_are_a_file(people: People, session: Session, browse: Browse) -> None:
    today = clock.today(ZONE)
    make_page(session, people.client_row, "bread", steadily(today - timedelta(days=1), 5, 1000, 10))
    session.commit()
    answer = browse(people.client).get(f"/clients/{people.client_row.id}/followers.csv")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Day,Followers"
    assert len(lines) == 31
    assert lines[-1].startswith(f"{today - timedelta(days=1)},")
    assert browse(people.outsider).get(f"/clients/{people.client_row.id}/followers.csv").status_code == 404


def test_the_chart_shows_events(people: People, session: Session, browse: Browse) -> None:
    today = clock.today(ZONE)
    page = make_page(session, people.client_row, "bread", steadily(today - timedelta(days=1), 20, 1000, 10))
    day = today - timedelta(days=5)
    session.add(EventMark(page_id=page.id, client_id=people.client_row.id, kind="press", day=day, title="In the papers",
                          created_at=clock.now()))  # fmt: skip
    session.commit()
    assert "Press: In the papers" in browse(people.client).get(f"/clients/{people.client_row.id}").text
