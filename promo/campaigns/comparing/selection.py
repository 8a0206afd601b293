"""What an address of the comparison asks for: it holds the whole state, so that it can be kept and passed on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from promo.analytics.periods import Problem
from promo.campaigns.words import Channel, Kind, Status
from promo.clients.choices import currency_codes
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

MOST = 500
"""So many campaigns are compared at once."""
MOST_TICKED = 200
NAME = 80
ID_DIGITS = 9
YES = "yes"
ANY = "any"
"""All states; without a word it is those that really ran."""
GROUPS = {
    "kind": N_("By kind"),
    "client": N_("By client"),
    "blogger": N_("By blogger"),
    "series": N_("By series"),
    "channel": N_("By channel"),
    "month": N_("By month of the start"),
}
NO_CHOICE = N_("“%(value)s” is not one of the choices, so it is left out.")
NO_DAY = N_("“%(value)s” is not a day like 2026-10-01, so it is left out.")
WRONG_DAYS = N_("The last day is before the first one, so both are left out.")
TOO_MANY_TICKED = N_("At most %(most)s campaigns can be ticked, so only the first %(most)s are shown.")
TOO_MANY = N_("More than %(most)s campaigns fit: only the newest %(most)s are shown. Narrow the choice.")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which campaigns are meant: those of all of these; empty and ``None`` mean any.

    ``start`` and ``end`` are days between which they ran, some time at least. ``problems`` are what could not be used.
    """

    client: int | None = None
    kind: str = ""
    channel: str = ""
    series: str = ""
    blogger: int | None = None
    status: str = ""
    start: date | None = None
    end: date | None = None
    problems: tuple[Problem, ...] = ()
    WORDS: ClassVar[Mapping[str, Collection[str]]] = {
        "kind": tuple(Kind),
        "channel": tuple(Channel),
        "status": (*Status, ANY),
    }

    @classmethod
    def of(cls, args: Mapping[str, Sequence[str]]) -> Filters:
        """Return what the query ``args`` (each key with its values) narrows to."""
        problems: list[Problem] = []
        words = {name: one_of(args, name, known, problems) for name, known in cls.WORDS.items()}
        start, end = _day(args, "from", problems), _day(args, "to", problems)
        if start and end and end < start:
            problems.append(Problem("to", WRONG_DAYS))
            start = end = None
        return cls(
            client=_number(first(args, "client")),
            series=first(args, "series")[:NAME],
            blogger=_number(first(args, "blogger")),
            start=start,
            end=end,
            problems=tuple(problems),
            **words,
        )

    @property
    def are_narrow(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.query())

    def query(self) -> dict[str, str]:
        """Return the filters as an address holds them; those that are not in use are left out."""
        found = {name: getattr(self, name) for name in ("client", "kind", "channel", "series", "blogger", "status")}
        found |= {"from": self.start, "to": self.end}
        return {name: str(value) for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Selection:
    """The state: ``filters``, or the ``ids`` of campaigns that were ticked; and how they are shown.

    ``group`` is one of `GROUPS`, ``currency`` the one that all amounts are converted to (empty: each keeps its own).
    ``chart`` is the metric drawn; empty: the usual one. ``lift`` asks for the lift of however many they are.
    """

    filters: Filters = Filters()
    ids: tuple[int, ...] = ()
    group: str = ""
    currency: str = ""
    sort: str = "start"
    order: str = "desc"
    chart: str = ""
    lift: str = ""
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, args: Mapping[str, Sequence[str]], sorts: Collection[str], charts: Collection[str]) -> Selection:
        """Return what the query ``args`` asks for; what is wrong becomes problems."""
        problems: list[Problem] = []
        ids = _ids(args.get("ids", ()), problems)
        filters = Filters() if ids else Filters.of(args)
        sort = one_of(args, "sort", sorts, problems) or "start"
        return cls(
            filters=filters,
            ids=ids,
            group=one_of(args, "group", GROUPS, problems),
            currency=one_of(args, "in", currency_codes(), problems),
            sort=sort,
            order=one_of(args, "order", ("asc", "desc"), problems) or _usual(sort),
            chart=one_of(args, "chart", charts, problems),
            lift=one_of(args, "lift", (YES,), problems),
            problems=(*filters.problems, *problems),
        )

    def query(self) -> dict[str, str]:
        """Return the state as an address holds it; what is usual is left out."""
        found = {"ids": ",".join(map(str, self.ids)), **self.filters.query()}
        found |= {"group": self.group, "in": self.currency, "chart": self.chart, "lift": self.lift}
        found["sort"] = self.sort if self.sort != "start" else ""
        found["order"] = self.order if self.order != _usual(self.sort) else ""
        return {name: value for name, value in found.items() if value}

    def view(self) -> dict[str, str]:
        """Return the part of `query` that says how campaigns are shown, not which."""
        return replace(self, filters=Filters(), ids=()).query()


def first(args: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of ``name``; empty without one."""
    return (args.get(name) or ("",))[0].strip()


def one_of(args: Mapping[str, Sequence[str]], name: str, known: Collection[str], problems: list[Problem]) -> str:
    """Return the value of ``name`` that is one of ``known``; empty, and a problem, for another one."""
    value = first(args, name)
    if not value or value in known:
        return value
    problems.append(Problem(name, NO_CHOICE, {"value": value[:40]}))
    return ""


def _usual(sort: str) -> str:
    return "asc" if sort == "name" else "desc"


def _ids(values: Iterable[str], problems: list[Problem]) -> tuple[int, ...]:
    parts = [part.strip() for value in values for part in value.split(",")]
    found = tuple(dict.fromkeys(number for part in parts if (number := _number(part))))
    if len(found) > MOST_TICKED:
        problems.append(Problem("ids", TOO_MANY_TICKED, {"most": MOST_TICKED}))
    return found[:MOST_TICKED]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else None


def _day(args: Mapping[str, Sequence[str]], name: str, problems: list[Problem]) -> date | None:
    text = first(args, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems.append(Problem(name, NO_DAY, {"value": text[:40]}))
        return None
