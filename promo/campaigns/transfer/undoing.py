"""Taking an import back: what it replaced returns, what it made goes, what came after it stays. Never commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select, update

from promo import clock
from promo.campaigns import rights
from promo.campaigns.days import bulk
from promo.campaigns.days import service as days
from promo.campaigns.days.models import CampaignDay
from promo.campaigns.models import Campaign, CampaignFile, CampaignPost
from promo.campaigns.transfer import keeping
from promo.campaigns.transfer.importing import amount
from promo.campaigns.transfer.models import CampaignImport
from promo.db import changed_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: days taken back, days left since something changed them later, and campaigns that are gone."""

    days: int
    left: int
    campaigns: int


def undo(session: Session, client: Client, kept: CampaignImport) -> Undone | None:
    """Take an import back and return what that did; ``None`` where it was taken back already, or never made."""
    rights.check_open(client)
    mine = update(CampaignImport).where(
        CampaignImport.id == kept.id, CampaignImport.done_at.is_not(None), CampaignImport.undone_at.is_(None)
    )
    if not changed_rows(session, mine.values(undone_at=clock.now()).execution_options(synchronize_session=False)):
        return None
    session.refresh(kept)
    count = bulk.count(session, kept.id)
    left = kept.counts["new"] + kept.counts["changed"] - count
    before = keeping.unpacked(kept.before)
    _take_back(session, kept.id, before["changed"])
    for older in _returned(session, client):
        _take_back(session, older.id, keeping.unpacked(older.before)["changed"])
    left += sum(not _restored(session, one) for one in before["totals"])
    gone = _removed(session, before["campaigns"])
    kept.counts = {**kept.counts, "undone": count, "stayed": left}
    session.flush()
    return Undone(count, left, gone)


def _take_back(session: Session, import_id: int, changed: dict[str, list[Any]]) -> None:
    """Let the days that are as an import left them be as they were before it."""
    theirs = select(CampaignDay.campaign_id).where(CampaignDay.import_id == import_id).distinct()
    touched = set(session.scalars(theirs))
    if changed["day"]:
        moments = bulk.moments(session, changed[bulk.MOMENT])
        bulk.restore(session, {**changed, bulk.MOMENT: moments}, import_id)
    bulk.remove(session, import_id)
    days.sum_months(session, touched)


def _returned(session: Session, client: Client) -> Iterator[CampaignImport]:
    """Yield each import that was taken back earlier and some of whose days are there again, until there is none."""
    is_there = exists().where(CampaignDay.import_id == CampaignImport.id)
    theirs = CampaignImport.client_id == client.id
    again = select(CampaignImport).where(theirs, CampaignImport.undone_at.is_not(None), is_there).limit(1)
    while (found := session.scalar(again)) is not None:
        yield found


def _restored(session: Session, total: dict[str, Any]) -> bool:
    """Give a campaign the totals it had before; return whether it had the import's until now."""
    campaign = session.get(Campaign, total["campaign"], populate_existing=True)
    if campaign is None:
        return False
    told = {name: amount(name, steps) for name, steps in total["told"].items()}
    if any(getattr(campaign, f"total_{name}") != value for name, value in told.items()):
        return False
    values = {f"total_{name}": amount(name, steps) for name, steps in total["kept"].items()}
    session.execute(update(Campaign).where(Campaign.id == campaign.id).values(values))
    session.expire(campaign)
    return True


def _removed(session: Session, ids: Sequence[int]) -> int:
    """Remove the campaigns that the import made, but for those that somebody has done something with."""
    used = (
        exists().where(CampaignDay.campaign_id == Campaign.id)
        | exists().where(CampaignPost.campaign_id == Campaign.id)
        | exists().where(CampaignFile.campaign_id == Campaign.id)
    )
    untouched = Campaign.id.in_(list(ids)) & (Campaign.version == 1) & ~used
    for name in ("spend", "impressions", "reach", "clicks", "leads", "calls", "sales", "value"):
        untouched &= getattr(Campaign, f"total_{name}").is_(None)
    return changed_rows(session, delete(Campaign).where(untouched).execution_options(synchronize_session=False))
