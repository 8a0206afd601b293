"""The difference between two versions of an item, as people read it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from promo.plan.items.history import TEXTS, changed
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PIECE = re.compile(r"\s+|[^\s]+")
NAMES = {
    "page_id": N_("Page"),
    "kind": N_("Kind"),
    "planned_at": N_("Planned time"),
    "title": N_("Working title"),
    "rubric_id": N_("Rubric"),
    "goal": N_("Goal"),
    "assignee_id": N_("Assignee"),
    "caption": N_("Caption"),
    "first_comment": N_("First comment"),
    "link": N_("Link"),
    "reference": N_("Reference"),
    "review_by": N_("Answer until"),
    "media": N_("Pictures and videos"),
}
SHOWN_AS = {"page_id": "page", "rubric_id": "rubric", "assignee_id": "assignee"}
FOR_CLIENTS = ("page_id", "kind", "planned_at", "caption", "first_comment", "link", "media")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text that stayed, was put in, or was taken out."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its name, what it said and says now; ``parts`` for texts, ``None`` for the others."""

    field: str
    before: Any
    after: Any
    parts: tuple[Part, ...] | None = None

    @property
    def name(self) -> str:
        """The field's name, a message id."""
        return NAMES[self.field]


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], *, only: Sequence[str] | None = None
) -> list[Difference]:
    """Return what differs between two snapshots, field by field; ``only`` names the fields that are told."""
    found = []
    for name in changed(before, after):
        if only is not None and name not in only:
            continue
        shown = SHOWN_AS.get(name, name)
        one, other = before.get(shown), after.get(shown)
        parts = words(one or "", other or "") if name in TEXTS else None
        found.append(Difference(name, one, other, parts))
    return found


def words(before: str, after: str) -> tuple[Part, ...]:
    """Return how ``before`` becomes ``after``, word by word.

    Without the added parts it is the one, without the removed parts the other.
    """
    one, other = PIECE.findall(before), PIECE.findall(after)
    parts: list[Part] = []
    for step, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if step == "equal":
            parts.append(Part("same", "".join(one[a:b])))
            continue
        if a < b:
            parts.append(Part("removed", "".join(one[a:b])))
        if c < d:
            parts.append(Part("added", "".join(other[c:d])))
    return tuple(parts)
