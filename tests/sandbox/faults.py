"""How the stand-in can fail, as Instagram does: per page, per route, after so many requests, so many times."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.sandbox.answers import html, route

if TYPE_CHECKING:
    from collections.abc import Callable

LOGIN = "https://www.instagram.com/accounts/login/?next=%2F"
CHALLENGE = "https://www.instagram.com/challenge/?next=%2F"
PAGES = frozenset({"R1", "R3"})


@dataclass
class Reply:
    """An answer before it is sent. ``drop`` closes the connection instead; ``wait`` seconds pass first,
    and ``drip`` seconds between any two of twenty parts.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    wait: float = 0.0
    drip: float = 0.0

    @classmethod
    def json(cls, found: object, status: int = 200) -> Reply:
        """Return an answer of JSON."""
        return cls(status, json.dumps(found).encode())

    @classmethod
    def page(cls, body: bytes, status: int = 200) -> Reply:
        """Return an answer of HTML."""
        return cls(status, body, "text/html; charset=utf-8")


@dataclass
class Fault:
    """A fault: it strikes requests of ``kind`` for ``page`` (None: any), from the one behind the first ``after`` on."""

    name: str
    page: str | None
    kind: str | None
    after: int
    times: int | None
    options: dict[str, Any]
    met: int = 0

    def strikes(self, kind: str, page: str | None) -> bool:
        """Say whether it strikes now, and count the request."""
        if (self.page is not None and page != self.page) or (self.kind is not None and kind != self.kind):
            return False
        self.met += 1
        return self.met > self.after and (self.times is None or self.met <= self.after + self.times)

    def apply(self, kind: str, good: Reply) -> Reply:
        """Return what is answered in place of ``good``."""
        return FAULTS[self.name](kind, good, self.options)


def _said(status: int, message: str, **more: object) -> Callable[[str, Reply, dict[str, Any]], Reply]:
    return lambda _kind, _good, _options: Reply.json({"message": message, "status": "fail", **more}, status)


def _sent_to(address: str) -> Callable[[str, Reply, dict[str, Any]], Reply]:
    return lambda _kind, _good, options: Reply(302, headers={"Location": options.get("to", address)})


def _shown(name: str | None) -> Callable[[str, Reply, dict[str, Any]], Reply]:
    blobs = [route(name)] if name else []
    return lambda _kind, _good, _options: Reply.page(html(*blobs))


def _missing(kind: str, _good: Reply, _options: dict[str, Any]) -> Reply:
    if kind in PAGES:
        return Reply.page(html(route("PolarisErrorRoute")))
    return Reply.json(
        {"data": {"user": None}, "status": "ok"} if kind == "R5" else {"status": "fail"}, 200 if kind == "R5" else 404
    )


def _cut(_kind: str, good: Reply, _options: dict[str, Any]) -> Reply:
    return Reply(good.status, good.body[: len(good.body) // 2], good.content_type, good.headers)


def _changed(change: Callable[[Any, dict[str, Any]], None]) -> Callable[[str, Reply, dict[str, Any]], Reply]:
    """Return a fault that changes a JSON answer, or each blob of a page."""

    def apply(kind: str, good: Reply, options: dict[str, Any]) -> Reply:
        if kind not in PAGES:
            found = json.loads(good.body)
            change(found, options)
            return Reply.json(found, good.status)
        before, *blobs = good.body.decode().split("data-sjs>")
        made = []
        for blob in blobs:
            text, _, rest = blob.partition("</script>")
            found = json.loads(text)
            change(found, options)
            made.append(f"{json.dumps(found)}</script>{rest}")
        return Reply(good.status, "data-sjs>".join([before, *made]).encode(), good.content_type, good.headers)

    return apply


def _each(found: Any, key: str, act: Callable[[dict[str, Any]], None], left: list[int]) -> None:  # noqa: ANN401 - JSON
    if isinstance(found, dict):
        if key in found and left[0]:
            left[0] -= 1
            act(found)
        for value in found.values():
            _each(value, key, act, left)
    elif isinstance(found, list):
        for value in found:
            _each(value, key, act, left)


def _without_key(found: Any, options: dict[str, Any]) -> None:  # noqa: ANN401 - JSON
    _each(found, options["key"], lambda one: one.pop(options["key"]), [options.get("number", 10_000)])


def _with_value(found: Any, options: dict[str, Any]) -> None:  # noqa: ANN401 - JSON
    key = options["key"]
    _each(found, key, lambda one: one.update({key: options["value"]}), [options.get("number", 10_000)])


FAULTS: dict[str, Callable[[str, Reply, dict[str, Any]], Reply]] = {
    "throttled": _said(429, "Please wait a few minutes before you try again."),
    "throttled_page": _shown(None),
    "login_wall": _shown("PolarisCAAIGLoginHomepageRoute"),
    "login_redirect": _sent_to(LOGIN),
    "login_required": _said(401, "login_required"),
    "please_wait": _said(401, "Please wait a few minutes before you try again.", require_login=True),
    "rate_limited": lambda _kind, _good, _options: Reply.json(
        {"errors": [{"message": "Rate limit exceeded", "code": 1675004}], "data": None}
    ),
    "missing": _missing,
    "not_found": lambda _kind, _good, _options: Reply.page(b"<html>Not found</html>", 404),
    "challenge": _said(400, "checkpoint_required", checkpoint_url="/challenge/1/"),
    "challenge_required": _said(400, "challenge_required"),
    "feedback": _said(400, "feedback_required", spam=True),
    "challenge_redirect": _sent_to(CHALLENGE),
    "redirect": _sent_to("https://www.example.com/"),
    "circles": _sent_to("https://www.instagram.com/round/about/"),
    "bad_request": _said(400, "unknown query"),
    "unauthorized": _said(401, "unauthorized"),
    "forbidden": _said(403, "forbidden"),
    "server_error": lambda _kind, _good, _options: Reply.page(b"<html>Oops</html>", 502),
    "drop": lambda _kind, _good, _options: Reply(drop=True),
    "slow": lambda _kind, good, options: Reply(
        good.status, good.body, good.content_type, good.headers, wait=options.get("seconds", 30.0)
    ),
    "drip": lambda _kind, good, options: Reply(
        good.status, good.body, good.content_type, good.headers, drip=options.get("seconds", 0.05)
    ),
    "no_charset": lambda _kind, good, _options: Reply(
        good.status, good.body, good.content_type.partition(";")[0], good.headers
    ),
    "garbage": lambda _kind, _good, _options: Reply.page(b"<html><body>\x00\xff not what you think </html>"),
    "cut": _cut,
    "missing_key": _changed(_without_key),
    "value": _changed(_with_value),
    "null_user": _changed(lambda found, options: _with_value(found, {"key": "user", "value": None, **options})),
    "no_data": lambda _kind, _good, _options: Reply.json({"data": None, "status": "ok"}),
    "logged_out": lambda _kind, _good, _options: Reply.json({"data": {"user": None}, "status": "ok"}),
}
"""Every fault by its name."""
