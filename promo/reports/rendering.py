"""A report's content as HTML, in the report's own language: alike for the screen, a shared page and print.

The templates below ``templates/reports/paper`` know nothing but the content: no request, no person, no database.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from promo.analytics.metrics import METRICS
from promo.charts.svg import svg
from promo.reports import markdown
from promo.reports.blocks import BLOCKS
from promo.reports.kit.parts import FIGURES
from promo.reports.pictures import PLACE
from promo.wording import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from promo.charts.figures import Figure
    from promo.reports.printing.pdf import Look

Medium = Literal["screen", "print"]
ROOT = Path(__file__).resolve().parents[2]
TOKEN = re.compile(r"--promo-([\w-]+):\s*([^;]+);")
LIGHT = re.compile(r"light-dark\(\s*((?:[^(),]|\([^()]*\))+)\s*,.*\)")
NAMES = {"grid": "chart-grid", "text": "chart-text", "ink": "ink", "line": "line-strong"}
PRINTED = "Inter latin, Inter cyrillic, Inter latin-ext, Inter cyrillic-ext"
"""The families of `promo.reports.printing.pdf.FONTS`: a drawing does not take its page's."""
WIDE, NARROW = 720, 360
"""The widths that charts are drawn for, in CSS pixels: a drawing made for a desk has letters too small for a phone."""


def blocks(
    content: Mapping[str, Any], *, medium: Medium = "screen", kinds: Collection[str] = (), accent: str = ""
) -> Markup:
    """Return the blocks of ``content`` (of these ``kinds``; none: all) as HTML.

    On screen, colours are the theme's; in print they are the light ones, with ``accent`` in place of the program's.
    """
    shown = [one for one in content["blocks"] if not kinds or one["kind"] in kinds]
    template = environment(content["language"]).get_template(f"reports/paper/{_sheet(content)[0]}.html")
    paper = Paper(medium, content["language"], accent)
    return Markup(template.render(content=content, blocks=shown, names=BLOCKS, paper=paper))  # noqa: S704 - escaped by Jinja


def document(
    content: Mapping[str, Any], *, look: Look, version: str, kinds: Collection[str], fonts: Mapping[str, str], own: str
) -> str:
    """Return ``content`` as an HTML document for print (`promo.reports.printing.pdf`)."""
    shown = [one for one in content["blocks"] if not kinds or one["kind"] in kinds]
    template, styles = _sheet(content)[1:]
    found = environment(content["language"]).get_template(f"reports/paper/{template}.html")
    return found.render(
        content=content,
        blocks=shown,
        names=BLOCKS,
        html=blocks(content, medium="print", kinds=kinds, accent=look.accent),
        look=look,
        version=version,
        fonts=fonts,
        own=own,
        light=lambda name: light(name, look.accent),
        css="\n".join((ROOT / "static" / "css" / name).read_text(encoding="utf-8") for name in styles),
    )


def _sheet(content: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Return the templates of the content and of its document in print, and its styles there."""
    if "kit" in content:
        return "kit", "kit_document", ("print.css", "kit-print.css")
    return "blocks", "document", ("print.css",)


class Paper:
    """What a report is drawn on: how its charts look."""

    def __init__(self, medium: Medium, language: str, accent: str = "") -> None:
        self.medium, self.language, self.accent = medium, language, accent

    def chart(self, figure: Figure, title: str, height: int = 260) -> Markup:
        """Return a figure as a vector drawing; for the screen as two, of which its width shows one."""
        wide = self._drawn(figure, title, WIDE, height)
        if self.medium == "print":
            return wide
        narrow = self._drawn(figure, title, NARROW, min(height, 220))
        frame = Markup('<div class="report-wide">{}</div><div class="report-narrow">{}</div>')
        return frame.format(wide, narrow)

    def picture(self, name: str, side: int) -> str:
        """Return where a picture is (`promo.reports.pictures`)."""
        return f"{PLACE}/{side}/{name}"

    def _drawn(self, figure: Figure, title: str, width: int, height: int) -> Markup:
        font = PRINTED if self.medium == "print" else ""
        drawn = svg(figure, width=width, height=height, paint=self.paint, locale=self.language, title=title, font=font)
        return Markup(drawn)  # noqa: S704 - escaped by the drawing

    def paint(self, role: str) -> str:
        """Return the colour of a role: the theme's variable on screen, its light value in print."""
        name = NAMES.get(role, f"chart-{role}")
        if self.medium == "screen":
            return f"var(--promo-{name})"
        return light(name, self.accent)


def light(name: str, accent: str = "") -> str:
    """Return the light value of a token of ``static/css/tokens.css``; ``accent`` stands for the program's own."""
    value = _tokens().get(name, "")
    while value.startswith("var("):
        name = value[len("var(--promo-") : -1]
        value = _tokens().get(name, "")
    if accent and name == "accent":
        return accent
    found = LIGHT.fullmatch(value)
    return found.group(1).strip() if found else value


@lru_cache(maxsize=1)
def _tokens() -> dict[str, str]:
    return dict(TOKEN.findall((ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")))


@lru_cache(maxsize=8)
def environment(language: str) -> Environment:
    """Return what renders documents in ``language``, whoever reads them: filters that write, and its texts."""
    words = wording(language)
    made = Environment(
        loader=FileSystemLoader(str(ROOT / "templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters |= words.filters() | {"markdown": markdown.html, "said": words.say}
    made.globals |= {"metrics": METRICS, "kit_names": FIGURES}
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's own extension
        gettext=words.say, ngettext=words.form, newstyle=True
    )
    return made
