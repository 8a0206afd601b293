"""The rules by which files come to a campaign and go. They flush and never commit."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from promo import clock
from promo.campaigns.files import kinds
from promo.campaigns.models import CampaignFile
from promo.db import changed_rows, transaction, upsert
from promo.errors import Invalid, NotFound
from promo.pages import pictures
from promo.pages.uploads import MEGABYTE
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.context import Context
    from promo.users.models import User

MOST = 100
TOGETHER = 100 * MEGABYTE
"""Bytes of one upload, all files of it."""
NAME = 200
GRACE = timedelta(days=1)
"""So long a file stays on the disk that no campaign has: an upload that just ran may be about to name it."""
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""What a name cannot hold: control characters, and those that turn the direction of reading around."""


@dataclass
class Added:
    """What became of an upload: how many files are new, which the campaign had already, what is wrong with others."""

    new: int = 0
    again: list[str] = field(default_factory=list)
    wrong: list[Invalid] = field(default_factory=list)


def files_of(session: Session, campaign: Campaign) -> Sequence[CampaignFile]:
    """Return the campaign's files, the newest first."""
    statement = select(CampaignFile).where(CampaignFile.campaign_id == campaign.id)
    return session.scalars(statement.order_by(CampaignFile.created_at.desc(), CampaignFile.id.desc())).all()


def file_of(session: Session, campaign: Campaign, ident: int) -> CampaignFile:
    """Return a file of the campaign; raise `NotFound` where it has none with this id."""
    found = session.get(CampaignFile, ident)
    if found is None or found.campaign_id != campaign.id:
        raise NotFound
    return found


def add(session: Session, campaign: Campaign, uploads: Iterable[tuple[str, bytes]], folder: Path, by: User) -> Added:
    """Keep the files (name, content) that can be kept, in ``folder``, and return what became of each.

    A file that the campaign has already (a second click) is not added again, whatever it is called.
    """
    done = Added()
    have = set(session.scalars(select(CampaignFile.file).where(CampaignFile.campaign_id == campaign.id)))
    for given, data in uploads:
        name = plain_name(given)
        try:
            found = kinds.recognise(name, data)
            _check_room(name, len(have))
        except Invalid as error:
            done.wrong.append(error)
            continue
        file = _store(folder, found)
        if file in have:
            done.again.append(name)
            continue
        row = {
            "campaign_id": campaign.id,
            "file": file,
            "name": _ended(name, found.ending),
            "content_type": found.content_type,
            "bytes": len(found.data),
            "created_at": clock.now(),
            "created_by_id": by.id,
        }
        upsert(session, CampaignFile, [row], ["campaign_id", "file"], keep=list(row))
        have.add(file)
        done.new += 1
    return done


def remove(session: Session, campaign: Campaign, ident: int) -> bool:
    """Take a file off the campaign and return whether it was there; `sweep_files` takes it off the disk."""
    statement = delete(CampaignFile).where(CampaignFile.id == ident, CampaignFile.campaign_id == campaign.id)
    return bool(changed_rows(session, statement))


def sweep_files(context: Context) -> int:
    """Delete what lies in the folder of files and belongs to no campaign for a day or more; return how many."""
    folder, gone = context.settings.files_dir, 0
    with transaction(context.sessions) as session:
        known = set(session.scalars(select(CampaignFile.file).distinct()))
    oldest = (clock.now() - GRACE).timestamp()
    for path in folder.glob("*/*"):
        if path.relative_to(folder).as_posix() not in known and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def plain_name(given: str) -> str:
    """Return a file's name without folders and without characters that a name cannot hold; never empty."""
    name = PurePath(given.replace("\\", "/")).name
    return UNPRINTABLE.sub("", name).strip(" .")[-NAME:].strip(" .") or "file"


def _check_room(name: str, count: int) -> None:
    if count >= MOST:
        raise Invalid("files", N_("%(name)s: a campaign has at most %(most)s files."), name=name, most=MOST)


def _ended(name: str, ending: str) -> str:
    """Return ``name`` with the ending of what the file is, so that it opens as that wherever it is downloaded."""
    kept = (".jpg", ".jpeg") if ending == ".jpg" else (".csv", ".tsv") if ending == ".csv" else (ending,)
    if name.lower().endswith(kept):
        return name
    stem = PurePath(name).stem if ending == ".jpg" else name
    return f"{stem[: NAME - len(ending)]}{ending}"


def _store(folder: Path, found: kinds.Recognised) -> str:
    """Write the file under a name made of its content; an older one of that name counts as written now."""
    name = pictures.store(folder, found.data, found.ending)
    os.utime(folder / name)
    return name
