"""The rules by which an item's pictures and videos are changed. Each change is a version. They flush, never commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import clock
from promo.errors import Invalid, NotFound
from promo.plan.items import history
from promo.plan.items import service as items
from promo.plan.media import files
from promo.plan.media.advice import MOST
from promo.plan.models import PlanMedia
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.plan.items.log import Actor
    from promo.plan.models import PlanItem

ALT_TEXT = 1000
NAME = 200


def add(
    session: Session, item: PlanItem, uploads: Iterable[tuple[str, bytes]], media_dir: Path, by: Actor
) -> tuple[int, list[Invalid]]:
    """Add the files that can be used, in their order; return how many, and what is wrong with each of the others.

    A file that the item has already (a second click) is not added again.
    """
    before, wrong, added = history.snapshot(item), [], 0
    have = {one.file for one in item.media}
    for name, data in uploads:
        try:
            kept = files.keep(media_dir, name, data)
        except Invalid as error:
            wrong.append(error)
            continue
        if len(item.media) >= MOST:
            too_many = N_("%(name)s: an item has at most %(most)s files, as a carousel does.")
            wrong.append(Invalid("files", too_many, name=name, most=MOST))
            continue
        if kept.file in have:
            wrong.append(Invalid("files", N_("%(name)s is there already."), name=name))
            continue
        have.add(kept.file)
        item.media.append(
            PlanMedia(
                position=len(item.media),
                kind=kept.kind,
                file=kept.file,
                thumbnail_file=kept.thumbnail_file,
                content_type=kept.content_type,
                name=name[-NAME:],
                bytes=kept.bytes,
                width=kept.width,
                height=kept.height,
                seconds=kept.seconds,
                created_at=clock.now(),
                created_by_id=by.user_id,
            )
        )
        added += 1
    if added:
        items.touch(session, item, before, by)
    return added, wrong


def order(session: Session, item: PlanItem, ids: Sequence[int], by: Actor) -> bool:
    """Put the files in this order and return whether it is another one; those that are not named come last."""
    before = history.snapshot(item)
    place = {ident: number for number, ident in enumerate(ids)}
    wanted = sorted(item.media, key=lambda one: (place.get(one.id, len(ids)), one.position))
    if [one.id for one in wanted] == [one.id for one in item.media]:
        return False
    _number(wanted)
    items.touch(session, item, before, by)
    return True


def shift(session: Session, item: PlanItem, ident: int, by: int, actor: Actor) -> bool:
    """Move one file ``by`` places and return whether it moved."""
    ids = [one.id for one in item.media]
    if ident not in ids:
        raise NotFound
    here = ids.index(ident)
    there = min(max(here + by, 0), len(ids) - 1)
    ids.insert(there, ids.pop(here))
    return order(session, item, ids, actor)


def describe(session: Session, item: PlanItem, ident: int, text: str, by: Actor) -> None:
    """Give a file its alternative text; raise `Invalid` for an overlong one."""
    one = _of(item, ident)
    text = " ".join(text.split())
    if len(text) > ALT_TEXT:
        raise Invalid("alt_text", N_("That is longer than %(most)s characters. Shorten it."), most=ALT_TEXT)
    if one.alt_text == text:
        return
    before = history.snapshot(item)
    one.alt_text = text
    items.touch(session, item, before, by)


def remove(session: Session, item: PlanItem, ident: int, by: Actor) -> None:
    """Take a file off the item. It stays in the media folder: earlier versions show it."""
    one = _of(item, ident)
    before = history.snapshot(item)
    item.media.remove(one)
    _number(item.media)
    items.touch(session, item, before, by)


def _of(item: PlanItem, ident: int) -> PlanMedia:
    found = next((one for one in item.media if one.id == ident), None)
    if found is None:
        raise NotFound
    return found


def _number(media: Sequence[PlanMedia]) -> None:
    for position, one in enumerate(media):
        one.position = position
