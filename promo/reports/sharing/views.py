"""Views of shared reports: the team's list of links, and the page behind a link, for people without an account."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from promo import clock
from promo.clients.models import Client
from promo.errors import Invalid, NotFound
from promo.links import service as links
from promo.links.forms import PasswordForm
from promo.links.views import Closed, Gate, asked_with, keep_private
from promo.pages.models import Page
from promo.reports import pictures
from promo.reports.blocks import BLOCKS
from promo.reports.branding import service as branding
from promo.reports.branding.colours import accent
from promo.reports.kit import parts
from promo.reports.kit import service as kits
from promo.reports.models import ReportLink
from promo.reports.pictures.views import KEPT, answer
from promo.reports.printing import views as files
from promo.reports.sharing import screens, service
from promo.reports.sharing.forms import ReportLinkForm
from promo.responses import small_page
from promo.users import access
from promo.users.signin import cheap, context, db, keep_link, public, take_link, viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from promo.reports.printing.pdf import Look
    from promo.reports.sharing.screens import Shared

blueprint = Blueprint("report_links", __name__)
opened = Blueprint("shared", __name__, url_prefix="/shared")
blueprint.register_blueprint(opened)
GATE = Gate(ReportLink, "shared", "/shared")
keep_private(opened)


@blueprint.route("/clients/<int:client_id>/reports/links", methods=["GET", "POST"])
def client_links(client_id: int) -> ResponseReturnValue:
    """List a client's links, and make a new one."""
    look_up = access.edit if request.method == "POST" else access.see
    client = look_up(db(), Client, client_id, viewer())
    access.require(viewer(), *access.STAFF)
    form = ReportLinkForm()
    pages = db().scalars(select(Page).where(Page.client_id == client.id).order_by(Page.username)).all()
    form.offer(service.published(db(), client), pages, kits.kits(db(), pages))
    if request.method == "GET":
        form.process(None, language=viewer().language, target=request.args.get("target", ""))
    elif form.validate():
        try:
            link, token = service.make(db(), client, form.fields(), viewer(), cheap=cheap())
        except Invalid as error:
            form.take(error)
        else:
            keep_link(url_for("report_links.shared.page", token=token))
            flash(_("The link for %(name)s is made. Its address is shown this once: copy it now.", name=link.name))
            return redirect(url_for("report_links.client_links", client_id=client.id), 303)
    return render_template(
        "reports/sharing/links.html",
        client=client,
        form=form,
        links=service.of_client(db(), client),
        in_force=links.in_force,
        names=parts.BLOCKS | BLOCKS,
        address=take_link(),
        may_edit=access.may_edit(viewer()) and client.archived_at is None,
    ), 422 if form.errors else 200


@blueprint.post("/report-links/<int:link_id>/address")
def renew(link_id: int) -> ResponseReturnValue:
    """Give a link another address."""
    link = access.edit(db(), ReportLink, link_id, viewer())
    try:
        keep_link(url_for("report_links.shared.page", token=links.renew(db(), link)))
    except Invalid as error:
        flash(_(error.message), "danger")
    else:
        told = _(
            "The link for %(name)s has a new address, shown this once. The old one stopped working.", name=link.name
        )
        flash(told)
    return redirect(url_for("report_links.client_links", client_id=link.client_id), 303)


@blueprint.post("/report-links/<int:link_id>/revocation")
def revoke(link_id: int) -> ResponseReturnValue:
    """Make a link stop working."""
    link = access.edit(db(), ReportLink, link_id, viewer())
    links.revoke(db(), link)
    flash(_("The link of %(name)s does not work any more.", name=link.name), "success")
    return redirect(url_for("report_links.client_links", client_id=link.client_id), 303)


@opened.errorhandler(Closed)
def _ask_password(_closed: Closed) -> ResponseReturnValue:
    return _password_page(PasswordForm(formdata=None), asked_with())


@opened.get("/<token>")
@public
def page(token: str) -> ResponseReturnValue:
    """Show what the link shows."""
    link = GATE.enter(token)
    shown: Shared = screens.shared(db(), link, clock.now())
    if request.method == "GET":
        links.opened(db(), link)
    look = _look(link, shown.content["language"])
    with _speaking(shown.content["language"]):
        where = url_for("report_links.shared.page", token=token) + "/pictures"
        html = render_template(
            f"reports/sharing/{'kit' if link.shows == 'kit' else 'page'}.html",
            shown=shown,
            content=shown.content,
            blocks=pictures.placed(shown.blocks, where),
            look=look,
            accent=accent(look.accent) if look.accent else None,
            logo_size=pictures.size(look.logo) if look.logo else None,
            token=token,
        )
    return small_page(html)


@opened.get("/<token>/report.pdf", defaults={"ending": "pdf"})
@opened.get("/<token>/report.xlsx", defaults={"ending": "xlsx"})
@public
def file(token: str, ending: str) -> ResponseReturnValue:
    """Give what the link shows, as a file."""
    link = GATE.enter(token)
    shown = screens.shared(db(), link, clock.now())
    if link.shows == "kit" and ending != "pdf":
        raise NotFound
    version = files.told(shown.version, link.client) if shown.version else ""
    return files.file(shown.content, link.client, ending, version, () if link.shows == "growth" else tuple(link.blocks))


@opened.get("/<token>/logo")
@public
def logo(token: str) -> ResponseReturnValue:
    """Give the logo of whoever the link is from."""
    look = _look(GATE.enter(token), "")
    if look.logo is None:
        raise NotFound
    return send_file(look.logo, mimetype="image/png", max_age=KEPT)


@opened.get("/<token>/pictures/<int:side>/<path:name>")
@public
def picture(token: str, side: int, name: str) -> ResponseReturnValue:
    """Give a picture of what the link shows, and no other."""
    link = GATE.enter(token)
    shown = screens.shared(db(), link, clock.now())
    if name not in pictures.names(shown.content, tuple(link.blocks)):
        raise NotFound
    return answer(name, side)


@opened.post("/<token>/password")
@public
def password(token: str) -> ResponseReturnValue:
    """Let a browser in that knows the password."""
    _link, form, way = GATE.answer(token, "report_links.shared.page")
    return way or _password_page(form, 422)


def _look(link: ReportLink, language: str) -> Look:
    return branding.look(db(), link.client, context().settings.media_dir, language)


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Let the page speak the report's language, whoever reads it."""
    with force_locale(language):
        for name in ("wording", "catalogue"):
            g.pop(name, None)
        yield
    for name in ("wording", "catalogue"):
        g.pop(name, None)


def _password_page(form: PasswordForm, status: int) -> ResponseReturnValue:
    token = (request.view_args or {})["token"]
    return render_template("reports/sharing/password.html", form=form, token=token), status
