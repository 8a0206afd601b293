"""Views of an item's post: what was found, what is asked, and what a person says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from promo import clock, times
from promo.errors import Invalid, NotFound
from promo.pages.models import Post
from promo.plan import rights
from promo.plan.items.log import Actor
from promo.plan.items.service import check_open
from promo.plan.matching import service
from promo.plan.words import ItemKind, Status
from promo.speech import N_
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from promo.analytics.matching import Pair
    from promo.plan.models import PlanItem

blueprint = Blueprint("plan_matching", __name__)
FIRST_YEAR = 2010
"""Instagram's."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What the item's page shows of its post.

    ``reasons`` speak for the linked post or the one that is asked about, which clients are not. ``late`` is how much
    later than planned it came. ``posts`` can be chosen by hand; ``at`` is what the form of the time begins with;
    ``refused`` the sentence about an answer that could not be taken.
    """

    may_edit: bool
    suggested: Post | None
    reasons: Pair | None
    late: timedelta | None
    passed: bool
    posts: Sequence[Any]
    at: str
    latest: str
    refused: Invalid | None

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to say yet."""
        return self.passed or self.late is not None or self.suggested is not None or self.refused is not None


def panel(item: PlanItem, form: object = None) -> Panel:
    """Return what the item's page shows of its post; ``form`` is the error of a refused answer."""
    is_staff = viewer().role != Role.CLIENT
    may_edit = access.may_edit(viewer()) and item.client.archived_at is None
    now, zone = clock.now(), item.client.time_zone
    suggested = item.suggested_post if is_staff and item.status != Status.PUBLISHED else None
    post = item.post or suggested
    passed = item.planned_at is not None and item.planned_at < now
    soon = item.planned_at is not None and item.planned_at < now + timedelta(days=1)
    choosable = may_edit and item.status in service.OPEN and item.kind != ItemKind.STORY and (soon or suggested)
    refused = form if isinstance(form, Invalid) else None
    typed = request.form.get("at", "") if refused else ""
    return Panel(
        may_edit=may_edit,
        suggested=suggested,
        reasons=service.told(item, post) if post and is_staff else None,
        late=_late(item.planned_at, item.published_at),
        passed=passed,
        posts=service.around(db(), item) if choosable else (),
        at=typed or times.written(min(item.planned_at or now, now), zone),
        latest=times.written(now, zone),
        refused=refused,
    )


@blueprint.post("/plan/items/<int:item_id>/post")
def answer(item_id: int) -> ResponseReturnValue:
    """Say which post the item is (``yes``, a chosen one), which it is not, or that it was published unseen."""
    item = rights.manage(db(), item_id, viewer())
    check_open(item.client)
    try:
        flash(_take(item, request.form.get("action", "")), "success")
    except Invalid as error:
        from promo.plan.items.views import item_page  # noqa: PLC0415 - that page shows this panel

        return item_page(item, 422, matching=error)
    return redirect(url_for("plan_items.item", item_id=item.id) + "#post", 303)


def _take(item: PlanItem, action: str) -> str:
    """Take a person's answer and return what to tell."""
    actor, ident = Actor.of_user(viewer()), request.form.get("post", 0, type=int)
    if action == "yes":
        service.choose(db(), item, _post(item, ident), actor)
        return str(_("The item and its post are linked."))
    if action == "no":
        service.refuse(db(), item, _post(item, ident).id)
        return str(_("It is not asked about this post again."))
    if action == "off":
        service.take_off(db(), item, actor)
        return str(_("The item is not published any more."))
    if action == "hand":
        service.publish_by_hand(db(), item, _moment(item), actor)
        return str(_("The item is published."))
    raise Invalid("action", N_("Choose one of the answers."))


def _moment(item: PlanItem) -> datetime:
    wall = times.parse(request.form.get("at", ""))
    if wall is None or wall.year < FIRST_YEAR:
        raise Invalid("at", N_("Write the time like 2026-11-24 18:30."))
    return times.utc(wall, item.client.time_zone)


def _post(item: PlanItem, ident: int) -> Post:
    post = db().get(Post, ident)
    if post is None or post.page_id != item.page_id:
        raise NotFound
    return post


def _late(planned: datetime | None, published: datetime | None) -> timedelta | None:
    return published - planned if planned and published else None
