"""The main figures, each against the compared period. The text beside them is the manager's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo.reports.blocks import growth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.growth.reading import Figures
    from promo.reports.blocks import Scope


def gather(session: Session, scope: Scope, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as all blocks
    """Return the figures: metric, value, the compared one, and whether it is a rate (a fraction)."""
    found = growth.read(session, scope)
    now, before = [one for _, _, one, _ in found], [one for _, _, _, one in found if one]
    sums, then = growth.total(now), growth.total(before) if scope.comparison else None
    figures = [
        _figure("client_followers", sums, then, "followers"),
        _figure("client_growth", sums, then, "net"),
        _figure("client_rate", sums, then, "rate", is_rate=True),
        _figure("posts_published", sums, then if then and _complete(sums, then) else None, "posts"),
    ]
    rate, earlier = _er(now, scope), _er(before, scope) if scope.comparison else None
    figures.append({"metric": scope.er.metric, "value": rate, "before": earlier, "is_rate": True})
    return {"figures_of": figures, "pages": len(scope.pages), "counted": sums["counted"]}


def _figure(
    metric: str, now: Mapping[str, Any], then: Mapping[str, Any] | None, name: str, *, is_rate: bool = False
) -> dict[str, Any]:
    return {"metric": metric, "value": now[name], "before": then[name] if then else None, "is_rate": is_rate}


def _complete(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Return whether the posts of both periods are known wholly: else their numbers cannot be compared."""
    return bool(now["posts_complete"] and then["posts_complete"])


def _er(figures: Sequence[Figures], scope: Scope) -> float | None:
    """Return the engagement rate of a single page; of several there is none, as their posts are not alike."""
    return figures[0].engagement.rate(scope.er) if len(figures) == 1 else None
