"""Views of collection. None of them sends a request to Instagram: they write wishes, and a worker reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo.collection import screens, service
from promo.collection.forms import NewSourceForm, SourceForm
from promo.collection.models import Source
from promo.collection.sources import GUEST
from promo.collection.sources_screen import sources_screen
from promo.collection.texts import OUTCOMES, TRIGGERS
from promo.errors import Conflict, Invalid, NotFound
from promo.pages.models import Page
from promo.speech import N_
from promo.users import access
from promo.users.models import Role
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("collection", __name__)
DEMO = N_("This is the demo: nothing is collected here.")


@blueprint.get("/collection")
def runs() -> ResponseReturnValue:
    """Show what is going on, what comes next, and what was."""
    screen = screens.runs(db(), viewer(), screens.RunFilter.parse(request.args.to_dict()))
    return render_template(
        "collection/runs.html", screen=screen, live=screen.live, outcomes=OUTCOMES, triggers=TRIGGERS
    )


@blueprint.get("/collection/live")
def runs_live() -> ResponseReturnValue:
    """Show what is going on; when the last run has ended, the whole page is to be loaded anew."""
    live = screens.live(db(), viewer())
    response = make_response(render_template("collection/_live.html", live=live))
    if not live.is_busy and request.args.get("busy"):
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.get("/collection/runs/<int:run_id>")
def run(run_id: int) -> ResponseReturnValue:
    """Show one run."""
    detail = screens.run(db(), viewer(), run_id)
    return render_template("collection/run.html", detail=detail, triggers=TRIGGERS)


@blueprint.post("/pages/<int:page_id>/collection")
def collect_now(page_id: int) -> ResponseReturnValue:
    """Wish that a page is read now."""
    page = access.edit(db(), Page, page_id, viewer())
    _not_in_demo()
    wished, is_new = service.ask(db(), page)
    said = _("@%(name)s will be read as soon as it is its turn.") if is_new else _("@%(name)s is being read already.")
    flash(said % {"name": page.username}, "success")
    return redirect(url_for("collection.run", run_id=wished.id), 303)


@blueprint.get("/pages/<int:page_id>/collection")
def page_state(page_id: int) -> ResponseReturnValue:
    """Show how a page's collection stands; when its run has ended, the whole page is to be loaded anew."""
    page = access.see(db(), Page, page_id, viewer())
    state = screens.page_state(db(), viewer(), page)
    response = make_response(render_template("collection/_page_state.html", state=state))
    if not state.is_busy and request.args.get("busy"):
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.get("/sources")
def sources() -> ResponseReturnValue:
    """Show the sources."""
    access.require(viewer(), Role.OWNER, Role.MANAGER)
    return render_template("collection/sources.html", screen=sources_screen(db(), viewer()))


@blueprint.route("/sources/new", methods=["GET", "POST"])
def source_add() -> ResponseReturnValue:
    """Add a signed-in source."""
    access.require(viewer(), Role.OWNER)
    form = NewSourceForm()
    if form.validate_on_submit():
        try:
            service.add_source(db(), context().cipher, form.fields())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The source was added. It is being checked now."), "success")
            return redirect(url_for("collection.sources"), 303)
    return _source_form(form, None)


@blueprint.route("/sources/<int:source_id>/edit", methods=["GET", "POST"])
def source_edit(source_id: int) -> ResponseReturnValue:
    """Edit a source's pace, or give it new cookies."""
    source = _source(source_id)
    form = SourceForm() if request.method == "POST" else SourceForm(data=_stored(source))
    if form.validate_on_submit():
        try:
            service.edit_source(db(), context().cipher, source, form.fields())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The source was saved."), "success")
            return redirect(url_for("collection.sources"), 303)
    return _source_form(form, source)


@blueprint.post("/sources/<int:source_id>/check")
def source_check(source_id: int) -> ResponseReturnValue:
    """Wish that a source's sign-in is tried."""
    source = _source(source_id)
    _not_in_demo()
    service.want_check(db(), source)
    flash(_("The source is being checked. Its answer will stand here."), "success")
    return redirect(url_for("collection.sources"), 303)


@blueprint.post("/sources/<int:source_id>/removal")
def source_remove(source_id: int) -> ResponseReturnValue:
    """Remove a signed-in source."""
    service.remove_source(db(), _source(source_id))
    flash(_("The source was removed with its cookies. What was collected stays."), "success")
    return redirect(url_for("collection.sources"), 303)


@blueprint.get("/held-counts")
def held() -> ResponseReturnValue:
    """Show the counts that wait for a person."""
    return render_template("collection/held.html", screen=screens.held(db(), viewer()))


@blueprint.post("/held-counts/<int:held_id>/decision")
def held_decide(held_id: int) -> ResponseReturnValue:
    """Accept or reject a held count."""
    row = screens.held_to_edit(db(), viewer(), held_id)
    decision = request.form.get("decision")
    if decision not in {"accept", "reject"}:
        raise Invalid("decision", N_("Choose whether to accept or to reject this count."))
    done = service.decide(db(), row, viewer(), accepted=decision == "accept")
    accepted = ngettext("The count was accepted.", "%(num)s counts were accepted.", done)
    flash(accepted if decision == "accept" else _("The count was rejected. Nothing was written."), "success")
    return redirect(url_for("collection.held"), 303)


def _source(source_id: int) -> Source:
    access.require(viewer(), Role.OWNER)
    source = db().get(Source, source_id)
    if source is None:
        raise NotFound
    return source


def _stored(source: Source) -> dict[str, object]:
    return {name: getattr(source, name) for name in ("requests_per_hour", "post_days", "enabled")}


def _source_form(form: SourceForm, source: Source | None) -> ResponseReturnValue:
    page = render_template("collection/source_form.html", form=form, source=source, guest=GUEST)
    return page, 422 if form.is_submitted() else 200


def _not_in_demo() -> None:
    settings = context().settings
    if settings.demo and settings.instagram_url is None:
        raise Conflict(DEMO)
