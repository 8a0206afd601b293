"""Reports as files: PDF and workbook, of the draft and of each published version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint
from sqlalchemy import select

from promo import clock
from promo.errors import NotFound
from promo.reports.branding import service as branding
from promo.reports.gathering import gather
from promo.reports.models import Report, ReportVersion
from promo.reports.printing import book
from promo.reports.printing.pdf import pdf
from promo.responses import attachment
from promo.sheets import XLSX_TYPE
from promo.users import access
from promo.users.signin import context, db, viewer
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from promo.clients.models import Client
    from promo.responses import Ending

blueprint = Blueprint("report_files", __name__)


@blueprint.get("/reports/<int:report_id>/draft.pdf", defaults={"ending": "pdf"})
@blueprint.get("/reports/<int:report_id>/draft.xlsx", defaults={"ending": "xlsx"})
def draft(report_id: int, ending: str) -> ResponseReturnValue:
    """Give the draft with its numbers of now, as a file for the team."""
    found = access.see(db(), Report, report_id, viewer())
    access.require(viewer(), *access.STAFF)
    content = gather(db(), found, clock.now())
    return file(content, found.client, ending, wording(found.language).say("Draft"))


@blueprint.get("/reports/<int:report_id>/versions/<int:number>.pdf", defaults={"ending": "pdf"})
@blueprint.get("/reports/<int:report_id>/versions/<int:number>.xlsx", defaults={"ending": "xlsx"})
def version(report_id: int, number: int, ending: Ending) -> ResponseReturnValue:
    """Give what was published, as a file."""
    found = access.see(db(), Report, report_id, viewer())
    kept = db().scalar(select(ReportVersion).where(ReportVersion.report_id == found.id, ReportVersion.number == number))
    if kept is None:
        raise NotFound
    return file(kept.content, found.client, ending, told(kept, found.client))


def told(kept: ReportVersion, client: Client) -> str:
    """Say which version a file is of, in the report's language."""
    words = wording(kept.content["language"])
    at = words.moment(kept.published_at, client.time_zone)
    return words.say("Version %(number)s of %(moment)s", number=kept.number, moment=at)


def file(
    content: Mapping[str, Any], client: Client, ending: str, version: str, kinds: tuple[str, ...] = ()
) -> ResponseReturnValue:
    """Return ``content`` (its blocks of these ``kinds``; none: all) as a file called after its pages and days."""
    days = content["period"]
    name = f"{'-'.join(content['pages'][:2]) or 'report'}-{days['start']}-{days['end']}"
    if ending == "xlsx":
        return attachment(book.xlsx(content, kinds), XLSX_TYPE, f"{name}.xlsx")
    look = branding.look(db(), client, context().settings.media_dir, content["language"])
    return attachment(pdf(content, look=look, version=version, kinds=kinds), "application/pdf", f"{name}.pdf")
