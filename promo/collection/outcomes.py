"""The outcomes a run can have beside a collector's own, and to whom each belongs: to the page or to the source.

The collector's keys are those of `collectors.base.Outcome`; screens may not import it, so they are plain text here.
"""

from __future__ import annotations

OK = "ok"
PACED = "paced"
THROTTLED = "throttled"
LOGIN_WALL = "login_wall"
NOT_FOUND = "not_found"
PRIVATE = "private"
CHALLENGE = "challenge"
PROTOCOL_CHANGED = "protocol_changed"
OFFLINE = "offline"
SIGNED_OUT = "signed_out"
INTERRUPTED = "interrupted"
FAILED = "failed"

OF_SOURCE = frozenset({THROTTLED, LOGIN_WALL, CHALLENGE, OFFLINE, SIGNED_OUT})
"""They say something about the way in, not about the page: one incident of the source, however many pages."""

OF_PAGE = frozenset({NOT_FOUND, PRIVATE, PROTOCOL_CHANGED, FAILED})
NO_FAILURE = frozenset({OK, PACED})
SLOWED_DOWN = frozenset({THROTTLED, LOGIN_WALL})
"""Instagram shows guests a login wall where it shows others a throttled page: both count for the circuit breaker."""

PROVES_ACCESS = frozenset({OK, NOT_FOUND, PRIVATE})
"""Instagram answered properly: the source is well."""
