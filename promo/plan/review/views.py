"""The team's side of approval by link: making links, giving them another address, revoking them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import clock, times
from promo.clients.models import Client
from promo.errors import Invalid
from promo.links import service as secret_links
from promo.plan.items.service import check_open
from promo.plan.review import service
from promo.plan.review.forms import LinkForm
from promo.plan.review.models import ReviewLink
from promo.users import access
from promo.users.signin import cheap, db, keep_link, take_link, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("review", __name__)


@blueprint.route("/clients/<int:client_id>/plan/links", methods=["GET", "POST"])
def links(client_id: int) -> ResponseReturnValue:
    """List a client's links, and make a new one."""
    look_up = access.edit if request.method == "POST" else access.see
    client = look_up(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    form = LinkForm()
    form.offer([(one.id, _named(one, client)) for one in service.choosable(db(), client)])
    if request.method == "GET":
        form.process(None, language=viewer().language)
    elif form.validate():
        try:
            check_open(client)
            link, token = service.make(db(), client, form.fields(), viewer(), cheap=cheap())
        except Invalid as error:
            form.take(error)
        else:
            keep_link(url_for("review_open.page", token=token))
            flash(_("The link for %(name)s is made. Its address is shown this once: copy it now.", name=link.name))
            return redirect(url_for("review.links", client_id=client.id), 303)
    return render_template(
        "plan/review/links.html",
        client=client,
        form=form,
        links=service.links_of(db(), client),
        sizes=service.sizes(db(), client),
        in_force=secret_links.in_force,
        address=take_link(),
        now=clock.now(),
        may_edit=access.may_edit(viewer()) and client.archived_at is None,
    ), 422 if form.errors else 200


@blueprint.post("/plan/links/<int:link_id>/address")
def renew(link_id: int) -> ResponseReturnValue:
    """Give a link another address."""
    link = access.edit(db(), ReviewLink, link_id, viewer())
    try:
        keep_link(url_for("review_open.page", token=secret_links.renew(db(), link)))
    except Invalid as error:
        flash(_(error.message), "danger")
    else:
        flash(
            _("The link for %(name)s has a new address, shown this once. The old one stopped working.", name=link.name)
        )
    return redirect(url_for("review.links", client_id=link.client_id), 303)


@blueprint.post("/plan/links/<int:link_id>/revocation")
def revoke(link_id: int) -> ResponseReturnValue:
    """Make a link stop working."""
    link = access.edit(db(), ReviewLink, link_id, viewer())
    secret_links.revoke(db(), link)
    flash(_("The link of %(name)s does not work any more.", name=link.name), "success")
    return redirect(url_for("review.links", client_id=link.client_id), 303)


def _named(item: PlanItem, client: Client) -> str:
    at = times.written(item.planned_at, client.time_zone).replace("T", " ")
    title = item.title or item.caption.partition("\n")[0][:60]
    return f"{title} · {at}" if at else title
