"""The rules by which reports are written and published. They flush and never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from promo import clock
from promo.analytics.periods import BEGINNING, COMPARISONS, unit
from promo.config import LANGUAGES
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.pages.models import Page
from promo.reports import sentences
from promo.reports.blocks import BLOCKS
from promo.reports.gathering import gather
from promo.reports.models import Report, ReportVersion
from promo.reports.writing import options
from promo.speech import N_
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.users.models import User

USUAL = ("summary", "growth", "content", "best", "plan", "campaigns", "definitions")
"""The blocks of a report that no template begins."""
LONGEST = 1100
MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class ReportFields:
    """What a person may set of a report; ``page_ids`` empty: all pages. ``blocks`` as in `Report`."""

    title: str
    start_day: date
    end_day: date
    against: str
    language: str
    page_ids: tuple[int, ...]
    blocks: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, report: Report) -> ReportFields:
        """Return the fields as they stand."""
        return cls(
            title=report.title,
            start_day=report.start_day,
            end_day=report.end_day,
            against=report.against,
            language=report.language,
            page_ids=tuple(report.page_ids),
            blocks=tuple(report.blocks),
        )


class Stale(Conflict):
    """The report was changed since the form was opened."""

    message = N_(
        "This report was changed while you were editing. Nothing was saved, and what you typed still stands below. "
        "Compare it with the report and save again."
    )


def last_month(client: Client, now: datetime) -> tuple[date, date]:
    """Return the first and the last day of the newest month that is over where ``client`` is."""
    month = unit("month", clock.local_day(now, client.time_zone).replace(day=1) - timedelta(days=1))
    return month.start, month.end


def suggested(language: str, days: tuple[date, date]) -> ReportFields:
    """Return the fields of a new report about ``days``: the usual blocks, a title that names the period."""
    return ReportFields(
        title="",
        start_day=days[0],
        end_day=days[1],
        against="previous",
        language=language,
        page_ids=(),
        blocks=tuple({"kind": kind, "text": "", "options": {}} for kind in USUAL),
    )


def draft(
    session: Session, client: Client, fields: ReportFields, by: User | None, *, uid: str, begin_text: bool = True
) -> Report:
    """Return a new report with a factual first text in its summary; the one made with this ``uid``, on a second click.

    ``begin_text`` false leaves the text for later (`begin`): what is not known yet cannot be spoken of.
    """
    twin = session.scalar(select(Report).where(Report.uid == uid, Report.client_id == client.id))
    if twin is not None:
        return twin
    check(session, client, fields)
    now = clock.now()
    made = Report(
        uid=uid,
        client_id=client.id,
        created_at=now,
        updated_at=now,
        created_by_id=by.id if by else None,
        **_columns(client, fields),
    )
    made.client = client
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another click, at the same moment, was first
        return session.scalars(select(Report).where(Report.uid == uid, Report.client_id == client.id)).one()
    if begin_text:
        begin(session, made)
    return made


def begin(session: Session, report: Report) -> None:
    """Begin the summary with a text made from the report's own numbers, unless somebody wrote one.

    The sentences are those of `promo.reports.sentences`.
    """
    if any(one["kind"] == "summary" and not one["text"] for one in report.blocks):
        text = "\n".join(f"- {one}" for one in sentences.summary(gather(session, report, clock.now())))
        report.blocks = [
            {**one, "text": one["text"] or text} if one["kind"] == "summary" else one for one in report.blocks
        ]
        session.flush()


def change(session: Session, report: Report, fields: ReportFields, version: int) -> None:
    """Save ``fields``; raise `Stale` unless ``version`` is still the report's. What was published stays as it is."""
    check(session, report.client, fields)
    values = {**_columns(report.client, fields), "version": version + 1, "updated_at": clock.now()}
    statement = update(Report).where(Report.id == report.id, Report.version == version).values(**values)
    if not changed_rows(session, statement.execution_options(synchronize_session=False)):
        session.expire(report)
        raise Stale
    session.expire(report)


