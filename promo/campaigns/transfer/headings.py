"""What the headings of Ads Manager's exports mean, in English and Russian, and what is to be left out. Pure.

A heading is known by its key: its words in small letters, without the currency in brackets at its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from promo.campaigns.words import METRICS
from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Fate = Literal["taken", "instead", "left", "unknown", "ignored"]
CURRENCY = re.compile(r"\s*\(([A-Z]{3})\)$")
SYNONYMS: dict[str, tuple[str, ...]] = {
    "campaign": ("campaign name", "название кампании", "название рекламной кампании", "campaign", "кампания"),
    "external_id": ("campaign id", "идентификатор кампании", "id кампании", "id рекламной кампании"),
    "day": ("day", "день", "date", "дата"),
    "starts": (
        "reporting starts", "дата начала отчетности", "начало отчетности", "начало отчетного периода", "date start",
        "date_start",
    ),
    "ends": (
        "reporting ends", "окончание отчетности", "дата окончания отчетности", "конец отчетного периода", "date stop",
        "date_stop", "дата завершения отчетности",
    ),
    "spend": (
        "amount spent", "потраченная сумма", "сумма затрат", "потрачено", "затраты", "расход", "расходы", "spend",
        "spent", "cost",
    ),
    "impressions": ("impressions", "показы"),
    "reach": ("reach", "охват", "accounts center accounts reached", "охваченные аккаунты в центре аккаунтов"),
    "clicks": (
        "link clicks", "клики по ссылке", "клики на ссылку", "clicks (all)", "клики (все)", "clicks", "клики",
    ),
    "leads": ("leads", "лиды", "заявки"),
    "calls": ("calls placed", "phone calls", "calls", "звонки", "совершенные звонки"),
    "sales": (
        "purchases", "покупки", "website purchases", "покупки на сайте", "sales", "продажи",
    ),
    "value": (
        "purchases conversion value", "purchase conversion value", "ценность конверсии покупки",
        "ценность конверсий покупок", "website purchases conversion value", "ценность конверсии покупки на сайте",
        "ценность конверсии покупки с сайта", "ценность конверсии покупок на сайте", "conversion value",
        "ценность конверсии", "revenue", "выручка",
    ),
    "results": ("results", "result", "результаты", "результат"),
    "indicator": ("result indicator", "индикатор результата", "индикатор результатов"),
    "currency": ("currency", "account currency", "валюта", "валюта аккаунта"),
}  # fmt: skip
"""The headings of each meaning, the preferred one first."""
GIVEN = ("campaign", "external_id", "day", *METRICS)
"""What a person may say that a heading means."""
LEADS, CALLS, SALES = "leads", "calls", "sales"
INDICATORS: dict[str, str] = {
    "lead": LEADS, "leadgen.other": LEADS, "leadgen_grouped": LEADS, "onsite_conversion.lead": LEADS,
    "onsite_conversion.lead_grouped": LEADS, "offsite_conversion.fb_pixel_lead": LEADS, "onsite_web_lead": LEADS,
    "omni_lead": LEADS, "purchase": SALES, "omni_purchase": SALES, "offsite_conversion.fb_pixel_purchase": SALES,
    "onsite_conversion.purchase": SALES, "onsite_web_purchase": SALES, "onsite_web_app_purchase": SALES,
    "onsite_app_purchase": SALES, "web_in_store_purchase": SALES, "web_app_in_store_purchase": SALES,
    "app_custom_event.fb_mobile_purchase": SALES, "click_to_call_native_call_placed": CALLS,
    "click_to_call_call_confirm": CALLS,
}  # fmt: skip
"""What a line's results are, by the action type in its indicator."""
COMPUTED = re.compile(
    r"^(cpm|cpc|ctr|cpp|cpl|cpa|roas|frequency|частота)\b|\broas\b|рентабельность|"
    r"^(cost per|price per|цена за|цена 1|стоимость за|average|средн)"
)
"""Numbers that are made of others: they are computed here, from what is kept."""
ABOUT = re.compile(
    r"(budget|бюджет|attribution|атрибуц|delivery|показ кампании|статус|status|objective|цель|bid|ставк|buying type|"
    r"тип закупки|ad ?set|групп[аы] объявлений|ad name|ad id|название объявления|идентификатор объявления|account|"
    r"аккаунт|^ends$|^starts$|^конец$|^начало$|ranking|рейтинг|^age$|^возраст$|^gender$|^пол$|^country$|^страна$|"
    r"placement|плейсмент|platform|платформа|device|устройств|^week$|^month$|^неделя$|^месяц$|начальн|initial|"
    r"landing page view|целевой страницы|video|видео|thruplay|engagement|вовлеченн|unique|уникальн|outbound|исходящ|"
    r"messaging|переписк|result type|тип результата|id аккаунта|quality|качеств|shares|comments|saves|reactions)"
)
"""What is known, and nothing that a day's facts have."""
PRICED = re.compile(r"^(cpm|cpc|cpp|cpl|cpa)\b|cost|цена|стоимость|budget|бюджет|value|ценность|amount|сумма")
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its place, what stands above it, its key, and what becomes of it.

    ``taken`` columns have a ``meaning``; another column of that meaning is taken ``instead`` of some; ``left`` ones are
    known and not needed; of ``unknown`` ones nobody has said what they are; a person has said to ``ignore`` the rest.
    """

    place: int
    text: str
    key: str
    fate: Fate
    meaning: str = ""
    is_given: bool = False


def key_of(text: str) -> str:
    """Return how a heading is known, whatever its case, spaces and currency."""
    plain = " ".join(text.replace("\ufeff", "").split())
    return CURRENCY.sub("", plain).casefold().replace("ё", "е")


def understood(texts: Sequence[str], given: Mapping[str, str]) -> tuple[Heading, ...]:
    """Return what each heading means; ``given`` says it for keys as a person did (``""``: the column is left out)."""
    keys = [key_of(text) for text in texts[:MOST_COLUMNS]]
    taken: dict[str, int] = {}
    for place, key in enumerate(keys):
        if given.get(key) in GIVEN:
            taken.setdefault(given[key], place)
    for meaning, names in SYNONYMS.items():
        places = [keys.index(name) for name in names if name in keys and name not in given]
        if places:
            taken.setdefault(meaning, places[0])
    meanings = {place: meaning for meaning, place in taken.items()}
    found = []
    for place, (text, key) in enumerate(zip(texts, keys, strict=False)):
        if place in meanings:
            found.append(Heading(place, _short(text), key, "taken", meanings[place], key in given))
        elif key:
            fate, meaning = _fate(key, given)
            found.append(Heading(place, _short(text), key, fate, meaning, key in given))
    return tuple(found)


def currency_of(texts: Sequence[str]) -> str | None:
    """Return the currency that stands in the headings' brackets, if any; raise `Invalid` where there are several."""
    found = set()
    for text in texts:
        marked = CURRENCY.search(" ".join(text.split()))
        key = key_of(text)
        if marked and (PRICED.search(key) or key in SYNONYMS["spend"] + SYNONYMS["value"]):
            found.add(marked[1])
    return single(found)


def single(codes: set[str]) -> str | None:
    """Return the one currency of a file, ``None`` where it names none; raise `Invalid` where it names several."""
    if len(codes) > 1:
        names = ", ".join(sorted(codes))
        raise Invalid("file", N_("The file has amounts in %(names)s. Export each currency into a file."), names=names)
    return next(iter(codes), None)


def result_of(indicator: str) -> str:
    """Return what results with this indicator are: ``leads``, ``sales``, ``calls``, or ``""`` for anything else."""
    return INDICATORS.get(indicator.strip().rpartition(":")[2].strip(), "")


def _fate(key: str, given: Mapping[str, str]) -> tuple[Fate, str]:
    if key in given:
        return ("instead", given[key]) if given[key] else ("ignored", "")
    for meaning, names in SYNONYMS.items():
        if key in names:
            return "instead", meaning
    return ("left" if COMPUTED.search(key) or ABOUT.search(key) else "unknown"), ""


def _short(text: str) -> str:
    return " ".join(text.split())[:120]
