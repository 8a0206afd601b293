from __future__ import annotations

from typing import TYPE_CHECKING

from promo.queue import send_after_commit

if TYPE_CHECKING:
    from promo.context import Context


def test_a_job_is_sent_once_and_only_after_the_commit(context: Context) -> None:
    sent: list[tuple[object, ...]] = []
    context.jobs["note"] = lambda *args: sent.append(args)
    with context.sessions() as session:
        send_after_commit(session, "note", 7)
        send_after_commit(session, "note", 7)
        session.flush()
        assert sent == []
        session.commit()
        assert sent == [(7,)]
        session.commit()
    assert sent == [(7,)]


def test_a_job_of_a_transaction_that_was_rolled_back_is_forgotten(context: Context) -> None:
    sent: list[tuple[object, ...]] = []
    context.jobs["note"] = lambda *args: sent.append(args)
    with context.sessions() as session:
        session.connection()
        send_after_commit(session, "note", 7)
        session.rollback()
        session.commit()
    assert sent == []
