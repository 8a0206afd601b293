"""The real program behind a real socket, looked at with a real Chromium."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.browser.harness import Site, Window, chromium_path, launch, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import BytecodeCache
    from playwright.sync_api import Browser, BrowserContext

IN_CI = bool(os.environ.get("CI"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium. Where there is none its tests are left out, but in CI that is a failure."""
    if chromium_path() is None:
        reason = "There is no Chromium on this machine: install Debian's package “chromium”."
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    with launch() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, compiled: BytecodeCache) -> Iterator[Site]:
    """The program with the small agency, served on a free port."""
    folder = tmp_path_factory.mktemp("site")
    with serve(folder, compiled=compiled) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def idle() -> dict[str, list[BrowserContext]]:
    """The profiles that no window uses now, by language."""
    return {}


@pytest.fixture
def look(site: Site, chromium: Browser, idle: dict[str, list[BrowserContext]]) -> Iterator[Callable[..., Window]]:
    """Give a function that opens a window as a person; problems in any of them fail the test."""
    windows: list[tuple[str, Window]] = []

    def opened(person: str | None = "owner", language: str = "en", theme: str = "light", width: int = 1440) -> Window:
        free = idle.get(language)
        context = free.pop() if free else None
        window = Window.open(site, chromium, person, language=language, theme=theme, width=width, context=context)
        windows.append((language, window))
        return window

    yield opened
    problems: list[str] = []
    for language, window in windows:
        problems += window.close()
        idle.setdefault(language, []).append(window.profile)
    assert problems == []
