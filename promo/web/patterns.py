"""Every component of the screens on one page, to look at and to test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import InputRequired, Optional

from promo import clock
from promo.analytics.metrics import METRICS
from promo.forms import Form


class SampleForm(Form):
    """One field of each sort."""

    name = StringField(lazy_gettext("Name"), [InputRequired()])
    industry = StringField(lazy_gettext("Industry"), [Optional()])
    currency = SelectField(lazy_gettext("Currency"), choices=[SelectChoice(code, code) for code in ("EUR", "RUB")])
    note = TextAreaField(lazy_gettext("Note"), [Optional()])
    key_account = BooleanField(lazy_gettext("Key account"))
    days = RadioField(lazy_gettext("Period"), choices=[SelectChoice(days, days) for days in ("30", "90")])


@dataclass(frozen=True)
class SamplePage:
    """What the avatar needs of a page."""

    id: int
    username: str
    avatar_file: str | None = None


def show() -> str:
    """Return the page, with made-up values."""
    forms = {}
    for theme in ("light", "dark"):
        form = forms[theme] = SampleForm(formdata=None, prefix=f"{theme}-", currency="RUB", days="30")
        form["name"].errors = [lazy_gettext("Write a name.")]
    return render_template(
        "web/patterns.html",
        forms_by_theme=forms,
        figure=_figure(),
        metric=next(iter(METRICS), None),
        sample_pages=[SamplePage(number, name) for number, name in enumerate(("bakery", "studio.one", "_cafe_"))],
        earlier=clock.now() - timedelta(hours=3),
    )


def _figure() -> dict[str, object]:
    days = [f"2026-01-{day:02}" for day in range(1, 29)]
    followers = [None if day in {11, 12} else 12_000 + 35 * day - 9 * (day % 7) ** 2 for day in range(28)]
    trace = {"type": "scatter", "mode": "lines", "x": days, "y": followers, "meta": {"role": "followers"}}
    return {"data": [trace], "layout": {"showlegend": False}}
