"""What runs when, all of it. Times are UTC; a job here is one of `promo.jobs`."""

from __future__ import annotations

from huey import crontab

TIMETABLE = (
    ("collect_due", crontab()),
    ("clean_up", crontab(minute="17")),
)
"""Each minute: start what is due (what asks for less than a minute, asks for the job itself). Each hour: tidy up."""
