"""Views of the time line: a page's events and campaigns, and writing, changing and removing an event."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from promo.campaigns.timeline import reading
from promo.campaigns.words import KIND_NAMES, Kind
from promo.errors import Conflict, Invalid
from promo.marks import reading as events
from promo.marks import service
from promo.marks.forms import KINDS, MarkForm
from promo.marks.models import MarkKind
from promo.pages.models import Page
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from promo.campaigns.timeline.reading import Happening
    from promo.clients.models import Client
    from promo.marks.models import EventMark

blueprint = Blueprint("marks", __name__)


class Shown:
    """What the frame of a page's growth screens needs, and the events."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.client: Client | None = page.client
        self.time_zone = page.client.time_zone if page.client else context().settings.time_zone

    @property
    def siblings(self) -> Sequence[Page]:
        """The pages of the same client."""
        if self.page.client_id is None:
            return [self.page]
        theirs = select(Page).where(Page.client_id == self.page.client_id).order_by(Page.username)
        return db().scalars(theirs).all()

    @property
    def marks(self) -> Sequence[EventMark]:
        """All events that the page's charts show."""
        return events.of_page(db(), self.page)

    @property
    def campaigns(self) -> Sequence[Happening]:
        """All campaigns that the page's charts show."""
        return reading.campaigns(db(), self.page.id, self.page.client_id) if self.page.client_id else ()


@blueprint.route("/pages/<int:page_id>/marks", methods=["GET", "POST"])
def page_marks(page_id: int) -> ResponseReturnValue:
    """List a page's events, and write a new one."""
    form = MarkForm()
    form.offer()
    if request.method == "GET":
        page = access.see(db(), Page, page_id, viewer())
        form.day.process(None, data=_day())
        return _list(page, form)
    page = access.edit(db(), Page, page_id, viewer())
    if form.validate():
        try:
            service.add(db(), page, form.fields(), viewer())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The event is noted, and the charts show it."), "success")
            return redirect(url_for("marks.page_marks", page_id=page.id), 303)
    return _list(page, form)


@blueprint.route("/pages/<int:page_id>/marks/<int:mark_id>", methods=["GET", "POST"])
def edit(page_id: int, mark_id: int) -> ResponseReturnValue:
    """Change an event."""
    page = access.edit(db(), Page, page_id, viewer())
    mark = service.of_page(db(), page, mark_id)
    form = MarkForm()
    form.offer()
    status = 200
    if request.method == "GET":
        form.show(mark)
    elif form.validate():
        try:
            service.edit(db(), page, mark, form.fields(), form.version_number())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(mark.version))
            status = 409
        else:
            flash(_("The event was saved."), "success")
            return redirect(url_for("marks.page_marks", page_id=page.id), 303)
    status = 422 if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status
    return render_template("marks/edit.html", shown=Shown(page), mark=mark, form=form, kinds=KINDS, query={}), status


@blueprint.post("/pages/<int:page_id>/marks/<int:mark_id>/removal")
def remove(page_id: int, mark_id: int) -> ResponseReturnValue:
    """Remove an event."""
    page = access.edit(db(), Page, page_id, viewer())
    service.remove(db(), service.of_page(db(), page, mark_id))
    flash(_("The event was removed."), "success")
    return redirect(url_for("marks.page_marks", page_id=page.id), 303)


def tell(one: Happening) -> str:
    """Say an event or a campaign in a few words, for a chart: kind, name, days."""
    kind = KIND_NAMES[Kind(one.kind)] if one.campaign_id else KINDS[MarkKind(one.kind)]
    start = format_date(one.start, "medium")
    if one.end is None:
        days = _("since %(day)s", day=start)
    else:
        days = start if one.start == one.end else f"{start} – {format_date(one.end, 'medium')}"
    return f"{_(kind)}: {one.title} ({days})"


def _list(page: Page, form: MarkForm) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    return render_template(
        "marks/page.html",
        shown=Shown(page),
        form=form,
        kinds=KINDS,
        campaign_kinds=KIND_NAMES,
        may_edit=access.may_edit(viewer()),
        query={},
    ), status


def _day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
