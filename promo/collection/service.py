"""What people may wish of the collection. Views call these; nothing here, and no view, ever sends a request out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.collection import cookies, outcomes, sources
from promo.collection.models import CollectionRun, RunState, Source
from promo.errors import Conflict, Invalid
from promo.pages import days
from promo.queue import send_after_commit
from promo.secrets import Undecipherable
from promo.speech import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.pages.models import HeldCount, Page
    from promo.secrets import Cipher
    from promo.users.models import User

PAUSED = N_("This page is paused. Resume it first, then it can be read.")
DECIDED = N_("This count was decided on already. Nothing was changed.")
GUEST_STAYS = N_("The guest source cannot be removed. Switch it off instead.")
KNOWN = N_("This account is a source already. Edit that one to give it new cookies.")


@dataclass(frozen=True)
class SourceFields:
    """What the owner may set of a source. ``cookies`` is pasted text; empty keeps what is stored."""

    requests_per_hour: int
    post_days: int
    enabled: bool = True
    cookies: str = ""


def ask(session: Session, page: Page, trigger: str = "manual") -> tuple[CollectionRun, bool]:
    """Wish that ``page`` is read now. Returns its unfinished run, and whether that run is new.

    Raises `Conflict` for a paused page.
    """
    if page.paused_at is not None:
        raise Conflict(PAUSED)
    unfinished = select(CollectionRun).where(
        CollectionRun.page_id == page.id, CollectionRun.state.in_((RunState.QUEUED, RunState.RUNNING))
    )
    run = session.scalar(unfinished.order_by(CollectionRun.id.desc()).limit(1))
    is_new = run is None
    if run is None:
        run = CollectionRun(page_id=page.id, trigger=trigger, state=RunState.QUEUED, created_at=clock.now())
        session.add(run)
        session.flush()
    send_after_commit(session, "collect_page", page.id, run.trigger)
    return run, is_new


def add_source(session: Session, cipher: Cipher, fields: SourceFields) -> Source:
    """Return a new signed-in source, which a worker will check. Raises `Invalid` for cookies that cannot be used."""
    source = Source(kind=sources.SIGNED_IN, created_at=clock.now())
    _set_cookies(session, cipher, source, fields.cookies)
    _set(source, fields)
    session.add(source)
    session.flush()
    want_check(session, source)
    return source


def edit_source(session: Session, cipher: Cipher, source: Source, fields: SourceFields) -> None:
    """Save ``fields``; new cookies are checked by a worker. Raises `Invalid` for cookies that cannot be used."""
    if fields.cookies and source.kind == sources.SIGNED_IN:
        _set_cookies(session, cipher, source, fields.cookies)
        want_check(session, source)
    _set(source, fields)
    session.flush()
    send_after_commit(session, "collect_due")


def remove_source(session: Session, source: Source) -> None:
    """Forget a signed-in source with its cookies; what was collected through it stays. `Conflict` for the guest."""
    if source.kind == sources.GUEST:
        raise Conflict(GUEST_STAYS)
    session.delete(source)
    session.flush()


def want_check(session: Session, source: Source) -> None:
    """Wish that a worker tries the source's sign-in."""
    source.check_wanted_at = clock.now()
    session.flush()
    send_after_commit(session, "check_source", source.id)


def decide(session: Session, held: HeldCount, viewer: User, *, accepted: bool) -> int:
    """Accept a held count (it becomes its day's, and later ones that fit follow) or reject it.

    Returns how many counts were decided on. Raises `Conflict` for one that was decided on before.
    """
    if held.decided_at is not None:
        raise Conflict(DECIDED)
    decided = days.accept(session, held) if accepted else [held]
    for row in decided:
        row.accepted, row.decided_at, row.decided_by_id = accepted, clock.now(), viewer.id
    session.flush()
    return len(decided)


def _set(source: Source, fields: SourceFields) -> None:
    source.requests_per_hour, source.post_days, source.enabled = (
        fields.requests_per_hour,
        fields.post_days,
        fields.enabled,
    )


def _set_cookies(session: Session, cipher: Cipher, source: Source, text: str) -> None:
    found = cookies.parse(text)
    for other in session.scalars(select(Source).where(Source.kind == sources.SIGNED_IN)):
        if other is not source and _account(cipher, other) == found["ds_user_id"]:
            raise Invalid("cookies", KNOWN)
    if source.cookies and _account(cipher, source) != found["ds_user_id"]:
        source.username = None
    source.cookies = cipher.encrypt(json.dumps(found))
    source.rest_until, source.throttled_in_a_row = None, 0
    if source.last_outcome == outcomes.SIGNED_OUT:
        source.last_outcome = None


def _account(cipher: Cipher, source: Source) -> str | None:
    try:
        stored: dict[str, str] = json.loads(cipher.decrypt(source.cookies or ""))
    except Undecipherable:
        return None
    return stored["ds_user_id"]
