"""The rules by which a campaign's ERID, label and removal are kept. They flush and never commit."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from promo import clock
from promo.analytics.periods import BEGINNING
from promo.campaigns.editing.service import Stale
from promo.campaigns.law.reading import facts_of
from promo.campaigns.models import Campaign
from promo.db import changed_rows
from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

PASTED = re.compile(r"^(?:.*[?&])?erid\s*[:=]\s*([^&#\s]+).*$", re.IGNORECASE | re.DOTALL)
"""An ERID as people copy it: ``erid: 2Vtzq…``, or within an address."""
ERID = re.compile(r"[A-Za-z0-9_-]{5,80}")


@dataclass(frozen=True, slots=True)
class LawFields:
    """What a person may say: the advertisement's ERID, when it was labelled, and when it was taken down."""

    erid: str = ""
    marked_on: date | None = None
    removed_on: date | None = None


def erid_in(text: str) -> str:
    """Return the ERID in what was typed or pasted; raise `Invalid` for what cannot be one."""
    typed = PASTED.sub(r"\1", text.strip())
    if typed and not ERID.fullmatch(typed):
        raise Invalid("erid", N_("An ERID is 5 to 80 Latin letters and digits without spaces, like 2VtzqxKJ8mQ."))
    return typed


def keep(session: Session, campaign: Campaign, fields: LawFields, version: int) -> bool:
    """Save ``fields`` and return whether they say anything new; raise `Stale` unless ``version`` is the campaign's."""
    wanted = LawFields(erid_in(fields.erid), fields.marked_on, fields.removed_on)
    _check(campaign, wanted)
    if wanted == LawFields(campaign.erid, campaign.marked_on, campaign.removed_on):
        return False
    statement = update(Campaign).where(Campaign.id == campaign.id, Campaign.version == version)
    values = {**asdict(wanted), "version": version + 1}
    done = changed_rows(session, statement.values(**values).execution_options(synchronize_session=False))
    session.expire(campaign)
    if not done:
        raise Stale
    return True


def take_down(session: Session, campaign: Campaign) -> bool:
    """Note that the campaign was taken down today; return false where a day was noted already, which stays."""
    fields = LawFields(campaign.erid, campaign.marked_on, clock.today(campaign.client.time_zone))
    return campaign.removed_on is None and keep(session, campaign, fields, campaign.version)


def _check(campaign: Campaign, fields: LawFields) -> None:
    today = clock.today(campaign.client.time_zone)
    for name in ("marked_on", "removed_on"):
        day = getattr(fields, name)
        if day is not None and not BEGINNING <= day <= today:
            raise Invalid(name, N_("Choose today or an earlier day: this is about what was done."))
    if fields.removed_on is not None and fields.removed_on < facts_of(campaign).first_day:
        raise Invalid("removed_on", N_("It cannot have been taken down before it was shown."))
