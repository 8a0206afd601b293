"""Views of a campaign's lift: the screen, and its chart as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_babel import gettext as _

from promo import clock
from promo.campaigns import rights
from promo.campaigns.lift import screens
from promo.campaigns.lift.reading import TAIL
from promo.charts.lift import Words
from promo.responses import figure_file
from promo.speech import N_
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.campaigns.lift.screens import Shown
    from promo.campaigns.models import Campaign
    from promo.responses import Ending

blueprint = Blueprint("campaign_lift", __name__)


@blueprint.get("/campaigns/<int:campaign_id>/lift")
def lift(campaign_id: int) -> ResponseReturnValue:
    """Show what a campaign brought by estimate."""
    found = rights.see(db(), campaign_id, viewer())
    return render_template(
        "campaigns/lift/page.html", campaign=found, client=found.client, shown=_shown(found), tail=TAIL
    )


@blueprint.get("/campaigns/<int:campaign_id>/lift.csv", defaults={"ending": "csv"})
@blueprint.get("/campaigns/<int:campaign_id>/lift.xlsx", defaults={"ending": "xlsx"})
def chart_file(campaign_id: int, ending: Ending) -> ResponseReturnValue:
    """Give the numbers of the chart."""
    found = rights.see(db(), campaign_id, viewer())
    about = [(_("Campaign"), found.name), (_("Client"), found.client.name), (_("Time zone"), found.client.time_zone)]
    title = N_("Followers with and without the campaign")
    return figure_file(ending, f"campaign-{found.id}-lift", _shown(found).chart, _("Day"), title=title, about=about)


def _shown(campaign: Campaign) -> Shown:
    words = Words(
        followers=_("Followers"),
        without=_("Expected without it"),
        band80=_("80 of 100 cases"),
        band95=_("95 of 100 cases"),
    )
    return screens.page(db(), campaign, viewer(), clock.now(), words)
