"""The stand-in of Instagram: a real HTTP server that is as strict as the real one, with a world that a test moves.

with Instagram() as ig:
    ig.add_page("bakery", followers=5_000, posts=30)
    ig.fault("throttled", page="bakery", after=3)
    ... collect from ig.base_url ...
    ig.kinds()   # ["R1", "R3", "R4"]
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from tests.sandbox.faults import FAULTS, Fault
from tests.sandbox.handler import Handler
from tests.sandbox.world import NOON, SandboxPage, SandboxPost, chance

if TYPE_CHECKING:
    from tests.sandbox.faults import Reply

FIRST_DAY = date(2026, 11, 2)


@dataclass(frozen=True)
class Recorded:
    """A request that came: ``kind`` is R1 to R8 of the facts, ``cdn`` for a picture, ``?`` for anything else."""

    kind: str
    method: str
    path: str
    page: str | None = None
    signed_in: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    port: int = 0


@dataclass
class Account:
    """Whose session it is."""

    username: str
    user_id: str
    sessionid: str
    csrftoken: str
    dtsg: str

    def cookies(self) -> dict[str, str]:
        """Return the cookies that a person would copy from the browser."""
        return {
            "sessionid": self.sessionid,
            "ds_user_id": self.user_id,
            "csrftoken": self.csrftoken,
            "mid": "sandboxmid",
        }


class Instagram:
    """A stand-in on a free port of this machine; ``today`` moves its clock, which stands at noon (UTC)."""

    def __init__(self, *, seed: int = 7, today: date = FIRST_DAY, port: int = 0) -> None:
        self.seed = seed
        self.today = today
        self.pages: list[SandboxPage] = []
        self.requests: list[Recorded] = []
        self.faults: list[Fault] = []
        self.sessions: dict[str, Account] = {}
        self.guest_tokens: set[str] = set()
        self.lsd = f"lsd{seed}"
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.server = Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        """Serve, in a thread of its own."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def now(self) -> datetime:
        """Its time: noon of ``today``, UTC."""
        return datetime.combine(self.today, NOON).astimezone(UTC)

    def move(self, days: int) -> None:
        """Move its clock by so many days."""
        self.today += timedelta(days=days)

    def add_page(
        self,
        username: str,
        *,
        followers: int | None = 1_000,
        posts: int | list[SandboxPost] = 0,
        **more: Any,  # noqa: ANN401 - any field
    ) -> SandboxPage:
        """Add a page with so many posts, a day apart from each other (or with those given), and return it."""
        pk = more.pop("pk", None) or str(1_000_000 + int(chance(self.seed, username) * 9_000_000))
        page = SandboxPage(username, pk, followers, self.today, self.seed, **more)
        if isinstance(posts, int):
            page.fill(posts)
        else:
            page.posts = list(posts)
        self.pages.append(page)
        return page

    def page(self, username: str | None) -> SandboxPage | None:
        """Return the page that has this name now."""
        return next((page for page in self.pages if page.username == username), None)

    def page_by_id(self, number: str | None) -> SandboxPage | None:
        """Return the page with this account number or relay id."""
        return next((page for page in self.pages if number in {page.pk, page.relay_id}), None)

    def post(self, code: str | None) -> tuple[SandboxPage, SandboxPost] | None:
        """Return the post with this shortcode, and its page."""
        return next(((page, post) for page in self.pages for post in page.posts if post.code == code), None)

    def rename(self, username: str, new: str) -> None:
        """Give a page another name; its number stays."""
        page = self.page(username)
        if page is None:
            raise KeyError(username)
        page.username = new

    def remove(self, username: str) -> None:
        """Delete a page."""
        self.pages = [page for page in self.pages if page.username != username]

    def sign_in(self, username: str = "promo.reader") -> dict[str, str]:
        """Open a session and return its cookies."""
        number = 9_000_000 + len(self.sessions)
        account = Account(username, str(number), f"{number}%3Asecret", f"csrf{number}", f"dtsg{number}")
        self.sessions[account.sessionid] = account
        return account.cookies()

    def sign_out(self, cookies: dict[str, str]) -> None:
        """End a session, as Instagram does when it likes."""
        self.sessions.pop(cookies["sessionid"], None)

    def fault(
        self,
        name: str,
        *,
        page: str | None = None,
        route: str | None = None,
        after: int = 0,
        times: int | None = None,
        **options: Any,  # noqa: ANN401 - each fault has its own
    ) -> None:
        """Fail from now on, requests of kind ``route`` for ``page``, behind the first ``after``, so many ``times``."""
        if name not in FAULTS:
            raise ValueError(f"There is no fault {name}. There are: {', '.join(FAULTS)}.")
        self.faults.append(Fault(name, page, route, after, times, options))

    def heal(self) -> None:
        """End all faults."""
        self.faults.clear()

    def kinds(self) -> list[str]:
        """Return the kinds of the requests so far, in order."""
        with self.lock:
            return [one.kind for one in self.requests]

    def forget(self) -> None:
        """Forget the requests so far."""
        with self.lock:
            self.requests.clear()

    def note(self, recorded: Recorded, good: Reply) -> Reply:
        """Record a request and return what is really answered, faults considered."""
        with self.lock:
            self.requests.append(recorded)
            strikes = [fault for fault in self.faults if fault.strikes(recorded.kind, recorded.page)]
        return strikes[0].apply(recorded.kind, good) if strikes else good


class Server(ThreadingHTTPServer):
    """One thread a connection; none of them keeps the process alive."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], world: Instagram) -> None:
        self.world = world
        super().__init__(address, Handler)
