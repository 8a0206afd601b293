"""The forms of a report: what it covers and says, and its publication."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from promo.analytics.periods import COMPARISONS
from promo.config import LANGUAGES
from promo.forms import Form, uid_of, version_of
from promo.reports.blocks import BLOCKS
from promo.reports.writing import options
from promo.reports.writing.service import ReportFields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class BlocksForm(Form):
    """A form with blocks: they come as ``block`` fields in their order, each with ``text-<kind>`` and its options."""

    against = SelectField(lazy_gettext("Compared with"))
    version = HiddenField(default="1")

    def offer_comparisons(self) -> None:
        """Let one choose what the period is compared with."""
        self.against.choices = [SelectChoice(value, gettext(name)) for value, name in COMPARISONS.items()]

    def typed(self) -> list[dict[str, object]]:
        """Return all blocks in the order of the form: kind, text, whether it is chosen; then those it did not name."""
        if not request.form:
            chosen = [{**one, "on": True} for one in getattr(self, "shown", ())]
        else:
            on = set(request.form.getlist("on"))
            named = [kind for kind in dict.fromkeys(request.form.getlist("block")) if kind in BLOCKS]
            chosen = [
                {
                    "kind": kind,
                    "text": _lines(request.form.get(f"text-{kind}")),
                    "options": options.typed(kind, request.form),
                    "on": kind in on,
                }
                for kind in named
            ]
            _move(chosen, request.form.get("move", ""))
        here = {one["kind"] for one in chosen}
        return [
            *chosen,
            *({"kind": kind, "text": "", "options": {}, "on": False} for kind in BLOCKS if kind not in here),
        ]

    def chosen(self) -> tuple[dict[str, Any], ...]:
        """Return the chosen blocks as `promo.reports.models.Report` keeps them."""
        return tuple({name: one[name] for name in ("kind", "text", "options")} for one in self.typed() if one["on"])

    def is_moving(self) -> bool:
        """Return whether the form was sent only to move a block."""
        return bool(request.form.get("move"))

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which nothing has, where that was lost."""
        return version_of(self.version)


class ReportForm(BlocksForm):
    """A report."""

    title = StringField(lazy_gettext("Name of the report"), [Length(max=160)])
    start_day = DateField(lazy_gettext("First day"), [DataRequired(lazy_gettext("Choose the day, like 2026-10-01."))])
    end_day = DateField(lazy_gettext("Last day"), [DataRequired(lazy_gettext("Choose the day, like 2026-10-01."))])
    language = SelectField(lazy_gettext("Language"))
    page_ids = SelectMultipleField(
        lazy_gettext("Pages"), coerce=int, validate_choice=False, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    uid = HiddenField()

    def offer(self, pages: Sequence[tuple[int, str]]) -> None:
        """Let one choose among the client's pages."""
        self.offer_comparisons()
        self.language.choices = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
        self.page_ids.choices = [SelectChoice(ident, name) for ident, name in pages]

    def show(self, fields: ReportFields, version: int) -> None:
        """Fill the form with a report's fields."""
        names = ("title", "start_day", "end_day", "against", "language")
        values = {name: getattr(fields, name) for name in names} | {"page_ids": list(fields.page_ids)}
        self.process(data={**values, "version": str(version), "uid": str(uuid.uuid4())})
        self.shown = fields.blocks

    def fields(self) -> ReportFields:
        """Return what was typed."""
        start: date = self.start_day.data  # type: ignore[assignment]  # required
        end: date = self.end_day.data  # type: ignore[assignment]  # required
        return ReportFields(
            title=" ".join((self.title.data or "").split()),
            start_day=start,
            end_day=end,
            against=self.against.data,
            language=self.language.data,
            page_ids=tuple(self.page_ids.data or ()),
            blocks=self.chosen(),
        )

    def token(self) -> str:
        """Return what makes a second click the same new report; a new one where that was lost."""
        return uid_of(self.uid)


class PublishForm(Form):
    """Publishing a version; ``note`` says what was corrected."""

    note = TextAreaField(lazy_gettext("What was corrected"), [Length(max=2000)])
    version = HiddenField(default="1")

    def version_number(self) -> int:
        """Return the version the page was opened with; 0, which no report has, where that was lost."""
        return version_of(self.version)


def _move(chosen: list[dict[str, object]], wanted: str) -> None:
    """Move the block of ``<kind>:up`` or ``<kind>:down`` by one place; anything else moves nothing."""
    kind, _colon, way = wanted.partition(":")
    place = next((place for place, one in enumerate(chosen) if one["kind"] == kind), None)
    if place is None or way not in {"up", "down"}:
        return
    chosen.insert(max(0, place + (1 if way == "down" else -1)), chosen.pop(place))


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
