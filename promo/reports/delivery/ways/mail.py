"""Hands one letter to the mail server that the owner has set up: this and no other."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.policy import EmailPolicy
from typing import TYPE_CHECKING

from promo.reports.delivery.ways.outcomes import Later, Refused, Unclear

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

PATIENCE = 20.0
"""Seconds for each answer of the server."""


class Plain(EmailPolicy):
    """Letters as any server takes them: ASCII. Addresses to press stay as they are, however long the line gets.

    Python would break a long one into encoded words, which no program for mail reads as an address.
    """

    def fold(self, name: str, value: str) -> str:
        """Return a header as text."""
        return super().fold(name, value) if name not in WHOLE else f"{name}: {value}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as bytes."""
        return super().fold_binary(name, value) if name not in WHOLE else self.fold(name, value).encode("ascii")


WHOLE = frozenset({"List-Unsubscribe"})
PLAIN = Plain(linesep="\r\n", cte_type="7bit", max_line_length=78)
GO_AHEAD, GOOD, BAD, TOO_LARGE = 250, 200, 500, 552


@dataclass(frozen=True, slots=True)
class MailWay:
    """A mail server, how it is spoken to, and the address that sends."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """The domain that letters come from."""
        return self.sender.rpartition("@")[2]


def tls() -> ssl.SSLContext:
    """Return how a server's certificate is judged: by the machine's own authorities."""
    return ssl.create_default_context()


def deliver(way: MailWay, letter: EmailMessage, recipient: str) -> str:
    """Hand ``letter`` over for ``recipient`` and return the server's answer; raise a `Failure` otherwise."""
    data = letter.as_bytes(policy=PLAIN)
    with _connected(way) as server:
        most = server.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < len(data):
            raise Refused("too_large", f"SIZE {most}")
        _judge(_asked(server, f"mail FROM:<{way.sender}>"), "sender")
        _judge(_asked(server, f"rcpt TO:<{recipient}>"), "recipient")
        try:
            answer = server.data(data)
        except smtplib.SMTPDataError as error:
            answer = (error.smtp_code, _bytes(error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            raise Unclear(type(error).__name__) from error
        return _judge(answer, "refused")


def try_out(way: MailWay) -> str:
    """Connect and sign in, and send nothing; return what the server said. Raises a `Failure`."""
    with _connected(way) as server:
        return _judge(server.noop(), "refused")


@contextmanager
def _connected(way: MailWay) -> Iterator[smtplib.SMTP]:
    """Give a server that is connected, encrypted and signed in to."""
    try:
        server = _open(way)
    except ssl.SSLError as error:
        raise Refused("no_tls", error.reason or type(error).__name__) from error
    except smtplib.SMTPConnectError as error:
        raise Later("unreachable", _said(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Later("unreachable", getattr(error, "strerror", None) or type(error).__name__) from error
    try:
        _sign_in(server, way)
        yield server
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Later("unreachable", getattr(error, "strerror", None) or type(error).__name__) from error
    finally:
        with suppress(OSError, smtplib.SMTPException):  # what was taken stays taken, however the server says goodbye
            server.quit()
        server.close()


def _open(way: MailWay) -> smtplib.SMTP:
    own_name = way.domain or "localhost"
    if way.security == "tls":
        return smtplib.SMTP_SSL(way.host, way.port, own_name, timeout=PATIENCE, context=tls())
    server = smtplib.SMTP(way.host, way.port, own_name, timeout=PATIENCE)
    if way.security == "starttls":
        try:
            server.starttls(context=tls())
        except smtplib.SMTPNotSupportedError as error:
            server.close()
            raise Refused("no_tls", "STARTTLS") from error
        except smtplib.SMTPResponseException as error:
            server.close()
            raise Refused("no_tls", _said(error.smtp_code, error.smtp_error)) from error
        except BaseException:
            server.close()
            raise
    return server


def _sign_in(server: smtplib.SMTP, way: MailWay) -> None:
    server.ehlo_or_helo_if_needed()
    if not way.user:
        return
    try:
        server.login(way.user, way.password)
    except smtplib.SMTPAuthenticationError as error:
        said = _said(error.smtp_code, error.smtp_error)
        raise (Later("later", said) if error.smtp_code < BAD else Refused("login", said)) from error
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        raise Refused("login", str(error)) from error


def _asked(server: smtplib.SMTP, command: str) -> tuple[int, bytes]:
    return server.docmd(command)


def _judge(answer: tuple[int, bytes], problem: str) -> str:
    """Return what the server said where it is content; raise what its number stands for (RFC 5321, 4.2.1)."""
    code, said = answer
    told = _said(code, said)
    if GOOD <= code < GOOD + 100:
        return told
    if code >= BAD:
        raise Refused("too_large" if code == TOO_LARGE and problem == "refused" else problem, told)
    if code == -1:  # the connection ended
        raise smtplib.SMTPServerDisconnected(told)
    raise Later("later", told)


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {_bytes(text).decode('utf-8', 'replace')}"


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
