"""The plan's vocabulary: kinds, statuses, stages, specialities, and what each is called."""

from __future__ import annotations

from enum import StrEnum

from promo.speech import N_


class ItemKind(StrEnum):
    """What will be published."""

    POST = "post"
    CAROUSEL = "carousel"
    REEL = "reel"
    STORY = "story"


class Status(StrEnum):
    """How far an item is."""

    IDEA = "idea"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    MISSED = "missed"


class Stage(StrEnum):
    """Whose word an item in review waits for."""

    INTERNAL = "internal"
    CLIENT = "client"


class Mode(StrEnum):
    """Which approvals a client's items need."""

    NONE = "none"
    INTERNAL = "internal"
    CLIENT = "client"
    BOTH = "both"


class Quorum(StrEnum):
    """How many of those who may approve have to."""

    ONE = "one"
    ALL = "all"


class Verdict(StrEnum):
    """What a person said of an item."""

    APPROVED = "approved"
    CHANGES = "changes"


class Speciality(StrEnum):
    """What a task asks for."""

    TEXT = "text"
    DESIGN = "design"
    SHOOTING = "shooting"
    OTHER = "other"


class Audience(StrEnum):
    """Who reads a comment: the team alone, or the client too."""

    INTERNAL = "internal"
    CLIENT = "client"


class Action(StrEnum):
    """What the log of an item tells."""

    CREATED = "created"
    CHANGED = "changed"
    MOVED = "moved"
    RESTORED = "restored"
    STATUS = "status"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REJECTED = "rejected"
    ASKED_AGAIN = "asked_again"
    REMINDED = "reminded"
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    MISSED = "missed"
    TASK = "task"
    TASK_DONE = "task_done"


KIND_NAMES = {
    ItemKind.POST: N_("Post"),
    ItemKind.CAROUSEL: N_("Carousel"),
    ItemKind.REEL: N_("Reel"),
    ItemKind.STORY: N_("Story"),
}
STATUS_NAMES = {
    Status.IDEA: N_("Idea"),
    Status.DRAFT: N_("Draft"),
    Status.IN_REVIEW: N_("In review"),
    Status.APPROVED: N_("Approved"),
    Status.SCHEDULED: N_("Scheduled"),
    Status.PUBLISHED: N_("Published"),
    Status.MISSED: N_("Missed"),
}
STATUS_ICONS = {
    Status.IDEA: "bulb",
    Status.DRAFT: "pencil",
    Status.IN_REVIEW: "eye-check",
    Status.APPROVED: "check",
    Status.SCHEDULED: "clock",
    Status.PUBLISHED: "circle-check-filled",
    Status.MISSED: "alert-triangle",
}
# icons: bulb, pencil, eye-check, check, clock, circle-check-filled, alert-triangle
KIND_ICONS = {
    ItemKind.POST: "photo",
    ItemKind.CAROUSEL: "carousel-horizontal",
    ItemKind.REEL: "movie",
    ItemKind.STORY: "circle-dashed",
}
# icons: photo, carousel-horizontal, movie, circle-dashed
STAGE_NAMES = {Stage.INTERNAL: N_("Team's approval"), Stage.CLIENT: N_("Client's approval")}
STAGE_SHORT = {Stage.INTERNAL: N_("team"), Stage.CLIENT: N_("client")}
STEP_NAMES = {
    Status.IDEA: N_("Back to the ideas"),
    Status.DRAFT: N_("Back to the drafts"),
    Status.APPROVED: N_("Not scheduled yet"),
    Status.SCHEDULED: N_("Mark as scheduled"),
    Status.PUBLISHED: N_("Mark as published"),
}
ACTION_NAMES = {
    Action.CREATED: N_("Written"),
    Action.CHANGED: N_("Changed"),
    Action.MOVED: N_("Moved"),
    Action.RESTORED: N_("Restored"),
    Action.STATUS: N_("Status"),
    Action.SUBMITTED: N_("Sent for approval"),
    Action.WITHDRAWN: N_("Taken back"),
    Action.APPROVED: N_("Approved"),
    Action.REJECTED: N_("Changes asked for"),
    Action.ASKED_AGAIN: N_("Approval asked for again"),
    Action.REMINDED: N_("Reminded"),
    Action.MATCHED: N_("Post found"),
    Action.UNMATCHED: N_("Post taken off"),
    Action.MISSED: N_("Missed"),
    Action.TASK: N_("Task"),
    Action.TASK_DONE: N_("Task done"),
}
SPECIALITY_NAMES = {
    Speciality.TEXT: N_("Text"),
    Speciality.DESIGN: N_("Design"),
    Speciality.SHOOTING: N_("Shooting"),
    Speciality.OTHER: N_("Other"),
}
