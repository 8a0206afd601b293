from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from promo.charts import campaigns, tabular
from promo.charts.figures import encode

START = date(2026, 11, 1)


def spend(*amounts: str | None, plan: tuple[str | None, ...] = ()) -> dict[str, Any]:
    def decimals(texts: tuple[str | None, ...]) -> list[Decimal | None]:
        return [None if text is None else Decimal(text) for text in texts]

    return campaigns.spend(START, decimals(amounts), decimals(plan), names=("Spend <b>", "Plan"), currency="RUB")


def test_spend_stands_beside_its_plan() -> None:
    figure = spend("10.255", None, "0", plan=("7", "7", None))
    bars, plan = figure["data"]
    assert (bars["type"], bars["y"], bars["meta"]["role"]) == ("bar", [10.26, None, 0.0], "series0")
    assert (plan["y"], plan["line"]["dash"], plan["meta"]["role"]) == ([7.0, 7.0, None], "dash", "goal")
    assert "&lt;b>" in bars["hovertemplate"]
    assert figure["layout"]["showlegend"]
    table = tabular.table(figure, "Day")
    assert [name for name, _ in table.columns] == ["Day", "Spend <b>, RUB", "Plan, RUB"]
    assert table.rows[1] == (date(2026, 11, 2), None, 7.0)
    encode(figure)


def test_without_a_plan_there_is_no_line() -> None:
    assert len(spend("1", plan=(None,))["data"]) == 1
    assert not spend("1")["layout"]["showlegend"]


def test_a_result_has_whole_ticks_and_gaps() -> None:
    figure = campaigns.result(START, [3, None, 0], "Leads")
    assert figure["data"][0]["y"] == [3, None, 0]
    assert figure["layout"]["yaxis"]["dtick"] == 1
    assert figure["layout"]["xaxis"]["range"] == ["2026-10-31T12", "2026-11-03T12"]
    assert "dtick" not in campaigns.result(START, [300, 1], "Clicks")["layout"]["yaxis"]
