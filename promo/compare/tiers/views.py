"""The screen of the tiers, for owners and managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from promo import clock
from promo.compare.tiers import service
from promo.compare.tiers.forms import TiersForm
from promo.users import access
from promo.users.access import EDITORS
from promo.users.signin import context, db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("tiers", __name__)


@blueprint.route("/settings/tiers", methods=["GET", "POST"])
def tiers() -> ResponseReturnValue:
    """Show the tiers, and change them."""
    access.require(viewer(), *EDITORS)
    form = TiersForm()
    status = 200
    if not form.is_submitted():
        form.show(service.tiers(db()))
    elif form.validate() and form.judge(clock.today(context().settings.time_zone)):
        service.save(db(), form.tiers)
        flash(_("The tiers were saved."), "success")
        return redirect(url_for("tiers.tiers"), 303)
    else:
        form.spare()
        status = 422
    return render_template("compare/tiers.html", form=form, are_own=service.are_own(db())), status


@blueprint.post("/settings/tiers/reset")
def reset() -> ResponseReturnValue:
    """Go back to the usual tiers."""
    access.require(viewer(), *EDITORS)
    service.reset(db())
    flash(_("The usual tiers are in use again."), "success")
    return redirect(url_for("tiers.tiers"), 303)
