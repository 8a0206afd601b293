"""Adding, editing, pausing pages; their pictures, from local files only."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo import clock
from promo.clients.models import Client
from promo.errors import Invalid, NotFound
from promo.pages import handles, media, screens, service
from promo.pages.forms import AddForm, PageForm
from promo.pages.models import Page, Post
from promo.pages.screens import Results
from promo.pages.service import Result
from promo.users import access
from promo.users.access import EDITORS, STAFF
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from pathlib import Path

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("pages", __name__)
DAY = 86_400


@blueprint.route("/clients/<int:client_id>/pages", methods=["GET", "POST"])
def client_pages(client_id: int) -> ResponseReturnValue:
    """List a client's pages, and add more."""
    look_up = access.edit if request.method == "POST" else access.see
    return _list_page(look_up(db(), Client, client_id, viewer()))


@blueprint.route("/competitors", methods=["GET", "POST"])
def competitors() -> ResponseReturnValue:
    """List the pages of no client, and add more."""
    if viewer().role not in STAFF:
        raise NotFound
    if request.method == "POST":
        access.require(viewer(), *EDITORS)
    return _list_page(None)


@blueprint.route("/pages/<int:page_id>/edit", methods=["GET", "POST"])
def edit(page_id: int) -> ResponseReturnValue:
    """Rename a page by hand, and move it."""
    page = access.edit(db(), Page, page_id, viewer())
    labels = ", ".join(label.name for label in page.labels)
    form = PageForm(username=page.username, labels=labels, version=page.version)
    form.offer(screens.targets(db(), viewer()))
    if form.validate_on_submit():
        try:
            service.edit(db(), page, form.username.data or "", _target(form.client_id.data), form.version_number(),
                         labels=form.label_names())  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The page was saved."), "success")
            return redirect(_list_url(page), 303)
    if not form.is_submitted():
        form.client_id.data = request.args.get("client", page.client_id or 0, type=int)
    removable = not service.was_collected(db(), page)
    status = 422 if form.is_submitted() else 200
    known = screens.labels(db(), viewer())
    return render_template("pages/edit.html", form=form, page=page, removable=removable, known_labels=known), status


@blueprint.post("/pages/<int:page_id>/move")
def move(page_id: int) -> ResponseReturnValue:
    """Move a page to a client, or to the competitors."""
    page = access.edit(db(), Page, page_id, viewer())
    if service.move(db(), page, _target(request.form.get("client", 0, type=int))):
        flash(_("@%(name)s was moved.", name=page.username), "success")
    return redirect(_list_url(page), 303)


@blueprint.post("/pages/<int:page_id>/removal")
def remove(page_id: int) -> ResponseReturnValue:
    """Remove a page of which nothing was collected."""
    page = access.edit(db(), Page, page_id, viewer())
    back = _list_url(page)
    service.remove(db(), page)
    flash(_("@%(name)s was removed.", name=page.username), "success")
    return redirect(back, 303)


@blueprint.post("/pages/<int:page_id>/pause")
def pause(page_id: int) -> ResponseReturnValue:
    """Read a page no more."""
    page = access.edit(db(), Page, page_id, viewer())
    if service.pause(db(), page):
        flash(_("@%(name)s is paused. What was collected stays.", name=page.username), "success")
    return redirect(_list_url(page), 303)


@blueprint.post("/pages/<int:page_id>/pause/end")
def resume(page_id: int) -> ResponseReturnValue:
    """Read a page again."""
    page = access.edit(db(), Page, page_id, viewer())
    if service.resume(db(), page):
        flash(_("@%(name)s will be read again soon.", name=page.username), "success")
    return redirect(_list_url(page), 303)


@blueprint.get("/pages/<int:page_id>/avatar")
def avatar(page_id: int) -> ResponseReturnValue:
    """Send a page's picture, or its initials."""
    page = access.see(db(), Page, page_id, viewer())
    kept = media.local_file(context().settings.media_dir, page.avatar_file)
    return _picture(kept, media.initials_svg(page.id, page.username))


@blueprint.get("/posts/<int:post_id>/thumbnail")
def thumbnail(post_id: int) -> ResponseReturnValue:
    """Send a post's picture, or a plain frame."""
    post = db().get(Post, post_id)
    if post is None:
        raise NotFound
    access.see(db(), Page, post.page_id, viewer())
    return _picture(media.local_file(context().settings.media_dir, post.thumbnail_file), media.blank_svg())


def _picture(kept: Path | None, instead: str) -> Response:
    answer = make_response(kept.read_bytes() if kept else instead)
    answer.mimetype = mimetypes.guess_type(kept.name)[0] or "image/jpeg" if kept else "image/svg+xml"
    answer.headers["Cache-Control"] = f"private, max-age={DAY if kept else 300}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _list_page(client: Client | None) -> ResponseReturnValue:
    form, results = AddForm(), None
    if form.validate_on_submit():
        pasted = handles.parse(form.pasted.data or "")
        results = Results(service.add(db(), pasted.handles, client, viewer()), pasted.wrong)
        fresh = sum(one.result is Result.ADDED for one in results.added)
        if fresh:
            flash(ngettext("%(num)s page was added. It will be read soon.",
                           "%(num)s pages were added. They will be read soon.", fresh), "success")  # fmt: skip
        if results.added and not results.wrong and fresh == len(results.added):
            return redirect(_url(client), 303)
        form.pasted.data = "\n".join(one.text for one in results.wrong)
    query, number = request.args.get("q", "").strip(), request.args.get("page", 1, type=int)
    label = request.args.get("label", "").strip()
    shown = screens.page_list(db(), client, viewer(), query, number, label=label)
    status = 422 if form.is_submitted() else 200
    page = render_template("pages/list.html", form=form, list=shown, results=results, client=client, now=clock.now())
    return page, status


def _target(client_id: int) -> Client | None:
    return access.edit(db(), Client, client_id, viewer()) if client_id else None


def _list_url(page: Page) -> str:
    return _url(page.client)


def _url(client: Client | None) -> str:
    return url_for("pages.client_pages", client_id=client.id) if client else url_for("pages.competitors")
