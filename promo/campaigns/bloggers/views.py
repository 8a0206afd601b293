"""Views of bloggers. They are the team's: clients find nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import clock
from promo.campaigns.bloggers import exports, screens, service, words
from promo.campaigns.bloggers.forms import AgainForm, BloggerForm
from promo.campaigns.bloggers.screens import Filters
from promo.campaigns.placements import words as placement_words
from promo.campaigns.words import FORMAT_NAMES
from promo.errors import Conflict, Invalid, NotFound
from promo.pages.service import Result
from promo.responses import table_file
from promo.users import access
from promo.users.access import EDITORS, STAFF
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.models import Blogger
    from promo.responses import Ending

blueprint = Blueprint("bloggers", __name__)
BAD = 422


@blueprint.get("/bloggers")
def bloggers() -> ResponseReturnValue:
    """List the bloggers."""
    _team()
    return render_template(
        "campaigns/bloggers/list.html",
        client=None,
        shown=screens.listing(db(), viewer(), Filters.of(request.args), clock.now(), zone=_zone()),
        words=words,
        may_edit=access.may_edit(viewer()),
    )


@blueprint.get("/bloggers.csv", defaults={"ending": "csv"})
@blueprint.get("/bloggers.xlsx", defaults={"ending": "xlsx"})
def file(ending: Ending) -> ResponseReturnValue:
    """Give the bloggers that the address asks for as a file, a line for each currency of theirs."""
    _team()
    now = clock.now()
    shown = screens.listing(db(), viewer(), Filters.of(request.args), now, zone=_zone(), whole=True)
    name = f"bloggers-{clock.local_day(now, viewer().time_zone)}"
    return table_file(ending, name, exports.COLUMNS, exports.bloggers(shown.rows, _), title=words.TITLE)


@blueprint.route("/bloggers/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make a blogger known."""
    _team()
    access.require(viewer(), *EDITORS)
    form = BloggerForm()
    if form.validate_on_submit():
        try:
            made = service.add(db(), form.fields())
        except Invalid as error:
            form.take(error)
        else:
            if made.is_new:
                flash(_("@%(name)s is known now.", name=made.blogger.handle), "success")
            else:
                flash(_("@%(name)s is known already; nothing was changed.", name=made.blogger.handle), "info")
            return redirect(_address(made.blogger), 303)
    return render_template("campaigns/bloggers/form.html", client=None, blogger=None, form=form), (
        BAD if form.errors else 200
    )


@blueprint.get("/bloggers/<int:blogger_id>")
def blogger(blogger_id: int) -> ResponseReturnValue:
    """Show a blogger, with the placements that the viewer may see."""
    found = _blogger(blogger_id)
    form = AgainForm()
    form.offer()
    form.show(found)
    return _page(found, form, 200)


@blueprint.get("/bloggers/<int:blogger_id>.csv", defaults={"ending": "csv"})
@blueprint.get("/bloggers/<int:blogger_id>.xlsx", defaults={"ending": "xlsx"})
def placements_file(blogger_id: int, ending: Ending) -> ResponseReturnValue:
    """Give a blogger's placements as a file."""
    found = _blogger(blogger_id)
    shown = screens.shown(db(), found, viewer(), clock.now(), _zone())
    about = [(_("Blogger"), found.handle), (_("Name"), found.name)]
    values = exports.placements(shown.worked, _)
    return table_file(ending, f"blogger-{found.handle}", exports.WORKED, values, title=words.TITLE, about=about)


@blueprint.route("/bloggers/<int:blogger_id>/edit", methods=["GET", "POST"])
def edit(blogger_id: int) -> ResponseReturnValue:
    """Change who a blogger is."""
    found = _blogger(blogger_id, to_change=True)
    form, status = BloggerForm(), 200
    if request.method == "GET":
        form.show(found)
    elif form.validate():
        try:
            service.change(db(), found, form.fields(), form.version_number())
        except Invalid as error:
            form.take(error)
        except service.Stale as error:
            form.form_errors.append(_(error.message))
            form.version.process(None, data=str(found.version))
            status = error.status
        else:
            flash(_("The blogger was saved."), "success")
            return redirect(_address(found), 303)
    status = BAD if form.errors and status == 200 else status  # noqa: PLR2004 - an HTTP status
    return render_template("campaigns/bloggers/form.html", client=None, blogger=found, form=form), status


@blueprint.post("/bloggers/<int:blogger_id>/judgement")
def judge(blogger_id: int) -> ResponseReturnValue:
    """Keep what somebody says of working with a blogger again."""
    found = _blogger(blogger_id, to_change=True)
    form = AgainForm()
    form.offer()
    if not form.validate():
        return _page(found, form, BAD)
    try:
        service.judge(db(), found, form.again.data or "", form.note(), by=viewer(), version=form.version_number())
    except service.Stale as error:
        form.form_errors.append(_(error.message))
        form.version.process(None, data=str(found.version))
        return _page(found, form, error.status)
    flash(_("Your answer is kept."), "success")
    return redirect(_address(found), 303)


@blueprint.post("/bloggers/<int:blogger_id>/page")
def collect(blogger_id: int) -> ResponseReturnValue:
    """Have a blogger's page collected as a competitor's."""
    found = _blogger(blogger_id, to_change=True)
    result = service.collect(db(), found, viewer())
    if result == Result.KEPT:
        flash(_("A page of this name is kept already, and you have no access to it. Ask the owner."), "danger")
    elif result == Result.ADDED:
        flash(_("@%(name)s will be collected soon, as a competitor's page.", name=found.handle), "success")
    else:
        flash(_("@%(name)s is collected already.", name=found.handle), "info")
    return redirect(_address(found), 303)


@blueprint.post("/bloggers/<int:blogger_id>/removal")
def remove(blogger_id: int) -> ResponseReturnValue:
    """Remove a blogger with whom there are no placements."""
    found = _blogger(blogger_id, to_change=True)
    try:
        service.remove(db(), found)
    except Conflict as error:
        flash(_(error.message), "danger")
        return redirect(_address(found), 303)
    flash(_("@%(name)s was removed.", name=found.handle), "success")
    return redirect(url_for("bloggers.bloggers"), 303)


def _team() -> None:
    if viewer().role not in STAFF:
        raise NotFound


def _blogger(ident: int, *, to_change: bool = False) -> Blogger:
    """Return a blogger: the team sees all of them, owners and managers change them."""
    _team()
    found = screens.blogger(db(), ident)
    if found is None:
        raise NotFound
    if to_change:
        access.require(viewer(), *EDITORS)
    return found


def _page(found: Blogger, form: AgainForm, status: int) -> ResponseReturnValue:
    return render_template(
        "campaigns/bloggers/page.html",
        client=None,
        blogger=found,
        form=form,
        shown=screens.shown(db(), found, viewer(), clock.now(), _zone()),
        words=placement_words,
        blogger_words=words,
        formats=FORMAT_NAMES,
        may_edit=access.may_edit(viewer()),
    ), status


def _zone() -> str:
    return context().settings.time_zone


def _address(found: Blogger) -> str:
    return url_for("bloggers.blogger", blogger_id=found.id)
