"""The rules of links to reports and to a page's growth. They flush and never commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.errors import Invalid
from promo.links import service as links
from promo.pages.models import Page
from promo.reports.blocks import BLOCKS
from promo.reports.kit import parts
from promo.reports.kit.models import MediaKit
from promo.reports.models import Report, ReportLink
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

LIVE = ("summary", "growth", "definitions")
"""The blocks that a page's growth can show as it is now."""
OFFERED: dict[str, tuple[str, ...]] = {"report": tuple(BLOCKS), "growth": LIVE, "kit": tuple(parts.BLOCKS)}
"""What a link may show, and which blocks of it."""


@dataclass(frozen=True, slots=True)
class LinkFields:
    """What a person may set of a link, which shows a published report, or of a page its growth or its media kit.

    ``shows`` is one of `OFFERED`, ``report_id`` or ``page_id`` what it is of.
    """

    name: str
    language: str
    days: int
    password: str
    shows: str
    report_id: int | None
    page_id: int | None
    blocks: tuple[str, ...]


def make(session: Session, client: Client, fields: LinkFields, by: User, *, cheap: bool) -> tuple[ReportLink, str]:
    """Return a new link and its token, which is kept nowhere; raise `Invalid` for values that cannot be."""
    if client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it to share its reports."))
    links.check(fields.language, fields.password)
    offered = OFFERED.get(fields.shows, ())
    if not set(fields.blocks) <= set(offered):
        raise Invalid("blocks", N_("One of these blocks cannot be shown by this link. Choose again."))
    _check_target(session, client, fields)
    link = ReportLink(
        client_id=client.id,
        name=fields.name,
        language=fields.language,
        shows=fields.shows,
        report_id=fields.report_id,
        page_id=fields.page_id,
        blocks=[kind for kind in offered if kind in fields.blocks],
        created_by_id=by.id,
    )
    token = links.give(session, link, days=fields.days, password=fields.password, cheap=cheap)
    return link, token


def of_client(session: Session, client: Client) -> Sequence[ReportLink]:
    """Return all links of a client, those in force first, the newest in front."""
    mine = select(ReportLink).where(ReportLink.client_id == client.id)
    found = session.scalars(mine.order_by(ReportLink.created_at.desc(), ReportLink.id.desc())).all()
    return sorted(found, key=lambda one: not links.in_force(one))


def published(session: Session, client: Client) -> Sequence[Report]:
    """Return the client's published reports, the newest period first: what can be shared."""
    mine = select(Report).where(Report.client_id == client.id, Report.published > 0)
    return session.scalars(mine.order_by(Report.end_day.desc(), Report.id.desc())).all()


def _check_target(session: Session, client: Client, fields: LinkFields) -> None:
    page = select(Page.id).where(Page.id == fields.page_id, Page.client_id == client.id)
    if fields.shows == "kit":
        mine = page.join(MediaKit, MediaKit.page_id == Page.id)
    elif fields.shows == "growth":
        mine = page
    else:
        mine = select(Report.id).where(
            Report.id == fields.report_id, Report.client_id == client.id, Report.published > 0
        )
    if session.scalar(mine) is None:
        raise Invalid(
            "target", N_("Choose a published report, a page of this client's, or a media kit that was saved.")
        )
