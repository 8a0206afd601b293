"""What messages are really handed to: a mail server (aiosmtpd), and a stand-in of Telegram's Bot API, both here."""

from __future__ import annotations

import html
import json
import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

USER, PASSWORD = "promo", "a secret of the mail server"


def certificate(folder: Path) -> ssl.SSLContext:
    """Return what a server at 127.0.0.1 needs for TLS; ``folder`` then holds ``ca.pem``, which trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9_000))
        .not_valid_after(now + timedelta(days=9_000))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(secret)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


class MailServer:
    """A mail server on a free port. ``answers`` are said instead of 250, by command, one after the other."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answers: dict[str, list[str]] = {}
        self.attempts = 0
        options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
        self._controller = Controller(
            self, hostname="127.0.0.1", port=_free_port(), authenticator=_authenticate,
            auth_require_tls=tls is not None, auth_required=tls is not None, data_size_limit=2_000_000, **options,
        )  # fmt: skip

    def __enter__(self) -> Self:
        """Serve, in a thread of its own."""
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the sender, or say what the test wants."""
        self.attempts += 1
        envelope.mail_from = address
        return self._next("MAIL")

    async def handle_RCPT(  # noqa: N802 - the same
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the recipient, or say what the test wants."""
        envelope.rcpt_tos.append(address)
        return self._next("RCPT")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep the letter, or say what the test wants; ``cut`` takes it and ends the connection without a word."""
        said = self._next("DATA")
        if said.startswith("250") or said == "cut":
            content = cast("bytes", envelope.content)
            self.raw.append(content)
            self.letters.append(message_from_bytes(content, policy=policy.default))
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        if said == "cut":
            cast("Any", server.transport).abort()
        return said

    def _next(self, command: str) -> str:
        waiting = self.answers.get(command)
        return waiting.pop(0) if waiting else "250 OK"


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Call:
    """A call that came: its method, its fields, its file."""

    method: str
    fields: dict[str, str]
    file: tuple[str, bytes] | None = None


@dataclass
class Telegram:
    """A stand-in of the Bot API. ``answers`` are given instead of the good one; ``updates`` are what was written."""

    token: str
    calls: list[Call] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any] | str]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Serve, in a thread of its own."""
        world = self

        class Handler(BaseHTTPRequestHandler):
            """Answers as Telegram does."""

            def do_POST(self) -> None:
                """Answer a call."""
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, said = world.answer(self.path, self.headers.get("Content-Type", ""), body)
                if status == 0:
                    self.close_connection = True
                    return
                sent = said.encode() if isinstance(said, str) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, path: str, kind: str, body: bytes) -> tuple[int, dict[str, Any] | str]:
        """Return the answer to a call, as strict as the real one is about tokens, lengths and marks."""
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", path)
        if found is None or found[1] != self.token:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        call = Call(found[2], *_fields(kind, body))
        self.calls.append(call)
        if self.answers and call.method.startswith("send"):
            return self.answers.pop(0)
        for name in ("caption", "text"):
            if name in call.fields and (found_fault := self.judge(name, call.fields[name]))[0] != 200:
                return found_fault
        results: dict[str, Any] = {"getMe": {"username": "bakery_reports_bot"}, "getUpdates": self.updates}
        return 200, {"ok": True, "result": results.get(call.method, {"message_id": len(self.calls)})}

    @staticmethod
    def judge(name: str, text: str) -> tuple[int, dict[str, Any]]:
        """Return what is said of a text: too long, not marked up as Telegram wants it, or good."""
        shown = html.unescape(re.sub(r"<[^>]+>", "", text))
        if len(shown.encode("utf-16-le", "surrogatepass")) // 2 > {"caption": 1024, "text": 4096}[name]:
            return 400, {"ok": False, "description": f"Bad Request: message {name} is too long"}
        if re.search(r"<(?!/?(b|i|a)\b)|&(?!(lt|gt|amp|quot|#\d+|#x[0-9a-f]+);)", text):
            return 400, {"ok": False, "description": "Bad Request: can't parse entities"}
        return 200, {"ok": True}


def _fields(kind: str, body: bytes) -> tuple[dict[str, str], tuple[str, bytes] | None]:
    if kind.startswith("application/x-www-form-urlencoded"):
        return {key: values[0] for key, values in parse_qs(body.decode()).items()}, None
    whole = BytesParser(policy=policy.HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields, file = {}, None
    for part in whole.iter_parts():
        data = cast("bytes", part.get_payload(decode=True))
        if part.get_filename():
            file = (str(part.get_filename()), data)
        else:
            fields[str(part.get_param("name", header="content-disposition"))] = data.decode()
    return fields, file
