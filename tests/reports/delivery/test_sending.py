"""Messages about reports, handed to a real mail server and to a stand-in of Telegram."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from promo import clock
from promo.context import open_context
from promo.links import service as links
from promo.reports.delivery.sending import service as sending
from promo.reports.delivery.sending.attempt import BACKOFF, LEASE, deliver_due
from promo.reports.delivery.sending.messages import Message
from promo.reports.delivery.sending.messages import telegram as telegram_text
from promo.reports.delivery.words import PROBLEMS
from promo.reports.models import Branding, Delivery, Report, ReportLink, Unsubscribed
from promo.reports.printing import pdf as printing
from promo.reports.printing.pdf import Look, NoPrinting
from promo.reports.writing import service as reports
from promo.secrets import Cipher
from tests.reports.delivery.conftest import TOKEN, set_up
from tests.reports.delivery.servers import MailServer, Telegram

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from sqlalchemy.orm import Session

    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Ask = Callable[..., list[Delivery]]

CHAT = "123456789"


def text_of(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def link_in(text: str, what: str) -> str:
    found = re.search(rf"https://promo\.example\.com(/{what}/[\w.-]+)", text)
    assert found, text
    return found[1]


def state(session: Session) -> list[tuple[str, str]]:
    session.expire_all()
    return [(one.state, one.problem) for one in session.scalars(select(Delivery).order_by(Delivery.id))]


@pytest.mark.sqlite_only
def test_a_report_is_sent_by_hand_with_a_link_and_the_pdf(
    *, browse: Browse, people: People, published: Report, session: Session, context: Context, post: MailServer
) -> None:
    session.add(Branding(client_id=None, name="Agency", sender="Агентство «Маяк»", accent="#aa1144", footer="Foot"))
    session.commit()
    manager, address = browse(people.manager), f"/reports/{published.id}/sending"
    assert "Attach the PDF" in manager.get(address).text
    wish = {"mails": "marta@example.com", "message": "Look at\nOctober!", "with_pdf": "y", "number": "1"}
    for _click in range(2):
        answer = manager.post_form(address, wish, follow_redirects=True)
    assert "get no second one: marta@example.com" in answer.text
    assert [deliver_due(context) for _run in range(2)] == [1, 0]
    assert state(session) == [("sent", "")]
    assert post.envelopes == [("reports@agency.example", ["marta@example.com"])]
    (letter,) = post.letters
    assert (letter["From"], letter["Reply-To"]) == ("Агентство «Маяк» <reports@agency.example>", "manager@example.com")
    assert (letter["To"], letter["Subject"]) == ("marta@example.com", "October in numbers")
    assert letter["Message-ID"].endswith("@agency.example>")
    assert letter["Date"]
    assert post.raw[0].isascii()
    assert max(len(line) for line in post.raw[0].split(b"\n") if not line.startswith(b"List-")) <= 79
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (pdf,) = letter.iter_attachments()
    assert pdf.get_filename() == "Bakery 2026-10-01 – 2026-10-31.pdf"
    assert pdf.get_content()[:5] == b"%PDF-"
    plain, html = text_of(letter, "plain"), text_of(letter, "html")
    for part in (plain, html):
        assert "October!" in part
        assert "Foot" in part
        assert "attached as PDF" in part
    assert "#aa1144" in html
    assert "<img" not in html
    assert "<script" not in html
    assert "Followers at the end: 1,600" in html, "the manager's summary"
    shared = link_in(plain, "shared")
    assert link_in(html, "shared") == shared
    assert "October in numbers" in browse(None).get(shared).text
    shown = manager.get(f"/reports/{published.id}/versions/1").text
    assert "marta@example.com" in shown
    assert "opened" in shown
    assert "marta@example.com" in manager.get(f"/clients/{people.client_row.id}/reports/links").text
    (kept,) = session.scalars(select(Delivery)).all()
    assert kept.secret is None, "the token is forgotten once it is sent"
    assert shared.rpartition("/")[2] not in str([vars(one) for one in session.scalars(select(ReportLink))])


def test_who_may_send_and_what_is_refused(browse: Browse, people: People, published: Report, session: Session) -> None:
    address, log = f"/reports/{published.id}/sending", f"/clients/{people.client_row.id}/reports/deliveries"
    wish = {"mails": "marta@example.com", "number": "1"}
    assert browse(people.teammate).post_form(address, wish).status_code == 303
    (made,) = session.scalars(select(Delivery)).all()
    for person, seen, sent in ((people.outsider, 404, 404), (people.specialist, 200, 403), (people.client, 403, 403)):
        browser = browse(person)
        assert (browser.get(log).status_code, browser.get(address).status_code) == (seen, sent)
        posts = (address, f"/deliveries/{made.id}/again", f"/clients/{people.client_row.id}/reports/subscriptions")
        assert [browser.post_form(one, wish).status_code for one in posts] == [sent] * 3
    assert "marta@example.com" not in browse(people.client).get(f"/reports/{published.id}").text
    manager = browse(people.manager)
    for changes, sentence in (
        ({"mails": ""}, "Choose somebody, or write an address below."),
        ({"mails": "marta"}, "“marta” is no mail address"),
        ({"message": "ы" * 601}, "That is longer than 600 characters."),
        ({"number": "0"}, "A newer version was published in the meantime."),
        ({"mails": "", "known": "mail:mallory@example.com"}, "Choose somebody"),
    ):
        answer = manager.post_form(address, {**wish, **changes})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert manager.post_form(f"/deliveries/{made.id}/again", follow_redirects=True).text.count("waits already") == 1
    assert manager.post_form("/deliveries/999/again").status_code == 404
    assert len(session.scalars(select(Delivery)).all()) == 1


SAID_BY_MAIL = (
    ("RCPT", "550 5.1.1 no such user", ("failed", "recipient"), "5.1.1 no such user"),
    ("MAIL", "553 not yours", ("failed", "sender"), "553 not yours"),
    ("DATA", "554 spam", ("failed", "refused"), "554 spam"),
    ("DATA", "552 too big", ("failed", "too_large"), "552 too big"),
    ("RCPT", "451 4.7.1 greylisted", ("queued", "later"), "4.7.1 greylisted"),
    ("MAIL", "421 busy", ("queued", "later"), "421 busy"),
    ("DATA", "452 full", ("queued", "later"), "452 full"),
    ("DATA", "cut", ("unclear", "unclear"), ""),
)


@pytest.mark.sqlite_only
def test_what_the_mail_server_may_say(  # noqa: PLR0917 - fixtures
    people: People, browse: Browse, context: Context, post: MailServer, ask: Ask,
                                      session: Session) -> None:  # fmt: skip
    manager, log = browse(people.manager), f"/clients/{people.client_row.id}/reports/deliveries"
    for number, (command, answer, ends, says) in enumerate(SAID_BY_MAIL):
        post.answers[command] = [answer]
        made, begun = ask(f"person{number}@example.com")[-1], clock.now()
        deliver_due(context)
        assert state(session)[-1] == ends, answer
        assert says in made.detail
        assert PROBLEMS[ends[1]] in manager.get(log).text
        assert deliver_due(context) == 0, "not before its time"
        if ends[0] == "queued":
            with time_machine.travel(begun + BACKOFF[0] + timedelta(seconds=30), tick=False):
                assert deliver_due(context) == 1
        else:
            with time_machine.travel(begun + timedelta(days=2), tick=False):
                assert deliver_due(context) == 0, "a person decides"
            assert manager.post_form(f"/deliveries/{made.id}/again", {"back": "log"}).location == log
            assert deliver_due(context) == 1
        assert state(session)[-1] == ("sent", "")
        letters = [one for one in post.letters if one["To"] == made.recipient]
        assert len({link_in(text_of(one, "plain"), "shared") for one in letters}) == 1, "each attempt has the same link"
        assert len({one["Message-ID"] for one in letters}) == 1


@pytest.mark.sqlite_only
def test_it_is_tried_for_a_day_and_then_given_up(session: Session, context: Context, ask: Ask) -> None:
    with MailServer() as gone:
        set_up(session, context, host="127.0.0.1", port=gone.port)
    first, second = ask("marta@example.com", "oleg@example.com")
    now = clock.now()
    for number, wait in enumerate((*BACKOFF, timedelta(0)), 1):
        with time_machine.travel(now, tick=False):
            deliver_due(context)
        session.expire_all()
        assert (first.attempts, second.attempts) == (number, number - 1), "nobody answers: the other waits"
        session.execute(update(Delivery).where(Delivery.id == second.id).values(attempts=number, due_at=first.due_at))
        session.commit()
        now += wait
    assert state(session)[0] == ("failed", "gave_up")
    assert timedelta(hours=20) < sum(BACKOFF, timedelta(0)) < timedelta(hours=24)


def test_who_dies_in_the_middle_leaves_an_unclear_message(
    session: Session, context: Context, post: MailServer, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("marta@example.com")

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("promo.reports.delivery.ways.mail.deliver", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(context)
    assert state(session) == [("sending", "")]
    assert deliver_due(context) == 0, "it belongs to somebody still"
    with time_machine.travel(clock.now() + LEASE, tick=False):
        assert deliver_due(context) == 0
    assert state(session) == [("unclear", "unclear")]
    assert post.letters == []


def test_two_workers_send_each_message_once(session: Session, context: Context, post: MailServer, ask: Ask) -> None:
    people = [f"person{number}@example.com" for number in range(6)]
    ask(*people)
    second = open_context(context.settings)
    gate, sent = Barrier(2), []

    def work(where: Context) -> None:
        gate.wait()
        sent.append(deliver_due(where))

    threads = [Thread(target=work, args=(where,)) for where in (context, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert sorted(str(one["To"]) for one in post.letters) == people
    assert state(session) == [("sent", "")] * len(people)
    assert sum(sent) == len(people)


@pytest.mark.sqlite_only
def test_what_is_not_set_up_is_told(
    browse: Browse, session: Session, context: Context, ask: Ask, people: People
) -> None:
    made = ask("marta@example.com", chats=(CHAT,))
    deliver_due(context)
    assert state(session) == [("failed", "no_address")] * 2
    set_up(session, context, host="")
    manager, log = browse(people.manager), f"/clients/{people.client_row.id}/reports/deliveries"
    assert "Try all failed ones again" in manager.get(log).text
    assert "2 messages are being sent" in manager.post_form(f"{log}/again", follow_redirects=True).text
    assert browse(people.specialist).post_form(f"{log}/again").status_code == 403
    assert browse(people.outsider).post_form(f"{log}/again").status_code == 404
    deliver_due(context)
    assert state(session) == [("failed", "mail_off"), ("failed", "telegram_off")]
    set_up(session, context, host="127.0.0.1", user="me", password="secret", telegram_token=TOKEN)
    context.cipher = Cipher("another key" * 4)
    for one in made:
        sending.again(session, one)
    session.commit()
    deliver_due(context)
    assert state(session) == [("failed", "secret")] * 2
    people.client_row.archived_at = clock.now()
    session.execute(update(Delivery).values(state="queued", due_at=clock.now()))
    session.commit()
    deliver_due(context)
    assert state(session) == [("failed", "archived")] * 2


@pytest.mark.sqlite_only
def test_a_wrong_password_is_tried_once(session: Session, context: Context, post: MailServer, ask: Ask) -> None:
    ask("marta@example.com", "oleg@example.com", "vera@example.com")
    post.answers["MAIL"] = ["553 not from this address"]
    assert deliver_due(context) == 0
    assert state(session) == [("failed", "sender")] * 3, "each would have the same problem"
    assert post.attempts == 1


@pytest.mark.sqlite_only
def test_links_of_messages_that_wait(
    session: Session, context: Context, post: MailServer, ask: Ask, browse: Browse
) -> None:
    post.answers["RCPT"] = ["451 later"] * 2
    (made,) = ask("marta@example.com")
    deliver_due(context)
    session.expire_all()
    context.cipher = Cipher("another key" * 4)
    session.execute(update(Delivery).values(due_at=clock.now()))
    session.commit()
    deliver_due(context)
    session.expire_all()
    assert made.link is not None
    links.revoke(session, made.link)
    session.execute(update(Delivery).values(due_at=clock.now()))
    session.commit()
    deliver_due(context)
    assert state(session) == [("failed", "link_revoked")]
    sending.again(session, made)
    session.commit()
    deliver_due(context)
    assert state(session) == [("sent", "")]
    assert browse(None).get(link_in(text_of(post.letters[-1], "plain"), "shared")).status_code == 200
    assert len(session.scalars(select(ReportLink)).all()) == 2


@pytest.mark.sqlite_only
def test_without_the_means_for_a_pdf_the_link_is_sent_alone(
    session: Session, context: Context, post: MailServer, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise NoPrinting

    monkeypatch.setattr(printing, "pdf", refuse)
    ask("marta@example.com", with_pdf=True)
    assert deliver_due(context) == 1
    assert state(session) == [("sent", "no_pdf")]
    assert "attached" not in text_of(post.letters[0], "plain")


@pytest.mark.sqlite_only
def test_headers_cannot_be_added(
    *, people: People, published: Report, session: Session, context: Context, post: MailServer, ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(printing, "pdf", lambda *_args, **_options: b"%PDF-1.7 of a test")
    evil = "Hello\r\nBcc: everybody@example.com\r\n\r\nBody"
    session.add(Branding(client_id=None, sender=evil))
    people.client_row.name = f"Bakery/{evil}"
    session.commit()
    reports.change(session, published, reports.ReportFields(**{
        name: getattr(reports.ReportFields.of(published), name) for name in reports.ReportFields.__slots__
    } | {"title": evil}), published.version)  # fmt: skip
    reports.publish(session, published, published.version, "The title", people.manager)
    session.commit()
    ask("marta@example.com", message="<b>bold</b>\r\n.\r\nQUIT", with_pdf=True)
    assert deliver_due(context) == 1
    (letter,) = post.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Corrected: Hello Bcc: everybody@example.com Body"
    assert letter["From"].addresses[0].display_name == "Hello Bcc: everybody@example.com Body"
    assert post.envelopes[0][1] == ["marta@example.com"]
    assert "&lt;b&gt;bold" in text_of(letter, "html")
    assert "QUIT" in text_of(letter, "plain")
    (pdf,) = letter.iter_attachments()
    assert "/" not in str(pdf.get_filename())


@pytest.mark.sqlite_only
def test_telegram_gets_one_message_with_the_pdf(
    *, browse: Browse, session: Session, context: Context, telegram: Telegram, ask: Ask, people: People,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(printing, "pdf", lambda *_args, **_options: b"%PDF-1.7 of a test")
    people.client_row.name = "Bread & <Butter>"
    session.commit()
    ask(chats=(CHAT,), message="Tea & <bread>", with_pdf=True)
    assert [deliver_due(context) for _run in range(2)] == [1, 0]
    assert state(session) == [("sent", "")]
    (call,) = telegram.calls
    assert (call.method, call.fields["chat_id"], call.fields["parse_mode"]) == ("sendDocument", CHAT, "HTML")
    assert call.file is not None
    assert call.file[1][:5] == b"%PDF-"
    caption = call.fields["caption"]
    assert "<b>October in numbers</b>" in caption
    assert "Tea &amp; &lt;bread&gt;" in caption
    assert browse(None).get(link_in(caption, "shared")).status_code == 200
    assert "Do you want to stop getting them?" in browse(None).get(link_in(caption, "unsubscribe")).text


SAID_BY_TELEGRAM: tuple[tuple[int, Any, tuple[str, str]], ...] = (
    (403, {"description": "Forbidden: bot was blocked by the user"}, ("failed", "bot_blocked")),
    (403, {"description": "Forbidden: bot can't initiate conversation with a user"}, ("failed", "bot_unknown")),
    (400, {"description": "Bad Request: chat not found"}, ("failed", "chat_gone")),
    (403, {"description": "Forbidden: bot was kicked from the group chat"}, ("failed", "bot_kicked")),
    (400, {"description": "Bad Request: upgraded", "parameters": {"migrate_to_chat_id": -9}}, ("failed", "chat_moved")),
    (400, {"description": "Bad Request: something new"}, ("failed", "telegram_refused")),
    (401, {"description": "Unauthorized"}, ("failed", "bot_token")),
    (429, {"description": "Too Many Requests", "parameters": {"retry_after": 900}}, ("queued", "later")),
    (502, "<html>Bad Gateway</html>", ("queued", "later")),
    (0, "", ("unclear", "unclear")),
)


@pytest.mark.sqlite_only
def test_what_telegram_may_say(
    session: Session, context: Context, telegram: Telegram, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for number, (status, answer, ends) in enumerate(SAID_BY_TELEGRAM):
        telegram.answers = [(status, {"ok": False, **answer} if isinstance(answer, dict) else answer)]
        made, begun = ask(chats=(str(1000 + number),))[-1], clock.now()
        deliver_due(context)
        assert state(session)[-1] == ends, answer
        assert "AAE-secret" not in caplog.text + made.detail
        if ends[1] == "chat_moved":
            assert "-9" in made.detail
        if status == 429:
            assert made.due_at is not None
            assert timedelta(minutes=14) < made.due_at - begun < timedelta(minutes=16), "as long as it asked for"
        if ends[0] == "queued":
            with time_machine.travel(begun + timedelta(minutes=16), tick=False):
                deliver_due(context)
        else:
            sending.again(session, made)
            session.commit()
            deliver_due(context)
        assert state(session)[-1] == ("sent", "")
        call = telegram.calls[-1]
        assert (call.method, call.fields["chat_id"]) == ("sendMessage", made.recipient)
        assert "is_disabled" in call.fields["link_preview_options"]


@pytest.mark.sqlite_only
def test_a_token_never_reaches_the_log(
    session: Session, context: Context, telegram: Telegram, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    telegram.__exit__()
    (made,) = ask(chats=(CHAT,))
    deliver_due(context)
    assert state(session) == [("queued", "unreachable")]
    assert "AAE-secret" not in caplog.text + made.detail + repr(vars(made))
    telegram.__enter__()


@settings(max_examples=60)
@given(
    title=st.text(max_size=160), said=st.text(max_size=600), language=st.sampled_from(["en", "ru"]),
    number=st.integers(1, 3),
)  # fmt: skip
@pytest.mark.sqlite_only
def test_a_message_fits_beneath_a_file(title: str, said: str, language: str, number: int) -> None:
    while len(said.encode("utf-16-le", "replace")) // 2 > sending.MESSAGE_MOST:
        said = said[:-1]
    days = {"start": "2026-10-01", "end": "2026-10-31"}
    content = {"title": title, "client": "Bakery", "language": language, "period": days, "blocks": []}
    address = "https://promo.example.com/" + "x" * 200
    message = Message(content, number, Look(), "", said, f"{address}?a&b", address, has_pdf=True)
    caption = telegram_text(message)
    status, said_back = Telegram(TOKEN).judge("caption", caption)
    assert (status, said_back["ok"]) == (200, True), caption
    assert "\n" not in message.subject
    assert "/" not in message.file_name


def test_unsubscribed_people_get_nothing_until_they_ask_again(
    *, browse: Browse, people: People, published: Report, session: Session, context: Context, post: MailServer, ask: Ask
) -> None:
    ask("marta@example.com", message="Hello")
    deliver_due(context)
    leave = link_in(text_of(post.letters[0], "plain"), "unsubscribe")
    visitor = browse(None)
    page = visitor.get(leave)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "Bakery" in page.text
    assert session.scalar(select(Unsubscribed)) is None, "opening it changes nothing"
    assert visitor.post(leave).status_code == 400, "CSRF"
    for _click in range(2):
        assert "no more reports are sent to marta@example.com" in visitor.post_form(leave, follow_redirects=True).text
    reports.publish(session, published, published.version, "A number", people.manager)
    session.commit()
    manager, address = browse(people.manager), f"/reports/{published.id}/sending"
    assert "unsubscribed" in manager.get(address).text
    wish = {"mails": "marta@example.com\noleg@example.com", "number": "2"}
    told = manager.post_form(address, wish, follow_redirects=True).text
    assert "Unsubscribed, so nothing is sent to: marta@example.com" in told
    assert deliver_due(context) == 1
    assert state(session) == [("sent", ""), ("unsubscribed", ""), ("sent", "")]
    assert post.letters[-1]["Subject"] == "Corrected: October in numbers"
    mine = session.scalars(select(Delivery.id).where(Delivery.state == "unsubscribed")).one()
    assert "has unsubscribed" in manager.post_form(f"/deliveries/{mine}/again", follow_redirects=True).text
    back = {"channel": "mail", "recipient": "marta@example.com"}
    log = manager.post_form(f"/clients/{people.client_row.id}/reports/subscriptions", back, follow_redirects=True)
    assert "marta@example.com gets reports again." in log.text
    manager.post_form(f"/deliveries/{mine}/again")
    assert deliver_due(context) == 1
    assert state(session) == [("sent", "")] * 3


def test_a_mail_program_unsubscribes_with_one_click(
    browse: Browse, session: Session, context: Context, post: MailServer, ask: Ask
) -> None:
    ask("marta@example.com", "oleg@example.com")
    post.answers["RCPT"] = ["250 OK", "451 later"]
    deliver_due(context)
    header = re.search(rb"^List-Unsubscribe: <(https://[!-;=?-~]+)>\r?$", post.raw[0], re.MULTILINE)
    assert header, "mail programs want it whole, however long it is"
    at_once = urlsplit(header[1].decode()).path
    visitor = browse(None)
    assert visitor.get(at_once).status_code == 405
    for _click in range(2):
        assert visitor.post(at_once, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert visitor.post(f"{at_once[:-10]}x/at-once").status_code == 404
    assert visitor.get("/unsubscribe/WzEsImEiXQ.made-up").status_code == 404
    (gone,) = session.scalars(select(Unsubscribed)).all()
    assert (gone.channel, gone.recipient) == ("mail", "marta@example.com")
    sending.unsubscribe(session, gone.client_id, "mail", "oleg@example.com")
    session.commit()
    assert state(session) == [("sent", ""), ("unsubscribed", "later")], "what waits for them is not sent"
