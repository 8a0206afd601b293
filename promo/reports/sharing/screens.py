"""What a shared page shows: a published version, a page's growth of the last thirty complete days, or its media kit."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from promo import clock
from promo.analytics.periods import COMPARISONS, last_day
from promo.errors import NotFound
from promo.reports import rendering
from promo.reports.gathering import gather
from promo.reports.kit import service as kits
from promo.reports.kit.gathering import gather as kit_content
from promo.reports.kit.service import KitFields
from promo.reports.models import Report, ReportVersion
from promo.reports.sharing.service import LIVE

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

    from markupsafe import Markup
    from sqlalchemy.orm import Session

    from promo.reports.models import ReportLink

DAYS = 30
MOST_KEPT = 256
AGAINST = next(iter(COMPARISONS))


@dataclass(frozen=True, slots=True)
class Shared:
    """The page: its ``content`` and its blocks as HTML; ``version`` is ``None`` for what is shown as it is now."""

    content: Mapping[str, Any]
    blocks: Markup
    version: ReportVersion | None


class Kept:
    """Rendered blocks, kept in memory: what is frozen never changes, and a page only with its next reading."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, tuple[Mapping[str, Any], Markup]] = OrderedDict()
        self._lock = Lock()

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._found.clear()

    def get(self, key: Hashable) -> tuple[Mapping[str, Any], Markup] | None:
        """Return what is kept under ``key``: content and blocks."""
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: Hashable, what: tuple[Mapping[str, Any], Markup]) -> None:
        """Keep ``what``; the longest unused gives way."""
        with self._lock:
            self._found[key] = what
            while len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)


KEPT = Kept()


def shared(session: Session, link: ReportLink, now: datetime) -> Shared:
    """Return what ``link`` shows at ``now``; raise `NotFound` where its report was never published."""
    kinds = tuple(link.blocks)
    if link.shows != "report":
        return _live(session, link, kinds, now)
    version = session.scalar(
        select(ReportVersion)
        .join(Report, (Report.id == ReportVersion.report_id) & (Report.published == ReportVersion.number))
        .where(Report.id == link.report_id)
        .options(defer(ReportVersion.content))  # which is large, and mostly rendered already
    )
    if version is None:
        raise NotFound
    key = (str(session.get_bind().engine.url), "version", version.id, version.published_at, kinds)
    found = KEPT.get(key)
    if found is None:
        found = (version.content, rendering.blocks(version.content, kinds=kinds))
        KEPT.put(key, found)
    return Shared(*found, version)


def _live(session: Session, link: ReportLink, kinds: tuple[str, ...], now: datetime) -> Shared:
    page, client = link.page, link.client
    if page is None or page.client_id != client.id:
        raise NotFound
    kit = kits.of(session, page) if link.shows == "kit" else None
    if link.shows == "kit" and kit is None:
        raise NotFound
    end = last_day(clock.local_day(now, client.time_zone), None)
    read = (end, page.profile_read_at, page.posts_read_at, kit.version if kit else None)
    key = (str(session.get_bind().engine.url), link.token_hash, link.language, *read)
    found = KEPT.get(key)
    if found is None and kit is not None:
        content = kit_content(session, page, client, KitFields.of(kit), now)
        found = (content, rendering.blocks(content, kinds=kinds))
        KEPT.put(key, found)
    elif found is None:
        report = Report(
            title=f"@{page.username}",
            client=client,
            client_id=client.id,
            start_day=end - timedelta(days=DAYS - 1),
            end_day=end,
            against=AGAINST,
            language=link.language,
            page_ids=[page.id],
            blocks=[{"kind": kind, "text": ""} for kind in LIVE if not kinds or kind in kinds],
        )
        content = gather(session, report, now)
        found = (content, rendering.blocks(content))
        KEPT.put(key, found)
    return Shared(*found, None)
