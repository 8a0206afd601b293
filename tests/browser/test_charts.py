"""Figures of every sort, and their pictures, in a real browser under the real security headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.harness import Window

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_sort_of_figure_is_drawn_in_both_themes(look: Callable[..., Window], theme: str) -> None:
    window = look(theme=theme)
    page = window.go("/-/patterns")
    for name in ("bands", "heat", "bars", "many"):
        chart = page.locator(f"#pattern-{name}")
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".main-svg").first).to_be_visible()
    expect(page.locator("#pattern-bands .shapelayer path")).to_have_count(3)
    expect(page.locator("#pattern-bars .errorbar").first).to_be_attached()
    ink = page.locator("#pattern-many .scatterlayer path.js-line")
    colours = {ink.nth(number).evaluate("node => getComputedStyle(node).stroke") for number in range(11)}
    assert len(colours) == 11


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_chart_is_saved_as_a_picture(look: Callable[..., Window], language: str) -> None:
    window = look(language=language)
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    with page.expect_download() as started:
        page.locator("#chart-followers [data-picture]").click()
    content = started.value.path().read_bytes()
    assert content.startswith(SIGNATURE)
    assert len(content) > 5_000
    assert started.value.suggested_filename.endswith(".png")
    assert int.from_bytes(content[16:20]) >= 2 * 640
