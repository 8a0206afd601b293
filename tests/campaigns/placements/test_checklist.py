"""The checklist: what stands where, for whom, and as a file."""

from __future__ import annotations

import csv
import io
import re
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from promo import clock
from promo.campaigns.days import service as days
from promo.campaigns.placements import service
from promo.campaigns.placements.service import Outcome, Terms
from promo.campaigns.words import Format, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Agree = Callable[..., Campaign]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def agree(session: Session, people: People) -> Agree:
    """Give a function that makes a placement: its name, the agreed time from now on, terms and ``outcome``."""

    def made(name: str, ahead: timedelta | None = None, outcome: Outcome | None = None, **says: Any) -> Campaign:  # noqa: ANN401
        client = says.pop("client", people.client_row)
        terms = Terms(**{"blogger": "masha", "format": Format.POST, **says})
        if ahead is not None:
            terms = Terms(**{**{one: getattr(terms, one) for one in Terms.__slots__}, "agreed_at": clock.now() + ahead})
        by = people.manager if client is people.client_row else people.outsider
        campaign = service.add(session, client, terms, by, name=name, currency="RUB", uid=str(uuid.uuid4()))
        if outcome is not None:
            service.report(session, campaign, outcome, campaign.version)
        session.commit()
        return campaign

    return made


def groups(text: str) -> list[str]:
    return re.findall(r'<h2 class="card-title placement-group">.*?</svg> (.*?) <span', text, re.DOTALL)


def test_groups_counts_and_steps(browse: Browse, people: People, agree: Agree, session: Session) -> None:
    late = agree("Late one", -2 * DAY)
    agree("No time yet", blogger="")
    agree("Coming one", DAY, promo_code="CODE", fee=5)
    live = agree("Live one", -DAY, Outcome(published_at=clock.now() - DAY, clicks=10), product_cost=3)
    days.keep(session, [{"campaign_id": live.id, "day": clock.today("UTC"), "reach": 50}], by_id=None)
    agree("Gone one", -9 * DAY, Outcome(clock.now() - 9 * DAY, clock.today("UTC") - 2 * DAY, "https://example.com/p"))
    called_off = agree("Cancelled one", DAY)
    called_off.status = Status.CANCELLED
    agree("Elsewhere", DAY, client=people.other_row, blogger="secret.blogger")
    session.commit()

    manager = browse(people.manager)
    shown = manager.get("/placements").text
    assert groups(shown) == ["Overdue", "No time agreed", "Upcoming", "Published", "Gone"]
    assert re.findall(r'placement-count">(\d+)', shown) == ["1", "1", "1", "1", "1", "1"]
    assert "Cancelled one" not in shown
    assert "Elsewhere" not in shown
    assert f"/campaigns/{late.id}/placement/publication" in shown
    row = dict(re.findall(r'scope="row"><a [^>]*>([^<]*)</a>(.*?)</tr>', shown, re.DOTALL))
    assert "Ask the blogger when it comes" in row["Late one"]
    assert "nothing to do" in row["Coming one"]
    assert "Ask for the proof" in row["Live one"]
    assert "type it" not in row["Live one"], "a day's reach is known"
    assert "clicks</small> 10" in row["Live one"]
    assert groups(manager.get(f"/clients/{people.client_row.id}/placements?state=cancelled").text) == ["Called off"]
    assert groups(manager.get("/placements?q=@MASHA&format=post&mine=1&todo=1").text) == [
        "Overdue",
        "Published",
        "Gone",
    ]
    assert "None of the placements is like that" in manager.get("/placements?q=nobody&state=nonsense").text
    assert groups(browse(people.owner).get(f"/placements?client={people.other_row.id}").text) == ["Upcoming"]

    client = browse(people.client).get("/placements").text
    assert groups(client) == groups(shown)
    assert "Next steps" not in client
    assert "Went live now" not in client
    assert browse(people.outsider).get(f"/clients/{people.client_row.id}/placements").status_code == 404
    assert "Late one" not in browse(people.outsider).get("/placements").text


def test_files(browse: Browse, people: People, agree: Agree) -> None:
    at = clock.now().replace(second=0, microsecond=0) - 2 * DAY
    agree("One", -2 * DAY - 2 * HOUR, Outcome(published_at=at, reach=1000, value=None), link="https://example.com",
          utm_source="x")  # fmt: skip
    agree("Elsewhere", DAY, client=people.other_row)
    manager = browse(people.manager)
    answer = manager.get(f"/clients/{people.client_row.id}/placements.csv")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["Campaign"], row["Blogger"], row["State"], row["Reach"], row["Clicks"]) == (
        "One",
        "masha",
        "Published",
        "1000",
        "",
    )
    assert row["Link for the blogger"] == "https://example.com?utm_source=x"
    assert abs(int(row["Later than agreed, minutes"]) - 120) <= 1
    assert "proof" in row["Next steps"]
    assert "Next steps" not in browse(people.client).get("/placements.csv").text
    assert manager.get("/placements.xlsx").data[:2] == b"PK"
    outsider = browse(people.outsider)
    assert outsider.get(f"/clients/{people.client_row.id}/placements.csv").status_code == 404
    assert "One" not in outsider.get("/placements.csv?state=live").text


@pytest.mark.sqlite_only
def test_a_long_list_is_paged(browse: Browse, people: People, agree: Agree) -> None:
    for number in range(53):
        agree(f"Number {number:02}", -timedelta(days=60 - number))
    manager = browse(people.manager)
    shown = manager.get("/placements").text
    assert shown.count('scope="row"') == 15
    assert "?state=overdue" in shown
    second = manager.get("/placements?state=overdue&page=2").text
    assert second.count('scope="row"') == 3
    assert "Number 52" in second, "the longest overdue come first"
    assert manager.get("/placements?state=overdue&page=99").text.count('scope="row"') == 3


def test_what_is_no_placement_any_more_is_left_out(
    browse: Browse, people: People, agree: Agree, session: Session
) -> None:
    campaign = agree("Once a placement", blogger="")
    campaign.kind = Kind.GIVEAWAY
    session.commit()
    assert "No placements yet" in browse(people.manager).get("/placements").text
