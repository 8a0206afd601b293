"""What an address of the comparison asks for: it holds the whole state, so that it can be kept and passed on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from promo.analytics.periods import Problem
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST = 50
"""So many pages are compared at once, and so many may be asked for."""
LEAST = 2
LABELS = 20
MATCHES = {"any": N_("any of the labels"), "all": N_("all of the labels")}
CHARTS = {"index": N_("Index"), "percent": N_("Percent"), "net": N_("Net growth")}
ORDERS = {"asc": N_("ascending"), "desc": N_("descending")}
SORTS = ("rate", "name", "followers", "net", "er", "percentile", "per_week", "silence", "share", "posts")
PERIOD = ("period", "at", "from", "to", "against")
"""The picker's part of the address."""
ID_DIGITS = 9
NO_CHOICE = N_("“%(value)s” is not one of the choices, so the usual one is shown.")
NO_PAGE = N_("“%(value)s” is not the number of a page, so it is left out.")
TOO_MANY = N_("At most %(most)s pages are compared at once, so only the first %(most)s are shown.")


@dataclass(frozen=True, slots=True)
class Selection:
    """The state: pages by number and by ``labels`` (those that ``match`` any or all), how they are shown, the period.

    ``focus`` is the page that stands out among many; ``problems`` are what could not be used.
    """

    pages: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    match: str = "any"
    chart: str = "index"
    sort: str = "rate"
    order: str = "desc"
    focus: int | None = None
    period: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, args: Mapping[str, Sequence[str]]) -> Selection:
        """Return what the query ``args`` (each key with its values) asks for; what is wrong becomes problems."""
        problems: list[Problem] = []
        pages = _pages(_parts(args.get("pages", ())), problems)
        sort = _pick(args, "sort", SORTS, problems)
        order = _pick(args, "order", ORDERS, problems, usual="asc" if sort == "name" else "desc")
        focus = args.get("focus", ("",))[0]
        return cls(
            pages=pages,
            labels=tuple(dict.fromkeys(_parts(args.get("labels", ()))))[:LABELS],
            match=_pick(args, "match", MATCHES, problems),
            chart=_pick(args, "chart", CHARTS, problems),
            sort=sort,
            order=order,
            focus=int(focus) if _is_number(focus) else None,
            period=tuple((name, args[name][0]) for name in PERIOD if args.get(name) and args[name][0]),
            problems=tuple(problems),
        )

    @classmethod
    def of_text(cls, query: str) -> Selection:
        """Return the state that was kept as the text of a query."""
        return cls.of(parse_qs(query))

    def query(self) -> dict[str, str]:
        """Return the state as an address holds it; what is usual is left out."""
        usual = Selection()
        found = {"pages": ",".join(map(str, self.pages)), "labels": ",".join(self.labels)}
        if self.labels:
            found["match"] = self.match
        found |= dict(self.period)
        for name in ("chart", "sort", "order"):
            value = getattr(self, name)
            found[name] = value if value != getattr(usual, name) or (name == "order" and self.sort == "name") else ""
        found["focus"] = str(self.focus or "")
        return {name: value for name, value in found.items() if value}

    def text(self) -> str:
        """Return the state as the text of a query: equal states have equal texts."""
        return urlencode(self.query())

    def with_pages(self, pages: Iterable[int]) -> Selection:
        """Return the state with other pages, and without labels."""
        return replace(self, pages=tuple(pages), labels=(), match="any")


def _parts(values: Iterable[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _pages(parts: Sequence[str], problems: list[Problem]) -> tuple[int, ...]:
    wrong = [part for part in parts if not _is_number(part)]
    if wrong:
        problems.append(Problem("pages", NO_PAGE, {"value": wrong[0][:40]}))
    pages = tuple(dict.fromkeys(int(part) for part in parts if _is_number(part)))
    if len(pages) > MOST:
        problems.append(Problem("pages", TOO_MANY, {"most": MOST}))
    return pages[:MOST]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= ID_DIGITS


def _pick(
    args: Mapping[str, Sequence[str]], name: str, known: Iterable[str], problems: list[Problem], usual: str = ""
) -> str:
    value, choices = (args.get(name) or ("",))[0].strip(), list(known)
    if value in choices:
        return value
    if value:
        problems.append(Problem(name, NO_CHOICE, {"value": value[:40]}))
    return usual or choices[0]
