"""The address in a message by which one unsubscribes: signed, so that it works for this message's recipient alone.

Nothing of it is kept, and it works as long as the message is on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeSerializer

from promo.reports.models import Delivery
from promo.secrets import hash_token

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SALT = "unsubscribe"


def made(delivery: Delivery, secret_key: str) -> str:
    """Return the token of a message."""
    return str(URLSafeSerializer(secret_key, salt=SALT).dumps([delivery.id, _recipient(delivery)]))


def read(session: Session, token: str, secret_key: str) -> Delivery | None:
    """Return the message that ``token`` was made for; ``None`` for a token that we did not sign."""
    try:
        ident, recipient = URLSafeSerializer(secret_key, salt=SALT).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    found = session.get(Delivery, ident)
    return found if found is not None and _recipient(found) == recipient else None


def _recipient(delivery: Delivery) -> str:
    return hash_token(f"{delivery.channel} {delivery.recipient}")[:16]
