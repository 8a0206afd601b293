"""Coming in, one's own settings, and the people."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from promo.errors import Conflict, Invalid
from promo.speech import N_
from promo.users import access, forms, invitations, screens, service, sessions, throttle
from promo.users.access import EDITORS
from promo.users.models import ROLE_NAMES, Invitation, Role, User
from promo.users.service import NewPerson
from promo.users.signin import (
    cheap,
    check_password,
    context,
    db,
    keep_link,
    local_path,
    public,
    sign_in_user,
    sign_out_user,
    take_link,
    user_session,
    viewer,
    viewer_or_none,
)
from promo.users.throttle import TooManyAttempts

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from wtforms import StringField

    from promo.forms import Form

blueprint = Blueprint("users", __name__)
WRONG_PASSWORD = N_("The current password is wrong. Enter it again.")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Let a person in; on a fresh installation, say where to begin."""
    if viewer_or_none() is not None:
        return redirect(local_path(request.args.get("next")), 303)
    if not service.has_people(db()):
        return render_template("users/begin.html")
    form = forms.SignInForm()
    if not form.validate_on_submit():
        return _form_page("users/sign_in.html", form)
    try:
        person = check_password(_typed(form.email), _typed(form.password))
    except TooManyAttempts as error:
        return _too_many("users/sign_in.html", form, error)
    if person is None:
        form.form_errors.append(_("The e-mail or the password is wrong. Check both and try again."))
        return _form_page("users/sign_in.html", form)
    sign_in_user(person)
    return redirect(local_path(request.args.get("next")), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    sign_out_user()
    return redirect(url_for("users.sign_in"), 303)


@blueprint.route("/first-start/<token>", methods=["GET", "POST"])
@public
def first_start(token: str) -> ResponseReturnValue:
    """Make the first owner and sign them in."""
    viewer_or_none()
    service.check_first_start(db(), token)
    form = forms.FirstStartForm(time_zone=context().settings.time_zone)
    if form.validate_on_submit():
        try:
            owner = service.make_owner(db(), token, _new_person(form, _typed(form.email), Role.OWNER), cheap=cheap())
            sign_in_user(owner)
            return redirect(url_for("home.portfolio"), 303)
        except Invalid as error:
            form.take(error)
    return _form_page("users/first_start.html", form)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Let an invited person make their account, or somebody who forgot it set a new password."""
    viewer_or_none()
    link = invitations.find(db(), token)
    reset = link.user_id is not None
    form = forms.ResetForm() if reset else forms.AcceptForm(name=link.name, time_zone=context().settings.time_zone)
    if form.validate_on_submit():
        try:
            sign_in_user(_redeem(link, form))
            return redirect(url_for("home.portfolio"), 303)
        except Invalid as error:
            form.take(error)
    return _form_page("users/reset.html" if reset else "users/accept.html", form, link=link, role_names=ROLE_NAMES)


@blueprint.route("/settings", methods=["GET", "POST"])
def settings() -> ResponseReturnValue:
    """Show a person's own settings; change their name and e-mail."""
    form = forms.ProfileForm(obj=viewer())
    if form.validate_on_submit():
        try:
            _change_profile(form)
            flash(_("Your name and e-mail are saved."), "success")
            return redirect(url_for("users.settings"), 303)
        except Invalid as error:
            form.take(error)
        except TooManyAttempts as error:
            return _too_many("users/settings.html", form, error, **_settings_parts())
    return _form_page("users/settings.html", form, **_settings_parts())


@blueprint.post("/settings/preferences")
def preferences() -> ResponseReturnValue:
    """Change language, time zone or theme; what is not sent stays."""
    form = forms.PreferencesForm(obj=viewer())
    if form.validate_on_submit():
        chosen = {name: form[name].data for name in ("language", "time_zone", "theme")}
        service.change_preferences(viewer(), **chosen)
        return redirect(local_path(request.form.get("back") or url_for("users.settings")), 303)
    parts = {**_settings_parts(), "preferences": form}
    return render_template("users/settings.html", form=forms.ProfileForm(formdata=None, obj=viewer()), **parts), 422


@blueprint.route("/settings/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change the password and end the person's other sessions."""
    form = forms.PasswordForm()
    if form.validate_on_submit():
        try:
            _ask_password(form)
            service.set_password(db(), viewer(), _typed(form.password), keep=user_session(), cheap=cheap())
            flash(_("The password is changed. All other browsers were signed out."), "success")
            return redirect(url_for("users.settings"), 303)
        except Invalid as error:
            form.take(error)
        except TooManyAttempts as error:
            return _too_many("users/password.html", form, error)
    return _form_page("users/password.html", form)


@blueprint.post("/settings/sessions/end")
def end_sessions() -> ResponseReturnValue:
    """End one of the person's sessions, or all but this one."""
    one = request.form.get("session_id", type=int)
    if one is None:
        sessions.end_all(db(), viewer(), but=user_session())
        flash(_("All other browsers are signed out."), "success")
    else:
        sessions.end(db(), viewer(), one)
        flash(_("That browser is signed out."), "success")
    return redirect(url_for("users.settings"), 303)


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """List the people and the open links."""
    access.require(viewer(), *EDITORS)
    return render_template("users/people.html", screen=screens.people(db(), viewer()))


@blueprint.route("/people/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Make a link that lets one person make their account; show it once."""
    access.require(viewer(), *EDITORS)
    form = forms.InviteForm(clients=request.args.getlist("client", type=int))
    form.offer(access.invitable_roles(viewer()), access.editable_clients(db(), viewer()))
    if form.validate_on_submit():
        try:
            token = invitations.invite(db(), viewer(), _wish(form))
            keep_link(url_for("users.invitation", token=token))
            return redirect(url_for("users.invite"), 303)
        except Invalid as error:
            form.take(error)
    return _form_page("users/invite.html", form, links=screens.links(db(), viewer()), link=take_link())


@blueprint.post("/people/invitations/<int:invitation_id>/revocation")
def revoke(invitation_id: int) -> ResponseReturnValue:
    """Make an open link stop working."""
    access.require(viewer(), *EDITORS)
    invitations.revoke(db(), viewer(), invitation_id)
    flash(_("The link is revoked."), "success")
    return redirect(url_for("users.people"), 303)


@blueprint.route("/people/<int:user_id>", methods=["GET", "POST"])
def person(user_id: int) -> ResponseReturnValue:
    """Show a person; change their role and their clients."""
    who = access.edit_person(db(), user_id, viewer())
    screen = screens.person(db(), who, viewer())
    form = forms.PersonForm(role=who.role, clients=screen.client_ids, seen=screen.seen)
    form.offer(screen.offered)
    if not form.validate_on_submit():
        return _form_page("users/person.html", form, screen=screen, link=take_link())
    if form.seen.data != screen.seen:
        raise Conflict
    offered = [client.id for client in screen.offered]
    service.change_person(db(), who, Role(form.role.data), form.clients.data or (), offered)
    flash(_("The role and the clients of %(name)s are saved.", name=who.name), "success")
    return redirect(url_for("users.people"), 303)


@blueprint.post("/people/<int:user_id>/disabling")
def disable(user_id: int) -> ResponseReturnValue:
    """Keep a person out."""
    who = access.edit_person(db(), user_id, viewer())
    if who is viewer():
        raise Conflict(N_("You cannot disable your own account. Ask another owner to do it."))
    service.disable(db(), who)
    flash(_("%(name)s can no longer sign in.", name=who.name), "success")
    return redirect(url_for("users.person", user_id=user_id), 303)


@blueprint.post("/people/<int:user_id>/disabling/end")
def enable(user_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    who = access.edit_person(db(), user_id, viewer())
    service.enable(who)
    flash(_("%(name)s can sign in again.", name=who.name), "success")
    return redirect(url_for("users.person", user_id=user_id), 303)


@blueprint.post("/people/<int:user_id>/sessions/end")
def end_person_sessions(user_id: int) -> ResponseReturnValue:
    """Sign a person out everywhere (an owner's own browser stays signed in)."""
    who = access.edit_person(db(), user_id, viewer())
    sessions.end_all(db(), who, but=user_session() if who is viewer() else None)
    flash(_("%(name)s is signed out everywhere.", name=who.name), "success")
    return redirect(url_for("users.person", user_id=user_id), 303)


@blueprint.post("/people/<int:user_id>/reset-link")
def reset_link(user_id: int) -> ResponseReturnValue:
    """Make a link by which a person sets a new password; show it once."""
    who = access.edit_person(db(), user_id, viewer())
    token = invitations.reset_link(db(), who, viewer())
    keep_link(url_for("users.invitation", token=token))
    return redirect(url_for("users.person", user_id=user_id), 303)


def _form_page(template: str, form: Form, **parts: object) -> ResponseReturnValue:
    return render_template(template, form=form, **parts), 422 if form.is_submitted() else 200


def _too_many(template: str, form: Form, error: TooManyAttempts, **parts: object) -> ResponseReturnValue:
    form.form_errors.append(_(error.message, **error.values))
    wait = {"Retry-After": str(60 * cast("int", error.values["minutes"]))}
    return render_template(template, form=form, **parts), error.status, wait


def _typed(field: StringField) -> str:
    return field.data or ""


def _new_person(form: forms.FirstStartForm | forms.AcceptForm, email: str, role: Role) -> NewPerson:
    return NewPerson(
        email=email,
        name=_typed(form.name),
        password=_typed(form.password),
        role=role,
        language=form.language.data,
        time_zone=form.time_zone.data,
    )


def _redeem(link: Invitation, form: forms.AcceptForm | forms.ResetForm) -> User:
    if isinstance(form, forms.ResetForm):
        person = invitations.reset(db(), link, _typed(form.password), cheap=cheap())
        throttle.forget(db(), context().settings.secret_key, person.email)
        return person
    return invitations.accept(db(), link, _new_person(form, link.email, Role(link.role)), cheap=cheap())


def _settings_parts() -> dict[str, object]:
    return {
        "preferences": forms.PreferencesForm(formdata=None, obj=viewer()),
        "browsers": screens.browsers(db(), viewer(), user_session()),
    }


def _change_profile(form: forms.ProfileForm) -> None:
    if service.normal_email(_typed(form.email)) != viewer().email:
        _ask_password(form)
    service.change_profile(db(), viewer(), name=_typed(form.name), email=_typed(form.email))


def _ask_password(form: forms.ProfileForm | forms.PasswordForm) -> None:
    if check_password(viewer().email, _typed(form.current_password)) is None:
        raise Invalid("current_password", WRONG_PASSWORD)


def _wish(form: forms.InviteForm) -> invitations.Wish:
    return invitations.Wish(
        email=_typed(form.email),
        name=_typed(form.name),
        role=Role(form.role.data),
        client_ids=tuple(form.clients.data or ()),
        days=form.days.data,
    )
