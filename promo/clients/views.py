"""Making, editing and archiving clients, and who works for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import clock
from promo.clients import archival, choices, screens, service
from promo.clients import team as teams
from promo.clients.forms import ClientForm, TeamForm
from promo.clients.models import Client
from promo.clients.service import ClientFields, Stale
from promo.errors import Invalid, NotFound
from promo.users import access
from promo.users.access import EDITORS
from promo.users.models import ROLE_NAMES
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.clients.screens import StaleSave

blueprint = Blueprint("clients", __name__)


@blueprint.route("/clients/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make a client."""
    access.require(viewer(), *EDITORS)
    form = ClientForm()
    form.offer(teams.managers(db()))
    if form.validate_on_submit():
        try:
            client = service.create(db(), form.fields(), viewer())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The client was added. Now add its Instagram pages."), "success")
            return redirect(url_for("pages.client_pages", client_id=client.id), 303)
    if not form.is_submitted():
        form.show(ClientFields("", context().settings.time_zone, "RUB", manager_id=viewer().id))
    return _form_page(form, None)


@blueprint.route("/clients/<int:client_id>/edit", methods=["GET", "POST"])
def edit(client_id: int) -> ResponseReturnValue:
    """Edit a client; a stale save is told and loses nothing."""
    client = access.edit(db(), Client, client_id, viewer())
    form = ClientForm()
    form.offer(teams.managers(db()), client.manager)
    if form.validate_on_submit():
        try:
            service.edit(db(), client, form.fields(), form.version_number())
        except Stale:
            return _stale_page(form, client)
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The client was saved."), "success")
            return redirect(url_for("home.overview", client_id=client.id), 303)
    if not form.is_submitted():
        form.show(ClientFields.of(client))
        form.open_with(ClientFields.of(client), client.version)
    return _form_page(form, client)


@blueprint.post("/clients/<int:client_id>/archival")
def archive(client_id: int) -> ResponseReturnValue:
    """Archive a client: its pages are read no more."""
    client = access.edit(db(), Client, client_id, viewer())
    if archival.archive(db(), client):
        flash(_("The client was archived. Its pages are no longer read; nothing was deleted."), "success")
    return redirect(url_for("home.overview", client_id=client.id), 303)


@blueprint.post("/clients/<int:client_id>/archival/end")
def restore(client_id: int) -> ResponseReturnValue:
    """Take a client out of the archive: its pages are due again."""
    client = access.edit(db(), Client, client_id, viewer())
    if archival.restore(db(), client):
        flash(_("The client is back. Its pages will be read soon."), "success")
    return redirect(url_for("home.overview", client_id=client.id), 303)


@blueprint.route("/clients/<int:client_id>/team", methods=["GET", "POST"])
def team(client_id: int) -> ResponseReturnValue:
    """Show who has access to a client; give it to a person, or take it away."""
    form = TeamForm()
    if not form.is_submitted():
        return _team_page(access.see(db(), Client, client_id, viewer()), form)
    client = access.edit(db(), Client, client_id, viewer())
    if form.validate():
        try:
            _change_team(client, form.person.data)
        except Invalid as error:
            form.take(error)
        else:
            return redirect(_after_team_change(client), 303)
    return _team_page(client, form)


def _after_team_change(client: Client) -> str:
    """Return where to go: a person who took away their own access cannot come back here."""
    try:
        access.see(db(), Client, client.id, viewer())
    except NotFound:
        return url_for("home.portfolio")
    return url_for("clients.team", client_id=client.id)


def _change_team(client: Client, person_id: int) -> None:
    if request.form.get("action") != "remove":
        person = teams.add(db(), client, person_id, viewer())
        flash(_("%(name)s now has access to this client.", name=person.name), "success")
    elif teams.remove(db(), client, person_id):
        flash(_("They no longer have access to this client."), "success")


def _team_page(client: Client, form: TeamForm) -> ResponseReturnValue:
    found = teams.team(db(), client, viewer())
    form.offer(found.candidates)
    status = 422 if form.is_submitted() else 200
    return render_template("clients/team.html", client=client, team=found, form=form,
                           may_edit=access.may_edit(viewer()), role_names=ROLE_NAMES), status  # fmt: skip


def _stale_page(form: ClientForm, client: Client) -> ResponseReturnValue:
    names = {person.id: person.name for person in teams.managers(db())}
    stale = screens.stale_save(client, form.opened_with(), form.fields(), names)
    form.show(stale.fields)
    form.open_with(ClientFields.of(client), client.version)
    return _form_page(form, client, stale)


def _form_page(form: ClientForm, client: Client | None, stale: StaleSave | None = None) -> ResponseReturnValue:
    status = 409 if stale else 422 if form.is_submitted() else 200
    page = render_template(
        "clients/form.html",
        form=form,
        client=client,
        stale=stale,
        zones=clock.zone_names(),
        known_labels=choices.labels(db(), viewer()),
    )
    return page, status
