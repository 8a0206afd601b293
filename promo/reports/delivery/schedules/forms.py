"""The form of a schedule."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version

from promo.config import LANGUAGES
from promo.errors import Invalid
from promo.forms import Form, uid_of, version_of
from promo.reports.delivery import recipients
from promo.reports.delivery.schedules.service import LAST_HOUR, LATEST, ScheduleFields
from promo.reports.delivery.words import EVERY, Channel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.reports.models import ReportSchedule, ReportTemplate


class ScheduleForm(Form):
    """When reports are made, how, and for whom. ``template_id`` 0 is the usual template."""

    every = SelectField(lazy_gettext("How often"), default="month")
    days_after = SelectField(lazy_gettext("Day"), coerce=int, default=0)
    hour = SelectField(lazy_gettext("Hour"), coerce=int, default=9)
    language = SelectField(lazy_gettext("Language"))
    template_id = SelectField(lazy_gettext("Begins with"), coerce=int, default=0)
    hold = BooleanField(lazy_gettext("Wait for somebody's look before it is sent"), default=True)
    mails = TextAreaField(lazy_gettext("E-mail"))
    chats = TextAreaField(lazy_gettext("Telegram"))
    version = HiddenField(default="1")
    uid = HiddenField()

    def offer(self, templates: Sequence[ReportTemplate]) -> None:
        """Let one choose among rhythms, languages and ``templates``."""
        self.every.choices = [SelectChoice(key, gettext(name)) for key, name in EVERY.items()]
        self.days_after.choices = [SelectChoice(days, _day(days)) for days in range(LATEST + 1)]
        self.hour.choices = [SelectChoice(hour, f"{hour:02}:00") for hour in range(LAST_HOUR + 1)]
        self.language.choices = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
        usual = SelectChoice(0, gettext("The usual template"))
        self.template_id.choices = [usual, *(SelectChoice(one.id, one.name) for one in templates)]

    def show(self, schedule: ReportSchedule | None, language: str) -> None:
        """Fill the form with a schedule, or with what a new one begins with."""
        if schedule is None:
            self.process(None, language=language, uid=str(uuid.uuid4()))
            return
        kept = {name: getattr(schedule, name) for name in ("every", "days_after", "hour", "language", "hold")}
        found = schedule.recipients
        self.process(
            data={
                **kept,
                "template_id": schedule.template_id or 0,
                "mails": "\n".join(found.get(Channel.MAIL, ())),
                "chats": "\n".join(found.get(Channel.TELEGRAM, ())),
                "version": str(schedule.version),
                "uid": schedule.uid,
            }
        )

    def fields(self) -> ScheduleFields | None:
        """Return what was typed; ``None`` where a recipient is none, with a sentence beside the field."""
        found = read_recipients(self)
        if found is None:
            return None
        return ScheduleFields(
            every=self.every.data,
            days_after=self.days_after.data,
            hour=self.hour.data,
            language=self.language.data,
            template_id=self.template_id.data or None,
            hold=self.hold.data,
            recipients=found,
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no schedule has, where that was lost."""
        return version_of(self.version)

    def token(self) -> str:
        """Return what makes a second click the same new schedule."""
        return uid_of(self.uid)


def read_recipients(form: Form) -> recipients.Recipients | None:
    """Return what stands in the fields ``mails`` and ``chats``; ``None`` where one is no address, with a sentence."""
    found: recipients.Recipients = {}
    for channel, name, read in (
        (Channel.MAIL, "mails", recipients.mails),
        (Channel.TELEGRAM, "chats", recipients.chats),
    ):
        try:
            found[channel.value] = read(form[name].data or "", name)
        except Invalid as error:
            form.take(error)
    return None if form.errors else found


def _day(days: int) -> str:
    if not days:
        return str(gettext("The day after its end"))
    return str(ngettext("%(num)s day later", "%(num)s days later", days))
