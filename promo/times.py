"""Moments as the client's clock shows them, and back: what calendars, forms and files speak of."""

from __future__ import annotations

from datetime import UTC, datetime

from promo import clock

FORM = "%Y-%m-%dT%H:%M"


def local(moment: datetime, time_zone: str) -> datetime:
    """Return ``moment`` (aware) as the clock in ``time_zone`` shows it, without a zone, to the minute."""
    return moment.astimezone(clock.zone(time_zone)).replace(tzinfo=None, second=0, microsecond=0)


def utc(wall: datetime, time_zone: str) -> datetime:
    """Return the moment (UTC) at which the clock in ``time_zone`` shows ``wall`` (without a zone).

    A time that occurs twice, in autumn, is its first occurrence. One that does not occur, in spring, is as much later
    as the clock was put forward: 02:30 becomes 03:30.
    """
    return wall.replace(tzinfo=clock.zone(time_zone), fold=0).astimezone(UTC)


def occurs(wall: datetime, time_zone: str) -> bool:
    """Return whether the clock in ``time_zone`` ever shows ``wall``."""
    return local(utc(wall, time_zone), time_zone) == wall.replace(second=0, microsecond=0)


def parse(text: str) -> datetime | None:
    """Return the wall time that ``text`` (``2026-11-24T18:30``, seconds allowed) says; ``None`` for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def written(moment: datetime | None, time_zone: str) -> str:
    """Return ``2026-11-24T18:30`` for a moment, as a form's field and a calendar take it; ``""`` for none."""
    return "" if moment is None else local(moment, time_zone).strftime(FORM)
