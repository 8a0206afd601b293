"""What the screens of collection show: one frozen dataclass a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from promo import clock
from promo.clients.models import Client
from promo.collection import outcomes
from promo.collection.models import CollectionRun, RunState
from promo.collection.texts import OUTCOMES, RUN_STATES, TRIGGERS
from promo.errors import NotFound
from promo.pages.models import HeldCount, Page
from promo.users import access

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from promo.collection.texts import Text
    from promo.users.models import User

PER_PAGE = 50
UPCOMING = 10
ACTIVE = (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True)
class RunFilter:
    """What of the list one wants to see; empty: all. ``number`` is the page of the list, from 1."""

    outcome: str = ""
    page: str = ""
    trigger: str = ""
    number: int = 1

    @classmethod
    def parse(cls, query: dict[str, str]) -> RunFilter:
        """Return the filter of a query string; what is not understood is left out."""
        outcome, trigger, number = query.get("outcome", ""), query.get("trigger", ""), query.get("page", "")
        return cls(
            outcome if outcome in OUTCOMES else "",
            query.get("name", "").strip().lstrip("@").lower()[:30],
            trigger if trigger in TRIGGERS else "",
            max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 7 else 1,  # noqa: PLR2004 - fits
        )

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return bool(self.outcome or self.page or self.trigger)


@dataclass(frozen=True)
class Live:
    """The runs that are queued or at work, oldest first."""

    runs: Sequence[CollectionRun]

    @property
    def is_busy(self) -> bool:
        """Whether there is anything to watch."""
        return bool(self.runs)


@dataclass(frozen=True)
class Upcoming:
    """A page with when its next reading is due, and of what."""

    page: Page
    at: datetime
    is_profile: bool


@dataclass(frozen=True)
class Runs:
    """The list of runs with what is going on and what comes next."""

    live: Live
    runs: Sequence[CollectionRun]
    upcoming: Sequence[Upcoming]
    wanted: RunFilter
    parts: int
    total: int
    held: int
    now: datetime
    may_edit: bool


@dataclass(frozen=True)
class RunDetail:
    """One run: what its outcome means, and its timeline as (what, when)."""

    run: CollectionRun
    text: Text
    waited: float | None
    took: float | None
    next_at: datetime | None
    next_is_profile: bool
    may_edit: bool


@dataclass(frozen=True)
class PageState:
    """How the collection of one page stands: its newest run, and when it is read next."""

    page: Page
    run: CollectionRun | None
    text: Text | None
    next_at: datetime | None
    now: datetime
    may_edit: bool

    @property
    def is_busy(self) -> bool:
        """Whether there is anything to watch."""
        return self.run is not None and self.run.state in ACTIVE


@dataclass(frozen=True)
class Held:
    """Counts that wait for a person, and those decided on lately."""

    waiting: Sequence[HeldCount]
    decided: Sequence[HeldCount]
    may_edit: bool


def runs(session: Session, viewer: User, wanted: RunFilter) -> Runs:
    """Return the screen of runs."""
    ended = _runs(viewer).where(CollectionRun.state == RunState.FINISHED, *_conditions(wanted))
    total = session.scalar(select(func.count()).select_from(ended.order_by(None).subquery())) or 0
    page = (
        ended.order_by(CollectionRun.created_at.desc(), CollectionRun.id.desc())
        .offset((wanted.number - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return Runs(
        live=live(session, viewer),
        runs=list(session.scalars(page)),
        upcoming=_upcoming(session, viewer),
        wanted=wanted,
        parts=max(-(-total // PER_PAGE), 1),
        total=total,
        held=_held_count(session, viewer),
        now=clock.now(),
        may_edit=access.may_edit(viewer),
    )


def live(session: Session, viewer: User) -> Live:
    """Return what is queued or at work."""
    return Live(list(session.scalars(_runs(viewer).where(CollectionRun.state.in_(ACTIVE)).order_by(CollectionRun.id))))


def run(session: Session, viewer: User, run_id: int) -> RunDetail:
    """Return one run; raise `NotFound` where there is none for ``viewer``."""
    found = session.scalar(_runs(viewer).where(CollectionRun.id == run_id))
    if found is None:
        raise NotFound
    following = _next(found.page)
    return RunDetail(
        run=found,
        text=describe(found),
        waited=_seconds(found.created_at, found.started_at),
        took=_seconds(found.started_at, found.finished_at),
        next_at=following.at if following else None,
        next_is_profile=following.is_profile if following else False,
        may_edit=access.may_edit(viewer),
    )


def page_state(session: Session, viewer: User, page: Page) -> PageState:
    """Return how the collection of ``page`` stands."""
    newest = select(CollectionRun).where(CollectionRun.page_id == page.id).order_by(CollectionRun.id.desc()).limit(1)
    found = session.scalar(newest)
    following = _next(page)
    return PageState(
        page=page,
        run=found,
        text=describe(found) if found else None,
        next_at=following.at if following else None,
        now=clock.now(),
        may_edit=access.may_edit(viewer),
    )


def held(session: Session, viewer: User) -> Held:
    """Return the counts that wait for a person."""
    seen = (
        select(HeldCount)
        .join(HeldCount.page)
        .where(access.may_see(viewer, Page))
        .options(contains_eager(HeldCount.page))
    )
    waiting = seen.where(HeldCount.decided_at.is_(None)).order_by(HeldCount.day.desc(), HeldCount.id)
    decided = (
        seen.where(HeldCount.decided_at.is_not(None)).order_by(HeldCount.decided_at.desc(), HeldCount.id).limit(20)
    )
    return Held(list(session.scalars(waiting)), list(session.scalars(decided)), access.may_edit(viewer))


def held_to_edit(session: Session, viewer: User, held_id: int) -> HeldCount:
    """Return a held count to decide on; `NotFound` and `Forbidden` by the rights its page gives."""
    found = session.get(HeldCount, held_id)
    if found is None:
        raise NotFound
    access.edit(session, Page, found.page_id, viewer)
    return found


def describe(found: CollectionRun) -> Text:
    """Return what a run's state or outcome is called, means and asks for."""
    if found.state in ACTIVE:
        return RUN_STATES[found.state]
    return OUTCOMES.get(found.outcome or "", OUTCOMES[outcomes.FAILED])


