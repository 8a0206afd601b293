"""What runs when, all of it. Times are UTC; a job here is one of `promo.jobs`."""

from __future__ import annotations

from huey import crontab

TIMETABLE = (
    ("beat", crontab()),
    ("collect_due", crontab()),
    ("deliver_due", crontab()),
    ("make_due_reports", crontab(minute="*/5")),
    ("flag_missed", crontab(minute="*/5")),
    ("remind_all", crontab(minute="*/10")),
    ("clean_up", crontab(minute="17")),
    ("detect_all", crontab(hour="2", minute="43")),
    ("sweep_files", crontab(hour="3", minute="23")),
)
"""Each minute: say that a worker is alive, and start and send what is due. Every few minutes: make the reports that are
due, flag planned items that were missed, and remind people of what they are asked for. Each hour: tidy up. Each night:
look for unusual days, which each reading does for its own page, in what was decided or brought in otherwise; and delete
files that were removed.

What asks for less than a minute asks for the job itself.
"""
