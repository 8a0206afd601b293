"""Serves the program and opens windows on it that notice what goes wrong: errors, refused resources, other hosts."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlsplit

import waitress
from playwright.sync_api import sync_playwright

from promo.config import Settings
from promo.db import Base
from promo.users.signin import COOKIE
from promo.web import create_app
from tests.browser.agency import Agency, fill, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinja2 import BytecodeCache
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

    from promo.context import Context

PATIENCE = 8_000
HEIGHTS = {390: 844, 1440: 900}


@dataclass(frozen=True)
class Site:
    """A running server and what is in its database."""

    url: str
    agency: Agency
    context: Context


def profile(site: Site, chromium: Browser, language: str) -> BrowserContext:
    """Return what one person's Chromium has: settings, cookies, a cache; and a page that stays open.

    While that page is open its process lives, with the scripts it has compiled: the next window of the same profile
    takes half the time of a first one.
    """
    context = chromium.new_context(
        locale={"ru": "ru-RU"}.get(language, "en-GB"), timezone_id="Europe/Moscow", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    context.new_page().goto(f"{site.url}/static/css/icon.svg")
    return context


@dataclass
class Window:
    """A browser window of one person, with the problems seen in it. Expected ones are named in ``forgiven``."""

    site: Site
    profile: BrowserContext
    page: Page
    problems: list[str] = field(default_factory=list)
    forgiven: tuple[str, ...] = ()

    @classmethod
    def open(
        cls,
        site: Site,
        chromium: Browser,
        person: str | None,
        *,
        language: str,
        theme: str,
        width: int,
        context: BrowserContext | None = None,
    ) -> Window:
        """Return a window on ``site``, ``width`` CSS pixels wide, signed in as ``person`` (``None``: a visitor).

        ``context`` is a `profile` that no other window uses now; without one it gets a fresh one.
        """
        context = context or profile(site, chromium, language)
        if person is not None:
            context.add_cookies([{"name": COOKIE, "value": token(person, language), "url": site.url}])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        window = cls(site, context, page)
        window.page.on("console", window._said)
        window.page.on("pageerror", lambda error: window.problems.append(f"script error: {error}"))
        window.page.on("request", window._asked)
        window.page.on("response", window._answered)
        return window

    def go(self, path: str, status: int = 200) -> Page:
        """Open ``path`` and return the page once it and its charts are there; another status is a problem."""
        answer = self.page.goto(self.site.url + path)
        if answer is None or answer.status != status:
            self.problems.append(f"{path} answered {answer and answer.status}")
        self.page.wait_for_function(DRAWN)
        return self.page

    def system_theme(self, theme: str) -> None:
        """Let the system be ``"light"`` or ``"dark"`` and wait until that is painted."""
        self.page.emulate_media(color_scheme=cast("Literal['light', 'dark']", theme))
        self.page.wait_for_function(THEMED, arg=theme)
        self.page.wait_for_function(DRAWN)
        self.page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))")
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def close(self) -> list[str]:
        """Close the window, forget who was signed in, and return the problems seen in it."""
        for page in self.profile.pages[1:]:
            page.close()
        self.profile.clear_cookies()  # nothing else is kept: pages store nothing in the browser
        return [problem for problem in self.problems if not any(text in problem for text in self.forgiven)]

    def overflow(self) -> list[str]:
        """Return what reaches beyond the right edge of the window, as short descriptions."""
        return cast("list[str]", self.page.evaluate(OVERFLOW))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.problems.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname != "127.0.0.1":
            self.problems.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.problems.append(f"{response.status}: {response.url}")


THEMED = "theme => !document.scripts.length || document.documentElement.dataset.bsTheme === theme"
"""A page without scripts follows the system by its styles alone."""
DRAWN = """() => [...document.querySelectorAll("[data-chart]")].every(
  (chart) => chart.getBoundingClientRect().top > innerHeight
    || chart.dataset.drawn === document.documentElement.dataset.bsTheme
)"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (node) => node && node !== document.body
    && (["auto", "scroll", "hidden"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > width + 1 && !scrolls(node.parentElement))
    .slice(0, 5)
    .map((node) => `${node.tagName} .${node.className} ${node.textContent.trim().slice(0, 40)}`)
    .concat(["the document is wider than the window"]);
}"""


def chromium_path() -> str | None:
    """Return where Chromium is, or ``None``."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def launch() -> Iterator[Browser]:
    """Run Chromium; it can reach no host but this one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        yield browser
        browser.close()


@contextmanager
def serve(folder: Path, *, demo: bool = False, compiled: BytecodeCache | None = None) -> Iterator[Site]:
    """Serve the program with the small agency from ``folder`` on a free port."""
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder}/promo.sqlite3",
        secret_key="k" * 40,
        testing=True,
        demo=demo,
    )
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled
    context = cast("Context", app.extensions["promo"])
    Base.metadata.create_all(context.engine)
    with context.sessions() as session:
        agency = fill(session, settings.media_dir)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.effective_port}", agency, context)
    finally:
        server.close()
        thread.join(5)
        context.close()
