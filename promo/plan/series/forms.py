"""The form of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import DateField, IntegerField, RadioField, SelectMultipleField, widgets
from wtforms.validators import DataRequired, InputRequired

from promo.forms import Form
from promo.plan.series.service import Repeat

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY_WEEK, SAME_DATE, SAME_WEEKDAY = "week", "month", "month_weekday"


class RepeatForm(Form):
    """How an item comes again."""

    unit = RadioField(lazy_gettext("Repeats"), default=EVERY_WEEK)
    interval = IntegerField(
        lazy_gettext("Every so many weeks or months"),
        [InputRequired(lazy_gettext("Give a number from 1 to 12."))],
        default=1,
    )
    weekdays = SelectMultipleField(
        lazy_gettext("On these weekdays"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    until = DateField(
        lazy_gettext("Until, this day included"), [DataRequired(lazy_gettext("Choose the day, like 2026-10-01."))]
    )

    def offer(self, weekdays: Sequence[tuple[int, str]], units: Sequence[tuple[str, str]]) -> None:
        """Let one choose among the weekdays and units."""
        self.weekdays.choices = list(weekdays)
        self.unit.choices = list(units)

    def repeat(self) -> Repeat:
        """Return what was typed."""
        return Repeat(
            unit="week" if self.unit.data == EVERY_WEEK else "month",
            interval=self.interval.data or 0,
            weekdays=tuple(self.weekdays.data or ()),
            nth=self.unit.data == SAME_WEEKDAY,
            until=self.until.data,  # type: ignore[arg-type]  # required
        )
