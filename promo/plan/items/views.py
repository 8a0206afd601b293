"""Views of one item: its page, writing it, its versions."""

from __future__ import annotations

from dataclasses import asdict, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import times
from promo.clients.models import Client
from promo.errors import Invalid, NotFound
from promo.plan import limits, rights
from promo.plan.items import differences, history, restoring, screens, service
from promo.plan.items.forms import ItemForm
from promo.plan.items.log import Actor
from promo.plan.items.merging import merge
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanTemplate
from promo.plan.words import ItemKind, Status
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_items", __name__)
PANELS = {
    "approvals": "promo.plan.approvals.views",
    "matching": "promo.plan.matching.views",
    "media": "promo.plan.media.views",
    "tasks": "promo.plan.tasks.views",
    "comments": "promo.plan.comments.views",
}
"""The parts of an item's page: each module has a ``panel``, each a template ``plan/<name>/_panel.html``."""


def item_page(item: PlanItem, status: int = 200, **forms: object) -> ResponseReturnValue:
    """Return the page of ``item``; ``forms`` are those that were refused, by the name of their panel."""
    panels = {name: import_module(module).panel(item, forms.get(name)) for name, module in PANELS.items()}
    return render_template(
        "plan/items/page.html",
        item=item,
        client=item.client,
        panels=panels,
        powers=screens.powers(db(), item, viewer()),
        caption=limits.count(item.caption),
        limits=limits,
        lost_page=screens.lost_page(db(), item),
        local=times.local,
        written=times.written,
    ), status


@blueprint.get("/plan/items/<int:item_id>")
def item(item_id: int) -> ResponseReturnValue:
    """Show an item."""
    return item_page(rights.see(db(), item_id, viewer()))


@blueprint.route("/clients/<int:client_id>/plan/items/new", methods=["GET", "POST"])
def new(client_id: int) -> ResponseReturnValue:
    """Write a new item."""
    client = access.edit(db(), Client, client_id, viewer())
    form = ItemForm()
    form.offer(screens.choices(db(), client))
    if request.method == "GET":
        form.show(_suggested(client), client.time_zone, 1)
    elif form.validate():
        try:
            service.check_open(client)
            made = service.add(db(), client, form.fields(client.time_zone), Actor.of_user(viewer()), uid=form.token())
        except Invalid as error:
            form.take(error)
        else:
            flash(_moved_on(form, client) or _("The item is in the plan."), "success")
            return redirect(url_for("plan_items.item", item_id=made.id), 303)
    return _form(form, client, None)


@blueprint.route("/plan/items/<int:item_id>/edit", methods=["GET", "POST"])
def edit(item_id: int) -> ResponseReturnValue:
    """Change what an item says."""
    found = rights.write(db(), item_id, viewer())
    form = ItemForm()
    form.offer(screens.choices(db(), found.client, found))
    zone = found.client.time_zone
    if request.method == "GET":
        form.show(ItemFields.of(found), zone, found.version)
    elif form.validate():
        try:
            service.check_open(found.client)
            _save(found, form)
        except Invalid as error:
            form.take(error)
        except service.Stale:
            return _stale(form, found)
        else:
            return redirect(url_for("plan_items.item", item_id=found.id), 303)
    return _form(form, found.client, found)


@blueprint.get("/plan/items/<int:item_id>/versions")
def versions(item_id: int) -> ResponseReturnValue:
    """Show what was changed, by whom and when."""
    found = _staff_item(item_id)
    kept = list(history.versions(db(), found))
    told = [
        (one, differences.differences(before.fields, one.fields) if before else None)
        for one, before in zip(kept, [*kept[1:], None], strict=True)
    ]
    return _versions(found, told=told)


@blueprint.get("/plan/items/<int:item_id>/versions/<int:number>")
def version(item_id: int, number: int) -> ResponseReturnValue:
    """Show a version beside the present one (or beside ``?with=``)."""
    found = _staff_item(item_id)
    one = _version(found, number)
    other = _version(found, request.args.get("with", found.version, type=int))
    return _versions(found, one=one, other=other, differences=differences.differences(one.fields, other.fields))


@blueprint.post("/plan/items/<int:item_id>/versions/<int:number>/restoration")
def restore(item_id: int, number: int) -> ResponseReturnValue:
    """Let the item say again what it said then."""
    found = rights.write(db(), item_id, viewer())
    service.check_open(found.client)
    lost = restoring.restore(db(), found, _version(found, number), Actor.of_user(viewer()))
    flash(_("The item says again what it said in version %(number)s.", number=number), "success")
    if lost:
        names = ", ".join(_(differences.NAMES[name]) for name in lost)
        flash(_("Not brought back, as it is no longer there: %(names)s.", names=names), "warning")
    return redirect(url_for("plan_items.item", item_id=found.id), 303)


