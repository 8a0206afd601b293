"""A report's numbers as a workbook: a sheet for each table and each chart, typed cells, unknown ones empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promo import sheets
from promo.charts import tabular
from promo.reports.blocks import BLOCKS
from promo.sheets import Column, Part
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def xlsx(content: Mapping[str, Any], kinds: Collection[str] = ()) -> bytes:
    """Return the workbook of the blocks of ``content`` (of these ``kinds``; none: all), in its language."""
    return sheets.xlsx_book(_parts(content, kinds), _about(content), wording(content["language"]).say)


def _parts(content: Mapping[str, Any], kinds: Collection[str]) -> Iterator[Part]:
    say = wording(content["language"]).say
    for block in content["blocks"]:
        if kinds and block["kind"] not in kinds:
            continue
        name, data = say(BLOCKS[block["kind"]]), block["data"]
        for table in data.get("tables", ()):
            columns = [Column(*one) for one in table["columns"]]
            yield Part(f"{name} {table['name']}".strip(), columns, table["rows"])
        for key, figure in data.get("figures", {}).items():
            found = tabular.table(figure, say("Day"))
            yield Part(f"{name} {key}", [Column(*one) for one in found.columns], found.rows)


def _about(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    words = wording(content["language"])
    days, before = content["period"], content["comparison"]
    lines = [
        (words.say("Name of the report"), content["title"]),
        (words.say("Client"), content["client"]),
        (words.say("Period"), f"{days['start']} – {days['end']}"),
        (words.say("Pages"), ", ".join(f"@{name}" for name in content["pages"])),
        (words.say("Time zone"), content["time_zone"]),
        (words.say("Collected"), words.moment(content["gathered_at"], content["time_zone"])),
    ]
    if before:
        lines.insert(3, (words.say("Compared with"), f"{before['start']} – {before['end']}"))
    return lines
