"""The rules of templates. They flush and never commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from promo import clock
from promo.analytics.periods import COMPARISONS
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.reports.models import ReportSchedule, ReportTemplate
from promo.reports.writing import options
from promo.reports.writing.service import ReportFields, check_blocks, suggested
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

NAME = 80
NEWEST = (ReportTemplate.is_usual.desc(), ReportTemplate.created_at.desc(), ReportTemplate.id.desc())


@dataclass(frozen=True, slots=True)
class TemplateFields:
    """What a person may set of a template; ``blocks`` as in `promo.reports.models.Report`."""

    name: str
    against: str
    blocks: tuple[dict[str, Any], ...]
    is_usual: bool = False


class Stale(Conflict):
    """The template was changed since the form was opened."""

    message = N_(
        "Somebody else changed this template in the meantime. What you typed still stands below: save again to keep it."
    )


def of(session: Session, client: Client | None) -> Sequence[ReportTemplate]:
    """Return the templates of ``client`` (``None``: the agency's): the usual one first, then the newest."""
    return session.scalars(select(ReportTemplate).where(_owned_by(client)).order_by(*NEWEST)).all()


def choices(session: Session, client: Client) -> Sequence[ReportTemplate]:
    """Return what a report of ``client`` can begin with, the first one being what it does begin with.

    That is the client's usual template, else its newest, else the agency's usual one, else the agency's newest.
    """
    theirs = or_(ReportTemplate.client_id == client.id, ReportTemplate.client_id.is_(None))
    order = (ReportTemplate.client_id.is_(None), *NEWEST)
    return session.scalars(select(ReportTemplate).where(theirs).order_by(*order)).all()


def usual(session: Session, client: Client) -> ReportTemplate | None:
    """Return the first of `choices`; ``None`` without any: then a report has the program's usual blocks."""
    return next(iter(choices(session, client)), None)


def begun(session: Session, language: str, days: tuple[date, date], template: ReportTemplate | None) -> ReportFields:
    """Return the fields of a new report about ``days`` that begins with ``template``; ``None``: the usual blocks.

    What is gone since the template was kept (a competitor's page) is left out.
    """
    fields = suggested(language, days)
    if template is None:
        return fields
    return replace(fields, against=template.against, blocks=options.usable(session, template.blocks))


def make(session: Session, client: Client | None, fields: TemplateFields, by: User | None) -> ReportTemplate:
    """Return a new template of ``client`` (``None``: the agency's); the one that says the same, on a second click.

    Raises `Invalid` for a name that another one has.
    """
    check(session, client, fields)
    known = _known(session, client, fields)
    if known is not None:
        return known
    made = ReportTemplate(
        client_id=client.id if client else None,
        created_at=clock.now(),
        created_by_id=by.id if by else None,
        **_columns(fields),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another click, at the same moment, was first
        first = _known(session, client, fields)
        if first is None:
            raise
        return first
    _alone(session, made)
    return made


def change(session: Session, template: ReportTemplate, fields: TemplateFields, version: int) -> None:
    """Save ``fields``; raise `Stale` unless ``version`` is still the template's. Reports begun with it stay."""
    check(session, template.client, fields)
    if session.scalar(_named(template.client, fields.name).where(ReportTemplate.id != template.id)) is not None:
        raise _taken()
    mine = update(ReportTemplate).where(ReportTemplate.id == template.id, ReportTemplate.version == version)
    values = {**_columns(fields), "version": version + 1}
    if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
        session.expire(template)
        raise Stale
    session.expire(template)
    _alone(session, template)


def duplicate(session: Session, template: ReportTemplate, client: Client | None, by: User | None) -> ReportTemplate:
    """Return a copy for ``client`` (``None``: for the agency) under the first name that is free there."""
    taken = {one.name for one in of(session, client)}
    name, number = template.name, 1
    while name in taken:
        number += 1
        end = f" ({number})"
        name = template.name[: NAME - len(end)] + end
    fields = TemplateFields(name, template.against, options.usable(session, template.blocks))
    return make(session, client, fields, by)


def schedules(session: Session, templates: Sequence[ReportTemplate]) -> Mapping[int, int]:
    """Return how many schedules begin their reports with each of ``templates``; those that none uses are left out."""
    ids = [one.id for one in templates]
    counted = select(ReportSchedule.template_id, func.count()).where(ReportSchedule.template_id.in_(ids))
    return {ident: count for ident, count in session.execute(counted.group_by(ReportSchedule.template_id)) if ident}


def remove(session: Session, template: ReportTemplate) -> int:
    """Remove a template, and return how many schedules used it: their reports begin with the usual one from now on."""
    used = schedules(session, [template]).get(template.id, 0)
    session.delete(template)
    session.flush()
    return used


def check(session: Session, client: Client | None, fields: TemplateFields) -> None:
    """Raise `Invalid` for what a template cannot be."""
    if client is not None and client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it to change its templates."))
    if not fields.name or len(fields.name) > NAME:
        raise Invalid("name", N_("Give the template a name of at most %(most)s characters."), most=NAME)
    if fields.against not in COMPARISONS:
        raise Invalid("against", N_("Choose what the period is compared with."))
    check_blocks(session, fields.blocks)


def _alone(session: Session, template: ReportTemplate) -> None:
    """Let no other template be the usual one beside ``template``, if that is."""
    if template.is_usual:
        others = update(ReportTemplate).where(_owned_by(template.client), ReportTemplate.id != template.id)
        session.execute(others.values(is_usual=False))


def _owned_by(client: Client | None) -> ColumnElement[bool]:
    return ReportTemplate.client_id == client.id if client else ReportTemplate.client_id.is_(None)


def _named(client: Client | None, name: str) -> Select[ReportTemplate]:
    return select(ReportTemplate).where(_owned_by(client), ReportTemplate.name == name)


def _known(session: Session, client: Client | None, fields: TemplateFields) -> ReportTemplate | None:
    """Return the template of that name, if it says the same; raise `Invalid` where it does not."""
    known = session.scalar(_named(client, fields.name))
    if known is not None and (known.against, known.blocks) != (fields.against, list(fields.blocks)):
        raise _taken()
    return known


def _taken() -> Invalid:
    return Invalid("name", N_("Another template has this name. Choose a different one."))


def _columns(fields: TemplateFields) -> dict[str, Any]:
    return {
        "name": fields.name,
        "against": fields.against,
        "blocks": [dict(one) for one in fields.blocks],
        "is_usual": fields.is_usual,
    }
