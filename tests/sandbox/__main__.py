"""``python -m tests.sandbox --port 8090``: serve a small world until stopped; its address is printed last."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import UTC, datetime

from tests.sandbox.server import Instagram


def main(arguments: list[str] | None = None) -> int:
    """Serve; return 0 when stopped by a signal."""
    parser = argparse.ArgumentParser(
        prog="tests.sandbox", description="A stand-in of Instagram for PROMO_INSTAGRAM_URL."
    )
    parser.add_argument("--port", type=int, default=8090, help="0 takes a free one")
    parser.add_argument("--pages", default="bakery,flowers,gym", help="names of pages, with commas between them")
    parser.add_argument("--posts", type=int, default=30, help="posts of each page")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with Instagram(seed=options.seed, today=datetime.now(UTC).date(), port=options.port) as ig:
        for place, name in enumerate(filter(None, options.pages.split(","))):
            ig.add_page(name, followers=4_000 * (place + 1), posts=options.posts, full_name=name.title())
        cookies = "; ".join(f"{name}={value}" for name, value in ig.sign_in().items())
        sys.stdout.write(f"Cookies of a session: {cookies}\nServing on {ig.base_url}\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
