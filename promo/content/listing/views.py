"""Views of the list of posts: the screen and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from promo import clock
from promo.clients.models import Client
from promo.content import reading
from promo.content.listing import filters, screens
from promo.content.rubrics import giving
from promo.content.rubrics import service as rubrics
from promo.content.saved import service as saved
from promo.pages.models import Page, Post
from promo.pages.texts import KINDS
from promo.responses import table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.access import STAFF
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.responses import Ending
    from promo.sheets import Kind

blueprint = Blueprint("content", __name__)
DIGITS = 9
"""What fits an id."""
FORMS: dict[str, Kind] = {"count": "count", "fraction": "fraction", "text": "text", "moment": "moment"}


@blueprint.get("/clients/<int:client_id>/content")
def client_content(client_id: int) -> ResponseReturnValue:
    """Go to the posts of a client's first page; say so where there is none yet."""
    client = access.see(db(), Client, client_id, viewer())
    theirs = select(Page).where(Page.client_id == client.id).order_by(Page.paused_at.is_not(None), Page.username)
    page = db().scalar(theirs.limit(1))
    if page is None:
        return render_template("content/none.html", client=client, may_edit=access.may_edit(viewer()))
    return redirect(url_for("content.page_content", page_id=page.id, **request.args.to_dict(flat=False)))  # type: ignore[arg-type]


@blueprint.get("/pages/<int:page_id>/content")
def page_content(page_id: int) -> ResponseReturnValue:
    """List the posts of a page."""
    page = access.see(db(), Page, page_id, viewer())
    shown = screens.page_listing(db(), page, viewer(), request.args.to_dict(flat=False), **_when())
    return render_template(
        "content/page.html",
        shown=shown,
        kinds=KINDS,
        numeric=filters.NUMERIC,
        views=saved.views_of(db(), page, viewer()),
        may_edit=access.may_edit(viewer()),
        may_give=viewer().role in STAFF,
        query={name: values for name, values in request.args.to_dict(flat=False).items() if name != "page"},
    )


@blueprint.get("/pages/<int:page_id>/content.csv", defaults={"ending": "csv"})
@blueprint.get("/pages/<int:page_id>/content.xlsx", defaults={"ending": "xlsx"})
def table(page_id: int, ending: Ending) -> ResponseReturnValue:
    """Give all posts that the address asks for as a file, in its order."""
    page = access.see(db(), Page, page_id, viewer())
    chosen = screens.chosen(db(), page, viewer(), request.args.to_dict(flat=False), **_when())
    names = reading.rubrics(db(), page.client_id)
    zone = clock.zone(chosen.time_zone)
    shown = filters.columns(chosen.er.post_metric)
    columns = [
        *(Column(one.name, FORMS[one.kind]) for one in shown),
        Column(N_("Rubrics"), "text"),
        Column(N_("Campaigns"), "text"),
        Column(N_("Reach was bought"), "text"),
        Column(N_("Caption"), "text"),
        Column(N_("Address"), "text"),
    ]
    rows = [
        (
            post.published_at.astimezone(zone),
            _(KINDS.get(post.kind, post.kind)),
            *(getattr(post, one.key) for one in shown[2:]),
            ", ".join(names[ident] for ident in post.rubrics if ident in names),
            ", ".join(label.name for label in chosen.labels.get(post.id, ())),
            _("yes") if any(label.is_paid for label in chosen.labels.get(post.id, ())) else "",
            post.caption,
            f"https://www.instagram.com/p/{post.shortcode}/",
        )
        for post in screens.rows(chosen.posts)
    ]
    period = chosen.choice.period
    about = [
        (_("Page"), f"instagram.com/{page.username}"),
        (_("Period"), f"{period.start} – {period.end}"),
        (_("Time zone"), chosen.time_zone),
        (_("Posts"), str(len(rows))),
    ]
    name = f"{page.username}-posts-{period.start}-{period.end}"
    return table_file(ending, name, columns, rows, title=N_("Posts"), about=about)


@blueprint.post("/pages/<int:page_id>/content/rubrics")
def bulk(page_id: int) -> ResponseReturnValue:
    """Give a rubric to the posts that are ticked (or to all that the address asks for), or take it away."""
    page = access.see(db(), Page, page_id, viewer())
    access.require(viewer(), *STAFF)
    query = request.args.to_dict(flat=False)
    if request.form.get("all"):
        ids = screens.chosen(db(), page, viewer(), query, **_when()).posts["post_id"].tolist()
    else:
        ids = _ticked(page)
    rubric = rubrics.of_page(db(), page, request.form.get("rubric", 0, type=int))
    change = giving.take_away if request.form.get("action") == "remove" else giving.assign
    count = change(db(), rubric, ids)
    flash(ngettext("%(num)s post was changed.", "%(num)s posts were changed.", count), "success" if count else "info")
    return redirect(url_for("content.page_content", page_id=page.id, **query), 303)  # type: ignore[arg-type]


def _ticked(page: Page) -> list[int]:
    """Return the posts that are ticked, those of other pages left out."""
    ids = [int(one) for one in request.form.getlist("post") if one.isascii() and one.isdigit() and len(one) <= DIGITS]
    return list(db().scalars(select(Post.id).where(Post.page_id == page.id, Post.id.in_(ids))))


def _when() -> dict[str, Any]:
    return {"default_zone": context().settings.time_zone, "now": clock.now()}
