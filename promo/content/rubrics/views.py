"""Views of rubrics: their screen, and the rules that give them to posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo.content.rubrics import giving, screens, service
from promo.content.rubrics.rules import RULES
from promo.content.rubrics.screens import Typed
from promo.errors import Invalid
from promo.pages.models import Page
from promo.pages.texts import KINDS
from promo.users import access
from promo.users.access import STAFF
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.content.models import Rubric

blueprint = Blueprint("rubrics", __name__)


@blueprint.get("/pages/<int:page_id>/rubrics")
def page_rubrics(page_id: int) -> ResponseReturnValue:
    """Show the rubrics that the posts of a page can have, and their rules."""
    return _screen(access.see(db(), Page, page_id, viewer()))


@blueprint.post("/pages/<int:page_id>/rubrics")
def create(page_id: int) -> ResponseReturnValue:
    """Make a rubric."""
    page = _edited(page_id)
    try:
        rubric = service.create(db(), page.client_id, request.form.get("name", ""))
    except Invalid as error:
        return _screen(page, Typed("new", None, request.form, error))
    flash(_("The rubric “%(name)s” was made. Rules give it to posts by themselves.", name=rubric.name), "success")
    return _back(page, rubric)


@blueprint.post("/pages/<int:page_id>/rubrics/<int:rubric_id>")
def rename(page_id: int, rubric_id: int) -> ResponseReturnValue:
    """Rename a rubric."""
    page = _edited(page_id)
    rubric = service.of_page(db(), page, rubric_id)
    try:
        service.rename(db(), rubric, request.form.get("name", ""))
    except Invalid as error:
        db().refresh(rubric)
        return _screen(page, Typed("name", rubric_id, request.form, error))
    flash(_("The rubric is now called “%(name)s”.", name=rubric.name), "success")
    return _back(page, rubric)


@blueprint.post("/pages/<int:page_id>/rubrics/<int:rubric_id>/removal")
def remove(page_id: int, rubric_id: int) -> ResponseReturnValue:
    """Delete a rubric."""
    page = _edited(page_id)
    rubric = service.of_page(db(), page, rubric_id)
    service.remove(db(), rubric)
    flash(_("The rubric “%(name)s” was deleted. No post was.", name=rubric.name), "success")
    return _back(page)


@blueprint.post("/pages/<int:page_id>/rubrics/<int:rubric_id>/rules")
def add_rule(page_id: int, rubric_id: int) -> ResponseReturnValue:
    """Add a rule to a rubric and apply it; with ``action=preview`` only say what it would do."""
    page = _edited(page_id)
    rubric = service.of_page(db(), page, rubric_id)
    kind, _colon, post_kind = request.form.get("kind", "").partition(":")
    pattern = post_kind if kind == "post_kind" else request.form.get("pattern", "")
    try:
        if request.form.get("action") == "preview":
            seen = giving.preview(db(), rubric, kind, pattern)
            return _screen(page, Typed("rule", rubric_id, request.form, preview=seen))
        service.add_rule(db(), rubric, kind, pattern)
    except Invalid as error:
        return _screen(page, Typed("rule", rubric_id, request.form, error))
    _tell(giving.apply(db(), [rubric]))
    return _back(page, rubric)


@blueprint.post("/pages/<int:page_id>/rubrics/<int:rubric_id>/rules/<int:rule_id>/removal")
def remove_rule(page_id: int, rubric_id: int, rule_id: int) -> ResponseReturnValue:
    """Delete a rule."""
    page = _edited(page_id)
    rubric = service.of_page(db(), page, rubric_id)
    if service.remove_rule(db(), rubric, rule_id):
        flash(_("The rule was deleted. Posts that it gave the rubric to keep it."), "success")
    return _back(page, rubric)


@blueprint.post("/pages/<int:page_id>/rubrics/application")
def apply(page_id: int) -> ResponseReturnValue:
    """Apply all rules of the page's client to all posts."""
    page = _edited(page_id)
    _tell(giving.apply(db(), screens.page_rubrics(db(), page).rubrics))
    return _back(page)


def _edited(page_id: int) -> Page:
    """Return the page if the viewer may change its rubrics: everybody of the team who sees it."""
    page = access.see(db(), Page, page_id, viewer())
    access.require(viewer(), *STAFF)
    return page


def _tell(given: int) -> None:
    if given:
        text = ngettext("The rules gave a rubric to %(num)s post.", "The rules gave a rubric to %(num)s posts.", given)
    else:
        text = _("The rules are applied: no post got another rubric.")
    flash(text, "success")


def _back(page: Page, rubric: Rubric | None = None) -> ResponseReturnValue:
    anchor = f"rubric-{rubric.id}" if rubric is not None else None
    return redirect(url_for("rubrics.page_rubrics", page_id=page.id, _anchor=anchor), 303)


def _screen(page: Page, typed: Typed | None = None) -> ResponseReturnValue:
    return render_template(
        "content/rubrics/page.html",
        shown=screens.page_rubrics(db(), page, typed),
        rules=RULES,
        kinds=KINDS,
        may_edit=viewer().role in STAFF,
        query={},
    ), 422 if typed and typed.wrong else 200
