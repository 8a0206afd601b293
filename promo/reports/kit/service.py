"""The rules of media kits. They flush and never commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from promo import clock
from promo.config import LANGUAGES
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.reports.kit import parts
from promo.reports.kit.models import KitOffer, MediaKit
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.pages.models import Page

MOST_TEXT = 4_000
MOST_OFFERS = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A format and its price; ``None``: on request."""

    name: str
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class KitFields:
    """What a person may set of a media kit."""

    language: str
    title: str
    text: str
    contact: str
    currency: str
    shown: tuple[str, ...]
    offers: tuple[Offer, ...]

    @classmethod
    def of(cls, kit: MediaKit) -> KitFields:
        """Return the fields as they are kept."""
        offers = tuple(Offer(one.name, one.price) for one in kit.offers)
        return cls(kit.language, kit.title, kit.text, kit.contact, kit.currency, tuple(kit.shown), offers)


class Stale(Conflict):
    """The media kit was changed since the form was opened."""

    message = N_(
        "Somebody else changed this media kit in the meantime. Nothing was saved, and what you typed still stands "
        "below: save again to keep it."
    )


def of(session: Session, page: Page) -> MediaKit | None:
    """Return the media kit of ``page``, if one was saved."""
    return session.scalar(select(MediaKit).where(MediaKit.page_id == page.id))


def suggested(client: Client, language: str) -> KitFields:
    """Return what a new media kit begins with: everything is shown, nothing was typed."""
    return KitFields(language, "", "", "", client.currency, parts.ALL, ())


def save(session: Session, page: Page, fields: KitFields, version: int) -> MediaKit:
    """Save the media kit of ``page``; raise `Invalid`, or `Stale` unless ``version`` is new (0: there was none).

    What stands so already is as good as saved.
    """
    check(page.client, fields)
    now, values = clock.now(), asdict(fields) | {"shown": [key for key in parts.ALL if key in fields.shown]}
    offers = [KitOffer(place=place, name=one.name, price=one.price) for place, one in enumerate(fields.offers)]
    del values["offers"]
    kit = of(session, page)
    if kit is not None and KitFields.of(kit) == replace(fields, shown=tuple(values["shown"])):
        return kit
    if kit is None:
        kit = MediaKit(page_id=page.id, **values, offers=offers, created_at=now, updated_at=now)
        session.add(kit)
        session.flush()
        return kit
    mine = update(MediaKit).where(MediaKit.id == kit.id, MediaKit.version == version)
    changed = mine.values(**values, updated_at=now, version=version + 1)
    if not changed_rows(session, changed.execution_options(synchronize_session=False)):
        session.expire(kit)
        raise Stale
    session.expire(kit)
    kit.offers.clear()
    session.flush()
    kit.offers.extend(offers)
    session.flush()
    return kit


def check(client: Client | None, fields: KitFields) -> None:
    """Raise `Invalid` for what a media kit of a page of ``client`` cannot be."""
    if client is None or client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it to change its media kits."))
    if fields.language not in LANGUAGES:
        raise Invalid("language", N_("Choose a language."))
    if not fields.shown or not set(fields.shown) <= set(parts.ALL):
        raise Invalid("figures", N_("Choose at least one figure or part to show."))
    if len(fields.text) > MOST_TEXT:
        raise Invalid("text", N_("The text has at most %(most)s characters. Shorten it."), most=MOST_TEXT)
    if len(fields.offers) > MOST_OFFERS:
        raise Invalid("", N_("A media kit has at most %(most)s formats."), most=MOST_OFFERS)


def kits(session: Session, pages: Sequence[Page]) -> dict[int, MediaKit]:
    """Return the media kits of ``pages`` by the page's id, as far as they were saved."""
    theirs = select(MediaKit).where(MediaKit.page_id.in_([page.id for page in pages]))
    return {kit.page_id: kit for kit in session.scalars(theirs)}
