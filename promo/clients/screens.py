"""What the screens of clients show: one frozen dataclass a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from promo.analytics.engagement import AVERAGES, VARIANTS
from promo.clients import service
from promo.clients.service import ClientFields
from promo.clients.words import JURISDICTION_NAMES
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promo.clients.models import Client

FIELD_NAMES = {
    "name": N_("Name"),
    "industry": N_("Industry"),
    "time_zone": N_("Time zone"),
    "currency": N_("Currency"),
    "manager_id": N_("Manager"),
    "labels": N_("Labels"),
    "is_key_account": N_("Key account"),
    "key_account_reason": N_("Why it is a key account"),
    "note": N_("Note"),
    "jurisdiction": N_("Advertises under the law of"),
    "er_variant": N_("Engagement rate"),
    "er_average": N_("Average of the posts"),
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "jurisdiction": JURISDICTION_NAMES,
    "er_variant": VARIANTS,
    "er_average": AVERAGES,
}
"""Fields whose values are words of the program: value → message id."""


@dataclass(frozen=True)
class Change:
    """A field that somebody else changed while the form was open: its ``label`` (a message id), what it was and is.

    ``clash`` says that the person changed it too: then their text is still in the form and would win. ``is_word`` says
    that what it was and is are message ids.
    """

    label: str
    before: str | bool
    now: str | bool
    clash: bool
    is_word: bool = False


@dataclass(frozen=True)
class StaleSave:
    """What the form offers after a stale save: the ``fields`` to show and what ``changes`` were made meanwhile."""

    fields: ClientFields
    changes: tuple[Change, ...]


def stale_save(
    client: Client, opened: ClientFields | None, typed: ClientFields, managers: Mapping[int, str]
) -> StaleSave:
    """Return what to show after a stale save; ``managers`` names the people by id."""
    now = ClientFields.of(client)
    if opened is None:
        opened = replace(typed)
        changed = {name: True for name in FIELD_NAMES if getattr(now, name) != getattr(typed, name)}
        fields = typed
    else:
        fields, changed = service.merge(opened, now, typed)
    return StaleSave(
        fields,
        tuple(
            Change(FIELD_NAMES[name], _text(opened, name, managers), _text(now, name, managers), clash, name in CHOICES)
            for name, clash in changed.items()
        ),
    )


def _text(fields: ClientFields, name: str, managers: Mapping[int, str]) -> str | bool:
    value = getattr(fields, name)
    if name == "manager_id":
        return managers.get(value, "") if value else ""
    if name == "labels":
        return ", ".join(value)
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    return value if isinstance(value, bool) else str(value)
