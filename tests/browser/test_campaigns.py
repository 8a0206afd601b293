"""The grid of a campaign's days in a real browser: the keyboard, a block pasted from a spreadsheet, a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.harness import Window

PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_block_of_a_spreadsheet_is_pasted_and_the_keyboard_moves(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/campaigns/{window.site.agency.campaign}/days")
    clicks, leads = (page.locator(f'input[name^="{name}-"]') for name in ("clicks", "leads"))
    count = clicks.count()
    before = [cell.input_value() for cell in (clicks.nth(0), leads.nth(0), clicks.nth(1), leads.nth(1))]
    clicks.nth(0).focus()
    clicks.nth(0).evaluate(PASTE, "1 200\t7\r\n1 300\t\r\n")
    expect(clicks.nth(0)).to_have_value("1 200")
    expect(leads.nth(0)).to_have_value("7")
    expect(clicks.nth(1)).to_have_value("1 300")
    expect(leads.nth(1)).to_have_value("")
    expect(clicks.nth(1)).to_have_class("form-control campaign-cell-changed")
    expect(clicks.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(clicks.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(clicks.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(leads.nth(1)).to_be_focused()
    assert page.evaluate(
        "() => { const leaving = new Event('beforeunload', { cancelable: true }); return !dispatchEvent(leaving); }"
    ), "figures that were not saved are not lost without a word"
    for cell, value in zip((clicks.nth(0), leads.nth(0), clicks.nth(1), leads.nth(1)), before, strict=True):
        cell.fill(value)
    expect(page.locator(".campaign-cell-changed")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    assert clicks.count() == count


def test_a_days_removal_asks_first(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/campaigns/{window.site.agency.campaign}/days?by=week")
    page.locator('button[name="remove"]').first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Remove all figures of this day?")
    page.get_by_role("dialog").get_by_role("button").first.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
