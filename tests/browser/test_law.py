"""In a real browser: the form of a campaign says what the law says of the chosen channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.harness import Window


def test_the_notice_follows_the_channel(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/campaigns/{window.site.agency.campaign}/edit")
    shown = page.locator("[data-channels]:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("72-FZ")
    page.select_option("#channel", "vk")
    expect(shown).to_contain_text("ERID")
    page.select_option("#channel", "offline")
    expect(shown).to_have_count(0)
