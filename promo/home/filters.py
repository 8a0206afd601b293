"""What the portfolio may be narrowed to and sorted by, read from its address. Anything unknown there is ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from promo.home.reading import ClientRow, PageRow

SORTS = ("name", "followers", "net7", "rate7", "net30", "rate30", "er", "posts", "campaigns", "warnings", "read")
STATES = ("active", "archived", "all")


@dataclass(frozen=True, slots=True)
class Filters:
    """How the portfolio is narrowed and sorted; empty and ``None`` mean all."""

    query: str = ""
    manager: int | None = None
    label: str = ""
    state: str = "active"
    sort: str = "name"
    order: str = "asc"
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """Return the filters in an address's query."""
        sort = args.get("sort", "")
        sort = sort if sort in SORTS else "name"
        order = args.get("order", "")
        usual = "asc" if sort == "name" else "desc"
        return cls(
            query=args.get("q", "").strip()[:100],
            manager=_number(args.get("manager", "")),
            label=args.get("label", ""),
            state=args["state"] if args.get("state") in STATES else "active",
            sort=sort,
            order=order if order in {"asc", "desc"} else usual,
            page=_number(args.get("page", "")) or 1,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out beyond the archived clients."""
        return bool(self.query or self.manager or self.label or self.state != "active")

    def matching(self, clients: Iterable[ClientRow]) -> list[ClientRow]:
        """Return the clients with the state, manager and label asked for; `found` then searches."""
        return [
            client
            for client in clients
            if (self.state == "all" or client.archived == (self.state == "archived"))
            and (self.manager is None or client.manager_id == self.manager)
            and (not self.label or self.label in client.labels)
        ]

    def found(self, client: ClientRow, pages: Iterable[PageRow]) -> bool:
        """Return whether the search finds the client: by its name, or by a page's name."""
        if not self.query:
            return True
        needle = self.query.casefold().removeprefix("@")
        return needle in client.name.casefold() or any(needle in page.username for page in pages)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None  # noqa: PLR2004 - fits an id
