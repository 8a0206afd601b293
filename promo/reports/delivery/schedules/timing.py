"""When a schedule's report is due: at an hour of the client's clock, so many days after a week, month or quarter.

Pure: the moment is passed in. Weeks are Monday to Sunday. A report is about a period that is over, never a part of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from promo import times
from promo.analytics.periods import ONE_DAY, Period, unit
from promo.clock import local_day

if TYPE_CHECKING:
    from promo.reports.models import ReportSchedule


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``every`` week, month or quarter; ``days_after`` 0 is the day after its end, at ``hour`` of ``time_zone``."""

    every: str
    days_after: int
    hour: int
    time_zone: str

    @classmethod
    def of(cls, schedule: ReportSchedule) -> Rhythm:
        """Return the rhythm of ``schedule``."""
        return cls(schedule.every, schedule.days_after, schedule.hour, schedule.client.time_zone)

    def due_at(self, period: Period) -> datetime:
        """Return the moment (UTC) at which the report about ``period`` is due.

        An hour that the clock skips in spring is an hour later; of one that comes twice in autumn it is the first.
        """
        day = period.end + timedelta(days=1 + self.days_after)
        return times.utc(datetime.combine(day, time(self.hour)), self.time_zone)

    def newest(self, now: datetime) -> Period:
        """Return the newest period whose report is due at ``now`` or before."""
        period = unit(self.every, local_day(now, self.time_zone))
        while self.due_at(period) > now:
            period = unit(self.every, period.start - ONE_DAY)
        return period

    def next_at(self, now: datetime) -> datetime:
        """Return the moment after ``now`` at which the next report is due."""
        return self.due_at(unit(self.every, self.newest(now).end + ONE_DAY))

    def over(self, now: datetime) -> Period:
        """Return the newest period that is over at ``now`` where the client is, whether its report is due or not."""
        return unit(self.every, unit(self.every, local_day(now, self.time_zone)).start - ONE_DAY)
