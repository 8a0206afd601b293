"""Views of plan and fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from promo import clock
from promo.clients.models import Client
from promo.pages.texts import KINDS
from promo.plan.facts import screens
from promo.plan.words import KIND_NAMES, STATUS_NAMES, ItemKind, Status
from promo.responses import table_file
from promo.sheets import Column
from promo.speech import N_
from promo.users import access
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.analytics.plan import Group
    from promo.plan.facts.screens import Shown
    from promo.responses import Ending
    from promo.sheets import Value

blueprint = Blueprint("plan_facts", __name__)
BY = {"rubric": N_("Rubric"), "kind": N_("Kind")}
GROUPS = (
    Column(N_("By"), "text"),
    Column(N_("Group"), "text"),
    Column(N_("Planned"), "count"),
    Column(N_("Published"), "count"),
    Column(N_("Not published in time"), "count"),
    Column(N_("Likes, median"), "number"),
    Column(N_("Posts with an engagement rate"), "count"),
    Column(N_("Engagement rate of planned posts"), "fraction"),
    Column(N_("Against the usual"), "fraction"),
    Column(N_("At least"), "fraction"),
    Column(N_("At most"), "fraction"),
)
ITEMS = (
    Column(N_("Item"), "text"),
    Column(N_("Page"), "text"),
    Column(N_("Kind"), "text"),
    Column(N_("Rubric"), "text"),
    Column(N_("Status"), "text"),
    Column(N_("Planned time"), "moment"),
    Column(N_("Published at"), "moment"),
    Column(N_("Delay, minutes"), "number"),
    Column(N_("Likes"), "count"),
    Column(N_("Engagement rate"), "fraction"),
    Column(N_("Against the usual"), "fraction"),
)


@blueprint.get("/clients/<int:client_id>/plan/facts")
def facts(client_id: int) -> ResponseReturnValue:
    """Show what was planned beside what was published."""
    client = access.see(db(), Client, client_id, viewer())
    shown = screens.shown(db(), client, viewer(), request.args)
    return render_template("plan/facts/page.html", client=client, shown=shown, name=_name, by=BY, post_kinds=KINDS)


@blueprint.get("/clients/<int:client_id>/plan/facts.csv", defaults={"ending": "csv"})
@blueprint.get("/clients/<int:client_id>/plan/facts.xlsx", defaults={"ending": "xlsx"})
def facts_file(client_id: int, ending: Ending) -> ResponseReturnValue:
    """Give the groups as a file, or with ``?table=items`` the items, in the order of the screen."""
    client = access.see(db(), Client, client_id, viewer())
    shown = screens.shown(db(), client, viewer(), request.args)
    period = shown.choice.period
    about = [(_("Client"), client.name), (_("Period"), f"{period.start} – {period.end}")]
    name = f"plan-{client.id}-{period.start}-{period.end}"
    if request.args.get("table") == "items":
        return table_file(ending, f"{name}-items", ITEMS, _items(shown, client), title=N_("Items"), about=about)
    return table_file(ending, name, GROUPS, _groups(shown), title=N_("Plan and fact"), about=about)


def _groups(shown: Shown) -> list[list[Value]]:
    return [
        [
            str(_(BY[by])), _name(one), one.planned, one.published, one.missed, one.likes, one.counted, one.er,
            one.difference, one.low, one.high,
        ]
        for by, groups in shown.groups.items()
        for one in groups
    ]  # fmt: skip


def _items(shown: Shown, client: Client) -> list[list[Value]]:
    zone = clock.zone(client.time_zone)
    return [
        [
            row.told,
            row.page,
            str(_(KIND_NAMES[ItemKind(one.kind)])),
            one.rubric,
            str(_(STATUS_NAMES[Status(row.status)])),
            one.planned_at.astimezone(zone),
            one.published_at.astimezone(zone) if one.published_at else None,
            one.late.total_seconds() / 60 if one.late is not None else None,
            one.likes,
            one.er,
            one.ratio - 1 if one.ratio is not None else None,
        ]
        for row in shown.found
        for one in [row.entry]
    ]


def _name(group: Group) -> str:
    """Return what a group is called: a kind by its name, a rubric as it is."""
    if group.key in set(ItemKind):
        return str(_(KIND_NAMES[ItemKind(str(group.key))]))
    return str(group.key) if group.key is not None else str(_("No rubric"))
