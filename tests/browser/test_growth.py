"""Charts and the period picker of the growth screen, in a real browser under the real security headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.harness import Window

LINE = "#chart-followers .scatterlayer .trace path.js-line"
PAINT = "node => getComputedStyle(node).stroke"


def point_at_the_middle(page: Page, chart: str) -> None:
    """Move the mouse over the middle of a chart."""
    box = page.locator(f"#{chart} .nsewdrag").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_charts_are_drawn_with_a_way_to_the_numbers(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    for name in ("followers", "net", "growth", "following"):
        page.locator(f"#chart-{name}").scroll_into_view_if_needed()
        expect(page.locator(f"#chart-{name} .main-svg").first).to_be_visible()
    page.locator("#chart-followers").get_by_role("link", name="The numbers as a table").click()
    expect(page.locator("#table")).to_be_focused()
    expect(page.locator("#chart-net .bars pattern, #chart-net pattern").first).to_be_attached()


def test_a_chart_tells_day_value_and_the_compared_period(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    point_at_the_middle(page, "chart-followers")
    label = page.locator("#chart-followers .hoverlayer")
    expect(label).to_contain_text(re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}"))
    expect(label).to_contain_text(re.compile(r"Followers: \d\d,\d{3}"))
    expect(label).to_contain_text(re.compile(r"Compared period, [A-Z][a-z]{2} \d{1,2}, \d{4}: \d\d,\d{3}"))


def test_russian_readers_get_russian_figures(look: Callable[..., Window]) -> None:
    window = look(language="ru")
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    point_at_the_middle(page, "chart-followers")
    label = page.locator("#chart-followers .hoverlayer")
    expect(label).to_contain_text(re.compile(r": \d\d\s\d{3}"))
    expect(label).to_contain_text(re.compile(r"\d{1,2} [а-я]{3,5}\.? \d{4}"))


def test_the_theme_reaches_the_charts_at_once(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    light = page.locator(LINE).first.evaluate(PAINT)
    window.system_theme("dark")
    page.wait_for_function(
        "([path, light]) => getComputedStyle(document.querySelector(path)).stroke !== light", arg=[LINE, light]
    )
    assert page.locator(LINE).first.evaluate(PAINT) != light


def test_a_chart_that_cannot_be_drawn_says_so(look: Callable[..., Window]) -> None:
    window = look()
    window.forgiven = ("the library of the charts did not load",)
    window.page.route("**/plotly-cartesian*", lambda route: route.abort())
    window.page.goto(f"{window.site.url}/pages/{window.site.agency.page}/growth")
    expect(window.page.locator("#chart-followers .promo-chart-failed")).to_be_visible()


def test_the_comparison_is_shown_as_soon_as_it_is_picked(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/pages/{window.site.agency.page}/growth?period=90")
    expect(page.get_by_role("button", name="Compare")).to_be_hidden()
    page.get_by_label("Compare with").select_option("none")
    page.wait_for_url("**period=90&against=none")
    expect(page.get_by_role("link", name="90 days")).to_have_attribute("aria-current", "true")


def test_own_dates_by_keyboard(look: Callable[..., Window]) -> None:
    window = look(width=390)
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    expect(page.get_by_label("From")).to_be_hidden()
    page.get_by_text("Own dates").press("Enter")
    page.get_by_label("From").fill("2026-01-05")
    page.get_by_label("To", exact=True).fill("2026-01-11")
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**from=2026-01-05&to=2026-01-11**")
    expect(page.get_by_text("Jan 5, 2026 – Jan 11, 2026")).to_be_visible()
    assert window.overflow() == []