def publish(session: Session, report: Report, version: int, note: str, by: User | None) -> ReportVersion:
    """Freeze the report as it is now and return that version; a second click finds it published already.

    From the second version on a note has to say what was corrected: `Invalid`. Raises `Stale` as `change` does.
    """
    if report.published and not note.strip():
        raise Invalid("note", N_("Say what was corrected: those who read the earlier version want to know."))
    mine = update(Report).where(Report.id == report.id, Report.version == version)
    values = {"version": version + 1, "published": Report.published + 1, "awaits": None}
    if not changed_rows(session, mine.values(**values).execution_options(synchronize_session=False)):
        session.expire(report)
        raise Stale
    session.expire(report)
    now = clock.now()
    made = ReportVersion(
        report_id=report.id,
        number=report.published,
        content=gather(session, report, now),
        note=note.strip(),
        published_at=now,
        published_by_id=by.id if by else None,
    )
    session.add(made)
    session.flush()
    return made


def newest(session: Session, report: Report) -> ReportVersion | None:
    """Return the newest published version, if there is one."""
    mine = select(ReportVersion).where(ReportVersion.report_id == report.id, ReportVersion.number == report.published)
    return session.scalar(mine)


def versions(session: Session, report: Report) -> Sequence[ReportVersion]:
    """Return all published versions, the newest first."""
    mine = select(ReportVersion).where(ReportVersion.report_id == report.id)
    return session.scalars(mine.order_by(ReportVersion.number.desc())).all()


def remove(session: Session, report: Report) -> None:
    """Remove a draft for good; raise `Invalid` for a published one: somebody may hold its link."""
    if session.scalar(select(func.count()).where(ReportVersion.report_id == report.id)):
        raise Invalid("", N_("This report is published. Revoke its links instead, so that it stays on record."))
    session.execute(delete(Report).where(Report.id == report.id))


def check(session: Session, client: Client, fields: ReportFields) -> None:
    """Raise `Invalid` for what a report of ``client`` cannot be."""
    if client.archived_at is not None:
        raise Invalid("", N_("This client is archived. Restore it to write reports."))
    if not BEGINNING <= fields.start_day <= fields.end_day:
        raise Invalid("end_day", N_("The last day is before the first one, or before Instagram began. Choose again."))
    if fields.end_day >= clock.today(client.time_zone):
        raise Invalid("end_day", N_("A report has complete days only. Choose yesterday or an earlier day."))
    if (fields.end_day - fields.start_day).days >= LONGEST:
        raise Invalid("start_day", N_("A report covers at most three years. Choose a later first day."))
    if fields.against not in COMPARISONS:
        raise Invalid("against", N_("Choose what the period is compared with."))
    if fields.language not in LANGUAGES:
        raise Invalid("language", N_("Choose a language."))
    check_blocks(session, fields.blocks)
    known = set(session.scalars(select(Page.id).where(Page.client_id == client.id, Page.id.in_(fields.page_ids))))
    if known != set(fields.page_ids):
        raise Invalid("page_ids", N_("One of these pages is no longer the client's. Choose again."))


def check_blocks(session: Session, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Raise `Invalid` for what the blocks of a report, or of a template, cannot be."""
    kinds = [one["kind"] for one in blocks]
    if not kinds or not set(kinds) <= set(BLOCKS) or len(kinds) != len(set(kinds)):
        raise Invalid("blocks", N_("Choose at least one block."))
    if any(len(one["text"]) > MOST_TEXT for one in blocks):
        raise Invalid("blocks", N_("A block's text has at most %(most)s characters. Shorten it."), most=MOST_TEXT)
    options.check(session, blocks)


def _columns(client: Client, fields: ReportFields) -> dict[str, Any]:
    return {
        "title": fields.title or _title(client, fields),
        "start_day": fields.start_day,
        "end_day": fields.end_day,
        "against": fields.against,
        "language": fields.language,
        "page_ids": list(fields.page_ids),
        "blocks": [dict(one) for one in fields.blocks],
    }


def _title(client: Client, fields: ReportFields) -> str:
    return f"{client.name}: {wording(fields.language).days(fields.start_day, fields.end_day)}"[:160]
