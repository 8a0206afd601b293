"""A file of the made-up agency that was uploaded and waits for a yes: every kind of line that a preview shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from promo import clock
from promo.campaigns.transfer import keeping
from tests.campaigns.transfer.exports import RUSSIAN, export, table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.clients.models import Client
    from promo.users.models import User

DAYS = 9


def fill(session: Session, client: Client, running: Campaign, by: User) -> int:
    """Keep an upload and return its id: days of ``running`` that a person has typed, and of a campaign that is new."""
    today = clock.today(client.time_zone)
    lines = [_line("", "", "", 99)]
    for number in range(DAYS):
        day = (today - timedelta(days=number + 2)).isoformat()
        lines += [
            _line(running.name, running.external_id or "", day, number),
            _line("Хлеб в офис: холодная аудитория, широкие интересы", "120211234567891", day, number + 20),
        ]
    lines[3]["spend"] = "много"
    lines[6]["day"] = "03/04/2026"
    lines.append({**_line("Розыгрыш кулича", "120211234567892", "", 7), "starts": "2026-01-01", "ends": "2026-12-31"})
    headings = {**RUSSIAN, "spend": "Потраченная сумма (RUB)"}
    data = table(export(lines, headings), ";", "utf-8-sig")
    return keeping.keep(session, client, "Тёплый-хлеб-Кампании.csv", data, by).id


def _line(name: str, external_id: str, day: str, number: int) -> dict[str, Any]:
    return {
        "starts": day,
        "ends": day,
        "day": day,
        "campaign": name,
        "external_id": external_id,
        "spend": f"1 {400 + 7 * number},{number:02}",
        "impressions": f"9 {100 + number}",
        "reach": f"6 {100 + number}",
        "clicks": 100 + number,
        "Клики (все)": 140 + number,
        "results": number,
        "indicator": "actions:onsite_conversion.lead_grouped",
        "CTR (все)": "1,25",
        "shop_clicks": 3,
    }
