"""The forms of approval: sending for it, deciding, and the client's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, NumberRange

from promo.forms import Form, MomentField, version_of
from promo.plan.approvals.flow import REASON
from promo.plan.words import Mode, Quorum
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.plan.approvals.models import ApprovalRule

MODE_NAMES = {
    Mode.NONE: N_("Nobody: a finished draft is approved"),
    Mode.INTERNAL: N_("The team"),
    Mode.CLIENT: N_("The client"),
    Mode.BOTH: N_("The team first, then the client"),
}
QUORUM_NAMES = {Quorum.ONE: N_("One approval is enough"), Quorum.ALL: N_("Everybody who is asked has to approve")}


class SubmitForm(Form):
    """Sending an item for approval."""

    review_by = MomentField(lazy_gettext("Answer until"))


class DecisionForm(Form):
    """What a person says of an item."""

    reason = TextAreaField(lazy_gettext("What should be changed"), [Length(max=REASON)])
    revision = HiddenField(default="0")

    def revision_number(self) -> int:
        """Return the revision that the person saw; 0, which no item has, where that was lost."""
        return version_of(self.revision)


class RuleForm(Form):
    """How a client's items are approved."""

    mode = RadioField(lazy_gettext("Who approves"))
    internal_quorum = RadioField(lazy_gettext("In the team"))
    client_quorum = RadioField(lazy_gettext("At the client's"))
    approvers = SelectMultipleField(
        lazy_gettext("Whose word counts"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    reminder_hours = IntegerField(
        lazy_gettext("Remind so many hours before the answer is due"),
        [
            InputRequired(lazy_gettext("Give a number of hours from 1 to 168.")),
            NumberRange(1, 168, lazy_gettext("Give a number of hours from 1 to 168.")),
        ],
    )
    version = HiddenField(default="0")

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """Let one choose among the modes, quorums and ``people``."""
        self.mode.choices = [(mode.value, gettext(name)) for mode, name in MODE_NAMES.items()]
        for field in (self.internal_quorum, self.client_quorum):
            field.choices = [(quorum.value, gettext(name)) for quorum, name in QUORUM_NAMES.items()]
        self.approvers.choices = list(people)

    def show(self, rule: ApprovalRule, approvers: Sequence[int]) -> None:
        """Fill the form with a client's rule."""
        self.process(obj=rule, approvers=list(approvers), version=str(rule.version))

    def version_number(self) -> int:
        """Return the version the form was opened with."""
        return version_of(self.version)
