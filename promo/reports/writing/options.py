"""The options of blocks: read off the form, and checked before they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from promo.errors import Invalid
from promo.pages.models import Page
from promo.reports.blocks import BLOCKS, best, comparison, goals
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import MultiDict

DIGITS = 9


def typed(kind: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """Return the options of a block as they stand in a form that was sent; what is no number is left out."""
    if kind == "best":
        count = [number for number in best.COUNTS if form.get("best-count") == str(number)]
        return {"count": count[0]} if count else {}
    if kind == "comparison":
        pages = [text for text in form.getlist("comparison-pages") if text.isdecimal() and len(text) <= DIGITS]
        return {"pages": sorted({int(text) for text in pages})}
    if kind == "goals":
        told = {key: form.get(f"goals-{key}", "").strip() for key in goals.METRICS}
        return {"targets": {key: _number(text) for key, text in told.items() if text}}
    return {}


def check(session: Session, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Raise `Invalid` for options that a block of its kind cannot have."""
    chosen = {one["kind"]: one.get("options", {}) for one in blocks}
    if any(isinstance(one, str) for one in chosen.get("goals", {}).get("targets", {}).values()):
        raise Invalid("blocks", N_("A goal is a whole number above zero."))
    wanted = set(chosen.get("comparison", {}).get("pages", ()))
    theirs = select(func.count()).where(Page.id.in_(wanted), Page.client_id.is_(None))
    if len(wanted) > comparison.MOST:
        raise Invalid("blocks", N_("Choose at most %(most)s competitors' pages."), most=comparison.MOST)
    if session.scalar(theirs) != len(wanted):
        raise Invalid("blocks", N_("One of these pages is no competitor's page any longer. Choose again."))


def usable(session: Session, blocks: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return ``blocks`` that were kept earlier, without what is gone since: competitors' pages, kinds of blocks."""
    there = {ident for ident, _ in rivals(session)} if any(one["kind"] == "comparison" for one in blocks) else set()
    found = []
    for one in blocks:
        kept = dict(one.get("options", {}))
        if one["kind"] == "comparison":
            kept["pages"] = [ident for ident in kept.get("pages", ()) if ident in there]
        if one["kind"] in BLOCKS:
            found.append({"kind": one["kind"], "text": one.get("text", ""), "options": kept})
    return tuple(found)


def rivals(session: Session) -> list[tuple[int, str]]:
    """Return the competitors' pages that can be chosen, by name."""
    found = session.execute(select(Page.id, Page.username).where(Page.client_id.is_(None)).order_by(Page.username))
    return [(ident, f"@{name}") for ident, name in found]


def _number(text: str) -> int | str:
    """Return a whole number above zero, written with or without spaces; what is none, as it was typed."""
    plain = "".join(text.split())
    good = plain.isascii() and plain.isdecimal() and len(plain) <= DIGITS and int(plain) > 0
    return int(plain) if good else text
