from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from promo.collection.models import Incident
from promo.growth.anomalies import detection, reading
from promo.growth.models import Anomaly
from promo.marks.models import EventMark
from tests.growth.agency import NOW, TODAY, ZONE, add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.context import Context
    from promo.pages.models import Page
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bread(people: People, session: Session) -> Page:
    """A page that gains 10 a day, 400 on one day ten days ago, and has a gap of five days before that."""
    page = add_page(session, people.client_row)
    counts = {days: 5000 - 10 * days + (390 if days <= 10 else 0) for days in range(1, 60) if days not in range(20, 25)}
    add_days(session, page, counts)
    detection.detect(session, page, ZONE, NOW)
    session.commit()
    return page


def kept(session: Session) -> list[Anomaly]:
    session.expire_all()
    return session.query(Anomaly).order_by(Anomaly.start).all()


def test_what_stands_out_is_kept_once(bread: Page, session: Session) -> None:
    detection.detect(session, bread, ZONE, NOW + timedelta(days=1))
    session.commit()
    gap, jump = kept(session)
    assert (gap.kind, gap.start, gap.end, gap.gain) == ("gap", ago(24), ago(20), None)
    assert (jump.kind, jump.start, jump.end, jump.gain) == ("high", ago(10), ago(10), 400)
    assert jump.found_at == NOW


def test_today_is_not_judged(people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {days: 5000 + (9000 if days == 0 else 0) for days in range(60)})
    assert detection.detect(session, page, ZONE, NOW) == 0


