"""Views of a campaign's posts: which they are, and choosing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo import clock
from promo.campaigns import rights
from promo.campaigns.posts import screens, service
from promo.errors import Invalid
from promo.pages.texts import KINDS
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("campaign_posts", __name__)
DIGITS = 9
"""What fits an id."""


@blueprint.get("/campaigns/<int:campaign_id>/posts")
def posts(campaign_id: int) -> ResponseReturnValue:
    """Show the posts that are a campaign's, and those that may be."""
    found = rights.see(db(), campaign_id, viewer())
    may_write = rights.may_write(found, viewer()) and found.client.archived_at is None
    query = request.args.to_dict()
    query = query if may_write else {**query, "view": "chosen"}
    return render_template(
        "campaigns/posts/page.html",
        campaign=found,
        client=found.client,
        shown=screens.choosing(db(), found, viewer(), query, clock.now()),
        kinds=KINDS,
        may_write=may_write,
    )


@blueprint.post("/campaigns/<int:campaign_id>/posts")
def choose(campaign_id: int) -> ResponseReturnValue:
    """Let the posts that are ticked be the campaign's, the others that were shown not."""
    found = rights.write(db(), campaign_id, viewer())
    back = redirect(url_for("campaign_posts.posts", campaign_id=found.id, **request.args.to_dict()), 303)  # type: ignore[arg-type]
    try:
        rights.check_open(found.client)
    except Invalid as error:
        flash(_(error.message), "danger")
        return back
    changed = service.choose(db(), found, _ids("shown"), _ids("post"), _ids("paid"))
    told = [
        ngettext("%(num)s post was added", "%(num)s posts were added", changed.added) if changed.added else "",
        ngettext("%(num)s was taken out", "%(num)s were taken out", changed.removed) if changed.removed else "",
        ngettext("%(num)s was changed", "%(num)s were changed", changed.changed) if changed.changed else "",
    ]
    text = ", ".join(part for part in told if part)
    flash(f"{text}." if text else _("Nothing was changed."), "success" if changed.any else "info")
    return back


def _ids(name: str) -> set[int]:
    texts = request.form.getlist(name)
    return {int(one) for one in texts if one.isascii() and one.isdigit() and len(one) <= DIGITS}
