"""The tiers in use: those of the agency, else the usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from promo.analytics import benchmark
from promo.compare.models import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def tiers(session: Session) -> tuple[benchmark.Tier, ...]:
    """Return the tiers in use, ascending by their lower bound."""
    rows = session.execute(select(Tier.lower, Tier.median_er, Tier.source, Tier.year).order_by(Tier.lower))
    return tuple(benchmark.Tier(*row) for row in rows) or benchmark.DEFAULT_TIERS


def are_own(session: Session) -> bool:
    """Return whether the agency has tiers of its own."""
    return session.scalar(select(Tier.id).limit(1)) is not None


def save(session: Session, wanted: Sequence[benchmark.Tier]) -> None:
    """Put ``wanted`` in the place of the tiers in use; the usual ones are kept as the usual ones."""
    reset(session)
    if tuple(wanted) != benchmark.DEFAULT_TIERS:
        rows = [
            {"lower": tier.lower, "median_er": tier.median, "source": tier.source, "year": tier.year} for tier in wanted
        ]
        session.execute(insert(Tier), rows)


def reset(session: Session) -> None:
    """Go back to the usual tiers."""
    session.execute(delete(Tier))
