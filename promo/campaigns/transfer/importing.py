"""Writing what a file says: once, however often it is asked for. Flushes, never commits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import insert, select, update

from promo import clock
from promo.campaigns import rights
from promo.campaigns.days import bulk
from promo.campaigns.days import service as days
from promo.campaigns.models import Campaign
from promo.campaigns.transfer import comparing, keeping, mapping
from promo.campaigns.transfer.comparing import CHANGED, NEW, SAME
from promo.campaigns.transfer.models import CampaignImport
from promo.campaigns.transfer.numbers import SCALE
from promo.campaigns.words import METRICS, MONEY, Channel, Kind, Status
from promo.db import changed_rows
from promo.errors import Invalid
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.campaigns.transfer.comparing import Days, Plan, Total
    from promo.campaigns.transfer.mapping import Match
    from promo.campaigns.transfer.numbers import Bools, Integers
    from promo.campaigns.transfer.table import Named, Table
    from promo.clients.models import Client
    from promo.users.models import User

NAMESPACE = uuid.UUID("8f0c8c9e-3a86-4a0e-9d0c-8d3c5b0a6f4e")
RECENT = timedelta(days=3)
"""A campaign whose last day in the file is newer than this is taken to be running."""
MOST_NAME, MOST_ID = 160, 40


@dataclass(frozen=True, slots=True)
class Read:
    """A kept file as it is understood now: its table, what its campaigns become, and what that would change."""

    table: Table
    matches: Sequence[Match]
    plan: Plan


def read(session: Session, client: Client, kept: CampaignImport) -> Read:
    """Return what a kept file would change now."""
    table = keeping.table(session, kept)
    matches = mapping.matches(session, client.id, table.campaigns, kept.choices.get("campaigns"))
    return Read(table, matches, comparing.planned(session, client, table, matches))


def choose(
    session: Session, client: Client, kept: CampaignImport, said: Mapping[int, str], chosen: Mapping[int, str]
) -> bool:
    """Keep what a person says of columns and campaigns; return whether the file has other campaigns by that.

    ``said`` are the meanings of headings by the column's place, ``chosen`` what becomes of campaigns by their place in
    the table. Where the file has other campaigns now, ``chosen`` is left aside: it was about the ones before. Raises
    `Invalid` for what cannot be meant.
    """
    rights.check_open(client)
    table = keeping.table(session, kept)
    keys = {one.place: one.key for one in table.headings}
    meanings = {keys[place]: meaning for place, meaning in said.items() if place in keys}
    mapping.check_headings(meanings)
    ids = set(session.scalars(select(Campaign.id).where(Campaign.client_id == client.id)))
    if any(
        one not in {mapping.NEW, mapping.SKIP} and not (one.isdigit() and int(one) in ids) for one in chosen.values()
    ):
        raise Invalid("campaigns", N_("One of these campaigns is no longer the client's. Choose again."))
    with session.begin_nested():  # a meaning by which the file cannot be read is not remembered
        mapping.remember_headings(session, client.id, meanings)
        found = keeping.table(session, kept).campaigns
    if found != table.campaigns:
        return True
    names = dict(enumerate(table.campaigns))
    campaigns = {mapping.key_of(names[place]): one for place, one in chosen.items() if place in names}
    kept.choices = {**kept.choices, "campaigns": campaigns}
    session.flush()
    return False


def apply(session: Session, client: Client, kept: CampaignImport, by: User, *, overwrite: bool) -> bool:
    """Write what the file says, and return whether that was done now: a second yes does nothing.

    ``overwrite`` says whether numbers that a person typed give way. Raises `Invalid` where there is nothing to write.
    """
    rights.check_open(client)
    if kept.done_at is not None:
        return False
    found, now = read(session, client, kept), clock.now()
    if found.plan.is_nothing:
        raise Invalid("", N_("There is nothing to import: all of it is kept already, or was left out."))
    mine = update(CampaignImport).where(CampaignImport.id == kept.id, CampaignImport.done_at.is_(None))
    if not changed_rows(session, mine.values(done_at=now).execution_options(synchronize_session=False)):
        return False
    session.refresh(kept)
    made = _campaigns(session, client, found, kept, by)
    told = found.plan.days
    wanted = (told.states != SAME) & (~told.by_hand | overwrite)
    changed = wanted & (told.states == CHANGED)
    before: dict[str, Any] = {"changed": _before(told, changed), "campaigns": list(made.values())}
    bulk.write(session, _columns(told, wanted, made), import_id=kept.id, by_id=by.id, at=now)
    days.sum_months(session, {made.get(int(one), int(one)) for one in np.unique(told.campaigns[wanted])})
    before["totals"] = _totals(session, found.plan.totals, made)
    ids = [(one.named, made.get(-1 - place, one.campaign_id)) for place, one in enumerate(found.matches)]
    mapping.remember(session, client.id, ids)
    kept.before = keeping.packed(before)
    kept.user_id = by.id
    kept.counts = {
        "new": int((wanted & (told.states == NEW)).sum()),
        "changed": int(changed.sum()),
        "same": told.count(SAME),
        "kept": int((told.by_hand & ~wanted).sum()),
        "totals": len(before["totals"]),
        "campaigns": len(made),
        "refused": found.table.counts.refused + found.plan.refused,
        "left": found.plan.left,
        "first": _iso(told.days[wanted].min()) if wanted.any() else None,
        "last": _iso(told.days[wanted].max()) if wanted.any() else None,
    }
    session.flush()
    return True


def _campaigns(session: Session, client: Client, found: Read, kept: CampaignImport, by: User) -> dict[int, int]:
    """Make the campaigns that are new, and return their ids by what the plan calls them."""
    written = {int(one) for one in np.unique(found.plan.days.campaigns[found.plan.days.states != SAME])}
    written |= {one.campaign for one in found.plan.totals}
    wanted = {-1 - place: one.named for place, one in enumerate(found.matches) if -1 - place in written}
    if not wanted:
        return {}
    spans = found.table.frame.groupby("campaign")
    firsts, lasts = spans["first"].min().to_dict(), spans["last"].max().to_dict()
    known = set(session.scalars(select(Campaign.external_id).where(Campaign.client_id == client.id)))
    uids, rows = {}, []
    for code, named in wanted.items():
        place = -1 - code
        row = _campaign(client, named, date.fromordinal(firsts[place]), date.fromordinal(lasts[place]))
        row |= {"currency": found.table.currency or client.currency, "owner_id": by.id, "created_by_id": by.id}
        row["external_id"] = None if row["external_id"] in known else row["external_id"]
        known.add(row["external_id"])
        row["uid"] = str(uuid.uuid5(NAMESPACE, f"{kept.id}:{mapping.key_of(named)}"))
        uids[row["uid"]] = code
        rows.append(row)
    session.execute(insert(Campaign), rows)
    made = session.execute(select(Campaign.uid, Campaign.id).where(Campaign.uid.in_(uids)))
    return {uids[uid]: ident for uid, ident in made}


def _campaign(client: Client, named: Named, first: date, last: date) -> dict[str, Any]:
    is_running = last >= clock.today(client.time_zone) - RECENT
    return {
        "client_id": client.id,
        "kind": Kind.ADVERTISING,
        "channel": Channel.INSTAGRAM,
        "name": (named.name or named.external_id)[:MOST_NAME],
        "status": Status.ACTIVE if is_running else Status.DONE,
        "start_day": first,
        "end_day": None if is_running else last,
        "external_id": named.external_id if 0 < len(named.external_id) <= MOST_ID else None,
        "created_at": clock.now(),
    }


def _columns(told: Days, wanted: Bools, made: dict[int, int]) -> dict[str, list[Any]]:
    """Return the wanted days as `bulk.write` takes them."""
    ids, places = np.unique(told.campaigns[wanted], return_inverse=True)
    real = np.array([made.get(int(one), int(one)) for one in ids], np.int64)
    columns: dict[str, list[Any]] = {"campaign_id": real[places].tolist(), "day": _isos(told.days[wanted])}
    for name, one in told.facts.items():
        values = one.told[wanted].astype(object)
        values[~one.is_told[wanted]] = None
        columns[name] = values.tolist()
    return columns


def _before(told: Days, changed: Bools) -> dict[str, list[Any]]:
    """Return what the changed days were before, in plain values."""
    rows = told.before.iloc[told.at[changed]]
    columns: dict[str, list[Any]] = {
        "campaign_id": rows["campaign_id"].tolist(),
        "day": _isos(rows["day"].to_numpy()),
        bulk.MOMENT: [one.isoformat() for one in rows[bulk.MOMENT]],
    }
    for name in (*METRICS, "import_id", "updated_by_id"):
        columns[name] = rows[name].astype(object).where(rows[name].notna(), None).tolist()
    return columns


def _totals(session: Session, totals: Sequence[Total], made: dict[int, int]) -> list[dict[str, Any]]:
    """Write campaigns' totals, and return each with what was before it."""
    done = []
    for one in totals:
        changes = {name: one.told[name] for name in one.changes}
        if not changes:
            continue
        ident = made.get(one.campaign, one.campaign)
        values: dict[str, Any] = {f"total_{name}": amount(name, steps) for name, steps in changes.items()}
        if ident == one.campaign:
            values["version"] = Campaign.version + 1
        session.execute(update(Campaign).where(Campaign.id == ident).values(values))
        done.append({"campaign": ident, "told": changes, "kept": {name: one.kept[name] for name in changes}})
    return done


def amount(name: str, steps: int | None) -> Decimal | int | None:
    """Return a metric as a campaign keeps it, from the database's steps."""
    return Decimal(steps) / SCALE if steps is not None and name in MONEY else steps


def _isos(ordinals: Integers) -> list[str]:
    known, places = np.unique(ordinals, return_inverse=True)
    texts = np.array([_iso(int(one)) for one in known], object)
    return texts[places].tolist() if len(known) else []


def _iso(ordinal: int) -> str:
    return date.fromordinal(int(ordinal)).isoformat()
