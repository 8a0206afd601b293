"""What the screen of rubrics shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promo.content.rubrics import giving, service
from promo.growth import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.content.models import Rubric
    from promo.content.rubrics.giving import Preview
    from promo.errors import Invalid
    from promo.pages.models import Page


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was sent: of which rubric (``None``: a new one), what was typed, what is wrong or would happen."""

    form: str
    rubric_id: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Invalid | None = None
    preview: Preview | None = None

    def holds(self, form: str, rubric_id: int | None = None) -> bool:
        """Return whether this is what was sent by that form."""
        return (self.form, self.rubric_id) == (form, rubric_id)


@dataclass(frozen=True, slots=True)
class Rubrics:
    """The screen: the rubrics that the posts of ``page`` can have, and how many posts have each."""

    page: Page
    client: Client | None
    siblings: Sequence[Page]
    rubrics: Sequence[Rubric]
    counts: Mapping[int, int]
    typed: Typed

    @property
    def has_rules(self) -> bool:
        """Whether there is any rule."""
        return any(one.rules for one in self.rubrics)


def page_rubrics(session: Session, page: Page, typed: Typed | None = None) -> Rubrics:
    """Return the rubrics of the client of ``page``, of a competitor's page those of all such pages."""
    return Rubrics(
        page=page,
        client=page.client,
        siblings=reading.siblings(session, page),
        rubrics=service.rubrics(session, page.client_id),
        counts=giving.counts(session, page.client_id),
        typed=typed or Typed(""),
    )
