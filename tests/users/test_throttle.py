from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import func, select

from promo.users import throttle
from promo.users.models import SignInAttempt
from promo.users.throttle import TooManyAttempts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.context import Context

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def attempt(context: Context, email: str = "a@example.com", address: str = "192.0.2.1") -> throttle.Attempt:
    return throttle.begin(context.sessions, "secret", email, address)


def test_many_at_the_same_moment_do_not_slip_through(context: Context) -> None:
    def one(number: int) -> bool:
        try:
            attempt(context, address=f"192.0.2.{number}")
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        heard = list(pool.map(one, range(24)))
    assert sum(heard) <= throttle.PER_ACCOUNT
    assert any(heard)


def test_being_refused_does_not_prolong_the_wait(context: Context, session: Session) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        for _ in range(throttle.PER_ACCOUNT):
            attempt(context)
            now.shift(timedelta(minutes=1))
        with pytest.raises(TooManyAttempts) as refused:
            attempt(context)
        assert refused.value.values == {"minutes": 5}
        assert refused.value.status == 429
        rows = session.scalar(select(func.count()).select_from(SignInAttempt))
        assert rows == 2 * throttle.PER_ACCOUNT
        now.shift(timedelta(minutes=5))
        attempt(context)
        with pytest.raises(TooManyAttempts):
            attempt(context)


def test_success_takes_back_its_own_and_the_accounts(context: Context, session: Session) -> None:
    attempt(context)
    attempt(context, email="b@example.com")
    attempt(context).succeeded()
    keys = session.scalars(select(SignInAttempt.key)).all()
    assert throttle.account_key("secret", "a@example.com") not in keys
    assert throttle.account_key("secret", "b@example.com") in keys
    assert len(keys) == 3


def test_a_new_password_forgets_the_accounts_attempts(context: Context, session: Session) -> None:
    attempt(context)
    throttle.forget(session, "secret", "a@example.com")
    assert len(session.scalars(select(SignInAttempt.key)).all()) == 1


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_what_counts_as_one_place(address: str, place: str) -> None:
    assert throttle.network(address) == place
