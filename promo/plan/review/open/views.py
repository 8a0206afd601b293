"""The page behind a review link: for people without an account, most of them on a phone.

Opening it decides nothing: mail programs open links by themselves. Every decision is a form that somebody sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo import clock, times
from promo.errors import Conflict, Forbidden, Invalid, NotFound
from promo.links import service as links
from promo.links.forms import PasswordForm
from promo.links.views import Closed, Gate, asked_with, keep_private
from promo.plan.approvals import flow
from promo.plan.comments import service as comments
from promo.plan.items import history
from promo.plan.items.log import Actor
from promo.plan.media.views import media_response
from promo.plan.models import PlanMedia
from promo.plan.review import service
from promo.plan.review.forms import AnswerForm, RemarkForm
from promo.plan.review.models import ReviewLink
from promo.plan.review.open import screens
from promo.plan.words import Audience, Verdict
from promo.speech import N_
from promo.users.signin import db, public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("review_open", __name__, url_prefix="/review")
GATE = Gate(ReviewLink, "review", "/review")
keep_private(blueprint)


@blueprint.errorhandler(Closed)
def _ask_password(_closed: Closed) -> ResponseReturnValue:
    return _password_page(PasswordForm(formdata=None), asked_with())


@blueprint.get("/<token>")
@public
def page(token: str) -> ResponseReturnValue:
    """Show what is meant for the person."""
    link = GATE.enter(token)
    if request.method == "GET":
        links.opened(db(), link)
    return _page(link, token)


@blueprint.post("/<token>/password")
@public
def password(token: str) -> ResponseReturnValue:
    """Let a browser in that knows the password."""
    _link, form, way = GATE.answer(token, "review_open.page")
    return way or _password_page(form, 422)


@blueprint.post("/<token>/items/<int:item_id>/decision")
@public
def decide(token: str, item_id: int) -> ResponseReturnValue:
    """Approve one item, or ask for changes."""
    link = GATE.enter(token)
    item = service.item_of(db(), link, item_id)
    form = AnswerForm()
    verdict = request.form.get("verdict", "")
    if not form.validate():
        return _page(link, token, 422, answer=form, about=item.id)
    try:
        _decide(link, item, verdict, form.revision_number(), form.reason.data or "")
    except Invalid as error:
        form.take(error)
        return _page(link, token, 422, answer=form, about=item.id)
    except Conflict as error:
        db().expire_all()
        flash(_(error.message), "warning")
        form.revision.process(None, data=str(item.revision))
        return _page(link, token, 409, answer=form, about=item.id)
    flash(_("Thank you: approved.") if verdict == Verdict.APPROVED else _("Thank you: the author was told."), "success")
    return redirect(url_for("review_open.page", token=token) + "#next", 303)


@blueprint.post("/<token>/decisions")
@public
def decide_all(token: str) -> ResponseReturnValue:
    """Approve all items that the person saw, in the form in which they saw them."""
    link = GATE.enter(token)
    approved, left = 0, 0
    for wanted in request.form.getlist("item")[: service.MOST_ITEMS]:
        ident, _colon, revision = wanted.partition(":")
        if not (ident.isascii() and ident.isdigit() and revision.isascii() and revision.isdigit()):
            continue
        try:
            with db().begin_nested():
                _decide(link, service.item_of(db(), link, int(ident[:9])), Verdict.APPROVED, int(revision[:9]), "")
            approved += 1
        except (Conflict, NotFound):
            left += 1
    if approved:
        flash(ngettext("Thank you: %(num)s approved.", "Thank you: %(num)s approved.", approved), "success")
    if left:
        flash(
            ngettext(
                "%(num)s was changed since you opened this page and was not approved: look at it again.",
                "%(num)s were changed since you opened this page and were not approved: look at them again.",
                left,
            ),
            "warning",
        )
    return redirect(url_for("review_open.page", token=token), 303)


@blueprint.post("/<token>/items/<int:item_id>/comments")
@public
def comment(token: str, item_id: int) -> ResponseReturnValue:
    """Write a comment, which the team and the client's other people read."""
    link = GATE.enter(token)
    item = service.item_of(db(), link, item_id)
    form = RemarkForm()
    if form.validate():
        try:
            comments.add(db(), item, Audience.CLIENT, form.text.data or "", Actor.of_link(link))
        except Invalid as error:
            form.take(error)
        else:
            return redirect(url_for("review_open.page", token=token) + f"#item-{item.id}", 303)
    return _page(link, token, 422, remark=form, about=item.id)


@blueprint.get("/<token>/media/<int:media_id>/<size>")
@public
def media(token: str, media_id: int, size: str) -> ResponseReturnValue:
    """Give a picture or video of an item that the link shows."""
    link = GATE.enter(token)
    found = db().get(PlanMedia, media_id)
    if found is None:
        raise NotFound
    service.item_of(db(), link, found.item_id)
    return media_response(found, size)


def _decide(link: ReviewLink, item: PlanItem, verdict: str, revision: int, reason: str) -> None:
    if not link.may_decide:
        raise Forbidden
    if verdict not in set(Verdict):
        raise Invalid("reason", N_("Choose whether you approve it or ask for changes."))
    by = Actor.of_link(link)
    if not item.waits_for_client and not flow.has_decided(db(), item, by, revision, verdict):
        raise flow.Moved
    flow.decide(db(), item, by, verdict, revision, reason=reason)


def _page(link: ReviewLink, token: str, status: int = 200, **forms: object) -> ResponseReturnValue:
    shown = screens.review(db(), link)
    return render_template(
        "plan/review/page.html",
        shown=shown,
        link=link,
        client=link.client,
        token=token,
        now=clock.now(),
        local=times.local,
        moment=history.moment,
        **{"answer": None, "remark": None, "about": None, **forms},
    ), status


def _password_page(form: PasswordForm, status: int) -> ResponseReturnValue:
    token = (request.view_args or {})["token"]
    return render_template("plan/review/password.html", form=form, token=token), status
