"""Making, renaming and deleting rubrics and their rules. A page's rubrics are those of its client. Never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from promo import clock
from promo.content.models import Rubric, RubricRule
from promo.content.rubrics.rules import cleaned
from promo.errors import Invalid, NotFound
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from promo.pages.models import Page

LONGEST_NAME = 60
MOST_RULES = 50
NO_NAME = N_("Say what the rubric is called.")
LONG_NAME = N_("Use at most %(most)s characters.")
NAME_TAKEN = N_("There is a rubric “%(name)s” already. Choose another name.")
RULE_TAKEN = N_("This rubric has this rule already.")
TOO_MANY_RULES = N_("A rubric has at most %(most)s rules. Remove one first.")


def of_client(client_id: int | None) -> ColumnElement[bool]:
    """Return the condition that holds for the rubrics of a client; of ``None``: those for competitors' pages."""
    return Rubric.client_id.is_(None) if client_id is None else Rubric.client_id == client_id


def rubrics(session: Session, client_id: int | None) -> Sequence[Rubric]:
    """Return the rubrics of a client (``None``: those for competitors' pages) with their rules, by name."""
    found = session.scalars(select(Rubric).where(of_client(client_id)).options(selectinload(Rubric.rules)))
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def of_page(session: Session, page: Page, ident: int) -> Rubric:
    """Return the rubric with this id; raise `NotFound` for one that posts of ``page`` cannot have."""
    found = session.scalar(select(Rubric).where(Rubric.id == ident, of_client(page.client_id)))
    if found is None:
        raise NotFound
    return found


def create(session: Session, client_id: int | None, name: str) -> Rubric:
    """Return a new rubric; raise `Invalid` for a name that is empty, too long or taken (case does not matter)."""
    text = _free_name(session, client_id, name)
    return _write(session, Rubric(client_id=client_id, name=text, created_at=clock.now()), text)


def rename(session: Session, rubric: Rubric, name: str) -> None:
    """Give ``rubric`` another name; raise `Invalid` as `create` does."""
    text = _free_name(session, rubric.client_id, name, rubric.id)
    with session.no_autoflush:
        rubric.name = text
        _write(session, rubric, text)


def remove(session: Session, rubric: Rubric) -> None:
    """Delete a rubric with its rules; posts lose it."""
    session.delete(rubric)
    session.flush()


def add_rule(session: Session, rubric: Rubric, kind: str, pattern: str) -> RubricRule:
    """Return a new rule of ``rubric``; raise `Invalid` for one that can match nothing or stands already."""
    text = cleaned(kind, pattern)
    if any((rule.kind, rule.pattern) == (kind, text) for rule in rubric.rules):
        raise Invalid("pattern", RULE_TAKEN)
    if len(rubric.rules) >= MOST_RULES:
        raise Invalid("pattern", TOO_MANY_RULES, most=MOST_RULES)
    rule = RubricRule(rubric_id=rubric.id, kind=kind, pattern=text)
    try:
        with session.begin_nested():
            rubric.rules.append(rule)
    except IntegrityError as error:  # sent twice at the same moment
        session.expire(rubric, ["rules"])
        raise Invalid("pattern", RULE_TAKEN) from error
    return rule


def remove_rule(session: Session, rubric: Rubric, ident: int) -> bool:
    """Delete a rule and return whether it was there. Posts that it gave the rubric to keep it."""
    rule = next((rule for rule in rubric.rules if rule.id == ident), None)
    if rule is not None:
        rubric.rules.remove(rule)
        session.flush()
    return rule is not None


def _free_name(session: Session, client_id: int | None, name: str, own: int | None = None) -> str:
    text = " ".join(name.split())
    if not text:
        raise Invalid("name", NO_NAME)
    if len(text) > LONGEST_NAME:
        raise Invalid("name", LONG_NAME, most=LONGEST_NAME)
    others = session.execute(select(Rubric.id, Rubric.name).where(of_client(client_id)))
    if any(ident != own and other.casefold() == text.casefold() for ident, other in others):
        raise Invalid("name", NAME_TAKEN, name=text)
    return text


def _write(session: Session, rubric: Rubric, name: str) -> Rubric:
    try:
        with session.begin_nested():
            session.add(rubric)
    except IntegrityError as error:  # sent twice at the same moment
        raise Invalid("name", NAME_TAKEN, name=name) from error
    return rubric
