"""From rows to items: what each would do, and doing it. The same file twice changes nothing. Never commits."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from promo import clock, times
from promo.content.models import Rubric
from promo.db import changed_rows
from promo.errors import Conflict, Invalid
from promo.pages.models import Page
from promo.plan.items import service as items
from promo.plan.items.service import ItemFields
from promo.plan.models import PlanImport, PlanItem
from promo.plan.transfer import reading
from promo.plan.words import Status
from promo.speech import N_
from promo.users import access
from promo.users.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.plan.items.log import Actor
    from promo.plan.transfer.reading import Line

NAMESPACE = uuid.UUID("2f0c9a53-50b8-4a55-b0a5-0a2f3f6f2c11")
TEXTS = ("title", "goal", "caption", "first_comment", "link", "reference")
LIMITS = {"title": 160, "goal": 200, "link": 2_000}


class Known:
    """What names in a file stand for: the client's pages, rubrics and people, and the items there are."""

    def __init__(self, session: Session, client: Client) -> None:
        pages = select(Page.username, Page.id).where(Page.client_id == client.id)
        rubrics = select(Rubric.name, Rubric.id).where(Rubric.client_id == client.id)
        people = select(User).where(User.id.in_(access.team_of(client.id)))
        found = session.scalars(select(PlanItem).where(PlanItem.client_id == client.id))
        self.client = client
        self.pages = {name.casefold(): ident for name, ident in session.execute(pages)}
        self.rubrics = {name.casefold(): ident for name, ident in session.execute(rubrics)}
        self.people: dict[str, int] = {}
        for one in session.scalars(people):
            self.people |= {one.name.casefold(): one.id, one.email.casefold(): one.id}
        self.items = {one.uid: one for one in found}


