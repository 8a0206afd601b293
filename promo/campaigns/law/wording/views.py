"""The screen of the texts about the law, for owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from promo.campaigns.law import texts
from promo.campaigns.law.wording import service
from promo.campaigns.law.wording.forms import TextForm
from promo.config import LANGUAGES
from promo.errors import Conflict, Invalid
from promo.users import access
from promo.users.models import Role
from promo.users.signin import db, viewer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("law_texts", __name__)


@blueprint.get("/settings/law")
def page() -> ResponseReturnValue:
    """Show all texts about the law, each with its default."""
    access.require(viewer(), Role.OWNER)
    return _page()


@blueprint.post("/settings/law/<key>/<language>")
def save(key: str, language: str) -> ResponseReturnValue:
    """Word a text anew."""
    access.require(viewer(), Role.OWNER)
    form = TextForm(prefix=_prefix(key, language))
    status = 422
    if form.validate():
        try:
            if service.save(db(), (key, language), form.text.data or "", form.opened.data or "", viewer()):
                flash(_("The text was saved."), "success")
            return _back(key)
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.text.errors = [_(error.message)]
            form.opened.process(None, data=service.stamp(texts.own(db()).get((key, language))))
            status = 409
    return _page((key, language), form), status


@blueprint.post("/settings/law/<key>/<language>/reset")
def reset(key: str, language: str) -> ResponseReturnValue:
    """Go back to a text's default."""
    access.require(viewer(), Role.OWNER)
    service.reset(db(), (key, language))
    flash(_("The default text is in use again."), "success")
    return _back(key)


def _page(place: tuple[str, str] | None = None, tried: TextForm | None = None) -> str:
    """Return the screen; ``tried`` is the form of the text at ``place`` that could not be saved."""
    own = texts.own(db())
    forms = {}
    for key in texts.DEFAULTS:
        for language in texts.LANGUAGES:
            found = own.get((key, language))
            said = found.text if found else texts.default(key, language)
            shown = {"text": said, "opened": service.stamp(found)}
            forms[key, language] = TextForm(None, prefix=_prefix(key, language), data=shown)
    if place is not None and tried is not None:
        forms[place] = tried
    return render_template(
        "campaigns/law/texts.html",
        names=texts.NAMES,
        defaults=texts.DEFAULTS,
        law_languages={name: LANGUAGES[name] for name in texts.LANGUAGES},
        own=own,
        text_forms=forms,
        most=service.LONGEST,
    )


def _prefix(key: str, language: str) -> str:
    return f"{key}-{language}-"


def _back(key: str) -> ResponseReturnValue:
    return redirect(url_for("law_texts.page", _anchor=key), 303)
