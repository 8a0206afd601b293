"""The month on two sheets of A4, across: the denser, the more clients there are.

How it is made to fit: of the `LADDER` the first step with which two sheets are enough. What even the last step has no
room for stands in the workbook alone; its sums hold all clients, and the paper says how many are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from promo.reports.overall.book import report_state
from promo.reports.printing.pdf import FONTS, OWN, laid_out
from promo.reports.rendering import ROOT, environment, light

if TYPE_CHECKING:
    from promo.reports.overall.screens import Overall
    from promo.reports.printing.pdf import Look
    from promo.wording import Wording

SHEETS = 2


class Step(NamedTuple):
    """How dense the paper is: a class of ``static/css/overall-print.css``, and how many of what it has room for."""

    density: str
    clients: int
    managers: int
    troubles: int


LADDER = (
    Step("roomy", 30, 12, 8),
    Step("usual", 44, 8, 4),
    Step("dense", 64, 6, 8),
    Step("dense", 52, 6, 6),
    Step("dense", 40, 4, 6),
    Step("dense", 25, 4, 4),
)


DENSEST = next(number for number, step in enumerate(LADDER) if step.density == LADDER[-1].density)
"""The first step that may leave clients out: one before it has room for all of them, or is passed over."""


def pdf(found: Overall, look: Look, words: Wording, time_zone: str) -> bytes:
    """Return the month as a PDF file of at most two sheets, the same numbers as the page has. Raises `NoPrinting`."""
    last = len(LADDER) - 1
    for number, step in enumerate(LADDER):
        if number < DENSEST and len(found.rows) > step.clients:
            continue
        document = laid_out(html(found, look, words, time_zone, step), look)
        if len(document.pages) <= SHEETS or number == last:
            break
    made: bytes = document.write_pdf(pdf_tags=True)
    return made


def html(found: Overall, look: Look, words: Wording, time_zone: str, step: Step) -> str:
    """Return the document for print, as dense as ``step`` says."""
    values: dict[str, Any] = {
        "found": found,
        "look": look,
        "step": step,
        "rows": found.rows[: step.clients],
        "left_out": max(0, len(found.rows) - step.clients),
        "time_zone": time_zone,
        "report_state": report_state,
        "fonts": FONTS,
        "own": OWN,
        "light": lambda name: light(name, look.accent),
        "language": words.language,
        "css": (ROOT / "static" / "css" / "overall-print.css").read_text(encoding="utf-8"),
    }
    return environment(words.language).get_template("reports/overall/paper.html").render(**values)
