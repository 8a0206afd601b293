"""What belongs to no feature: the health check, and a visitor's language and theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request
from sqlalchemy import text

from promo.config import LANGUAGES
from promo.users.signin import db, local_path, public
from promo.web import counting
from promo.web import patterns as all_patterns

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("web", __name__)
YEAR = 31_536_000


@blueprint.get("/-/health")
@public
def health() -> ResponseReturnValue:
    """Answer 200 when the database answers."""
    db().execute(text("SELECT 1"))
    return {"status": "ok"}


@blueprint.get("/-/patterns")
def patterns() -> ResponseReturnValue:
    """Show every component."""
    return all_patterns.show()


@blueprint.get("/how-we-count")
def how_we_count() -> ResponseReturnValue:
    """Show what each metric means."""
    return counting.show()


@blueprint.post("/-/language")
@public
def language() -> ResponseReturnValue:
    """Remember the language of a visitor without an account."""
    answer = redirect(local_path(request.form.get("back")), 303)
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        answer.set_cookie("promo_language", chosen, max_age=YEAR, samesite="Lax")
    return answer
