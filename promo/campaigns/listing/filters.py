"""Which campaigns a list shows, and in which order: what its address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promo.campaigns.words import CHANNEL_NAMES, KIND_NAMES, OPEN, STATUS_NAMES, Channel, Kind, Status
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promo.campaigns.models import Campaign

STATES = {"": N_("All"), "open": N_("Not over"), "attention": N_("Needs attention")}
STATES |= {str(status): name for status, name in STATUS_NAMES.items()}
SORTS = {
    "": N_("What runs first"),
    "name": N_("Name"),
    "client": N_("Client"),
    "start": N_("First day"),
    "spend": N_("Spent"),
    "pace": N_("Pace"),
    "attention": N_("Warnings"),
}
ASCENDING = frozenset({"name", "client"})
LETTERS = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to (empty or ``None``: not at all), how it is sorted, and which part of it is shown."""

    query: str = ""
    state: str = ""
    kind: str = ""
    channel: str = ""
    client: int | None = None
    owner: int | None = None
    series: str = ""
    sort: str = ""
    order: str = "desc"
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """Return the filters of an address; what it says that is not known counts as not said."""
        sort = args.get("sort", "") if args.get("sort") in SORTS else ""
        order = args.get("order", "")
        return cls(
            query=args.get("q", "").strip()[:LETTERS],
            state=args.get("state", "") if args.get("state") in STATES else "",
            kind=args.get("kind", "") if args.get("kind") in set(Kind) else "",
            channel=args.get("channel", "") if args.get("channel") in set(Channel) else "",
            client=_number(args.get("client", "")),
            owner=_number(args.get("owner", "")),
            series=args.get("series", "").strip()[:LETTERS],
            sort=sort,
            order=order if order in {"asc", "desc"} else "asc" if sort in ASCENDING else "desc",
            page=_number(args.get("page", "")) or 1,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        named = (self.query, self.state, self.kind, self.channel, self.client, self.owner, self.series)
        return any(one for one in named)

    def matches(self, campaign: Campaign, *, for_staff: bool) -> bool:
        """Return whether ``campaign`` is let through, but for what needs attention; who was hired is for staff."""
        if not self.is_narrowed and self.state in {"", "attention"}:
            return True
        return (
            (self.state in {"", "attention", campaign.status} or (self.state == "open" and campaign.status in OPEN))
            and self.kind in {"", campaign.kind}
            and self.channel in {"", campaign.channel}
            and self.client in {None, campaign.client_id}
            and self.owner in {None, campaign.owner_id}
            and self.series in {"", campaign.series}
            and self._is_found(campaign, for_staff=for_staff)
        )

    def _is_found(self, campaign: Campaign, *, for_staff: bool) -> bool:
        if not self.query:
            return True
        told = [campaign.name, campaign.series, campaign.objective, campaign.client.name]
        if for_staff:
            told += [campaign.contractor, campaign.external_id or ""]
        needle = self.query.casefold()
        return any(needle in text.casefold() for text in told)


RANKS = {status: rank for rank, status in enumerate((Status.ACTIVE, Status.PAUSED, Status.PLANNED, Status.DONE))}
"""What comes first where nothing else is asked for; what was cancelled comes last."""
KINDS = {"": N_("All")} | {str(kind): name for kind, name in KIND_NAMES.items()}
CHANNELS = {"": N_("All")} | {str(channel): name for channel, name in CHANNEL_NAMES.items()}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None  # noqa: PLR2004 - fits an id
