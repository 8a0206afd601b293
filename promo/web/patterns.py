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
        figures=_figures(),
        metric=next(iter(METRICS), None),
        sample_pages=[SamplePage(number, name) for number, name in enumerate(("bakery", "studio.one", "_cafe_"))],
        earlier=clock.now() - timedelta(hours=3),
    )


def _figures() -> dict[str, dict[str, object]]:
    """Return one figure of each other sort: bands and marks, a heat map, categories, many lines."""
    days = [f"2026-01-{day:02}" for day in range(1, 29)]
    level = [12_000 + 30 * day for day in range(28)]

    def line(role: str, values: list[int], **more: object) -> dict[str, object]:
        return {
            "type": "scatter",
            "mode": "lines",
            "name": role,
            "x": days,
            "y": values,
            "meta": {"role": role},
            **more,
        }

    bands = [
        line("band95", [one - 20 * day for day, one in enumerate(level)], hoverinfo="skip"),
        line("band95", [one + 20 * day for day, one in enumerate(level)], fill="tonexty", hoverinfo="skip"),
        line("band80", [one - 12 * day for day, one in enumerate(level)], hoverinfo="skip"),
        line("band80", [one + 12 * day for day, one in enumerate(level)], fill="tonexty", hoverinfo="skip"),
        line("forecast", level, line={"dash": "dash", "width": 2}),
    ]
    shapes = [
        {"type": "line", "x0": days[9], "x1": days[9], "y0": 0, "y1": 1, "yref": "paper", "role": "event"},
        {"type": "rect", "x0": days[14], "x1": days[17], "y0": 0, "y1": 1, "yref": "paper", "role": "anomaly"},
        {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 12_800, "y1": 12_800, "role": "goal"},
    ]
    grid = {
        "type": "heatmap",
        "x": list(range(24)),
        "y": ["Mon", "Tue", "Wed"],
        "z": [[(hour * (day + 2)) % 9 - 4 for hour in range(24)] for day in range(3)],
        "meta": {"role": "heat", "diverging": True},
    }
    bars = {"type": "bar", "x": ["Reels", "Photos"], "y": [3.1, 1.8], "meta": {"role": "series0"},
            "error_y": {"type": "data", "array": [0.5, 0.3]}}  # fmt: skip
    many = [line(f"series{number}", [100 + number * day // 4 for day in range(28)]) for number in range(10)]
    return {
        "bands": {"data": bands, "layout": {"showlegend": False, "shapes": shapes}},
        "heat": {"data": [grid], "layout": {"xaxis": {"type": "category"}, "yaxis": {"autorange": "reversed"}}},
        "bars": {"data": [bars], "layout": {"xaxis": {"type": "category"}}},
        "many": {"data": [*many, line("median", [100 + day for day in range(28)])], "layout": {"showlegend": True}},
    }


def _figure() -> dict[str, object]:
    days = [f"2026-01-{day:02}" for day in range(1, 29)]
    followers = [None if day in {11, 12} else 12_000 + 35 * day - 9 * (day % 7) ** 2 for day in range(28)]
    trace = {"type": "scatter", "mode": "lines", "x": days, "y": followers, "meta": {"role": "followers"}}
    return {"data": [trace], "layout": {"showlegend": False}}
