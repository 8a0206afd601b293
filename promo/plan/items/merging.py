"""What two people changed at once: one save out of both, and what only a person can decide. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promo.plan.items.history import SAYS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Merged:
    """One save out of two. ``values`` has mine where both changed the same field.

    ``theirs`` names what the other person changed, ``disputed`` what both did, differently.
    """

    values: dict[str, Any]
    theirs: tuple[str, ...]
    disputed: tuple[str, ...]


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Return what becomes of ``base`` when ``theirs`` was saved while ``mine`` was being written (three snapshots)."""
    changed = tuple(name for name in SAYS if theirs.get(name) != base.get(name))
    disputed = tuple(
        name for name in changed if mine.get(name) != base.get(name) and mine.get(name) != theirs.get(name)
    )
    values = {name: theirs.get(name) if name in changed and name not in disputed else mine.get(name) for name in SAYS}
    return Merged(values, changed, disputed)
