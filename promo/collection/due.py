"""What the timetable asks for each minute: start what is due, as much as sources are free; and tidy up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from collectors.base import CollectorError
from promo import clock
from promo.collection import leases, outcomes, pace, reach, sources
from promo.collection.models import Source
from promo.collection.pace import Stopped, Superseded
from promo.db import transaction
from promo.queue import send_after_commit
from promo.secrets import Undecipherable
from promo.users import service as users

if TYPE_CHECKING:
    from promo.context import Context


def is_off(context: Context) -> bool:
    """Return whether nothing is collected here: the demo never calls Instagram."""
    return context.settings.demo and context.settings.instagram_url is None


def collect_due(context: Context) -> int:
    """Send a job for each page to read now, one for each free source, and for each source to check; return how many.

    Each finished run asks for this again, so the pages that are left follow without waiting for the timetable.
    """
    if is_off(context):
        return 0
    now = clock.now()
    with transaction(context.sessions) as session:
        reach.recover(session, now)
        wishes = select(Source.id).where(Source.check_wanted_at.is_not(None), Source.enabled)
        jobs: list[tuple[str, tuple[int | str, ...]]] = [
            ("check_source", (ident,)) for ident in session.scalars(wishes)
        ]
        free = len(sources.usable(session, now))
        jobs += [("collect_page", found) for found in reach.waiting_pages(session, now, free)]
        for job, args in jobs:
            send_after_commit(session, job, *args)
    return len(jobs)


def check_source(context: Context, source_id: int) -> str | None:
    """Try whether a source's sign-in works; return the outcome, ``None`` when the source is busy or gone."""
    if is_off(context):
        return None
    now, owner = clock.now(), leases.new_owner()
    with transaction(context.sessions) as session:
        if session.get(Source, source_id) is None or not leases.take_source(session, source_id, owner, now):
            return None
    outcome, name = _try_sign_in(context, source_id, owner)
    with transaction(context.sessions) as session:
        source = session.get(Source, source_id)
        if source is None:
            return None
        source.checked_at, source.check_outcome, source.check_wanted_at = clock.now(), outcome, None
        source.username = name or source.username
        sources.note_outcome(session, source, outcome, clock.now())
        leases.release_source(session, source_id, owner)
        send_after_commit(session, "collect_due")
    return outcome


def clean_up(context: Context) -> None:
    """Forget the requests that no longer count, expired sessions and old attempts to sign in."""
    with transaction(context.sessions) as session:
        pace.forget_old(session, clock.now())
        users.clean_up(session)


def _try_sign_in(context: Context, source_id: int, owner: str) -> tuple[str, str | None]:
    try:
        with transaction(context.sessions) as session:
            source = session.get_one(Source, source_id)
            wants_name = source.kind != sources.GUEST
            collector, _ = reach.make_collector(context, source, owner)
        name = collector.check()
    except (Stopped, Superseded):
        return outcomes.INTERRUPTED, None
    except CollectorError as error:
        return error.reason.value, None
    except Undecipherable:
        return outcomes.SIGNED_OUT, None
    return (outcomes.SIGNED_OUT if wants_name and name is None else outcomes.OK), name