def preview(session: Session, client: Client, name: str, data: bytes, by: User) -> PlanImport:
    """Return a file as it was understood, kept until somebody says yes; raise `Invalid` for one that is no table."""
    table = reading.read(name, data)
    known = Known(session, client)
    seen: set[str] = set()
    rows = []
    for line in table.lines:
        row = _row(known, line)
        if row["uid"] in seen and not row["problems"]:
            row["problems"].append([N_("The same row stands in the file twice."), {}])
            row["action"] = "refused"
        seen.add(row["uid"])
        rows.append(row)
    kept = PlanImport(
        client_id=client.id,
        user_id=by.id,
        name=name[:200],
        content={"rows": rows, "unknown": table.unknown},
        created_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    return kept


def apply(session: Session, kept: PlanImport, client: Client, by: Actor) -> dict[str, int]:
    """Write the rows that were shown as new or changed; return how many of each, and of those that had to be left.

    A second yes does nothing. A row whose item was changed since the preview is left as it is.
    """
    mine = update(PlanImport).where(PlanImport.id == kept.id, PlanImport.done_at.is_(None))
    if not changed_rows(session, mine.values(done_at=clock.now()).execution_options(synchronize_session=False)):
        return {"new": 0, "changed": 0, "left": 0}
    session.expire(kept)
    done = {"new": 0, "changed": 0, "left": 0}
    for row in kept.content["rows"]:
        if row["action"] not in {"new", "changed"}:
            continue
        says = ItemFields.of_snapshot(row["says"])
        try:
            with session.begin_nested():
                _write(session, client, row, says, by)
            done[row["action"]] += 1
        except (Conflict, Invalid):
            done["left"] += 1
    session.flush()
    return done


def _write(session: Session, client: Client, row: Mapping[str, Any], says: ItemFields, by: Actor) -> None:
    item = session.scalar(select(PlanItem).where(PlanItem.uid == row["uid"], PlanItem.client_id == client.id))
    if row["action"] == "new":
        if item is not None:
            raise items.Stale
        status = Status.IDEA if row["status"] == Status.IDEA else None
        items.add(session, client, says, by, uid=row["uid"], status=status)
        return
    if item is None:
        raise items.Stale
    items.change(session, item, says, row["version"], by)


def _row(known: Known, line: Line) -> dict[str, Any]:
    problems: list[list[Any]] = [[text, values] for text, values in line.problems]
    given = line.values.get("uid", "").removesuffix("@promo")
    says = _says(known, line, problems)
    item = known.items.get(given) if given else None
    if given and item is None and not _is_uid(given):
        problems.append(
            [N_("“%(text)s” is no ID of an item of this client. Leave it empty for a new one."), {"text": given}]
        )
    uid = given if item or _is_uid(given) else str(uuid.uuid5(NAMESPACE, _key(known, says)))
    item = item or known.items.get(uid)
    row = {
        "line": line.number,
        "uid": uid,
        "status": _status(line),
        "problems": problems,
        "says": _plain(says),
        "names": {key: line.values.get(key, "") for key in ("page", "rubric", "assignee")},
        "version": item.version if item else 0,
    }
    if problems:
        row["action"] = "refused"
    elif item is None:
        row["action"] = "new"
    elif item.status == Status.PUBLISHED:
        row["action"] = "same"
    else:
        before = ItemFields.of(item)
        kept = replace(says, review_by=before.review_by, **_left(line, before))
        row["says"] = _plain(kept)
        row["action"] = "same" if kept == before else "changed"
    return row


def _says(known: Known, line: Line, problems: list[list[Any]]) -> ItemFields:
    values = line.values
    for name, most in LIMITS.items():
        if len(values.get(name, "")) > most:
            problems.append([N_("“%(column)s” is longer than %(most)s characters."), {"column": name, "most": most}])
    link = values.get("link", "")
    if link and not link.startswith(("https://", "http://")):
        problems.append([N_("A link begins with https://. Copy the whole address from the browser."), {}])
    page = values.get("page", "").rstrip("/").rpartition("/")[2].lstrip("@").casefold()
    wall: datetime | None = values["wall"]
    only = next(iter(known.pages.values())) if len(known.pages) == 1 else None
    whole = {"caption", "first_comment", "reference"}
    texts: dict[str, Any] = {name: values.get(name, "") if name in whole else _one(values, name) for name in TEXTS}
    rubric, person = values.get("rubric", "").casefold(), values.get("assignee", "").casefold()
    return ItemFields(
        page_id=_found(known.pages, page, N_("This client has no page “%(text)s”."), problems) if page else only,
        kind=values["kind"],
        planned_at=times.utc(wall, known.client.time_zone) if wall else None,
        rubric_id=_found(
            known.rubrics, rubric, N_("There is no rubric “%(text)s”. Make it under Content → Rubrics first."), problems
        ),
        assignee_id=_found(known.people, person, N_("Nobody of the team is called “%(text)s”."), problems),
        **texts,
    )


def _one(values: Mapping[str, Any], name: str) -> str:
    return " ".join(str(values.get(name, "")).split())


def _found(names: Mapping[str, int], wanted: str, problem: str, problems: list[list[Any]]) -> int | None:
    if not wanted:
        return None
    if wanted not in names:
        problems.append([problem, {"text": wanted}])
    return names.get(wanted)


def _left(line: Line, before: ItemFields) -> dict[str, Any]:
    """Return what the item keeps: of columns that the file does not have."""
    kept: dict[str, Any] = {name: getattr(before, name) for name in TEXTS if name not in line.values}
    for column, name in (("page", "page_id"), ("rubric", "rubric_id"), ("assignee", "assignee_id")):
        if column not in line.values:
            kept[name] = getattr(before, name)
    return kept


def _status(line: Line) -> str:
    return Status.IDEA if line.values.get("status", "").casefold() in {"idea", "идея"} else Status.DRAFT


def _key(known: Known, says: ItemFields) -> str:
    """Return what makes a row without an ID the same row in the next file."""
    return f"{known.client.id}|{says.page_id}|{says.planned_at}|{says.kind}|{says.title or says.caption}"


def _is_uid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _plain(says: ItemFields) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value := getattr(says, name), datetime) else value
        for name in ItemFields.__slots__
    }
