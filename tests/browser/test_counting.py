"""The way from a figure to “How we count”, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.harness import Window

TOP = "node => Math.round(node.getBoundingClientRect().top)"


def test_a_figures_sign_leads_to_its_definition_by_keyboard(look: Callable[..., Window]) -> None:
    window = look(width=390)
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    sign = page.get_by_role("button", name="What “Net growth” means")
    link = page.get_by_role("link", name="How we count").and_(page.locator('[href$="#net_growth"]'))
    expect(link).to_be_hidden()
    sign.press("Enter")
    expect(link).to_be_visible()
    link.press("Enter")
    page.wait_for_url("**/how-we-count#net_growth")
    expect(page.locator("#net_growth")).to_be_in_viewport()
    assert page.locator("#net_growth").evaluate(TOP) >= page.locator(".promo-topbar").evaluate(
        "node => Math.round(node.getBoundingClientRect().bottom)"
    ), "the bar above hides no part of it"


def test_the_menu_stays_in_sight_on_a_long_page(look: Callable[..., Window]) -> None:
    page = look().go("/how-we-count#client_er")
    expect(page.locator("#client_er")).to_be_in_viewport()
    assert page.evaluate("() => scrollY") > 1000
    assert page.locator(".promo-sidebar").evaluate(TOP) == 0
    expect(page.get_by_role("navigation", name="Metrics")).to_be_in_viewport()
