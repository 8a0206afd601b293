"""Pictures within reports, for people with an account: those of the client's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, request, url_for
from sqlalchemy import exists, or_, select

from promo.clients.models import Client
from promo.errors import NotFound
from promo.pages.models import Page, Post
from promo.reports import pictures
from promo.users import access
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("report_pictures", __name__)
KEPT = 86_400


@blueprint.get("/clients/<int:client_id>/reports/pictures/<int:side>/<path:name>")
def picture(client_id: int, side: int, name: str) -> ResponseReturnValue:
    """Give a small copy of a picture of the client's pages or their posts."""
    client = access.see(db(), Client, client_id, viewer())
    theirs = select(Page.id).where(Page.client_id == client.id)
    of_post = exists().where(Post.page_id.in_(theirs), Post.thumbnail_file == name)
    of_page = exists().where(Page.client_id == client.id, Page.avatar_file == name)
    if not db().scalar(select(or_(of_post, of_page))):
        raise NotFound
    return answer(name, side)


def folder(client: Client) -> str:
    """Return the address below which `picture` gives those of ``client``."""
    return url_for("report_pictures.picture", client_id=client.id, side=0, name="-").removesuffix("/0/-")


def answer(name: str, side: int) -> Response:
    """Return the small copy of the picture ``name``, which a browser keeps: its name is made of its content."""
    if side not in pictures.SIDES:
        raise NotFound
    data, kind = pictures.small(context().settings.media_dir, name, side)
    made = make_response(data)
    made.mimetype = kind
    made.headers["Cache-Control"] = f"private, max-age={KEPT}"
    made.add_etag()
    made.make_conditional(request)
    return made
