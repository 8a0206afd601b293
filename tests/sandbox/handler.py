"""The stand-in's requests: told apart as R1 to R8, and refused where the real one refuses them."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.sandbox import answers, pictures
from tests.sandbox.faults import LOGIN, Reply

if TYPE_CHECKING:
    from tests.sandbox.server import Account, Instagram, Server
    from tests.sandbox.world import SandboxPage

DOC_IDS = {
    "28904005159232689": "R2",
    "27128499623469141": "R4",
    "27937681195819736": "R5",
    "29104886249145907": "R6",
}
LOGIN_TEST = "d6f4427fbe92d846298cf93df0b937d3"
NAVIGATION = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30

    def do_GET(self) -> None:
        """Answer pages, pictures and R7, R8."""
        self._answer({})

    def do_POST(self) -> None:
        """Answer queries."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self._answer({key: values[0] for key, values in parse_qs(body).items()})

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    @property
    def world(self) -> Instagram:
        """What there is to see."""
        return self.server.world

    def _answer(self, form: dict[str, str]) -> None:
        from tests.sandbox.server import Recorded  # noqa: PLC0415 - the two need each other

        kind, page, good = self._route(form)
        recorded = Recorded(
            kind,
            self.command,
            self.path,
            page,
            self._cookies().get("sessionid", "") != "",
            dict(self.headers),
            self.client_address[1],
        )
        self._send(self.world.note(recorded, good))

    def _route(self, form: dict[str, str]) -> tuple[str, str | None, Reply]:
        parts = urlsplit(self.path)
        host = self.headers.get("Host", "").partition(":")[0]
        if host.endswith((".cdninstagram.com", ".fbcdn.net")):
            return "cdn", None, self._picture(parts.path)
        path = parts.path.strip("/")
        if path in {"api/graphql", "graphql/query"}:
            return self._query(path, form, parts.query)
        if path == "api/v1/users/web_profile_info":
            return (
                "R7",
                parse_qs(parts.query).get("username", [None])[0],
                Reply.json({"message": "", "status": "fail"}, 401),
            )
        if not path:
            return "R3", None, self._start()
        name = path if "/" not in path else None
        return ("R1", name, self._page(name)) if name else ("?", None, Reply.page(b"<html>Not found</html>", 404))

    def _page(self, name: str) -> Reply:
        """R1. Only a browser's navigation gets the data, and only under the name in lower case."""
        if not self._navigates():
            return Reply.page(answers.html())
        page = self.world.page(name)
        if page is None:
            return Reply.page(answers.html(answers.route("PolarisErrorRoute")))
        return Reply.page(answers.guest_page(page, self.world.now))

    def _start(self) -> Reply:
        """R3. Gives out the csrftoken cookie to who has none."""
        account = self._account()
        body = answers.html() if not self._navigates() else None
        body = body or answers.start_page(
            self.world.lsd, account.dtsg if account else None, account.user_id if account else "0"
        )
        reply = Reply.page(body)
        if not self._cookies().get("csrftoken"):
            token = f"guest{len(self.world.guest_tokens)}"
            self.world.guest_tokens.add(token)
            reply.headers["Set-Cookie"] = f"csrftoken={token}; Domain=.instagram.com; Path=/; Secure"
        return reply

    def _query(self, path: str, form: dict[str, str], query: str) -> tuple[str, str | None, Reply]:
        if self.command == "GET":
            return (
                ("R8", None, self._login_test())
                if LOGIN_TEST in query
                else ("?", None, Reply.json({"status": "fail"}, 400))
            )
        kind = DOC_IDS.get(form.get("doc_id", ""), "?")
        variables = json.loads(form.get("variables", "{}"))
        page = self._page_of(kind, variables)
        name = page.username if page else variables.get("username")
        refused = self._refused(kind, path, form)
        return (
            kind,
            name,
            refused or self._data(kind, page, variables, guest=path == "api/graphql" and not self._account()),
        )

    def _page_of(self, kind: str, variables: dict[str, Any]) -> SandboxPage | None:
        if kind == "R4":
            found = self.world.post(variables.get("shortcode"))
            return found[0] if found else None
        return (
            self.world.page(variables.get("username")) if kind == "R6" else self.world.page_by_id(variables.get("id"))
        )

    def _refused(self, kind: str, path: str, form: dict[str, str]) -> Reply | None:
        """Return a refusal unless the query brings all that the web app would: tokens, cookies, headers."""
        cookies, account = self._cookies(), self._account()
        if cookies.get("sessionid") and account is None:
            return Reply(302, headers={"Location": LOGIN})
        csrf = cookies.get("csrftoken")
        issued = account.csrftoken if account else csrf if csrf in self.world.guest_tokens else None
        if not csrf or csrf != issued or self.headers.get("X-CSRFToken") != csrf or not self.headers.get("x-ig-app-id"):
            return Reply.page(b"<html>Forbidden</html>", 403)
        if path == "graphql/query":
            return (
                None
                if kind in {"R4", "R5"} and account
                else Reply.json({"message": "login_required", "status": "fail"}, 401)
            )
        if (
            form.get("lsd") != self.world.lsd
            or self.headers.get("x-fb-lsd") != self.world.lsd
            or self.headers.get("sec-fetch-site") != "same-origin"
        ):
            return Reply.json({"message": "lsd", "status": "fail"}, 400)
        if kind == "R6" or account:
            whole = account and form.get("fb_dtsg") == account.dtsg and form.get("av") == account.user_id
            return None if whole else Reply.json({"message": "login_required", "status": "fail"}, 401)
        return None if kind in {"R2", "R4"} else Reply.json({"message": "unknown query", "status": "fail"}, 400)

    def _data(self, kind: str, page: SandboxPage | None, variables: dict[str, Any], *, guest: bool) -> Reply:
        now, after = self.world.now, int(variables.get("after") or 0)
        if kind == "R5":
            return Reply.json(answers.profile(page, now) if page else {"data": {"user": None}, "status": "ok"})
        if kind == "R4":
            found = self.world.post(variables.get("shortcode"))
            return Reply.json(
                answers.post_info(*found, now, guest=guest) if found else {"status": "fail"}, 200 if found else 404
            )
        if page is None:
            return Reply.json(
                {
                    "data": {
                        "xdt_api__v1__feed__user_timeline_graphql_connection": {
                            "edges": [],
                            "page_info": {"has_next_page": False},
                        }
                    }
                }
            )
        if kind == "R2":
            return Reply.json(
                {
                    "data": {
                        "node": {
                            "polaris_ordered_timeline_connection": answers.connection(page, after, guest=True, now=now)
                        }
                    }
                }
            )
        return Reply.json(answers.timeline(page, after, now))

    def _login_test(self) -> Reply:
        account = self._account()
        return Reply.json({"data": {"user": {"username": account.username} if account else None}, "status": "ok"})

    def _picture(self, path: str) -> Reply:
        if not path.startswith("/v/") or not path.endswith(".jpg"):
            return Reply.page(b"Bad URL timestamp", 403)
        return Reply(200, pictures.picture(path.rpartition("/")[2]), "image/jpeg")

    def _navigates(self) -> bool:
        return all(
            self.headers.get(name) == value for name, value in NAVIGATION.items()
        ) and "text/html" in self.headers.get("Accept", "")

    def _cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("Cookie", "")).items()}

    def _account(self) -> Account | None:
        account = self.world.sessions.get(self._cookies().get("sessionid", ""))
        return account if account and self._cookies().get("ds_user_id") == account.user_id else None

    def _send(self, reply: Reply) -> None:
        if reply.wait:
            self.world.closing.wait(reply.wait)
        if reply.drop or self.world.closing.is_set():
            self.close_connection = True
            return
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self._write(reply)
        except OSError:
            self.close_connection = True

    def _write(self, reply: Reply) -> None:
        if not reply.drip:
            self.wfile.write(reply.body)
            return
        length = max(len(reply.body) // 20, 1)
        for start in range(0, len(reply.body), length):
            self.wfile.write(reply.body[start : start + length])
            self.wfile.flush()
            self.world.closing.wait(reply.drip)
