"""axe-core finds no violation on any screen, in both themes, at both widths; and nothing overflows a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.harness import HEIGHTS, Window
from tests.browser.screens import SCREENS, Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.harness import Site

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose answer a theme can change."""
WIDTHS = ("target-size", "scrollable-region-focusable", "aria-hidden-focus", "label", "button-name", "link-name")
"""The rules whose answer a width can change: what is shown only there, and how close things stand."""
RUN = """async (rules) => (await axe.run({
  resultTypes: ["violations"], // of what passes, one element a rule is enough to describe
  ...(rules.length && {runOnly: rules}),
})).violations"""
OTHERS = ("empty-table-header", "label-content-name-mismatch")
"""What the calendar's library does in its own way: it names its cells by ``aria-label``, beside a shorter text."""


def violations(page: Page, *rules: str) -> list[str]:
    """Return axe's findings (of ``rules``, or of all): rule, and the first elements it is about."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN, list(rules))
    return [
        f"{one['id']}: {' '.join(node['html'] for node in one['nodes'][:3])[:400]} {one['nodes'][0]['any'][:1]}"
        for one in found
        if one["id"] not in OTHERS or not all(' class="fc-' in node["html"] for node in one["nodes"])
    ]


@pytest.fixture(scope="module")
def walk(site: Site, chromium: Browser) -> Iterator[Callable[[str | None], Window]]:
    """Give a function: person → their window, wide and light. Each goes from screen to screen in one window.

    Looking at a screen leaves nothing behind, and the next one takes half the time of a first.
    """
    windows: dict[str | None, Window] = {}

    def walking(person: str | None) -> Window:
        if person not in windows:
            windows[person] = Window.open(site, chromium, person, language="ru", theme="light", width=1440)
        windows[person].page.set_viewport_size({"width": 1440, "height": HEIGHTS[1440]})
        windows[person].page.emulate_media(color_scheme="light")
        return windows[person]

    yield walking
    assert [problem for window in windows.values() for problem in window.close()] == []


@pytest.mark.parametrize(("number", "screen"), list(enumerate(SCREENS)), ids=[one.name for one in SCREENS])
def test_axe_finds_nothing_and_nothing_overflows_a_phone(
    walk: Callable[[str | None], Window], number: int, screen: Screen
) -> None:
    """The colours of the dark theme are looked at in one of the two widths, in turn: that is most of axe's work."""
    window = walk(screen.person)  # in Russian: the longer words
    page = window.go(screen.path(window.site.agency), screen.status)
    found = {"wide, light": violations(page)}
    window.system_theme("dark")
    if number % 2:
        found["wide, dark"] = violations(page, *COLOURS)
    page.set_viewport_size({"width": 390, "height": 844})
    found["narrow, dark"] = violations(page, *WIDTHS, *(() if number % 2 else COLOURS))
    found["overflow"] = window.overflow()
    found["other problems"], window.problems = window.problems, []
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_sees_a_violation(look: Callable[..., Window]) -> None:
    page = look().go("/-/patterns")
    page.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/css/icon.svg\">')"
    )
    assert [one.split(":")[0] for one in violations(page)] == ["image-alt"]
