"""Collection: what a page costs in CPU beside bare instaloader on the same stand-in, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from typing import IO, cast

PAGE = "bench.page"
POSTS = 30
WAYS = (("bare", "instaloader alone"), ("collector", "the collector"), ("run", "a whole run with its rows"))


@dataclass(frozen=True)
class Cost:
    """What a page with `POSTS` posts takes: CPU milliseconds, requests sent, posts read."""

    way: str
    name: str
    cpu: float
    requests: int
    posts: int


def measure() -> list[Cost] | None:
    """Return the costs, bare instaloader's first; ``None`` where there is no stand-in."""
    if find_spec("tests") is None or find_spec("tests.sandbox") is None:
        return None
    command = [sys.executable, "-m", "tests.sandbox", "--port", "0", "--pages", PAGE, "--posts", str(POSTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own program
        try:
            cookies, url = _told(cast("IO[str]", server.stdout))
            return [_cost(way, name, url, cookies) for way, name in WAYS]
        finally:
            server.terminate()


def _told(output: IO[str]) -> tuple[dict[str, str], str]:
    """Return the cookies and the address that the stand-in prints."""
    said = [output.readline().strip().partition(": ")[2], output.readline().strip().rpartition(" ")[2]]
    pairs = (pair.partition("=") for pair in said[0].split("; "))
    return {name: value for name, _, value in pairs}, said[1]


def _cost(way: str, name: str, url: str, cookies: dict[str, str]) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        about = {"url": url, "cookies": cookies, "page": PAGE, "posts": POSTS, "folder": folder}
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "bench.reading", way],
            input=json.dumps(about),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return Cost(way, name, **json.loads(done.stdout))
