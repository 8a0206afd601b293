"""Views of a campaign's days: the grid to type them in, the totals, and the days as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from promo import clock
from promo.campaigns import rights
from promo.campaigns.days import entering, screens, totals
from promo.campaigns.days.entering import Outcome
from promo.campaigns.days.forms import TotalsForm, typed_days
from promo.campaigns.editing.service import Stale
from promo.campaigns.words import METRIC_NAMES, METRICS, MONEY
from promo.errors import Invalid
from promo.responses import table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from werkzeug import Response

    from promo.campaigns.days.entering import Typed
    from promo.campaigns.models import Campaign
    from promo.responses import Ending

blueprint = Blueprint("campaign_days", __name__)
COLUMNS = (
    Column(N_("Day"), "day"),
    *(Column(METRIC_NAMES[name], "number" if name in MONEY else "count") for name in METRICS),
    Column(N_("Source"), "text"),
)


@blueprint.route("/campaigns/<int:campaign_id>/days", methods=["GET", "POST"])
def page(campaign_id: int) -> ResponseReturnValue:
    """Show the days of a campaign, and write those that are typed."""
    if request.method == "GET":
        found = rights.see(db(), campaign_id, viewer())
        return _page(found, _totals(found))
    found = rights.write(db(), campaign_id, viewer())
    typed = typed_days(request.form, clock.today(found.client.time_zone))
    try:
        rights.check_open(found.client)
    except Invalid as error:
        return _page(found, _totals(found), typed=typed, refusal=_(error.message)), 422
    outcome = entering.enter(db(), found, typed, viewer())
    if outcome.faults or outcome.conflicts:
        return _page(found, _totals(found), typed=typed, outcome=outcome), 409 if outcome.conflicts else 422
    _tell(outcome)
    return _back(found)


@blueprint.post("/campaigns/<int:campaign_id>/totals")
def whole(campaign_id: int) -> ResponseReturnValue:
    """Keep what was told for the campaign as a whole."""
    found = rights.write(db(), campaign_id, viewer())
    form = TotalsForm()
    if not form.validate():
        return _page(found, form), 422
    try:
        rights.check_open(found.client)
        if totals.save(db(), found, form.facts(), form.version_number()):
            flash(_("The totals were saved."), "success")
    except Invalid as error:
        form.take(error)
        return _page(found, form), 422
    except Stale as error:
        form.form_errors.append(_(error.message))
        form.version.process(None, data=str(found.version))
        return _page(found, form), 409
    return _back(found)


@blueprint.get("/campaigns/<int:campaign_id>/days.csv", defaults={"ending": "csv"})
@blueprint.get("/campaigns/<int:campaign_id>/days.xlsx", defaults={"ending": "xlsx"})
def table(campaign_id: int, ending: Ending) -> ResponseReturnValue:
    """Give all known days as a file."""
    found = rights.see(db(), campaign_id, viewer())
    rows = [
        (day, *facts.values(), _("typed by hand") if file is None else file)
        for day, facts, file in screens.all_days(db(), found)
    ]
    about = [
        (_("Campaign"), found.name),
        (_("Client"), found.client.name),
        (_("Currency"), found.currency),
        (_("Time zone"), found.client.time_zone),
    ]
    return table_file(ending, f"campaign-{found.id}-days", COLUMNS, rows, title=N_("Days"), about=about)


def _totals(campaign: Campaign) -> TotalsForm:
    form = TotalsForm(formdata=None)
    form.show(campaign)
    return form


def _page(
    campaign: Campaign,
    form: TotalsForm,
    *,
    typed: Sequence[Typed] = (),
    outcome: Outcome | None = None,
    refusal: str = "",
) -> str:
    today = clock.today(campaign.client.time_zone)
    return render_template(
        "campaigns/days/page.html",
        campaign=campaign,
        client=campaign.client,
        grid=screens.grid(db(), campaign, request.args, today, typed=typed, outcome=outcome),
        outcome=outcome or Outcome(),
        form=form,
        refusal=refusal,
        units=screens.UNITS,
        names=METRIC_NAMES,
        money=MONEY,
        may_write=campaign.client.archived_at is None and rights.may_write(campaign, viewer()),
    )


def _tell(outcome: Outcome) -> None:
    if outcome.changed:
        flash(ngettext("%(num)s day was saved.", "%(num)s days were saved.", outcome.changed), "success")
    if outcome.removed:
        flash(ngettext("%(num)s day was removed.", "%(num)s days were removed.", outcome.removed), "success")
    if not outcome.changed and not outcome.removed:
        flash(_("Nothing was changed."), "info")


def _back(campaign: Campaign) -> Response:
    query = {name: request.args[name] for name in ("by", "at") if name in request.args}
    return redirect(url_for("campaign_days.page", campaign_id=campaign.id, **query), 303)  # type: ignore[arg-type]
