"""Views of placements: the checklist, a new one, one's page, and the forms of what is agreed and what came of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from babel.dates import format_skeleton
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from promo import clock, times
from promo.campaigns import rights
from promo.campaigns.law import screens as law
from promo.campaigns.law.rules import BAN
from promo.campaigns.placements import exports, links, screens, service, words
from promo.campaigns.placements.forms import NewForm, OutcomeForm, TermsForm
from promo.campaigns.placements.screens import Filters
from promo.campaigns.placements.service import Outcome, Terms
from promo.campaigns.words import FORMAT_NAMES, Format
from promo.clients.models import Client
from promo.errors import Conflict, Invalid, NotFound
from promo.pages.handles import Wrong, handle
from promo.responses import table_file
from promo.users import access
from promo.users.access import STAFF
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from promo.campaigns.models import Campaign
    from promo.forms import Form
    from promo.responses import Ending
    from promo.users.models import User

blueprint = Blueprint("placements", __name__)
NAME = 160
"""The most letters of a campaign's name."""


@blueprint.get("/placements")
def checklist() -> ResponseReturnValue:
    """Show the placements of all clients that the viewer may see, by how far they are."""
    return _checklist(None)


@blueprint.get("/clients/<int:client_id>/placements")
def client_checklist(client_id: int) -> ResponseReturnValue:
    """Show a client's placements."""
    return _checklist(access.see(db(), Client, client_id, viewer()))


@blueprint.get("/placements.csv", defaults={"ending": "csv"})
@blueprint.get("/placements.xlsx", defaults={"ending": "xlsx"})
def file(ending: Ending) -> ResponseReturnValue:
    """Give the placements that the address asks for as a file."""
    return _file(None, ending)


@blueprint.get("/clients/<int:client_id>/placements.csv", defaults={"ending": "csv"})
@blueprint.get("/clients/<int:client_id>/placements.xlsx", defaults={"ending": "xlsx"})
def client_file(client_id: int, ending: Ending) -> ResponseReturnValue:
    """Give a client's placements as a file."""
    return _file(access.see(db(), Client, client_id, viewer()), ending)


@blueprint.route("/clients/<int:client_id>/placements/new", methods=["GET", "POST"])
def new(client_id: int) -> ResponseReturnValue:
    """Make a placement in one step."""
    client = access.edit(db(), Client, client_id, viewer())
    form = NewForm()
    form.offer()
    if request.method == "GET":
        chosen = request.args.get("blogger", "")
        form.process(data={"blogger": chosen, "format": Format.STORIES, "currency": client.currency,
                           "uid": str(uuid.uuid4())})  # fmt: skip
    elif form.validate():
        terms = form.terms(client.time_zone)
        name = " ".join((form.name.data or "").split()) or _suggested(terms, client.time_zone)
        try:
            rights.check_open(client)
            made = service.add(
                db(), client, terms, viewer(), name=name, currency=form.currency_code(), uid=form.token()
            )
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The placement is kept.") + _skipped(form.agreed_at.is_skipped(client.time_zone)), "success")
            return redirect(url_for("placements.placement", campaign_id=made.id), 303)
    return render_template(
        "campaigns/placements/new.html",
        client=client,
        form=form,
        bloggers=screens.known_bloggers(db()),
        notices=law.notices(db(), client, str(get_locale())),
    ), 422 if form.errors else 200


@blueprint.get("/campaigns/<int:campaign_id>/placement")
def placement(campaign_id: int) -> ResponseReturnValue:
    """Show a placement."""
    found = _placement(rights.see, campaign_id)
    return render_template(
        "campaigns/placements/page.html",
        campaign=found,
        client=found.client,
        shown=screens.placed(db(), found, viewer(), clock.now()),
        may_edit=found.client.archived_at is None and access.may_edit(viewer()),
        words=words,
        formats=FORMAT_NAMES,
        law=law.panel(db(), found, str(get_locale())) if viewer().role in STAFF else None,
        ban=BAN,
    )


@blueprint.route("/campaigns/<int:campaign_id>/placement/terms", methods=["GET", "POST"])
def terms(campaign_id: int) -> ResponseReturnValue:
    """Change what is agreed."""
    found = _placement(rights.manage, campaign_id)
    zone, form = found.client.time_zone, TermsForm()
    form.offer()
    told = service.placement_of(found)
    usual = links.usual(told.blogger.handle if told.blogger else None, found.name, found.id)
    if request.method == "GET":
        form.show(Terms.of(found), zone, found.version, usual)
        return _form("terms", form, found, 200)

    def save(session: Session) -> None:
        service.agree(session, found, form.terms(zone), form.version_number())

    return _saved("terms", form, found, save, skips=lambda: form.agreed_at.is_skipped(zone))


