"""The form of a link to a report or to a page's growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version

from promo.links.forms import SecretLinkForm
from promo.reports.blocks import BLOCKS
from promo.reports.sharing.service import LinkFields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.pages.models import Page
    from promo.reports.models import Report


class ReportLinkForm(SecretLinkForm):
    """A new link. ``target`` is ``report-<id>`` or ``page-<id>``; no block chosen means all of them."""

    target = SelectField(lazy_gettext("What it shows"), validate_choice=False)
    blocks = SelectMultipleField(
        lazy_gettext("Only these blocks"),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )

    def offer(self, reports: Sequence[Report], pages: Sequence[Page]) -> None:
        """Let one choose among the published reports and the client's pages."""
        self.offer_usual()
        live = gettext("My growth: %(page)s as it is now", page="@%s")
        self.target.choices = [
            *(SelectChoice(f"report-{one.id}", one.title) for one in reports),
            *(SelectChoice(f"page-{page.id}", live % page.username) for page in pages),
        ]
        self.blocks.choices = [(kind, gettext(name)) for kind, name in BLOCKS.items()]

    def fields(self) -> LinkFields:
        """Return what was typed."""
        kind, _dash, ident = (self.target.data or "").partition("-")
        number = int(ident) if ident.isascii() and ident.isdigit() and len(ident) <= 9 else None  # noqa: PLR2004 - fits the column
        return LinkFields(
            name=self.named(),
            language=self.language.data,
            days=int(self.days.data),
            password=self.password.data or "",
            report_id=number if kind == "report" else None,
            page_id=number if kind == "page" else None,
            blocks=tuple(self.blocks.data or ()),
        )
