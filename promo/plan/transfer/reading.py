"""Plans from files: CSV and XLSX, read into rows as they were understood. Pure but for the clock's years.

Headings are found in English and Russian, in any order and case; what is not understood is told line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from promo import tables
from promo.errors import Invalid
from promo.plan.words import ItemKind
from promo.speech import N_
from promo.tables import Limits, TwoDays, day_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 60
LIMITS = Limits(rows=MOST_ROWS + 50, columns=MOST_COLUMNS, unpacked=60 * 1024 * 1024)
MOST_TEXT = 20_000
HEADINGS: dict[str, tuple[str, ...]] = {
    "uid": ("id", "ид", "uid"),
    "date": ("date", "day", "дата", "день", "дата публикации"),
    "time": ("time", "время", "время публикации"),
    "page": ("page", "account", "profile", "страница", "аккаунт", "профиль"),
    "kind": ("kind", "type", "format", "тип", "вид", "формат"),
    "title": ("title", "working title", "topic", "name", "тема", "название", "рабочее название", "заголовок"),
    "caption": ("caption", "text", "copy", "post text", "текст", "подпись", "текст поста"),
    "first_comment": ("first comment", "первый комментарий"),
    "link": ("link", "url", "ссылка"),
    "rubric": ("rubric", "category", "pillar", "рубрика", "категория"),
    "goal": ("goal", "цель"),
    "assignee": ("assignee", "responsible", "owner", "исполнитель", "ответственный"),
    "reference": ("reference", "note", "notes", "референс", "заметка", "комментарий для команды"),
    "status": ("status", "статус"),
    "client": ("client", "клиент"),
}
KINDS: dict[str, ItemKind] = {
    "post": ItemKind.POST, "photo": ItemKind.POST, "image": ItemKind.POST, "пост": ItemKind.POST, "фото": ItemKind.POST,
    "публикация": ItemKind.POST, "carousel": ItemKind.CAROUSEL, "album": ItemKind.CAROUSEL,
    "карусель": ItemKind.CAROUSEL, "reel": ItemKind.REEL, "reels": ItemKind.REEL, "video": ItemKind.REEL,
    "рилс": ItemKind.REEL, "рилз": ItemKind.REEL, "видео": ItemKind.REEL, "story": ItemKind.STORY,
    "stories": ItemKind.STORY, "сторис": ItemKind.STORY, "история": ItemKind.STORY, "": ItemKind.POST,
}  # fmt: skip
CLOCK = re.compile(r"^(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm)?$", re.IGNORECASE)
NOON = time(12)


@dataclass(slots=True)
class Line:
    """A row of the file: its number there, what was understood, and sentences about what was not."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its rows under the headings that were understood, and the headings that were not."""

    lines: list[Line]
    unknown: list[str]


def read(name: str, data: bytes) -> Table:
    """Return what a file says; raise `Invalid` for one that is no table, too large, or without a known heading."""
    if len(data) > MOST_BYTES:
        raise Invalid("file", N_("The file is larger than 5 MB. Split it."))
    rows: Iterable[Sequence[Any]]
    if tables.is_workbook(data):
        rows = tables.workbook(data, LIMITS)
    else:
        text = tables.decoded(name, data)
        rows = (row for _end, row in tables.records(name, text, tables.delimiter(text)))
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(text_of(cell) for cell in row)]
    if not filled:
        raise Invalid("file", N_("The file is empty."))
    (_first, heads), *rest = filled
    if len(rest) > MOST_ROWS:
        raise Invalid("file", N_("The file has more than %(most)s rows. Split it."), most=MOST_ROWS)
    places, unknown = _places(heads)
    if not {"title", "caption"} & set(places.values()):
        raise Invalid("file", N_("No column is called “Title” or “Caption”. The first row has to name the columns."))
    return Table([_line(number, row, places) for number, row in rest], unknown)


def _places(heads: Sequence[Any]) -> tuple[dict[int, str], list[str]]:
    names = {synonym: key for key, synonyms in HEADINGS.items() for synonym in synonyms}
    places: dict[int, str] = {}
    unknown = []
    for number, head in enumerate(heads[:MOST_COLUMNS]):
        text = " ".join(text_of(head).casefold().split())
        key = names.get(text)
        if key and key not in places.values():
            places[number] = key
        elif text:
            unknown.append(text_of(head))
    return places, unknown


def _line(number: int, row: Sequence[Any], places: dict[int, str]) -> Line:
    cells = {key: row[place] if place < len(row) else "" for place, key in places.items()}
    line = Line(number)
    said = {key: text_of(cell) for key, cell in cells.items() if key not in {"date", "time"}}
    for key, text in said.items():
        if len(text) > MOST_TEXT:
            line.problems.append((N_("The text in “%(column)s” is too long."), {"column": key}))
        line.values[key] = text[:MOST_TEXT]
    kind = KINDS.get(said.get("kind", "").casefold().rstrip("."))
    if kind is None:
        line.problems.append(
            (N_("“%(text)s” is no kind: write post, carousel, reel or story."), {"text": said["kind"]})
        )
    line.values["kind"] = kind or ItemKind.POST
    line.values["wall"] = _wall(cells.get("date", ""), cells.get("time", ""), line)
    if not said.get("title") and not said.get("caption"):
        line.problems.append((N_("There is neither a title nor a caption."), {}))
    return line


def _wall(day_cell: Any, time_cell: Any, line: Line) -> datetime | None:  # noqa: ANN401 - a cell of any kind
    if isinstance(day_cell, datetime) and not text_of(time_cell):
        return day_cell.replace(second=0, microsecond=0, tzinfo=None)
    text = text_of(day_cell)
    if isinstance(day_cell, datetime):
        day: date | None = day_cell.date()
    elif isinstance(day_cell, date):
        day = day_cell
    elif not text:
        return None
    else:
        head, _space, tail = text.replace("T", " ").partition(" ")
        if tail and not text_of(time_cell):
            time_cell = tail
        day = _day(head, line)
    if day is None:
        return None
    return datetime.combine(day, _clock(time_cell, line))


def _day(text: str, line: Line) -> date | None:
    try:
        found = day_of(text)
    except TwoDays:
        problem = N_("“%(text)s” may be two days: write it like 2026-11-24 or 24.11.2026.")
        line.problems.append((problem, {"text": text}))
        return None
    if found is None:
        line.problems.append((N_("“%(text)s” is no day: write it like 2026-11-24 or 24.11.2026."), {"text": text}))
    return found


def _clock(cell: Any, line: Line) -> time:  # noqa: ANN401 - a cell of any kind
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    text = text_of(cell)
    if not text:
        return NOON
    found = CLOCK.match(text)
    if found:
        hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").casefold()
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour < 24 and minute < 60:  # noqa: PLR2004 - a clock
            return time(hour, minute)
    line.problems.append((N_("“%(text)s” is no time: write it like 18:30."), {"text": text}))
    return NOON
