"""A browser that is in the demo is answered by another application: same program, own database, own secret key."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, cast

from werkzeug.http import parse_cookie

from promo.demo import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    from promo.config import Settings
    from promo.context import Context

INSIDE = "promo.inside_demo"
"""Set in the environment of requests that the demo answers for an installation, which one can go back to."""


class DemoSwitch:
    """Sends each request to the real application or, by the browser's cookie, to that of the demo."""

    def __init__(self, real: WSGIApplication, settings: Settings, make_app: Callable[[Settings], Flask]) -> None:
        self._real, self._settings, self._make_app = real, settings, make_app
        self._lock = Lock()
        self._made: tuple[tuple[int, int], Flask] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        demo = self._demo() if parse_cookie(environ).get(place.COOKIE) == place.INSIDE else None
        if demo is None:
            return self._real(environ, start_response)
        environ[INSIDE] = True
        return demo(environ, start_response)

    def close(self) -> None:
        """Let go of the demo's connections."""
        with self._lock:
            if self._made is not None:
                cast("Context", self._made[1].extensions["promo"]).close()
                self._made = None

    def _demo(self) -> Flask | None:
        """Return the demo's application; a demo that was filled anew (another file) gets a new one."""
        settings = place.demo_settings(self._settings)
        try:
            found = (settings.data_dir / place.DATABASE).stat()
        except FileNotFoundError:
            return None
        which = (found.st_dev, found.st_ino)
        with self._lock:
            if self._made is None or self._made[0] != which:
                self._made = (which, self._make_app(settings))
            return self._made[1]
