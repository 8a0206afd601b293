"""What the screen of a campaign's days shows: a week or month of them, to be typed in, or as a file all there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promo.analytics.campaigns import Facts, together
from promo.analytics.periods import BEGINNING, Period, unit
from promo.campaigns.days import entering
from promo.campaigns.days.entering import UNKNOWN, Outcome
from promo.campaigns.days.models import CampaignDay, CampaignMonth
from promo.campaigns.transfer.models import CampaignImport
from promo.campaigns.words import METRICS
from promo.speech import N_
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.orm import Session

    from promo.campaigns.days.entering import Fact, Typed
    from promo.campaigns.models import Campaign

ONE_DAY = timedelta(days=1)
UNITS = {"week": N_("Week"), "month": N_("Month")}
DAY, MONTH, IMPORT, USER = (model.__table__ for model in (CampaignDay, CampaignMonth, CampaignImport, User))


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the grid: its text, and where it was refused why: a ``fault``, or the fact that is there ``now``."""

    text: str
    fault: str = ""
    is_disputed: bool = False
    now: Fact = None


@dataclass(frozen=True, slots=True)
class Row:
    """A day: what is known of it, its fields, and where it came from: by whom, or from which file.

    ``was`` is what the form carries along; ``is_outside`` says that the campaign does not run on this day.
    """

    day: date
    known: Mapping[str, Fact]
    cells: Mapping[str, Cell]
    was: str
    is_outside: bool
    updated_at: datetime | None
    by: str | None
    file: str | None

    @property
    def is_known(self) -> bool:
        """Whether anything was kept of the day."""
        return self.updated_at is not None


@dataclass(frozen=True, slots=True)
class Grid:
    """The screen: the days of a week or month (``kind``) that are over or run, oldest first.

    ``earlier`` and ``later`` are the first days of its neighbours (``None``: nothing there). ``sums`` are those of the
    rows, ``peak_reach`` is the highest of one of them.
    """

    kind: str
    period: Period
    earlier: date | None
    later: date | None
    today: date
    rows: Sequence[Row]
    sums: Facts
    peak_reach: int | None

    @property
    def faults(self) -> Sequence[tuple[date, str, Cell]]:
        """The cells that were refused, with their days and metrics."""
        cells = ((row.day, name, cell) for row in self.rows for name, cell in row.cells.items())
        return [(day, name, cell) for day, name, cell in cells if cell.fault or cell.is_disputed]


def grid(
    session: Session,
    campaign: Campaign,
    query: Mapping[str, str],
    today: date,
    *,
    typed: Sequence[Typed] = (),
    outcome: Outcome | None = None,
) -> Grid:
    """Return the days that ``query`` asks for (``by``: week or month, ``at``: a day of it), up to ``today``.

    With ``typed``, the fields hold that, with what ``outcome`` says of them.
    """
    kind = query.get("by", "") if query.get("by") in UNITS else "month"
    span = _span(session, campaign, today)
    period = unit(kind, min(max(_day(query.get("at", "")) or span.end, span.start), span.end))
    earlier, later = period.start - ONE_DAY, period.end + ONE_DAY
    runs = Period(campaign.start_day, max(min(campaign.end_day or today, today), campaign.start_day))
    known = {row["day"]: row for row in _known(session, campaign, period)}
    sent = {one.day: one for one in typed}
    days = (period.start + timedelta(days=number) for number in range(period.days))
    rows = [
        _row(day, known.get(day), sent.get(day), outcome or Outcome(), is_outside=day not in runs)
        for day in days
        if day in known or day in sent or (day in runs and day <= today)
    ]
    facts = [Facts(**row.known) for row in rows]  # type: ignore[arg-type]  # each fact is of its field's type
    return Grid(
        kind=kind,
        period=period,
        earlier=unit(kind, earlier).start if earlier >= span.start else None,
        later=later if later <= span.end else None,
        today=today,
        rows=rows,
        sums=together(facts),
        peak_reach=max((one.reach for one in facts if one.reach is not None), default=None),
    )


def all_days(session: Session, campaign: Campaign) -> list[tuple[date, Mapping[str, Fact], str | None]]:
    """Return every known day of ``campaign`` with its facts and the file it came from, oldest first."""
    return [(row["day"], {name: row[name] for name in METRICS}, row["file"]) for row in _known(session, campaign)]


def _span(session: Session, campaign: Campaign, today: date) -> Period:
    """Return the days one may look at: those of the campaign until today, and any with figures."""
    months = select(func.min(MONTH.c.first_day), func.max(MONTH.c.last_day))
    first, last = session.execute(months.where(MONTH.c.campaign_id == campaign.id)).one()
    end = min(campaign.end_day or today, today)
    start = min(campaign.start_day, first or campaign.start_day, end)
    return Period(start, max(end, last or end))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found >= BEGINNING else None


def _row(day: date, kept: RowMapping | None, typed: Typed | None, outcome: Outcome, *, is_outside: bool) -> Row:
    known = {name: kept[name] for name in METRICS} if kept else dict(UNKNOWN)
    # What nobody touched here is shown as it is now; what was touched is told once where it is something else now.
    touched = {name for name in METRICS if typed and typed.touched(name)}
    disputed = {name for name in METRICS if (day, name) in outcome.conflicts}
    was = {name: typed.was[name] if typed and name in touched - disputed else known[name] for name in METRICS}
    return Row(
        day=day,
        known=known,
        cells={
            name: Cell(
                text=typed.texts[name] if typed and name in touched else entering.text(known[name]),
                fault=outcome.faults.get((day, name), ""),
                is_disputed=name in disputed,
                now=outcome.conflicts.get((day, name)),
            )
            for name in METRICS
        },
        was=entering.told(was),
        is_outside=is_outside,
        updated_at=kept["updated_at"] if kept else None,
        by=kept["by"] if kept else None,
        file=kept["file"] if kept else None,
    )


def _known(session: Session, campaign: Campaign, period: Period | None = None) -> Sequence[RowMapping]:
    statement = (
        select(
            DAY.c.day,
            *(DAY.c[name] for name in METRICS),
            DAY.c.updated_at,
            USER.c.name.label("by"),
            IMPORT.c.name.label("file"),
        )
        .outerjoin(USER, USER.c.id == DAY.c.updated_by_id)
        .outerjoin(IMPORT, IMPORT.c.id == DAY.c.import_id)
        .where(DAY.c.campaign_id == campaign.id)
        .order_by(DAY.c.day)
    )
    if period is not None:
        statement = statement.where(DAY.c.day >= period.start, DAY.c.day <= period.end)
    return session.execute(statement).mappings().all()
