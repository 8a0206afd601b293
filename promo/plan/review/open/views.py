"""The page behind a review link: for people without an account, most of them on a phone.

Opening it decides nothing: mail programs open links by themselves. Every decision is a form that somebody sends.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, refresh
from itsdangerous import BadSignature, URLSafeTimedSerializer

from promo import clock, times
from promo.errors import Conflict, Forbidden, Invalid, NotFound
from promo.plan.approvals import flow
from promo.plan.comments import service as comments
from promo.plan.items import history
from promo.plan.items.log import Actor
from promo.plan.media.views import media_response
from promo.plan.models import PlanMedia
from promo.plan.review import service
from promo.plan.review.forms import AnswerForm, PasswordForm, RemarkForm
from promo.plan.review.open import screens
from promo.plan.words import Audience, Verdict
from promo.speech import N_
from promo.users import passwords, throttle
from promo.users.signin import address, context, db, public

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem
    from promo.plan.review.models import ReviewLink

blueprint = Blueprint("review_open", __name__, url_prefix="/review")
COOKIE = "promo_review"
REMEMBERED = 30 * 86_400
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


class Closed(Exception):
    """The link asks for a password that this browser has not given."""

    def __init__(self, link: ReviewLink) -> None:
        self.link = link
        super().__init__()


@blueprint.after_request
def _private(response: Response) -> Response:
    """Keep the page out of search engines, and its address out of other sites' logs."""
    response.headers.update(HEADERS)
    return response


@blueprint.errorhandler(Closed)
def _ask_password(closed: Closed) -> ResponseReturnValue:
    return _password_page(closed.link, PasswordForm(formdata=None), 401 if request.method == "POST" else 200)


@blueprint.get("/<token>")
@public
def page(token: str) -> ResponseReturnValue:
    """Show what is meant for the person."""
    link = _link(token)
    if request.method == "GET":
        service.opened(db(), link)
    return _page(link, token)


@blueprint.post("/<token>/password")
@public
def password(token: str) -> ResponseReturnValue:
    """Let a browser in that knows the password."""
    link = _found(token)
    form = PasswordForm()
    if link.password_hash is None:
        return redirect(url_for("review_open.page", token=token), 303)
    if not form.validate():
        return _password_page(link, form, 422)
    attempt = throttle.begin(context().sessions, context().settings.secret_key, f"review:{link.id}", address())
    if not passwords.matches(form.password.data or "", link.password_hash):
        form.take(Invalid("password", N_("This is not the password. Ask whoever sent you the link.")))
        return _password_page(link, form, 422)
    attempt.succeeded()
    response = make_response(redirect(url_for("review_open.page", token=token), 303))
    secure = request.is_secure or (context().settings.base_url or "").startswith("https:")
    response.set_cookie(
        _cookie(link), _signer().dumps(_proof(link)), max_age=REMEMBERED, path="/review", httponly=True,
        samesite="Lax", secure=secure,
    )  # fmt: skip
    return response


@blueprint.post("/<token>/items/<int:item_id>/decision")
@public
def decide(token: str, item_id: int) -> ResponseReturnValue:
    """Approve one item, or ask for changes."""
    link = _link(token)
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
    link = _link(token)
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
    link = _link(token)
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
    link = _link(token)
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


def _found(token: str) -> ReviewLink:
    """Return the link of ``token``; who tries many that do not exist is slowed down."""
    sessions, secret = context().sessions, context().settings.secret_key
    throttle.refuse_guesser(sessions, secret, address())
    try:
        link = service.find(db(), token)
    except NotFound:
        throttle.note_guess(sessions, secret, address())
        raise
    g.suggested_language = link.language
    refresh()
    return link


def _link(token: str) -> ReviewLink:
    """Return the link of ``token`` for a browser that may come in; raise `Closed` for one that may not yet."""
    link = _found(token)
    if link.password_hash is not None and not _is_remembered(link):
        raise Closed(link)
    return link


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


def _password_page(link: ReviewLink, form: PasswordForm, status: int) -> ResponseReturnValue:
    token = (request.view_args or {})["token"]
    return render_template("plan/review/password.html", link=link, form=form, token=token), status


def _cookie(link: ReviewLink) -> str:
    return f"{COOKIE}_{link.id}"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(context().settings.secret_key, salt="review-link")


def _proof(link: ReviewLink) -> list[object]:
    """Return what the cookie vouches for: this link, at this address, with this password."""
    known = hashlib.sha256(f"{link.password_hash}:{link.token_hash}".encode()).hexdigest()
    return [link.id, known]


def _is_remembered(link: ReviewLink) -> bool:
    try:
        said = _signer().loads(request.cookies.get(_cookie(link), ""), max_age=REMEMBERED)
    except BadSignature:
        return False
    return bool(said == _proof(link))
