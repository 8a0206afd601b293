"""Pictures of every screen: ``python -m tests.browser.shots [screen …]`` writes them to ``screenshots/``."""

from __future__ import annotations

import sys
import tempfile
from itertools import product
from pathlib import Path

from tests.browser.harness import HEIGHTS, Window, launch, serve
from tests.browser.screens import SCREENS

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"


def main(wanted: list[str]) -> None:
    """Picture the screens whose names begin with one of ``wanted``, or all."""
    FOLDER.mkdir(exist_ok=True)
    chosen = [screen for screen in SCREENS if not wanted or screen.name.startswith(tuple(wanted))]
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as site, launch() as chromium:
        for language, theme, width in product(("en", "ru"), ("light", "dark"), (1440, 390)):
            for person in {screen.person for screen in chosen}:
                window = Window.open(site, chromium, person, language=language, theme=theme, width=width)
                for screen in (one for one in chosen if one.person == person):
                    page = window.go(screen.path(site.agency), screen.status)
                    height = page.evaluate("() => document.documentElement.scrollHeight")
                    page.set_viewport_size({"width": width, "height": max(height, HEIGHTS[width])})
                    page.screenshot(path=FOLDER / f"{screen.name}-{language}-{theme}-{width}.png")
                    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                for problem in window.close():
                    sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"{FOLDER.name}/: {len(chosen)} screens in 8 ways each\n")


if __name__ == "__main__":
    main(sys.argv[1:])
