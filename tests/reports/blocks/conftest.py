"""What a block gathers, and how it is shown: in the report's language, from what was frozen alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from promo import clock
from promo.reports import rendering
from promo.reports.gathering import gather

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from promo.reports.models import Report


@pytest.fixture
def told(session: Session, write: Callable[..., Report]) -> Callable[..., tuple[dict[str, Any], str]]:
    """Give a function that writes a report of one block: what that gathers, come back from JSON, and its HTML."""
    made: list[Report] = []

    def gathered(kind: str, options: dict[str, Any] | None = None, **says: object) -> tuple[dict[str, Any], str]:
        blocks = ({"kind": kind, "text": "", "options": options or {}},)
        made.append(write(uid=f"0b1f7d0e-0000-4000-8000-{len(made):012}", blocks=blocks, **says))
        content = json.loads(json.dumps(gather(session, made[-1], clock.now()), allow_nan=False))
        data = content["blocks"][0]["data"]
        for table in data["tables"]:
            assert all(len(row) == len(table["columns"]) for row in table["rows"]), table["name"]
        return data, str(rendering.blocks(content))

    return gathered
