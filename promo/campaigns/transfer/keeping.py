"""Uploaded files kept until somebody says yes, and as long as it can be undone. Flushes, never commits."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from promo import clock
from promo.campaigns.transfer import mapping, reading
from promo.campaigns.transfer.models import CampaignImport
from promo.clients.choices import currency_codes
from promo.errors import Invalid, NotFound
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.campaigns.transfer.table import Table
    from promo.clients.models import Client
    from promo.users.models import User

FAST = 1
"""How hard it is tried to make a file small: a person waits."""
UNFINISHED = timedelta(days=14)
"""So long a file that nobody said yes to is kept."""
MOST_NAME = 200


def keep(session: Session, client: Client, name: str, data: bytes, by: User) -> CampaignImport:
    """Return an uploaded file as it is kept; raise `Invalid` for one that cannot be read.

    Files that nobody said yes to for two weeks are forgotten.
    """
    _understood(session, client.id, name, data)
    old = CampaignImport.done_at.is_(None) & (CampaignImport.created_at < clock.now() - UNFINISHED)
    session.execute(delete(CampaignImport).where(CampaignImport.client_id == client.id, old))
    kept = CampaignImport(
        client_id=client.id,
        user_id=by.id,
        name=name[:MOST_NAME],
        content=zlib.compress(data, FAST),
        choices={},
        counts={},
        created_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    return kept


def find(session: Session, client: Client, ident: int) -> CampaignImport:
    """Return the client's import with this id; raise `NotFound` where there is none."""
    found = session.scalar(
        select(CampaignImport).where(CampaignImport.id == ident, CampaignImport.client_id == client.id)
    )
    if found is None:
        raise NotFound
    return found


def table(session: Session, kept: CampaignImport) -> Table:
    """Return what the file says, its headings as people said that they mean."""
    return _understood(session, kept.client_id, kept.name, zlib.decompress(kept.content or b""))


def packed(value: Mapping[str, Any]) -> bytes:
    """Return plain values as few bytes."""
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), FAST)


def unpacked(data: bytes | None) -> dict[str, Any]:
    """Return what was `packed`; nothing for nothing."""
    return dict(json.loads(zlib.decompress(data))) if data else {}


def _understood(session: Session, client_id: int, name: str, data: bytes) -> Table:
    found = reading.read(name, data, mapping.given(session, client_id))
    if found.currency is not None and found.currency not in currency_codes():
        raise Invalid("file", N_("The file is in “%(code)s”, which is no currency that is used."), code=found.currency)
    return found
