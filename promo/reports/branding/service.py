"""The rules of branding: the agency's, and what a client has of its own. They flush and never commit."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image, ImageOps
from sqlalchemy import false, or_, select, update

from promo.campaigns.law import texts
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.pages import pictures
from promo.pages.media import local_file
from promo.reports.branding.colours import CONTRAST, contrast
from promo.reports.models import Branding
from promo.reports.printing.pdf import Look
from promo.speech import N_

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.clients.models import Client

COLOUR = re.compile(r"#[0-9a-f]{6}")
RUSSIA, META = "ru", "meta"
LOGO_BYTES = 2 * 1024 * 1024
LOGO_PIXELS = 16_000_000
LOGO_SIDE = 800
FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class BrandingFields:
    """What a person may set; what is empty is the agency's, or the program's."""

    name: str
    accent: str
    footer: str
    sender: str
    meta_note: bool = False


class Stale(Conflict):
    """It was changed since the form was opened."""

    message = N_("Somebody else changed this look in the meantime. What you typed still stands below: save again.")


def of(session: Session, client: Client | None) -> Branding | None:
    """Return the branding of ``client`` (``None``: the agency's), if any was set."""
    mine = Branding.client_id == client.id if client else Branding.client_id.is_(None)
    return session.scalar(select(Branding).where(mine))


def look(session: Session, client: Client | None, media_dir: Path, language: str) -> Look:
    """Return how the reports of ``client`` (``None``: the agency's own) look, in their ``language``.

    That is its own branding, and the agency's where it has none. The note on Meta's status stands at the foot of the
    reports of Russian clients, if either asks for it.
    """
    own_first = _own_first(session, client)
    first = partial(_first, own_first)
    notes = [first("footer")]
    if client and client.jurisdiction == RUSSIA and any(one.meta_note for one in own_first):
        notes.append(texts.text(session, META, language))
    foot = " ".join(note for note in notes if note)
    return Look(first("name"), local_file(media_dir, first("logo")), first("accent"), foot, media_dir)


def sender(session: Session, client: Client) -> str:
    """Return the name that messages about ``client`` come from: the sender's, else the name on reports, else ``""``."""
    found = _own_first(session, client)
    return _first(found, "sender") or _first(found, "name")


def save(session: Session, client: Client | None, fields: BrandingFields, version: int) -> Branding:
    """Save ``fields``; raise `Invalid` for a colour that cannot be read on white, `Stale` unless ``version`` is new."""
    accent = fields.accent.lower()
    if accent and not COLOUR.fullmatch(accent):
        raise Invalid("accent", N_("Write the colour like #1f6feb."))
    if accent and (found := contrast(accent)) < CONTRAST:
        raise Invalid(
            "accent",
            N_("On white this colour has a contrast of %(found)s : 1, and text needs 4.5 : 1. Take a darker one."),
            found=f"{found:.1f}",
        )
    texts_of = {"name": fields.name, "accent": accent, "footer": fields.footer, "sender": fields.sender}
    values = {**texts_of, "meta_note": fields.meta_note}
    known = of(session, client)
    if known is None:
        made = Branding(client_id=client.id if client else None, **values)
        session.add(made)
        session.flush()
        return made
    mine = update(Branding).where(Branding.id == known.id, Branding.version == version)
    if not changed_rows(
        session, mine.values(**values, version=version + 1).execution_options(synchronize_session=False)
    ):
        session.expire(known)
        raise Stale
    session.expire(known)
    return known


def keep_logo(session: Session, branding: Branding, data: bytes, media_dir: Path) -> None:
    """Keep an uploaded logo, made anew as PNG so that nothing but pixels is left; raise `Invalid` for what is none."""
    if len(data) > LOGO_BYTES:
        raise Invalid("logo", N_("The logo is larger than 2 MB. Save it smaller."))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > LOGO_PIXELS:
                raise Invalid("logo", N_("The logo has more than 16 million pixels. Save it smaller."))
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid("logo", N_("This is no picture that can be used. Take PNG, JPEG or WebP.")) from error
    upright.thumbnail((LOGO_SIDE, LOGO_SIDE))
    file = io.BytesIO()
    upright.save(file, "PNG", optimize=True)
    branding.logo = pictures.store(media_dir, file.getvalue(), ".png")
    session.flush()


def _own_first(session: Session, client: Client | None) -> list[Branding]:
    """Return the branding of ``client``, then the agency's, as far as there are any."""
    theirs = Branding.client_id == client.id if client else false()
    wanted = select(Branding).where(or_(theirs, Branding.client_id.is_(None)))
    return sorted(session.scalars(wanted), key=lambda one: one.client_id is None)


def _first(found: list[Branding], name: str) -> str:
    return next((str(value) for one in found if (value := getattr(one, name))), "")
