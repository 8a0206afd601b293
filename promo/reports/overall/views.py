"""Views of all clients of a month: the page, the paper, the workbook. For the team; each sees their own clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from promo import clock
from promo.reports.branding import service as branding
from promo.reports.overall import book, paper, screens
from promo.responses import attachment
from promo.sheets import XLSX_TYPE
from promo.users import access
from promo.users.signin import context, db, viewer
from promo.wording import wording

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.reports.overall.screens import Overall

blueprint = Blueprint("overall", __name__)


@blueprint.get("/reports")
def page() -> ResponseReturnValue:
    """Show all clients of a month beside each other."""
    return render_template(
        "reports/overall/page.html",
        found=_found(),
        may_edit=access.may_edit(viewer()),
        report_state=book.report_state,
    )


@blueprint.get("/reports/month.pdf", defaults={"ending": "pdf"})
@blueprint.get("/reports/month.xlsx", defaults={"ending": "xlsx"})
def file(ending: str) -> ResponseReturnValue:
    """Give the month as a file."""
    found, words = _found(), wording(viewer().language)
    name = f"clients-{found.month:%Y-%m}"
    if ending == "xlsx":
        return attachment(book.xlsx(found, words, viewer().time_zone), XLSX_TYPE, f"{name}.xlsx")
    look = branding.look(db(), None, context().settings.media_dir, viewer().language)
    return attachment(paper.pdf(found, look, words, viewer().time_zone), "application/pdf", f"{name}.pdf")


def _found() -> Overall:
    access.require(viewer(), *access.STAFF)
    return screens.overall(db(), viewer(), request.args, clock.now(), wording(viewer().language))