@blueprint.route("/campaigns/<int:campaign_id>/placement/outcome", methods=["GET", "POST"])
def outcome(campaign_id: int) -> ResponseReturnValue:
    """Change what came of it."""
    found = _placement(rights.write, campaign_id)
    zone, form = found.client.time_zone, OutcomeForm()
    if request.method == "GET":
        form.show(Outcome.of(found), zone, found.version)
        return _form("outcome", form, found, 200)

    def save(session: Session) -> None:
        service.report(session, found, form.outcome(zone), form.version_number())

    return _saved("outcome", form, found, save, skips=lambda: form.published_at.is_skipped(zone))


@blueprint.post("/campaigns/<int:campaign_id>/placement/publication")
def publish(campaign_id: int) -> ResponseReturnValue:
    """Note that a placement went live now."""
    return _noted(campaign_id, service.went_live, lambda now: _("Noted: it went live at %(time)s.", time=now))


@blueprint.post("/campaigns/<int:campaign_id>/placement/takedown")
def take_down(campaign_id: int) -> ResponseReturnValue:
    """Note that a placement is gone as of today."""
    return _noted(campaign_id, service.went_down, lambda _now: _("Noted: it is gone as of today."))


def _placement(look_up: Callable[[Session, int, User], Campaign], campaign_id: int) -> Campaign:
    found = look_up(db(), campaign_id, viewer())
    if not screens.is_placement(found):
        raise NotFound
    return found


def _noted(
    campaign_id: int, note: Callable[[Session, Campaign], bool], say: Callable[[str], str]
) -> ResponseReturnValue:
    found = _placement(rights.write, campaign_id)
    try:
        rights.check_open(found.client)
        if note(db(), found):
            now = times.local(clock.now(), found.client.time_zone)
            flash(say(now.strftime("%H:%M")), "success")
    except (Invalid, Conflict) as error:
        flash(_(error.message), "danger")
    back = request.form.get("back")
    if back == "client":
        return redirect(url_for("placements.client_checklist", client_id=found.client_id), 303)
    return redirect(url_for("placements.checklist") if back == "all" else _address(found), 303)


def _saved(
    name: str, form: Form, found: Campaign, save: Callable[[Session], None], *, skips: Callable[[], bool]
) -> ResponseReturnValue:
    """Save a form that was sent, and answer."""
    if form.validate():
        try:
            rights.check_open(found.client)
            save(db())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(_(error.message))
            form["version"].process(None, data=str(found.version))
            return _form(name, form, found, 409)
        else:
            flash(_("The placement was saved.") + _skipped(skips()), "success")
            return redirect(_address(found), 303)
    return _form(name, form, found, 422)


def _form(name: str, form: Form, found: Campaign, status: int) -> ResponseReturnValue:
    told = service.placement_of(found)
    return render_template(
        f"campaigns/placements/{name}.html",
        campaign=found,
        client=found.client,
        form=form,
        bloggers=screens.known_bloggers(db()) if name == "terms" else (),
        handle=told.blogger.handle if told.blogger else "",
    ), status


def _skipped(is_skipped: bool) -> str:  # noqa: FBT001 - the one thing it is about
    """Return what to say of a time that the clock never shows."""
    return " " + str(_("The clock is put forward then, so the time is an hour later.")) if is_skipped else ""


def _suggested(terms: Terms, time_zone: str) -> str:
    """Return what a placement is called that nobody named: after the blogger, the format and the day."""
    blogger = handle(terms.blogger)
    parts = ["" if isinstance(blogger, Wrong) else f"@{blogger}", _(FORMAT_NAMES[Format(terms.format)])]
    if terms.agreed_at is not None:
        parts.append(format_skeleton("MMMd", times.local(terms.agreed_at, time_zone), locale=str(get_locale())))
    return " · ".join(parts)[:NAME]


def _address(found: Campaign) -> str:
    return url_for("placements.placement", campaign_id=found.id)


def _checklist(client: Client | None) -> ResponseReturnValue:
    filters = Filters.of(request.args)
    return render_template(
        "campaigns/placements/checklist.html",
        client=client,
        shown=screens.checklist(db(), viewer(), client, filters, clock.now()),
        filters=filters,
        words=words,
        formats=FORMAT_NAMES,
        staff=viewer().role in STAFF,
        may_edit=access.may_edit(viewer()) and (client is None or client.archived_at is None),
    )


def _file(client: Client | None, ending: Ending) -> ResponseReturnValue:
    now: datetime = clock.now()
    rows = screens.every_row(db(), viewer(), client, Filters.of(request.args), now)
    columns, values = exports.table(rows, _, with_steps=viewer().role in STAFF)
    name = f"placements-{f'client-{client.id}-' if client else ''}{clock.local_day(now, viewer().time_zone)}"
    return table_file(ending, name, columns, values, title=words.TITLE)
