"""The rates of exchange: owners and managers enter them, the team reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import clock
from promo.campaigns.rates import screens, service
from promo.campaigns.rates.forms import RateForm
from promo.errors import Invalid
from promo.users import access
from promo.users.access import EDITORS, STAFF
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("rates", __name__)


@blueprint.route("/settings/rates", methods=["GET", "POST"])
def rates() -> ResponseReturnValue:
    """List the rates, and enter one."""
    access.require(viewer(), *(STAFF if request.method == "GET" else EDITORS))
    form = RateForm()
    if not form.is_submitted():
        day = clock.today(viewer().time_zone)
        form.process(data={name: request.args.get(name, "").upper()[:3] for name in ("base", "quote")} | {"day": day})
    elif form.validate():
        try:
            service.enter(db(), form.fields(), viewer())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The rate was saved."), "success")
            return redirect(url_for("rates.rates", currency=request.args.get("currency")), 303)
    return render_template(
        "campaigns/rates/page.html",
        form=form,
        shown=screens.rates(db(), request.args),
        may_edit=access.may_edit(viewer()),
    ), 422 if form.errors else 200


@blueprint.post("/settings/rates/<int:rate_id>/removal")
def remove(rate_id: int) -> ResponseReturnValue:
    """Remove a rate."""
    access.require(viewer(), *EDITORS)
    service.remove(db(), rate_id)
    flash(_("The rate was removed."), "success")
    return redirect(url_for("rates.rates", currency=request.args.get("currency")), 303)
