"""The form of a link to a report or to a page's growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older version

from promo.links.forms import SecretLinkForm
from promo.reports.blocks import BLOCKS
from promo.reports.kit import parts
from promo.reports.sharing.service import LinkFields

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from promo.pages.models import Page
    from promo.reports.models import Report


SHOWN = {"page": "growth", "kit": "kit"}
"""What a link of a page shows, by how its target is written."""


class ReportLinkForm(SecretLinkForm):
    """A new link. ``target`` is ``report-<id>``, ``page-<id>`` or ``kit-<page's id>``.

    No block chosen means all of them.
    """

    target = SelectField(lazy_gettext("What it shows"), validate_choice=False)
    blocks = SelectMultipleField(
        lazy_gettext("Only these blocks"),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )

    def offer(self, reports: Sequence[Report], pages: Sequence[Page], kits: Container[int]) -> None:
        """Let one choose among the published reports, the client's pages, and those that have a media kit."""
        self.offer_usual()
        live = gettext("My growth: %(page)s as it is now", page="@%s")
        kit = gettext("Media kit: %(page)s", page="@%s")
        self.target.choices = [
            *(SelectChoice(f"report-{one.id}", one.title) for one in reports),
            *(SelectChoice(f"page-{page.id}", live % page.username) for page in pages),
            *(SelectChoice(f"kit-{page.id}", kit % page.username) for page in pages if page.id in kits),
        ]
        of_kits = {kind: name for kind, name in parts.BLOCKS.items() if kind not in BLOCKS}
        self.blocks.choices = [
            *((kind, gettext(name)) for kind, name in BLOCKS.items()),
            *((kind, gettext("Media kit: %(page)s", page=gettext(name))) for kind, name in of_kits.items()),
        ]

    def fields(self) -> LinkFields:
        """Return what was typed."""
        kind, _dash, ident = (self.target.data or "").partition("-")
        number = int(ident) if ident.isascii() and ident.isdigit() and len(ident) <= 9 else None  # noqa: PLR2004 - fits the column
        return LinkFields(
            name=self.named(),
            language=self.language.data,
            days=int(self.days.data),
            password=self.password.data or "",
            shows=SHOWN.get(kind, "report"),
            report_id=number if kind == "report" else None,
            page_id=number if kind in SHOWN else None,
            blocks=tuple(self.blocks.data or ()),
        )
