"""A set of pages with made-up days and posts, for the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.growth.agency import add_days, add_page, add_post, ago, local

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from promo.pages.models import Page
    from tests.conftest import People


@dataclass(frozen=True)
class Pages:
    """``bread`` and ``cakes`` are the bakery's, ``rival`` a competitor's, ``studio`` another client's."""

    bread: Page
    cakes: Page
    rival: Page
    studio: Page

    def url(self, *names: str, more: str = "") -> str:
        """Return the address that compares the pages of these names."""
        ids = ",".join(str(getattr(self, name).id) for name in names)
        return f"/compare?pages={ids}{more}"


def pages(session: Session, people: People) -> Pages:
    """Add the pages: 70 days of history each; posts on a few days of the last month."""
    made = Pages(
        bread=add_page(session, people.client_row, "bread", full_name="Bread & Co"),
        cakes=add_page(session, people.client_row, "cakes"),
        rival=add_page(session, None, "rival"),
        studio=add_page(session, people.other_row, "studio"),
    )
    add_days(session, made.bread, {days: 2000 - 10 * days for days in range(70, -1, -1) if days not in (5, 6)})
    add_days(session, made.cakes, {days: 500 - days for days in range(70, 0, -1)})
    add_days(session, made.rival, {days: 10_000 + 5 * days for days in range(70, 0, -1)})
    add_days(session, made.studio, dict.fromkeys(range(70, 0, -1), 100))
    for page, likes in ((made.bread, 90), (made.cakes, 20), (made.rival, 190)):
        for days in (2, 9, 16, 40):
            add_post(session, page, local(ago(days)), likes, kind="reel" if days == 2 else "image")
    return made
