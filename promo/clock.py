"""The only source of time: everything that asks what time it is, asks here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=128)
def zone(name: str) -> ZoneInfo:
    """Return the time zone called ``name``; raise ``ZoneInfoNotFoundError`` for an unknown one."""
    return ZoneInfo(name)


def today(time_zone: str) -> date:
    """Return the date it is now in ``time_zone``."""
    return local_day(now(), time_zone)


def local_day(moment: datetime, time_zone: str) -> date:
    """Return the date that ``moment`` (aware) falls on in ``time_zone``."""
    return moment.astimezone(zone(time_zone)).date()


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Return the names of all time zones one may choose, sorted; the technical aliases are left out."""
    places = {name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))}
    return ("UTC", *sorted(places - {name for name in places if name.startswith(("US/", "posix/", "right/"))}))
