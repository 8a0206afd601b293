"""Plans from files: CSV and XLSX, read into rows as they were understood. Pure but for the clock's years.

Headings are found in English and Russian, in any order and case; what is not understood is told line by line.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from promo.errors import Invalid
from promo.plan.words import ItemKind
from promo.sheets import FORMULA
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 60
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
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y.%m.%d", "%Y/%m/%d")
SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
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
    rows = _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(name, data)
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(_text(cell) for cell in row)]
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
        text = " ".join(_text(head).casefold().split())
        key = names.get(text)
        if key and key not in places.values():
            places[number] = key
        elif text:
            unknown.append(_text(head))
    return places, unknown


def _line(number: int, row: Sequence[Any], places: dict[int, str]) -> Line:
    cells = {key: row[place] if place < len(row) else "" for place, key in places.items()}
    line = Line(number)
    said = {key: _text(cell) for key, cell in cells.items() if key not in {"date", "time"}}
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
    if isinstance(day_cell, datetime) and not _text(time_cell):
        return day_cell.replace(second=0, microsecond=0, tzinfo=None)
    text = _text(day_cell)
    if isinstance(day_cell, datetime):
        day: date | None = day_cell.date()
    elif isinstance(day_cell, date):
        day = day_cell
    elif not text:
        return None
    else:
        head, _space, tail = text.replace("T", " ").partition(" ")
        if tail and not _text(time_cell):
            time_cell = tail
        day = _day(head, line)
    if day is None:
        return None
    return datetime.combine(day, _clock(time_cell, line))


def _day(text: str, line: Line) -> date | None:
    slashed = SLASHED.match(text)
    if slashed:
        one, other, year = (int(part) for part in slashed.groups())
        if one <= 12 and other <= 12 and one != other:  # noqa: PLR2004 - months
            problem = N_("“%(text)s” may be two days: write it like 2026-11-24 or 24.11.2026.")
            line.problems.append((problem, {"text": text}))
            return None
        month, day = (one, other) if one <= 12 else (other, one)  # noqa: PLR2004 - months
        text = f"{year:04}-{month:02}-{day:02}"
    for form in DAY_FORMATS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 2010 <= found.year <= 2100:  # noqa: PLR2004 - Instagram's first year, and a slip of the pen
            return found
    line.problems.append((N_("“%(text)s” is no day: write it like 2026-11-24 or 24.11.2026."), {"text": text}))
    return None


def _clock(cell: Any, line: Line) -> time:  # noqa: ANN401 - a cell of any kind
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    text = _text(cell)
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


def _csv(name: str, data: bytes) -> Iterable[list[str]]:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid("file", N_("%(name)s is neither CSV nor XLSX. Save it as one of them."), name=name)
    text = _decoded(data)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise Invalid("file", N_("%(name)s cannot be read as CSV. Save it as XLSX."), name=name) from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def _xlsx(data: bytes) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it costs the start of the program a tenth of a second

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        rows: list[tuple[Any, ...]] | None = None
        if unpacked <= MOST_UNPACKED:
            sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
            rows = list(sheet.iter_rows(max_row=MOST_ROWS + 50, max_col=MOST_COLUMNS, values_only=True))
    except Exception as error:  # openpyxl raises almost anything for a broken file
        raise Invalid("file", N_("The workbook cannot be read. Save it again as XLSX, or as CSV.")) from error
    if rows is None:
        raise Invalid("file", N_("The workbook is too large inside. Copy the table into a new one."))
    return rows


def _text(cell: Any) -> str:  # noqa: ANN401 - a cell of any kind
    """Return a cell as text, without the apostrophe that guards it against being a formula."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
