"""Exports as Ads Manager writes them, in either language and any style."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ENGLISH = {
    "day": "Day",
    "campaign": "Campaign name",
    "external_id": "Campaign ID",
    "spend": "Amount spent (USD)",
    "impressions": "Impressions",
    "reach": "Reach",
    "clicks": "Link clicks",
    "leads": "Leads",
    "calls": "Calls placed",
    "sales": "Purchases",
    "value": "Purchases conversion value",
    "starts": "Reporting starts",
    "ends": "Reporting ends",
    "results": "Results",
    "indicator": "Result indicator",
}
RUSSIAN = {
    "day": "День",
    "campaign": "Название кампании",
    "external_id": "Идентификатор кампании",
    "spend": "Потраченная сумма (USD)",
    "impressions": "Показы",
    "reach": "Охват",
    "clicks": "Клики по ссылке",
    "leads": "Лиды",
    "calls": "Звонки",
    "sales": "Покупки",
    "value": "Ценность конверсии покупки",
    "starts": "Дата начала отчётности",
    "ends": "Окончание отчетности",
    "results": "Результат",
    "indicator": "Индикатор результата",
}


def table(rows: Iterable[Sequence[Any]], between: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=between).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as a workbook, cells as they are."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def export(lines: Iterable[Mapping[str, Any]], headings: Mapping[str, str] = ENGLISH) -> list[list[Any]]:
    """Return the rows of an export whose columns are those that the lines name."""
    found = list(lines)
    columns = list(dict.fromkeys(name for line in found for name in line))
    return [
        [headings.get(name, name) for name in columns],
        *([line.get(name, "") for name in columns] for line in found),
    ]
