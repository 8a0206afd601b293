"""What is the matter with a campaign under which law, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promo.campaigns.law.rules import BAN, LABELLED, TEXTS, Code, Facts, Severity, State, findings, state
from promo.campaigns.words import Channel, Kind, Status
from promo.clients.words import JURISDICTION_NAMES

TODAY = date(2026, 11, 26)


def facts(**says: Any) -> Facts:  # noqa: ANN401 - any fact
    usual = {
        "jurisdiction": "ru",
        "channel": Channel.INSTAGRAM,
        "kind": Kind.ADVERTISING,
        "status": Status.ACTIVE,
        "first_day": date(2026, 11, 1),
    }
    return Facts(**{**usual, **says})


def codes(**says: Any) -> list[str]:  # noqa: ANN401 - any fact
    return [one.code.value for one in findings(facts(**says), TODAY)]


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ({}, ["take_down", "advertised"]),
        ({"status": Status.PAUSED}, ["take_down", "advertised"]),
        ({"status": Status.PLANNED}, ["banned"]),
        ({"first_day": TODAY + timedelta(days=1)}, ["banned"]),
        ({"status": Status.CANCELLED}, []),
        ({"first_day": BAN - timedelta(days=1)}, ["take_down", "still_live"]),
        ({"first_day": BAN}, ["take_down", "advertised"]),
        ({"status": Status.DONE, "last_day": BAN}, ["advertised"]),
        ({"status": Status.DONE, "first_day": date(2025, 8, 1), "last_day": BAN - timedelta(days=1)}, []),
        ({"status": Status.DONE, "first_day": date(2025, 8, 1), "last_day": BAN}, ["advertised"]),
        ({"removed_on": TODAY}, ["advertised"]),
        ({"removed_on": BAN - timedelta(days=1), "first_day": date(2025, 8, 1)}, []),
        ({"removed_on": TODAY + timedelta(days=1)}, ["take_down", "advertised"]),
        ({"kind": Kind.GIVEAWAY, "status": Status.DONE}, ["take_down", "advertised"]),
        ({"kind": Kind.PLACEMENT, "is_published": True, "status": Status.CANCELLED}, ["take_down", "advertised"]),
        ({"kind": Kind.PLACEMENT, "is_published": False, "status": Status.DONE}, []),
        ({"kind": Kind.PLACEMENT, "is_published": False, "status": Status.ACTIVE}, ["banned"]),
        ({"kind": Kind.PLACEMENT, "is_published": True, "last_day": TODAY - timedelta(days=1)}, ["advertised"]),
        ({"kind": Kind.PLACEMENT, "is_published": True, "last_day": TODAY}, ["take_down", "advertised"]),
        ({"channel": Channel.TELEGRAM}, ["erid", "label"]),
        ({"channel": Channel.TELEGRAM, "erid": "2Vtzq"}, ["label"]),
        ({"channel": Channel.VK, "erid": "2Vtzq", "marked_on": TODAY}, []),
        ({"channel": Channel.YOUTUBE, "status": Status.PLANNED, "marked_on": TODAY}, ["erid"]),
        ({"channel": Channel.VK, "status": Status.DONE}, []),
        ({"channel": Channel.FACEBOOK}, ["meta"]),
        ({"channel": Channel.FACEBOOK, "status": Status.DONE}, ["no_rule"]),
        ({"channel": Channel.OFFLINE}, ["no_rule"]),
        ({"jurisdiction": ""}, ["unsaid"]),
        ({"jurisdiction": "kz"}, ["no_rules"]),
        ({"jurisdiction": "kz", "status": Status.CANCELLED}, []),
    ],
)
def test_what_is_the_matter(says: dict[str, Any], expected: list[str]) -> None:
    assert codes(**says) == expected


def test_how_much_it_matters() -> None:
    def worst(**says: Any) -> int:  # noqa: ANN401 - any fact
        return max((one.severity for one in findings(facts(**says), TODAY)), default=0)

    assert worst() == Severity.DANGER
    assert worst(kind=Kind.COLLABORATION) == Severity.WARNING, "whether it advertises, a person has to judge"
    assert worst(channel=Channel.VK) == Severity.DANGER
    assert worst(channel=Channel.VK, status=Status.PLANNED) == Severity.WARNING
    assert worst(status=Status.DONE) == worst(jurisdiction="eu") == worst(jurisdiction="") == Severity.NOTE


@given(
    jurisdiction=st.sampled_from(sorted(JURISDICTION_NAMES)),
    channel=st.sampled_from(Channel),
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    first=st.integers(-800, 800),
    last=st.none() | st.integers(-800, 800),
    published=st.none() | st.booleans(),
    kept=st.booleans(),
    removed=st.none() | st.integers(-800, 800),
)
def test_rules_hold_for_whatever_is_known(  # noqa: PLR0917 - each fact on its own
    jurisdiction: str,
    channel: Channel,
    kind: Kind,
    status: Status,
    first: int,
    last: int | None,
    published: bool | None,  # noqa: FBT001 - a fact
    kept: bool,  # noqa: FBT001 - a fact
    removed: int | None,
) -> None:
    told = Facts(
        jurisdiction,
        channel,
        kind,
        status,
        TODAY + timedelta(days=first),
        None if last is None else TODAY + timedelta(days=last),
        published,
        "2Vtzq" if kept else "",
        TODAY if kept else None,
        None if removed is None else TODAY + timedelta(days=removed),
    )
    found, now = findings(told, TODAY), state(told, TODAY)
    severities = [one.severity for one in found]
    assert severities == sorted(severities, reverse=True), "the worst comes first"
    assert len({one.code for one in found}) == len(found)
    assert all(one.text for one in found)
    assert (Code.TAKE_DOWN in {one.code for one in found}) == (
        now == State.LIVE and jurisdiction == "ru" and channel == Channel.INSTAGRAM
    )
    if now not in {State.AHEAD, State.LIVE}:
        assert not any(one.due and one.code != Code.UNSAID for one in found), "nothing is left to be done"
    if jurisdiction != "ru":
        assert not any(severity > Severity.NOTE for severity in severities), "no rules are claimed"
    if kept and channel in LABELLED and jurisdiction == "ru":
        assert found == ()


def test_every_code_has_its_sentences() -> None:
    assert set(TEXTS) == set(Code)
