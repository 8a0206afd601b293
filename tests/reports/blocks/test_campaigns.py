"""The block on campaigns: those that touch the period, each in its currency; reach is never added up."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from promo import clock
from promo.analytics import drift
from promo.analytics.lift.results import Comparison, Interval, Lift, Reason, Refusal
from promo.analytics.periods import Period
from promo.campaigns.days import service as days
from promo.campaigns.lift.reading import Measured, Ran
from promo.campaigns.models import Campaign
from promo.reports import rendering, sentences
from promo.reports.blocks import lift as lifting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import People

    Told = Callable[..., tuple[dict[str, Any], str]]


def campaign(client_id: int, name: str, first: date, last: date | None, currency: str, **more: object) -> Campaign:
    known = {"uid": str(uuid.uuid4()), "kind": "advertising", "channel": "instagram", "status": "done"}
    return Campaign(
        client_id=client_id, name=name, start_day=first, end_day=last, currency=currency, created_at=clock.now(),
        **{**known, **more},
    )  # fmt: skip


def test_campaigns_of_the_period_in_their_currencies(session: Session, page: Page, people: People, told: Told) -> None:
    assert page.id
    client = people.client_row.id
    whole = {"total_reach": 900, "total_impressions": 2000, "total_leads": 4}
    session.add_all(
        [
            campaign(client, "Autumn", date(2026, 9, 20), date(2026, 10, 10), "EUR", total_reach=5000),
            campaign(client, "Boxes", date(2026, 10, 5), date(2026, 10, 9), "EUR", total_spend=Decimal(100), **whole),
            campaign(client, "Abroad", date(2026, 10, 30), None, "USD", status="active", total_spend=Decimal("7.5")),
            campaign(client, "Over", date(2026, 8, 1), date(2026, 9, 30), "EUR", total_spend=Decimal(999)),
            campaign(client, "Called off", date(2026, 10, 1), None, "EUR", status="cancelled"),
        ]
    )
    session.flush()
    autumn = session.scalars(select(Campaign).where(Campaign.name == "Autumn")).one()
    for day, spend in (("2026-09-30", 30), ("2026-10-01", 20)):
        row = {"campaign_id": autumn.id, "day": date.fromisoformat(day), "spend": Decimal(spend), "clicks": 10}
        days.keep(session, [row], by_id=None)
    session.commit()
    data, shown = told("campaigns")
    first, second, third = data["campaigns"]
    assert [one["name"] for one in data["campaigns"]] == ["Autumn", "Boxes", "Abroad"]
    assert (first["spend_in_period"], first["spend"], first["reach"]) == (20, 50, 5000)
    assert (second["spend_in_period"], second["spend"], second["cpl"], second["cpm"]) == (None, 100, 25, 50)
    assert (third["currency"], third["leads"]) == ("USD", None)
    (total,) = data["totals"]
    assert (total["currency"], total["campaigns"], total["spend"], total["reach"]) == ("EUR", 2, 150, None)
    assert (total["leads"], total["cpl"]) == (4, None), "Autumn's leads are not known"
    assert first["cost_per_follower"] == pytest.approx(50 / first["net"], abs=1e-4)
    for sentence in ("Autumn", "€150", "$7.50", "never added up"):
        assert sentence in shown, sentence
    assert "Called off" not in shown


@pytest.mark.sqlite_only
def test_the_laws_note_is_for_russia(session: Session, page: Page, people: People, told: Told) -> None:
    assert page.id
    assert "Meta" not in told("campaigns")[1]
    people.client_row.jurisdiction = "ru"
    session.merge(people.client_row)
    session.commit()
    shown = told("campaigns", language="ru")[1]
    assert "принадлежит компании Meta" in shown
    assert "В этом периоде кампаний не было." in shown


@pytest.mark.sqlite_only
def test_the_lift_is_told_with_its_interval_and_no_more(
    session: Session, page: Page, people: People, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lift(gained: int, low: float, high: float, *, is_complete: bool = True) -> Lift[int]:
        inside, day = Interval(low, high), date(2026, 10, 12)
        return Lift(
            day, day, is_complete, 1000, gained, 20.0, inside, inside, 9.0, 8, Comparison.PAGES, 0.1, (99,), {}, 0, (),
            pd.DataFrame(),
        )  # fmt: skip

    assert page.id
    names = ("Brought", "Unclear", "Cost", "Unknown")
    found: list[Lift[int] | Refusal] = [lift(120, 40, 160.4), lift(30, -30, 50, is_complete=False), lift(-80, -150, -5)]
    for name in names:
        first, last = date(2026, 10, 1), date(2026, 10, 9)
        session.add(campaign(people.client_row.id, name, first, last, "EUR", total_spend=Decimal(200)))
    session.commit()

    def measured(_session: Session, ran: Sequence[Campaign], _now: datetime) -> dict[int, Measured]:
        days, known = Period(date(2026, 10, 1), date(2026, 10, 9)), drift.of_counts(np.array([0]), np.array([1.0]))
        lifts = [*found, Refusal(Reason.HISTORY)]
        beside = [[Ran(99, "A secret name", days)], (), (), ()]
        every = zip(ran, lifts, beside, strict=True)
        return {one.id: Measured(days, 1, known, what, others) for one, what, others in every}

    monkeypatch.setattr(lifting, "lifts_of", measured)
    data, shown = told("campaigns")
    by_name = {one["name"]: one["lift"] for one in data["campaigns"]}
    assert {key: by_name["Brought"][key] for key in ("verdict", "effect", "low", "high")} == {
        "verdict": "gain", "effect": 100, "low": 40, "high": 160,
    }  # fmt: skip
    assert by_name["Brought"]["cost"] == {"middle": 2, "low": pytest.approx(1.2469), "high": 5}
    assert [by_name[name]["verdict"] for name in names] == ["gain", "noise", "loss", None]
    words = " ".join(re.sub("<[^>]+>", " ", shown).split())
    for sentence in (
        "It brought followers. Estimated lift: +100 followers",
        "between +40 and +160. A follower cost €2 by it, in 95 of 100 cases between €1.25 and €5.",
        "Other campaigns of the same pages ran in these days",
        "Its effect cannot be told from noise. In 95 of 100 cases the true lift lies between −30 and +50 followers",
        "So far: counted up to Oct 12, 2026.",
        "It cost followers. Estimated lift: −100 followers",
        "could not be measured. Before it there are fewer than 28 known days",
    ):
        assert sentence in words, sentence
    assert "A secret name" not in shown
    assert words.count("A follower cost") == 1, "no price for noise or a loss"
    content = {"language": "en", "blocks": [{"kind": "campaigns", "data": data}]}
    assert sentences.summary(content)[-1] == (
        "Lift was measured for campaigns of the period: 3; brought followers: 1; cost followers: 1; "
        "cannot be told from noise: 1."
    )
    rows = data["tables"][0]["rows"]
    assert [row[-4:] for row in rows] == [[100, 40, 160, 2], [10, -30, 50, None], [-100, -150, -5, None], [None] * 4]
    for one in data["campaigns"]:
        del one["lift"]
    frozen: dict[str, Any] = {
        "language": "en",
        "comparison": None,
        "blocks": [{"kind": "campaigns", "text": "", "data": data}],
    }
    assert "Estimated lift" not in str(rendering.blocks(frozen)), "what was frozen before is still read"
