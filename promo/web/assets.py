"""Fills ``static/vendor`` from ``node_modules``: the files that pages load, and a sprite of the icons they name.

Run by path, with the standard library only: ``python promo/web/assets.py``. Nothing is written where nothing changed.

An icon is named in a template by ``icon("home")``, ``icon="home"``, ``empty("inbox", …)`` or as the last word of
``badge("…", "success", "check")``, in Python by ``icon="home"``; names that are only known when a page is shown stand
in a comment: ``icons: check, clock``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = "node_modules"
VENDOR = "static/vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "plotly.js-cartesian-dist-min/plotly-cartesian.min.js": "plotly-cartesian.min.js",
    "fullcalendar/all/global.js": "fullcalendar.js",
    "fullcalendar/locales/ru/global.js": "fullcalendar-locales.js",
    "fullcalendar/themes/classic/global.js": "fullcalendar-theme.js",
    "fullcalendar/skeleton.css": "fullcalendar-skeleton.css",
    "fullcalendar/themes/classic/theme.css": "fullcalendar-theme.css",
    "fullcalendar/themes/classic/palette.css": "fullcalendar-palette.css",
    "temporal-polyfill/global.js": "temporal.js",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2": "inter-cyrillic.woff2",
    "@fontsource-variable/inter/files/inter-cyrillic-ext-wght-normal.woff2": "inter-cyrillic-ext.woff2",
}
LAYER = (b"@layer tabler {", b"\n}\n")
"""Around a library's style sheet, so that our own layers win without a fight of selectors."""
ICONS = "@tabler/icons/icons"
NAMED = re.compile(r"""(?<![-\w])(?:icon\(|icon=|empty\()\s*["']([a-z0-9-]+)["']""")
BADGE = re.compile(r"""badge\(.*?,\s*["'][a-z]+["'],\s*["']([a-z0-9-]+)["']\)""")
LISTED = re.compile(r"(?<![-\w])icons: ([a-z0-9-]+(?:, [a-z0-9-]+)*)")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
FRAME = re.compile(r"""\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>""")


class AssetsError(Exception):
    """An asset cannot be had; the message says which and what to do."""


def named_icons(root: Path) -> dict[str, Path]:
    """Return the icons that templates and Python files under ``root`` name, each with a file that does."""
    found: dict[str, Path] = {}
    for file in (*(root / "templates").rglob("*.html"), *(root / "promo").rglob("*.py")):
        if file == Path(__file__).resolve():
            continue
        text = file.read_text(encoding="utf-8")
        listed = (name for group in LISTED.findall(text) for name in group.split(", "))
        found |= dict.fromkeys((*NAMED.findall(text), *BADGE.findall(text), *listed), file)
    return found


def sprite(root: Path) -> str:
    """Return the SVG with one symbol an icon; raise `AssetsError` for a name that Tabler does not have."""
    symbols = []
    for name, file in sorted(named_icons(root).items()):
        filled = name.endswith("-filled")
        folder, plain = ("filled", name.removesuffix("-filled")) if filled else ("outline", name)
        source = root / MODULES / ICONS / folder / f"{plain}.svg"
        drawing = DRAWING.search(source.read_text(encoding="utf-8")) if source.exists() else None
        if drawing is None:
            raise AssetsError(f"{file.relative_to(root)} names the icon “{name}”, which Tabler does not have.")
        lines = " ".join(FRAME.sub("", drawing[1]).split())
        paint = ' fill="currentColor" stroke="none"' if filled else ""
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24"{paint}>{lines}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def build(root: Path = ROOT) -> list[str]:
    """Bring ``static/vendor`` up to date and return the names of the files written."""
    vendor = root / VENDOR
    vendor.mkdir(parents=True, exist_ok=True)
    written = [target for source, target in FILES.items() if _copy(root / MODULES / source, vendor / target)]
    icons, drawn = vendor / "icons.svg", sprite(root)
    if not icons.exists() or icons.read_text(encoding="utf-8") != drawn:
        icons.write_text(drawn, encoding="utf-8")
        written.append(icons.name)
    return written


def _copy(source: Path, target: Path) -> bool:
    if not source.exists():
        raise AssetsError(f"{source.name} is missing from {MODULES}. Run “npm ci” first (“make run” does it for you).")
    opening, closing = LAYER if source.suffix == ".css" else (b"", b"")
    here, size = source.stat(), source.stat().st_size + len(opening) + len(closing)
    if target.exists() and (there := target.stat()).st_size == size and there.st_mtime >= here.st_mtime:
        return False
    target.write_bytes(opening + source.read_bytes() + closing)
    return True


def main(root: Path = ROOT) -> int:
    """Build, say what was done, and return the exit status."""
    try:
        written = build(root)
    except AssetsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if written:
        sys.stdout.write(f"{VENDOR}: {', '.join(written)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
