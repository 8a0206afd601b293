"""The rules by which the texts about the law are worded anew. They flush and never commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from promo import clock
from promo.campaigns.law import texts
from promo.campaigns.law.models import LawText
from promo.db import upsert
from promo.errors import Conflict, Invalid, NotFound
from promo.speech import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.users.models import User

LONGEST = 2_000
Place = tuple[str, str]
"""A text's key and its language."""


class Stale(Conflict):
    """Somebody worded the text anew since the form was opened."""

    message = N_("Somebody else changed this text in the meantime. What you typed still stands here: save it again.")


def stamp(found: LawText | None) -> str:
    """Return what tells one wording from a later one; ``""`` for the default."""
    return found.updated_at.isoformat() if found else ""


def save(session: Session, place: Place, text: str, opened: str, by: User) -> bool:
    """Word the text at ``place`` anew and return whether that is new; the default is kept as the default.

    Raises `Stale` unless the text is still the one whose `stamp` is ``opened``, `Invalid` for an empty or overlong one.
    """
    found = _known(session, place)
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Invalid("text", N_("Write something, or go back to the default."))
    if len(said) > LONGEST:
        raise Invalid("text", N_("That is longer than %(most)s characters. Shorten it."), most=LONGEST)
    if said == (found.text if found else texts.default(*place)):
        return False
    if stamp(found) != opened:
        raise Stale
    if said == texts.default(*place):
        reset(session, place)
        return True
    key, language = place
    row = {"key": key, "language": language, "text": said, "updated_at": clock.now(), "updated_by_id": by.id}
    upsert(session, LawText, [row], ["key", "language"])
    if found is not None:
        session.expire(found)
    return True


def reset(session: Session, place: Place) -> None:
    """Go back to the default."""
    _known(session, place)
    key, language = place
    session.execute(delete(LawText).where(LawText.key == key, LawText.language == language))


def _known(session: Session, place: Place) -> LawText | None:
    key, language = place
    if key not in texts.DEFAULTS or language not in texts.LANGUAGES:
        raise NotFound
    return session.get(LawText, place)