def _runs(viewer: User) -> Select[CollectionRun]:
    return (
        select(CollectionRun)
        .join(CollectionRun.page)
        .where(access.may_see(viewer, Page))
        .options(contains_eager(CollectionRun.page).joinedload(Page.client), joinedload(CollectionRun.source))
    )


def _conditions(wanted: RunFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.outcome:
        found.append(CollectionRun.outcome == wanted.outcome)
    if wanted.trigger:
        found.append(CollectionRun.trigger == wanted.trigger)
    if wanted.page:
        found.append(Page.username.contains(wanted.page, autoescape=True))
    return found


def _upcoming(session: Session, viewer: User) -> list[Upcoming]:
    soonest = case(
        (Page.posts_due_at < Page.profile_due_at, Page.posts_due_at),
        else_=func.coalesce(Page.profile_due_at, Page.posts_due_at),
    )
    statement = (
        select(Page)
        .outerjoin(Page.client)
        .where(access.may_see(viewer, Page), Page.paused_at.is_(None), Client.archived_at.is_(None))
        .where(or_(Page.profile_due_at.is_not(None), Page.posts_due_at.is_not(None)))
        .order_by(soonest, Page.id)
        .limit(UPCOMING)
        .options(contains_eager(Page.client))
    )
    return [following for page in session.scalars(statement) if (following := _next(page)) is not None]


def _next(page: Page) -> Upcoming | None:
    profile, posts = page.profile_due_at, page.posts_due_at
    if page.paused_at is not None or (profile is None and posts is None):
        return None
    if profile is not None and (posts is None or profile <= posts):
        return Upcoming(page, profile, is_profile=True)
    return Upcoming(page, posts, is_profile=False) if posts is not None else None


def _held_count(session: Session, viewer: User) -> int:
    waiting = select(func.count()).select_from(HeldCount).join(HeldCount.page)
    return session.scalar(waiting.where(access.may_see(viewer, Page), HeldCount.decided_at.is_(None))) or 0


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()
