"""The link for a blogger, as one types: what the server will build, built at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from promo.campaigns.placements.links import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.harness import Window

LINKS = (
    "https://example.com",
    "https://example.com/?",
    "https://пример.рф/путь?a=1&&b#x?utm_source=kept",
    "https://example.com?UTM_SOURCE=old&utm_mediums=kept&utm_term#",
    "https://example.com/%zz?x=%zz#a#b\n",
)
TAGS: tuple[dict[str, str], ...] = (
    {},
    {"utm_source": "кофе & город", "utm_term": ""},
    {"utm_source": "!*'()~-._ /?#&=+%", "utm_medium": "😀", "utm_content": "a\u2028b", "utm_term": "\0"},
)
BUILD = "async ([module, cases]) => { const {build} = await import(module); return cases.map((one) => build(...one)) }"


def test_the_preview_is_what_the_server_builds(look: Callable[..., Window]) -> None:
    window = look()
    page = window.go(f"/campaigns/{window.site.agency.placement}/placement/terms")
    cases = [(link, tags) for link in LINKS for tags in TAGS]
    module = page.locator("script[src*='campaigns/links']").get_attribute("src")
    built = page.evaluate(BUILD, [module, cases])
    assert built == [build(link, tags) for link, tags in cases]

    preview = page.get_by_label("What the blogger gets")
    page.get_by_label("Landing link").fill("https://example.com/?a=1#menu")
    page.get_by_label("utm_source").fill(" кофе ")
    page.get_by_label("utm_campaign").fill("")
    expect(preview).to_have_value("https://example.com/?a=1&utm_source=%D0%BA%D0%BE%D1%84%D0%B5#menu")
    page.get_by_label("Blogger", exact=True).fill("@somebody.else")
    expect(page.get_by_label("utm_source")).to_have_value(" кофе ", timeout=500)
    page.get_by_label("utm_source").fill("very_long_name_of_a_bakery.30")
    page.get_by_label("Blogger", exact=True).fill("https://www.instagram.com/Somebody.Else/")
    expect(page.get_by_label("utm_source")).to_have_value("somebody.else")
