"""The parts of a report. Each kind is a module with one function; what it gathers is plain JSON, and is what is frozen.

A block's template, ``templates/reports/blocks/<kind>.html``, shows nothing but what was gathered: so the draft's
preview, the published page, the PDF and the workbook have the same numbers, and a published one never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.analytics.engagement import Choice
    from promo.analytics.periods import Period
    from promo.clients.models import Client
    from promo.pages.models import Page
    from promo.wording import Wording


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: its ``pages``, the days of ``period`` and of what it is compared with, as of ``now``.

    ``er`` is which engagement rate the client's screens show, ``words`` how the report's language writes: names within
    figures are frozen in it, as there is no reader yet. ``blocks`` are the kinds of all blocks of the report.
    """

    client: Client
    pages: Sequence[Page]
    period: Period
    comparison: Period | None
    er: Choice
    words: Wording
    now: datetime
    blocks: Sequence[str]


class Block(Protocol):
    """A module of this package that is a block."""

    def gather(self, session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the block shows, as plain JSON: unknown figures ``None``, days and moments in ISO format.

        Figures of charts stand under ``figures`` by name, tables for the workbook under ``tables``.
        """


BLOCKS = {
    "summary": N_("Summary"),
    "goals": N_("Goals"),
    "growth": N_("Growth"),
    "content": N_("Content"),
    "best": N_("Best posts"),
    "plan": N_("Plan"),
    "campaigns": N_("Campaigns"),
    "comparison": N_("Comparison with competitors"),
    "definitions": N_("How we count"),
}
"""The kinds of blocks, in the order in which a new report has them; each is a module here, with its name."""


def block(kind: str) -> Block:
    """Return the block called ``kind``, one of `BLOCKS`."""
    if kind not in BLOCKS:
        raise KeyError(kind)
    return cast("Block", import_module(f"{__name__}.{kind}"))
