"""What a file's campaigns and headings stand for: found, chosen, remembered. Flushes, never commits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, select

from promo.campaigns.models import Campaign
from promo.campaigns.transfer import headings
from promo.campaigns.transfer.models import CampaignAlias, HeadingAlias
from promo.db import upsert
from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.campaigns.transfer.table import Named

How = Literal["id", "remembered", "name", "none", "chosen"]
NEW, SKIP = "new", "skip"
MOST_KEY = 400
MOST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Match:
    """What a campaign of the file becomes: a campaign of the client, a new one (``""`` of both), or nothing at all.

    ``how`` says by what it was found.
    """

    named: Named
    campaign_id: int | None
    is_left: bool
    how: How

    @property
    def choice(self) -> str:
        """How a form says it."""
        return SKIP if self.is_left else str(self.campaign_id or NEW)


def key_of(named: Named) -> str:
    """Return what a campaign of a file is remembered by: ``#`` and its ID, or ``=`` and its name."""
    return (f"#{named.external_id}" if named.external_id else f"={named.name}")[:MOST_KEY]


def matches(
    session: Session, client_id: int, found: Sequence[Named], chosen: Mapping[str, str] | None = None
) -> list[Match]:
    """Return what each campaign of a file becomes: as ``chosen``, else by its ID, as the last time, or by its name."""
    known = _Known(session, client_id)
    return [known.match(named, (chosen or {}).get(key_of(named), "")) for named in found]


class _Known:
    """The client's campaigns, and what is remembered of names."""

    def __init__(self, session: Session, client_id: int) -> None:
        columns = (Campaign.id, Campaign.name, Campaign.external_id)
        rows = session.execute(select(*columns).where(Campaign.client_id == client_id)).all()
        many = Counter(_plain(row.name) for row in rows)
        aliases = select(CampaignAlias.name, CampaignAlias.campaign_id).where(CampaignAlias.client_id == client_id)
        self.external = {row.id: row.external_id for row in rows}
        self.by_id = {row.external_id: row.id for row in rows if row.external_id}
        self.by_name = {_plain(row.name): row.id for row in rows if many[_plain(row.name)] == 1}
        self.remembered = {row.name: row.campaign_id for row in session.execute(aliases)}

    def match(self, named: Named, choice: str) -> Match:
        """Return what a campaign of a file becomes; ``choice`` is what a person said, if anything."""
        if choice in {NEW, SKIP} or (choice.isdigit() and int(choice) in self.external):
            return Match(named, int(choice) if choice.isdigit() else None, choice == SKIP, "chosen")
        if named.external_id in self.by_id:
            return Match(named, self.by_id[named.external_id], is_left=False, how="id")
        for key in (key_of(named), f"={named.name}"[:MOST_KEY]):
            known = self.remembered.get(key, 0)
            if known != 0 and (key.startswith("#") or self.may_be(known, named)):
                return Match(named, known, known is None, "remembered")
        twin = self.by_name.get(_plain(named.name))
        if twin is not None and self.may_be(twin, named):
            return Match(named, twin, is_left=False, how="name")
        return Match(named, None, is_left=False, how="none")

    def may_be(self, campaign_id: int | None, named: Named) -> bool:
        """Return whether a campaign may be meant by its name: not where both have an ID, which are others."""
        return campaign_id is None or not (named.external_id and self.external.get(campaign_id))


def given(session: Session, client_id: int) -> dict[str, str]:
    """Return what the client's people have said that headings mean, by their keys."""
    statement = select(HeadingAlias.heading, HeadingAlias.metric).where(HeadingAlias.client_id == client_id)
    return {row.heading: row.metric for row in session.execute(statement)}


def check_headings(said: Mapping[str, str]) -> None:
    """Raise `Invalid` where two headings are said to mean the same, or something that there is not."""
    meanings = [meaning for meaning in said.values() if meaning]
    if any(meaning not in headings.GIVEN for meaning in meanings):
        raise Invalid("headings", N_("Choose what the column means from the list."))
    if len(set(meanings)) < len(meanings):
        raise Invalid("headings", N_("Two columns cannot mean the same. Leave one of them out."))


def remember_headings(session: Session, client_id: int, said: Mapping[str, str]) -> None:
    """Keep what headings mean; one that means nothing any more is forgotten."""
    keys = [key[:MOST_HEADING] for key in said]
    session.execute(delete(HeadingAlias).where(HeadingAlias.client_id == client_id, HeadingAlias.heading.in_(keys)))
    rows = [
        {"client_id": client_id, "heading": key[:MOST_HEADING], "metric": meaning}
        for key, meaning in said.items()
        if meaning
    ]
    upsert(session, HeadingAlias, rows, ("client_id", "heading"))


def remember(session: Session, client_id: int, made: Sequence[tuple[Named, int | None]]) -> None:
    """Keep which campaign each of a file's became (``None``: it was left out), by its ID, and by a name of its own."""
    names = Counter(named.name for named, _ident in made)
    rows = {}
    for named, ident in made:
        rows[key_of(named)] = ident
        if named.name and names[named.name] == 1:
            rows[f"={named.name}"[:MOST_KEY]] = ident
    values = [{"client_id": client_id, "name": key, "campaign_id": ident} for key, ident in rows.items()]
    upsert(session, CampaignAlias, values, ("client_id", "name"))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
