"""The texts about the law: what they are without an agency's words, and with them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from promo.campaigns.law import texts
from promo.campaigns.law.models import LawText
from promo.clients.models import Client
from promo.config import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

ADDRESS = "/settings/law/banned/en"


def said(session: Session) -> list[tuple[str, str, str]]:
    session.expire_all()
    return [(one.key, one.language, one.text) for one in session.scalars(select(LawText))]


def opened(browser: Browser) -> str:
    found = re.search(r'name="banned-en-opened"[^>]*value="([^"]*)"', browser.get("/settings/law").text)
    assert found is not None
    return found.group(1)


def typed(text: str, opened: str = "") -> dict[str, str]:
    return {"banned-en-text": text, "banned-en-opened": opened}


def test_every_text_has_its_default_in_every_language() -> None:
    assert set(texts.DEFAULTS) == set(texts.NAMES)
    assert all(set(one) == set(texts.LANGUAGES) == set(LANGUAGES) for one in texts.DEFAULTS.values())
    assert texts.default("meta", "de") == texts.DEFAULTS["meta"]["en"]


def test_an_owner_words_a_text_anew(
    browse: Browse, people: People, launch: Callable[..., Campaign], session: Session
) -> None:
    campaign, owner = launch(start_day=date(2025, 10, 1)), browse(people.owner)
    session.execute(update(Client).values(jurisdiction="ru"))
    session.commit()
    assert "72-FZ" in browse(people.manager).get(f"/campaigns/{campaign.id}").text
    words = "  Not <b>here</b>.\r\nRead https://example.com/law  "
    for _click in range(2):
        assert owner.post_form(ADDRESS, typed(words, opened(owner))).status_code == 303
    assert said(session) == [("banned", "en", "Not <b>here</b>.\nRead https://example.com/law")]
    shown = browse(people.manager).get(f"/campaigns/{campaign.id}").text
    assert "Not &lt;b&gt;here&lt;/b&gt;." in shown
    assert re.search(r'<a href="https://example.com/law" rel="[^"]*noopener[^"]*">', shown)
    assert "72-FZ" not in shown
    assert "72-FZ" in owner.get("/settings/law").text, "the default stands beside it"

    stale = owner.post_form(ADDRESS, typed("Mine", ""))
    assert stale.status_code == 409
    assert "Mine" in stale.text
    retried = re.search(r'name="banned-en-opened"[^>]*value="([^"]*)"', stale.text)
    assert retried is not None
    assert owner.post_form(ADDRESS, typed("Mine", retried.group(1))).status_code == 303
    assert said(session) == [("banned", "en", "Mine")]
    for _click in range(2):
        assert owner.post_form(f"{ADDRESS}/reset").status_code == 303
    assert said(session) == []
    assert owner.post_form(ADDRESS, typed(texts.default("banned", "en"), "")).status_code == 303
    assert said(session) == [], "the default is no wording of one's own"


@pytest.mark.sqlite_only
def test_what_is_refused(browse: Browse, people: People, session: Session) -> None:
    owner = browse(people.owner)
    for text, sentence in ((" ", "Write something"), ("x" * 2001, "longer than 2000")):
        answer = owner.post_form(ADDRESS, typed(text))
        assert answer.status_code == 422
        assert sentence in answer.text
    assert owner.post_form("/settings/law/banned/de", {}).status_code == 404
    assert owner.post_form("/settings/law/other/en/reset").status_code == 404
    for person in (people.manager, people.specialist, people.client):
        browser = browse(person)
        assert browser.get("/settings/law").status_code == 403
        assert [browser.post_form(one, typed("Mine")).status_code for one in (ADDRESS, f"{ADDRESS}/reset")] == [403] * 2
        assert "/settings/law" not in browser.get("/settings").text
    assert "/settings/law" in owner.get("/settings").text
    assert said(session) == []
