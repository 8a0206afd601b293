"""The lift of a campaign: what is measured, what is told of it and to whom, and its files."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sqlalchemy import event

from promo import clock
from promo.analytics.lift.results import Comparison, LeftOut, Reason, Refusal, Verdict
from promo.campaigns.lift import reading
from promo.campaigns.lift.costs import Cost, cost_of
from promo.campaigns.lift.reading import lift_of, lifts_of
from promo.campaigns.words import Status
from promo.pages.models import Page, PageDay

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.clients.models import Client
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIRST = date(2026, 4, 1)
DAYS = 233
"""Up to yesterday."""
START = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def grow(session: Session, client: Client | None, name: str, *, seed: int, lift: int = 0, days: int = DAYS) -> Page:
    """Add a page that gains about 50 a day, and ``lift`` more in the ten days from 1 October on."""
    page = Page(username=name, client_id=client.id if client else None, created_at=NOW)
    session.add(page)
    session.flush()
    gains = np.rint(np.random.default_rng(seed).normal(50, 10, days))
    since = (START - FIRST).days
    gains[since : since + 10] += lift
    counts = (10_000 + np.cumsum(gains)).astype(int).tolist()
    seen = {"captured_at": NOW, "source": "instagram"}
    session.add_all(
        PageDay(page_id=page.id, day=FIRST + timedelta(days=number), followers=count, **seen)
        for number, count in enumerate(counts)
    )
    session.commit()
    return page


@pytest.fixture
def bakery(session: Session, people: People) -> Page:
    """The campaign's page, five of other people, a competitor's and a sister page."""
    for number in range(5):
        grow(session, people.other_row, f"studio{number}", seed=number)
    grow(session, None, "rival", seed=8)
    grow(session, people.client_row, "sister", seed=9)
    return grow(session, people.client_row, "bakery", seed=7, lift=90)


def words(html: str) -> str:
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(plain).replace("\N{NO-BREAK SPACE}", " ").split())


def sale(launch: Launch, page: Page, **says: Any) -> Campaign:  # noqa: ANN401 - a campaign's fields
    return launch(**{"page_ids": (page.id,), "end_day": date(2026, 10, 10), "fee": Decimal(90_000), **says})


def test_it_tells_what_the_campaign_brought_and_what_a_follower_cost(
    browse: Browse, people: People, launch: Launch, bakery: Page
) -> None:
    campaign = sale(launch, bakery)
    answer = browse(people.manager).get(f"/campaigns/{campaign.id}/lift")
    said = words(answer.text)
    assert answer.status_code == 200
    assert "It brought followers. Estimate: +" in said
    found = re.search(r"Per follower, by lift .*? (RUB [\d,.]+) in 95 of 100 cases between (RUB [\d,.]+)", said)
    assert found is not None, said
    assert re.search("Compared with ?: @rival and 5 more pages", said), said
    assert "studio" not in said
    assert "@sister" not in said
    assert 'href="/campaigns/' + str(campaign.id) + '/lift" aria-current="page"' in answer.text
    owner = words(browse(people.owner).get(f"/campaigns/{campaign.id}/lift").text)
    assert re.search("@rival ?, @studio0 ?, @studio1", owner), owner
    estimate = re.compile(r"Estimate: .*? followers; in 95 of 100 cases between \S+ and \S+\.")
    client = words(browse(people.client).get(f"/campaigns/{campaign.id}/lift").text)
    assert estimate.findall(client) == estimate.findall(owner) == estimate.findall(said) != []
    assert "6 pages of others" in client
    assert "rival" not in client
    assert browse(people.specialist).get(f"/campaigns/{campaign.id}/lift").status_code == 200
    assert browse(people.outsider).get(f"/campaigns/{campaign.id}/lift").status_code == 404
    assert f"/campaigns/{campaign.id}/lift" in browse(people.client).get(f"/campaigns/{campaign.id}").text


@pytest.mark.sqlite_only
def test_the_chart_comes_as_files(browse: Browse, people: People, launch: Launch, bakery: Page) -> None:
    campaign = sale(launch, bakery)
    manager = browse(people.manager)
    csv = manager.get(f"/campaigns/{campaign.id}/lift.csv")
    head, first, *rest = csv.text.lstrip("\ufeff").splitlines()
    assert head.count("95 of 100 cases") == 2
    assert "Expected without it" in head
    assert first.startswith("2026-09-03")
    assert len(rest) == 28 + 10 + 14 + 3 - 1
    assert manager.get(f"/campaigns/{campaign.id}/lift.xlsx").data[:2] == b"PK"
    assert browse(people.outsider).get(f"/campaigns/{campaign.id}/lift.csv").status_code == 404


def test_lifts_of_many_are_read_as_those_of_one(session: Session, launch: Launch, bakery: Page) -> None:
    campaigns = [sale(launch, bakery, name=str(number), start_day=date(2026, 10, number)) for number in (1, 2, 3)]
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    one = lifts_of(session, campaigns[:1], NOW)
    once = len(statements)
    many = lifts_of(session, campaigns, NOW)
    assert len(statements) == 2 * once
    assert once <= 4
    first = campaigns[0].id
    alone, among = one[first].lift, many[first].lift
    assert alone is not None
    assert among is not None
    assert among.effect == alone.effect
    assert lifts_of(session, [], NOW) == {}
    assert [ran.name for ran in one[first].overlapping] == ["2", "3"]


@pytest.mark.sqlite_only
def test_who_is_compared_with(session: Session, people: People, launch: Launch, bakery: Page) -> None:
    measured = lift_of(session, sale(launch, bakery), NOW)
    assert measured.lift is not None
    assert (measured.lift.verdict, measured.lift.comparison) == (Verdict.GAIN, Comparison.PAGES)
    assert len(measured.lift.used) == 6
    launch("Elsewhere", client=people.other_row, end_day=None, start_day=date(2026, 10, 5))
    launch("Never", client=people.other_row, status=Status.CANCELLED)
    alone = lift_of(session, sale(launch, bakery, name="Again", status=Status.PLANNED), NOW).lift
    assert alone is not None
    assert alone.comparison == Comparison.FEW
    assert list(alone.left_out.values()) == [LeftOut.CAMPAIGN] * 5


@pytest.mark.sqlite_only
def test_so_many_pages_are_compared_with_at_most(
    session: Session, people: People, launch: Launch, bakery: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, elsewhere = sale(launch, bakery), launch("Elsewhere", client=people.other_row, end_day=date(2026, 10, 10))
    monkeypatch.setattr(reading, "MOST_CONTROLS", 4)
    alone, among = lift_of(session, campaign, NOW).lift, lifts_of(session, [elsewhere, campaign], NOW)[campaign.id].lift
    assert alone is not None
    assert among is not None
    assert 0 < len(alone.used) + len(alone.left_out) <= 4
    assert (alone.effect, alone.used, alone.left_out) == (among.effect, among.used, among.left_out)


@pytest.mark.sqlite_only
def test_campaigns_in_the_same_days_are_named(browse: Browse, people: People, launch: Launch, bakery: Page) -> None:
    campaign, other = sale(launch, bakery), launch("Giveaway", start_day=date(2026, 10, 9), page_ids=())
    earlier = launch("Summer", start_day=date(2026, 8, 20), end_day=date(2026, 8, 22))
    text = browse(people.client).get(f"/campaigns/{campaign.id}/lift").text
    said = words(text)
    assert "Other campaigns of the same pages ran in these days; the lift is theirs too" in said
    assert f'<a href="/campaigns/{other.id}">Giveaway</a>' in text
    assert f'<a href="/campaigns/{earlier.id}">' not in text
    assert "6 days of the eight weeks before were kept out: other campaigns ran." in said


@pytest.mark.sqlite_only
def test_a_running_one_is_told_up_to_the_last_complete_day(
    browse: Browse, people: People, launch: Launch, bakery: Page, session: Session
) -> None:
    session.add(PageDay(page_id=bakery.id, day=NOW.date(), followers=9, captured_at=NOW, source="instagram"))
    for end in (None, date(2026, 12, 24)):
        campaign = sale(launch, bakery, name=str(end), start_day=date(2026, 11, 10), end_day=end)
        said = words(browse(people.manager).get(f"/campaigns/{campaign.id}/lift").text)
        assert "So far: counted up to Nov 19, 2026." in said
        assert "Its effect cannot be told from noise." in said
        assert "No cost can be given" in said


@pytest.mark.sqlite_only
def test_pages_are_measured_together(session: Session, people: People, launch: Launch, bakery: Page) -> None:
    campaign = launch(end_day=date(2026, 10, 10))
    measured = lift_of(session, campaign, NOW)
    assert measured.lift is not None
    assert measured.pages == 2
    assert measured.lift.followers == sum(
        session.get_one(PageDay, (page.id, date(2026, 9, 30))).followers or 0
        for page in session.query(Page).filter_by(client_id=people.client_row.id)
    )
    chosen = lift_of(session, sale(launch, bakery, name="One", status=Status.PLANNED), NOW)
    assert chosen.pages == 1


@pytest.mark.sqlite_only
def test_what_cannot_be_measured_says_why(
    browse: Browse, people: People, launch: Launch, bakery: Page, session: Session
) -> None:
    manager = browse(people.manager)
    cases: dict[str, dict[str, Any]] = {
        "Nothing has been counted in these days yet.": {"start_day": date(2026, 12, 1), "end_day": None},
        "It was cancelled: there is nothing to measure.": {"status": Status.CANCELLED},
        "Before it there are fewer than 28 known days": {"start_day": date(2026, 4, 10), "end_day": date(2026, 4, 20)},
    }
    for sentence, says in cases.items():
        campaign = sale(launch, bakery, name=sentence, **says)
        said = words(manager.get(f"/campaigns/{campaign.id}/lift").text)
        assert "The lift cannot be measured" in said
        assert sentence in said
        assert "Compared with" not in said
        assert manager.get(f"/campaigns/{campaign.id}/lift.csv").status_code == 200
    bare = launch("No pages", client=people.other_row)
    for page in session.query(Page).filter_by(client_id=people.other_row.id):
        page.client_id = None
    session.commit()
    assert lift_of(session, bare, NOW).found == Refusal(Reason.EARLY)


@pytest.mark.sqlite_only
def test_costs_follow_the_interval(session: Session, launch: Launch, bakery: Page) -> None:
    lift = lift_of(session, sale(launch, bakery), NOW).lift
    assert lift is not None
    told = cost_of(Decimal(1000), lift)
    assert told is not None
    assert told.low is not None
    assert told.high is not None
    assert told.middle is not None
    assert told.low < told.middle < told.high
    assert float(told.middle) == pytest.approx(1000 / lift.effect)
    assert cost_of(None, lift) is None
    assert cost_of(Decimal(1000), None) is None
    quiet = lift_of(session, sale(launch, bakery, name="Quiet", start_day=START - timedelta(days=30),
                                  end_day=START - timedelta(days=24)), NOW).lift  # fmt: skip
    assert quiet is not None
    noise = cost_of(Decimal(1000), quiet)
    assert noise == Cost(None, Decimal(1000) / Decimal(quiet.within95.high), None)
