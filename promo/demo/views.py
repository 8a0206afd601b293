"""The demo's button: fill it in the background, watch it fill, go in, come out again."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from sqlalchemy import exists, select

from promo.clients.models import Client
from promo.demo import place
from promo.errors import Conflict, NotFound
from promo.speech import N_
from promo.users import access
from promo.users.models import Role
from promo.users.signin import address, context, cookie_name, db, public, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from promo.config import Settings

blueprint = Blueprint("demo", __name__)
log = logging.getLogger(__name__)
STEPS = 32
IN_USE = N_("This installation has clients already. The demo is only offered on an empty one.")


@blueprint.post("/demo")
def fill() -> ResponseReturnValue:
    """Begin to fill the demo, beside the real data; where it is filled already, go in."""
    settings = _offered()
    if place.is_filled(settings):
        return enter()
    if place.begin(settings):
        Thread(target=_fill, args=(settings, viewer().language), name="demo", daemon=True).start()
    return redirect(url_for("demo.filling"), 303)


@blueprint.get("/demo")
def filling() -> ResponseReturnValue:
    """Show how far the demo is; without one there is nothing to see."""
    settings = _offered()
    if place.progress(settings) is None and not place.is_filled(settings):
        return redirect(url_for("home.portfolio"))
    return render_template("demo/filling.html", **_state(settings))


@blueprint.get("/demo/progress")
def progress() -> ResponseReturnValue:
    """Show the same as a part of that screen, which asks for it again each second."""
    return render_template("demo/_progress.html", **_state(_offered()))


@blueprint.post("/demo/entry")
def enter() -> ResponseReturnValue:
    """Go into the demo, as its owner: from now on this browser sees the demo instead of the real data."""
    settings = _offered()
    if not place.is_filled(settings):
        raise NotFound
    agent = request.headers.get("User-Agent", "")
    token = place.let_in(settings, user_agent=agent, address=address())
    answer = redirect(url_for("home.portfolio"), 303)
    if request.headers.get("HX-Request"):
        answer = make_response("", 200, {"HX-Redirect": url_for("home.portfolio")})
    answer.set_cookie(place.COOKIE, place.INSIDE, httponly=True, samesite="Lax", secure=request.is_secure)
    name = cookie_name(place.demo_settings(settings))
    answer.set_cookie(name, token, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


@blueprint.post("/demo/exit")
@public
def leave() -> ResponseReturnValue:
    """Leave the demo: this browser sees the real data again. The demo stays as it is."""
    answer = redirect(url_for("home.portfolio"), 303)
    answer.delete_cookie(place.COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _offered() -> Settings:
    """Return the settings where the demo may be offered: to an owner, while there is no client."""
    access.require(viewer(), Role.OWNER)
    settings = context().settings
    if settings.demo or db().scalar(select(exists().select_from(Client))):
        raise Conflict(IN_USE)
    return settings


def _state(settings: Settings) -> dict[str, object]:
    state = place.progress(settings)
    return {
        "filled": state is None and place.is_filled(settings),
        "failed": state is not None and "failed" in state,
        "done": (state or {}).get("done", 0),
        "steps": STEPS,
    }


def _fill(settings: Settings, language: str) -> None:
    try:
        place.fill(settings, language, lambda done: place.tell(settings, done=done))
        place.end(settings)
    except Exception:
        log.exception("the demo could not be filled")
        place.tell(settings, failed=1)
