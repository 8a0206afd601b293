"""The forms of a placement: a new one in one step, what is agreed, and what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version
from wtforms.validators import DataRequired, Length, Optional

from promo.campaigns.editing.forms import CurrencyForm
from promo.campaigns.placements.links import TAGS
from promo.campaigns.placements.service import COUNTED, Outcome, Terms
from promo.campaigns.words import FORMAT_NAMES, METRIC_NAMES, Format
from promo.forms import AmountField, CountField, Form, MomentField, uid_of, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTS = tuple(name for name in COUNTED if name != "value")


class NewForm(CurrencyForm):
    """A new placement: what is known when one agrees on it."""

    blogger = StringField(
        lazy_gettext("Blogger"),
        [DataRequired(lazy_gettext("Say who it is: paste the page's address or its @name.")), Length(max=200)],
    )
    format = SelectField(lazy_gettext("Format"), default=Format.STORIES)
    agreed_at = MomentField(lazy_gettext("Agreed time"))
    fee = AmountField(lazy_gettext("Fee"))
    name = StringField(lazy_gettext("Name"), [Length(max=160)])
    uid = HiddenField()

    def offer(self) -> None:
        """Let one choose among the formats."""
        self.format.choices = _formats()

    def terms(self, time_zone: str) -> Terms:
        """Return what was typed; times are on the clock of ``time_zone``."""
        return Terms(
            blogger=self.blogger.data or "",
            format=self.format.data,
            agreed_at=self.agreed_at.moment(time_zone),
            fee=self.fee.amount,
        )

    def currency_code(self) -> str:
        """Return the currency that was typed."""
        return str(self.currency.data or "").upper()

    def token(self) -> str:
        """Return what makes a second click the same new placement; a new one where that was lost."""
        return uid_of(self.uid)


class TermsForm(Form):
    """What is agreed with the blogger."""

    blogger = StringField(lazy_gettext("Blogger"), [Length(max=200)])
    format = SelectField(lazy_gettext("Format"))
    agreed_at = MomentField(lazy_gettext("Agreed time"))
    keep_until = DateField(lazy_gettext("Stays until"), [Optional()])
    fee = AmountField(lazy_gettext("Fee"))
    product_cost = AmountField(lazy_gettext("Cost of products"))
    promo_code = StringField(lazy_gettext("Promo code"), [Length(max=60)])
    link = StringField(lazy_gettext("Landing link"), [Length(max=2000)])
    utm_source = StringField("utm_source", [Length(max=120)])
    utm_medium = StringField("utm_medium", [Length(max=120)])
    utm_campaign = StringField("utm_campaign", [Length(max=120)])
    utm_content = StringField("utm_content", [Length(max=120)])
    utm_term = StringField("utm_term", [Length(max=120)])
    version = HiddenField(default="1")

    def offer(self) -> None:
        """Let one choose among the formats."""
        self.format.choices = _formats()

    def show(self, terms: Terms, time_zone: str, version: int, usual: Mapping[str, str]) -> None:
        """Fill the form with ``terms``; while there is no link, ``usual`` tags stand in those that are empty."""
        own = ("agreed_at", "fee", "product_cost")
        values = {name: getattr(terms, name) for name in Terms.__slots__ if name not in own}
        if not terms.link:
            values |= {name: values[name] or usual.get(name, "") for name in TAGS}
        self.process(data={**values, "version": str(version)})
        self.agreed_at.show(terms.agreed_at, time_zone)
        self.fee.show(terms.fee)
        self.product_cost.show(terms.product_cost)

    def terms(self, time_zone: str) -> Terms:
        """Return what was typed; times are on the clock of ``time_zone``."""
        names = ("blogger", "promo_code", "link", *TAGS)
        return Terms(
            **{name: self[name].data or "" for name in names},
            format=self.format.data,
            agreed_at=self.agreed_at.moment(time_zone),
            keep_until=self.keep_until.data,
            fee=self.fee.amount,
            product_cost=self.product_cost.amount,
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no campaign has, where that was lost."""
        return version_of(self.version)


class OutcomeForm(Form):
    """What came of a placement."""

    published_at = MomentField(lazy_gettext("Went live"))
    removed_on = DateField(lazy_gettext("Gone since"), [Optional()])
    proof_url = StringField(lazy_gettext("Link to the proof"), [Length(max=2000)])
    reach = CountField(lazy_gettext(METRIC_NAMES["reach"]))
    impressions = CountField(lazy_gettext(METRIC_NAMES["impressions"]))
    clicks = CountField(lazy_gettext(METRIC_NAMES["clicks"]))
    leads = CountField(lazy_gettext(METRIC_NAMES["leads"]))
    calls = CountField(lazy_gettext(METRIC_NAMES["calls"]))
    sales = CountField(lazy_gettext(METRIC_NAMES["sales"]))
    value = AmountField(lazy_gettext(METRIC_NAMES["value"]))
    version = HiddenField(default="1")

    def show(self, outcome: Outcome, time_zone: str, version: int) -> None:
        """Fill the form with what is on record."""
        plain = {"removed_on": outcome.removed_on, "proof_url": outcome.proof_url, "version": str(version)}
        self.process(data=plain)
        self.published_at.show(outcome.published_at, time_zone)
        for name in COUNTS:
            count = getattr(outcome, name)
            self[name].show(None if count is None else Decimal(count))
        self.value.show(outcome.value)

    def outcome(self, time_zone: str) -> Outcome:
        """Return what was typed; times are on the clock of ``time_zone``."""
        return Outcome(
            published_at=self.published_at.moment(time_zone),
            removed_on=self.removed_on.data,
            proof_url=self.proof_url.data or "",
            **{name: self[name].count for name in COUNTS},
            value=self.value.amount,
        )

    def version_number(self) -> int:
        """Return the version the form was opened with; 0, which no campaign has, where that was lost."""
        return version_of(self.version)


def _formats() -> list[SelectChoice]:
    return [SelectChoice(one.value, gettext(name)) for one, name in FORMAT_NAMES.items()]
