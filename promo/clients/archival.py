"""Archiving: a client that is no longer worked for is kept, hidden from the portfolio, and its pages rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.clients.models import Client

    Follower = Callable[[Session, Client], None]

_followers: list[Follower] = []


def also(follower: Follower) -> Follower:
    """Let a part above this one join in: ``follower`` is called after a client was archived or restored.

    It sees which by ``client.archived_at``. Pages use this; clients may not know of them.
    """
    if follower not in _followers:
        _followers.append(follower)
    return follower


def archive(session: Session, client: Client) -> bool:
    """Archive the client; return whether that changed anything."""
    if client.archived_at is not None:
        return False
    client.archived_at = clock.now()
    return _changed(session, client)


def restore(session: Session, client: Client) -> bool:
    """Take the client out of the archive; return whether that changed anything."""
    if client.archived_at is None:
        return False
    client.archived_at = None
    return _changed(session, client)


def _changed(session: Session, client: Client) -> bool:
    client.version += 1
    session.flush()
    for follower in _followers:
        follower(session, client)
    return True
