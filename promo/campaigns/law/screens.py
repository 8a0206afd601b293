"""What the screens about the law show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.campaigns.law import reading, rules, texts
from promo.campaigns.law.rules import Severity, State
from promo.clients.models import Client
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.campaigns.law.reading import Live
    from promo.campaigns.law.rules import Finding
    from promo.campaigns.models import Campaign
    from promo.users.models import User

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """What a campaign's page says: the agency's ``text`` where one applies, and the findings, the worst first.

    ``is_ruled`` says that rules of its country are kept here, ``needs_label`` that its channel is one where an ERID and
    a label are kept.
    """

    text: str | None
    findings: tuple[Finding, ...]
    is_live: bool
    is_ruled: bool
    needs_label: bool

    @property
    def tone(self) -> str | None:
        """How loudly it is said: ``"danger"``, ``"warning"``; ``None`` where there is nothing to warn of."""
        worst = max((one.severity for one in self.findings), default=Severity.NOTE)
        return {Severity.DANGER: "danger", Severity.WARNING: "warning"}.get(worst)


@dataclass(frozen=True, slots=True)
class Notice:
    """A text that the form of a campaign shows while one of ``channels`` is chosen."""

    text: str
    channels: tuple[str, ...]
    tone: str


@dataclass(frozen=True, slots=True)
class LiveList:
    """What is still live, a page of it: ``found`` of ``total``, and the clients of whom nobody said under whose law."""

    found: Sequence[Live]
    total: int
    page: int
    pages: int
    unsaid: Sequence[Client]


def panel(session: Session, campaign: Campaign, language: str) -> Panel:
    """Return what a campaign's page says about the law, in ``language``."""
    facts = reading.facts_of(campaign)
    today = clock.today(campaign.client.time_zone)
    found = rules.findings(facts, today)
    is_ruled = facts.jurisdiction in rules.RULED
    key = None
    if not is_ruled:
        key = "unknown" if facts.jurisdiction else None
    elif any(one.severity > Severity.NOTE for one in found):
        key = "banned" if facts.channel in rules.BANNED else "due" if facts.channel in rules.LABELLED else None
    return Panel(
        text=texts.text(session, key, language) if key else None,
        findings=found,
        is_live=rules.state(facts, today) == State.LIVE,
        is_ruled=is_ruled,
        needs_label=is_ruled and facts.channel in rules.LABELLED,
    )


def notices(session: Session, client: Client, language: str) -> tuple[Notice, ...]:
    """Return what the form of a campaign of ``client`` says of channels, in ``language``."""
    if client.jurisdiction not in rules.RULED:
        return ()
    return (
        Notice(texts.text(session, "banned", language), tuple(sorted(rules.BANNED)), "danger"),
        Notice(texts.text(session, "due", language), rules.LABELLED, "warning"),
    )


def live_list(session: Session, viewer: User, client: Client | None, *, everything: bool, page: int) -> LiveList:
    """Return what is still live and needs something, or (``everything``) all that is live; ``page`` counts from 1."""
    rows = reading.live(session, viewer, client)
    wanted = rows if everything else [one for one in rows if one.severity > Severity.NOTE]
    pages = max(-(-len(wanted) // PER_PAGE), 1)
    page = min(max(page, 1), pages)
    unsaid = access.narrow(select(Client), viewer, Client).where(Client.jurisdiction == "")
    whose = Client.archived_at.is_(None) if client is None else Client.id == client.id
    return LiveList(
        found=wanted[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(wanted),
        page=page,
        pages=pages,
        unsaid=session.scalars(unsaid.where(whose).order_by(Client.name)).all(),
    )
