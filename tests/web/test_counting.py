"""“How we count”: the page, its anchors, and the ways to it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from promo.analytics.metrics import GROUPS, METRICS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]

pytestmark = pytest.mark.sqlite_only
URL = "/how-we-count"


@pytest.mark.parametrize("name", ["owner", "manager", "specialist", "client", "outsider"])
def test_everybody_who_is_signed_in_sees_it(browse: Browse, people: People, name: str) -> None:
    assert browse(getattr(people, name)).get(URL).status_code == 200


@pytest.mark.usefixtures("people")
def test_a_visitor_signs_in_first(browse: Browse) -> None:
    answer = browse(None).get(URL)
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/how-we-count")


def test_each_metric_has_its_anchor_and_all_that_is_known_of_it(browse: Browse, people: People) -> None:
    html = browse(people.client).get(URL).text
    articles = {
        key: unescape(body)
        for key, body in re.findall(r'<article class="promo-definition" id="(\w+)".*?>(.*?)</article>', html, re.DOTALL)
    }
    assert list(articles) == list(METRICS)
    for key, metric in METRICS.items():
        told = (metric.name, metric.unit, metric.formula, metric.source, metric.leaves_out, *metric.needs)
        assert [text for text in told if text not in articles[key]] == []


def test_no_anchor_occurs_twice_and_each_link_has_its_anchor(browse: Browse, people: People) -> None:
    html = browse(people.client).get(URL).text
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert links <= set(ids)
    assert links >= set(METRICS)


def test_it_is_told_in_the_readers_language(browse: Browse, people: People, session: Session) -> None:
    people.client.language = "ru"
    session.commit()
    html = browse(people.client).get(URL).text
    assert "Подписчики" in html
    assert "Net growth" not in html


def test_every_figure_with_a_sign_leads_there(browse: Browse, people: People) -> None:
    html = browse(people.owner).get("/").text
    assert f'<a href="{URL}#client_followers">' in html
    assert f'href="{URL}"' in html, "the menu leads there too"
    assert f'href="{URL}"' in browse(people.owner).get("/settings").text


def test_all_subjects_are_told(browse: Browse, people: People) -> None:
    html = unescape(browse(people.owner).get(URL).text)
    assert [name for name in GROUPS if f">{name}</h2>" not in html] == []