def test_corrected_counts_take_it_away_but_not_what_a_person_dismissed(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    jump = kept(session)[1]
    browse(people.manager).post_form(f"/pages/{bread.id}/anomalies/{jump.id}/dismissal", {"note": "Giveaway"})
    from promo.pages.models import PageDay  # noqa: PLC0415

    session.query(PageDay).filter(PageDay.day >= ago(10)).update({PageDay.followers: PageDay.followers - 390})
    session.commit()
    detection.detect(session, bread, ZONE, NOW)
    session.commit()
    assert [(one.kind, one.note) for one in kept(session)] == [("gap", ""), ("high", "Giveaway")]
    browse(people.manager).post_form(f"/pages/{bread.id}/anomalies/{jump.id}/dismissal/end")
    detection.detect(session, bread, ZONE, NOW)
    session.commit()
    assert [one.kind for one in kept(session)] == ["gap"]


def test_the_screen_tells_days_size_and_what_else_happened(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    for number in range(8):
        add_post(session, bread, local(ago(10), hour=8 + number), caption=f"Cake {number}")
    add_post(session, bread, local(ago(13)), caption="Too early")
    session.add(
        EventMark(
            page_id=bread.id,
            client_id=people.client_row.id,
            kind="press",
            day=ago(11),
            title="In the papers",
            created_at=NOW,
        )
    )
    opened = local(ago(9))
    session.add(Incident(page_id=bread.id, kind="private", opened_at=opened, closed_at=opened + timedelta(hours=1)))
    session.commit()
    text = browse(people.client).get(f"/pages/{bread.id}/anomalies").text
    assert "Mar 8, 2026" in text
    assert "+400" in text
    assert "Cake 0" in text
    assert "Cake 7" not in text
    assert "and 2 more posts" in text
    assert "Too early" not in text
    assert "In the papers" in text
    assert "Nothing was counted on 5 days." in text
    assert "never a verdict" in text
    assert "Dismiss</button>" not in text


def test_a_page_with_little_history_says_so(browse: Browse, people: People, session: Session) -> None:
    page = add_page(session, people.client_row)
    add_days(session, page, {1: 10, 2: 9})
    text = browse(people.owner).get(f"/pages/{page.id}/anomalies").text
    assert "so far there is 1" in text
    assert "Nothing here" in text
    empty = add_page(session, people.client_row, "empty")
    session.commit()
    assert "so far there are 0" in browse(people.owner).get(f"/pages/{empty.id}/anomalies").text


def test_dismissing_takes_a_note_and_can_be_taken_back(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    jump = kept(session)[1]
    address = f"/pages/{bread.id}/anomalies/{jump.id}/dismissal"
    browser = browse(people.teammate)
    assert browser.post_form(address, {"note": "Giveaway"}).status_code == 303
    assert browser.post_form(address, {"note": "Giveaway of cakes"}).status_code == 303
    after = kept(session)[1]
    assert (after.dismissed_at, after.dismissed_by_id, after.note) == (NOW, people.teammate.id, "Giveaway of cakes")
    assert "+400" not in browser.get(f"/pages/{bread.id}/anomalies").text.split('id="table"')[1]
    assert "Giveaway of cakes" in browser.get(f"/pages/{bread.id}/anomalies?state=dismissed").text
    assert "More than usual" not in browser.get(f"/pages/{bread.id}/growth").text
    assert browser.post_form(f"{address}/end").status_code == 303
    assert browser.post_form(f"{address}/end").status_code == 303
    assert kept(session)[1].dismissed_at is None
    assert "More than usual" in browser.get(f"/pages/{bread.id}/growth").text


def test_too_long_a_note_is_told_and_kept(browse: Browse, people: People, bread: Page, session: Session) -> None:
    jump = kept(session)[1]
    answer = browse(people.manager).post_form(
        f"/pages/{bread.id}/anomalies/{jump.id}/dismissal?state=all", {"note": "x" * 501}
    )
    assert answer.status_code == 422
    assert "A note has at most 500 characters." in answer.text
    assert "x" * 501 in answer.text
    assert kept(session)[1].dismissed_at is None


def test_readers_may_not_dismiss_and_outsiders_find_nothing(
    browse: Browse, people: People, bread: Page, session: Session
) -> None:
    jump = kept(session)[1]
    for person, status in ((people.client, 403), (people.specialist, 403), (people.outsider, 404)):
        for end in ("", "/end"):
            address = f"/pages/{bread.id}/anomalies/{jump.id}/dismissal{end}"
            assert browse(person).post_form(address, {"note": ""}).status_code == status
    assert browse(people.outsider).get(f"/pages/{bread.id}/anomalies").status_code == 404
    assert browse(people.outsider).get(f"/pages/{bread.id}/anomalies.csv").status_code == 404
    other = add_page(session, people.other_row, "studio")
    session.commit()
    address = f"/pages/{other.id}/anomalies/{jump.id}/dismissal"
    assert browse(people.owner).post_form(address, {"note": ""}).status_code == 404


def test_the_list_is_a_file_with_the_same_numbers(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.client).get(f"/pages/{bread.id}/anomalies.csv?state=all")
    found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert found[1][:4] == ["2026-03-08", "2026-03-08", "More than usual", "400"]
    assert found[2][:4] == ["2026-02-22", "2026-02-26", "Gap in the data", ""]
    workbook = browse(people.client).get(f"/pages/{bread.id}/anomalies.xlsx?state=anything")
    assert workbook.data[:2] == b"PK"


def test_home_warns_of_what_is_recent_and_open(bread: Page, session: Session) -> None:
    assert reading.recent(session, [bread.id], TODAY) == {bread.id: 1}
    assert reading.recent(session, [bread.id], TODAY + timedelta(days=5)) == {}


def test_the_job_looks_at_every_page(context: Context, people: People, session: Session) -> None:
    pages = [add_page(session, people.client_row, name) for name in ("one", "two")]
    for page in pages:
        add_days(session, page, {days: 5000 - 10 * days + (390 if days <= 10 else 0) for days in range(1, 60)})
    detection.detect_all(context)
    assert [one.page_id for one in kept(session)] == [page.id for page in pages]
    detection.detect_page(context, 10**6)


def test_the_charts_numbers_are_a_file(browse: Browse, people: People, bread: Page) -> None:
    answer = browse(people.client).get(f"/pages/{bread.id}/anomalies/net.csv")
    found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert found[0] == ["Day", "Gain", "Loss"]
    assert ["2026-03-08", "400", ""] in found
    assert browse(people.outsider).get(f"/pages/{bread.id}/anomalies/net.csv").status_code == 404
