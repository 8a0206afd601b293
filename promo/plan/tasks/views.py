"""Views of tasks: those of an item, and one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo import clock
from promo.errors import Invalid
from promo.plan import rights
from promo.plan.approvals import reminding, waiting
from promo.plan.items import screens
from promo.plan.items.service import check_open
from promo.plan.tasks import service
from promo.plan.tasks.forms import TaskForm
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, local_path, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_tasks", __name__)


def panel(item: PlanItem, form: object = None) -> object:
    """Return what the item's page shows of its tasks, which are the team's alone."""
    if viewer().role == Role.CLIENT:
        return None
    is_open = item.client.archived_at is None
    if not isinstance(form, TaskForm):
        form = TaskForm(formdata=None)
        form.offer(screens.choices(db(), item.client).people)
    return {
        "tasks": service.of_item(db(), item),
        "form": form,
        "today": clock.today(item.client.time_zone),
        "may_edit": is_open and access.may_edit(viewer()),
        "is_open": is_open,
    }


@blueprint.post("/plan/items/<int:item_id>/tasks")
def add(item_id: int) -> ResponseReturnValue:
    """Give somebody a task."""
    item = rights.manage(db(), item_id, viewer())
    check_open(item.client)
    form = TaskForm()
    form.offer(screens.choices(db(), item.client).people)
    if form.validate():
        try:
            service.add(db(), item, form.fields(), viewer())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The task stands on the list."), "success")
            return redirect(url_for("plan_items.item", item_id=item.id) + "#tasks", 303)
    from promo.plan.items.views import item_page  # noqa: PLC0415 - that page shows this panel

    return item_page(item, 422, tasks=form)


@blueprint.post("/plan/items/<int:item_id>/tasks/<int:task_id>")
def finish(item_id: int, task_id: int) -> ResponseReturnValue:
    """Say that a task is done, or is not."""
    item = rights.see(db(), item_id, viewer())
    check_open(item.client)
    service.finish(db(), item, service.of(db(), task_id, item), viewer(), done=request.form.get("done") == "yes")
    back = url_for("plan_items.item", item_id=item.id) + "#tasks"
    return redirect(local_path(request.form.get("back")) if request.form.get("back") else back, 303)


@blueprint.post("/plan/items/<int:item_id>/tasks/<int:task_id>/removal")
def remove(item_id: int, task_id: int) -> ResponseReturnValue:
    """Remove a task."""
    item = rights.manage(db(), item_id, viewer())
    check_open(item.client)
    service.remove(db(), service.of(db(), task_id, item))
    flash(_("The task was removed."), "success")
    return redirect(url_for("plan_items.item", item_id=item.id) + "#tasks", 303)


@blueprint.get("/plan/tasks")
def mine() -> ResponseReturnValue:
    """Show what one has to do."""
    return render_template(
        "plan/tasks/mine.html",
        client=None,
        tasks=service.mine(db(), viewer()),
        assigned=service.assigned(db(), viewer()),
        waiting=waiting.for_user(db(), viewer()),
        reminders=reminding.of(db(), viewer()),
        now=clock.now(),
    )
