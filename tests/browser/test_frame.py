"""The frame of every screen: keyboard, menu, theme, language, dialogs, coming in and going out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.agency import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.harness import Window


def test_the_first_tab_stop_skips_to_the_content(look: Callable[..., Window]) -> None:
    page = look().go("/settings")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#content")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_every_stop_of_the_keyboard_is_seen(look: Callable[..., Window]) -> None:
    page = look().go("/-/patterns")
    unseen = []
    for _stop in range(30):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none' }"
        )
        if not ring:
            unseen.append(page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)"))
    assert unseen == []


def test_the_menu_opens_on_a_phone_by_keyboard(look: Callable[..., Window]) -> None:
    page = look(width=390).go("/settings")
    home = page.get_by_role("navigation", name="Main").get_by_role("link", name="Home")
    expect(home).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(home).to_be_visible()
    page.keyboard.press("Escape")
    expect(home).to_be_hidden()


def test_auto_follows_the_system_at_once(look: Callable[..., Window]) -> None:
    page = look(theme="dark").go("/settings")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_a_person_chooses_theme_and_language(look: Callable[..., Window]) -> None:
    page = look("specialist").go("/competitors")
    page.get_by_role("button", name="Олег Смирнов").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page).to_have_url(f"{page.url.split('/competitors')[0]}/competitors")
    page.get_by_role("button", name="Олег Смирнов").click()
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_a_question_is_asked_first_and_cancel_changes_nothing(look: Callable[..., Window]) -> None:
    page = look().go("/-/patterns")
    button = page.get_by_role("button", name="Asks first").first
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Asks first").click()


def test_shortcuts(look: Callable[..., Window]) -> None:
    page = look().go("/settings")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("h")
    assert page.url.endswith("/")
    page.keyboard.press("/")
    expect(page.locator('main input[type="search"]')).to_be_focused()
    page.keyboard.type("gh?")
    expect(page.locator('main input[type="search"]')).to_have_value("gh?")


def test_a_metric_says_what_it_means(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/pages/{window.site.agency.page}/growth")
    button = page.locator(".promo-metric").first
    button.press("Enter")
    expect(page.locator(".promo-popover:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".promo-popover:popover-open")).to_have_count(0)


def test_signing_in_and_out(look: Callable[..., Window]) -> None:
    window = look(None)
    page = window.go("/settings")
    page.locator('input[type="email"], input[name="email"]').fill("manager.en@example.com")
    page.locator('input[type="password"]').fill("wrong " + PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator('input[type="password"]').fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{window.site.url}/settings")
    page.get_by_role("button", name="Mark Weber").click()
    page.get_by_role("complementary").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{window.site.url}/sign-in")


def test_a_visitor_chooses_the_language(look: Callable[..., Window]) -> None:
    page = look(None).go("/sign-in")
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert page.url.endswith("/sign-in")