@blueprint.post("/plan/items/<int:item_id>/copies")
def copy(item_id: int) -> ResponseReturnValue:
    """Make a draft that says the same, without a time."""
    found = rights.manage(db(), item_id, viewer())
    service.check_open(found.client)
    says = replace(ItemFields.of(found), planned_at=None, review_by=None)
    made = service.add(
        db(), found.client, says, Actor.of_user(viewer()), status=Status.DRAFT, uid=restoring.token(request.form)
    )
    restoring.copy_media(db(), found, made, Actor.of_user(viewer()))
    flash(_("This is the copy: a draft without a time."), "success")
    return redirect(url_for("plan_items.edit", item_id=made.id), 303)


@blueprint.post("/plan/items/<int:item_id>/removal")
def remove(item_id: int) -> ResponseReturnValue:
    """Remove an item for good."""
    found = rights.manage(db(), item_id, viewer())
    service.check_open(found.client)
    client_id = found.client_id
    service.remove(db(), found)
    flash(_("The item was removed."), "success")
    return redirect(url_for("plan.client_plan", client_id=client_id), 303)


def _save(found: PlanItem, form: ItemForm) -> None:
    before = found.status
    names = service.change(
        db(), found, form.fields(found.client.time_zone), form.version_number(), Actor.of_user(viewer())
    )
    if not names:
        flash(_("Nothing was changed."), "info")
    elif found.status != before:
        flash(_("Saved. It was approved or in review before: approval is asked for again."), "success")
    else:
        flash(_moved_on(form, found.client) or _("The item was saved."), "success")


def _stale(form: ItemForm, found: PlanItem) -> ResponseReturnValue:
    """Show what the other person changed; what was typed stays, and fields that only they changed are theirs."""
    zone = found.client.time_zone
    theirs = history.snapshot(found)
    opened = history.version(db(), found, form.version_number())
    base: dict[str, Any] = opened.fields if opened else theirs
    mine = {**theirs, **restoring.plain(asdict(form.fields(zone)))}
    merged = merge(base, theirs, mine)
    form.show(ItemFields.of_snapshot(merged.values), zone, found.version)
    form.form_errors.append(_(service.Stale.message))
    newest = history.version(db(), found, found.version)
    return _form(
        form,
        found.client,
        found,
        stale=differences.differences(base, theirs),
        disputed=merged.disputed,
        by=newest.user.name if newest and newest.user else "",
        at=newest.at if newest else None,
        status=409,
    )


def _form(
    form: ItemForm, client: Client, found: PlanItem | None, status: int | None = None, **more: object
) -> ResponseReturnValue:
    answer = status or (422 if form.errors else 200)
    return render_template(
        "plan/items/form.html", form=form, client=client, item=found, limits=limits, local=times.local, **more
    ), answer


def _versions(found: PlanItem, **shown: object) -> ResponseReturnValue:
    return render_template(
        "plan/items/versions.html",
        item=found,
        client=found.client,
        powers=screens.powers(db(), found, viewer()),
        local=times.local,
        moment=history.moment,
        **{"told": None, "one": None, "other": None, "differences": None, **shown},
    )


def _staff_item(item_id: int) -> PlanItem:
    """Return the item for the team; what was thought on the way is not for clients."""
    found = rights.see(db(), item_id, viewer())
    if viewer().role == Role.CLIENT:
        raise NotFound
    return found


def _version(found: PlanItem, number: int) -> Any:  # noqa: ANN401 - a row
    one = history.version(db(), found, number)
    if one is None:
        raise NotFound
    return one


def _suggested(client: Client) -> ItemFields:
    """Return what a new item begins with: what the address says, and a template's texts."""
    wall = times.parse(request.args.get("at", ""))
    says = ItemFields(planned_at=times.utc(wall, client.time_zone) if wall else None)
    ident = request.args.get("template", 0, type=int)
    if ident:
        template = access.see(db(), PlanTemplate, ident, viewer())
        said = {**template.fields, "planned_at": None, "review_by": None}
        says = replace(ItemFields.of_snapshot(said), planned_at=says.planned_at)
    pages = screens.choices(db(), client).pages
    page_id = request.args.get("page", 0, type=int)
    if page_id in {ident for ident, _name in pages}:
        says = replace(says, page_id=page_id)
    elif says.page_id is None and len(pages) == 1:
        says = replace(says, page_id=pages[0][0])
    kind = request.args.get("kind")
    return replace(says, kind=kind) if kind in set(ItemKind) else says


def _moved_on(form: ItemForm, client: Client) -> str | None:
    """Return what to tell of a time that the clock skips."""
    wall = form.planned_at.data
    if wall is None or times.occurs(wall, client.time_zone):
        return None
    at = times.local(times.utc(wall, client.time_zone), client.time_zone)
    return str(_("Saved. The clock is put forward then: the item is at %(time)s now.", time=at.strftime("%H:%M")))
