"""The form of an item."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import Length

from promo.forms import Form, MomentField, version_of
from promo.plan.items.service import CAPTION_LENGTH, ItemFields
from promo.plan.words import KIND_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.plan.items.screens import Choices


class ItemForm(Form):
    """An item of the plan. Times are those of the client's clock."""

    title = StringField(lazy_gettext("Working title"), [Length(max=160)])
    page_id = SelectField(lazy_gettext("Page"))
    kind = SelectField(lazy_gettext("Kind"))
    planned_at = MomentField(lazy_gettext("Planned time"))
    rubric_id = SelectField(lazy_gettext("Rubric"))
    goal = StringField(lazy_gettext("Goal"), [Length(max=200)])
    assignee_id = SelectField(lazy_gettext("Assignee"))
    caption = TextAreaField(lazy_gettext("Caption"), [Length(max=CAPTION_LENGTH)])
    first_comment = TextAreaField(lazy_gettext("First comment"), [Length(max=CAPTION_LENGTH)])
    link = StringField(lazy_gettext("Link"), [Length(max=2000)])
    reference = TextAreaField(lazy_gettext("Reference"), [Length(max=CAPTION_LENGTH)])
    review_by = MomentField(lazy_gettext("Answer until"))
    version = HiddenField(default="1")
    uid = HiddenField()

    def offer(self, choices: Choices) -> None:
        """Let one choose among the client's pages, rubrics and people."""
        self.page_id.choices = _with_none(choices.pages, gettext("No page yet"))
        self.rubric_id.choices = _with_none(choices.rubrics, gettext("No rubric"))
        self.assignee_id.choices = _with_none(choices.people, gettext("Nobody"))
        self.kind.choices = [SelectChoice(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()]

    def show(self, says: ItemFields, time_zone: str, version: int) -> None:
        """Fill the form with what an item says."""
        values: dict[str, Any] = {
            name: getattr(says, name)
            for name in ("title", "kind", "goal", "caption", "first_comment", "link", "reference")
        }
        for name in ("page_id", "rubric_id", "assignee_id"):
            values[name] = str(getattr(says, name) or "")
        self.process(data={**values, "version": str(version), "uid": self.uid.data or str(uuid.uuid4())})
        self.planned_at.show(says.planned_at, time_zone)
        self.review_by.show(says.review_by, time_zone)

    def fields(self, time_zone: str) -> ItemFields:
        """Return what was typed."""
        return ItemFields(
            page_id=_number(self.page_id.data),
            kind=self.kind.data,
            title=" ".join((self.title.data or "").split()),
            planned_at=self.planned_at.moment(time_zone),
            rubric_id=_number(self.rubric_id.data),
            goal=" ".join((self.goal.data or "").split()),
            assignee_id=_number(self.assignee_id.data),
            caption=_lines(self.caption.data),
            first_comment=_lines(self.first_comment.data),
            link=self.link.data or "",
            reference=_lines(self.reference.data),
            review_by=self.review_by.moment(time_zone),
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no item has, where that was lost."""
        return version_of(self.version)

    def token(self) -> str | None:
        """Return what makes a second click the same new item; ``None`` where that was lost."""
        try:
            return str(uuid.UUID(self.uid.data or ""))
        except ValueError:
            return None


def _with_none(found: Sequence[tuple[int, str]], none: str) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(str(ident), name) for ident, name in found)]


def _number(value: object) -> int | None:
    return int(str(value)) if value else None


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")
