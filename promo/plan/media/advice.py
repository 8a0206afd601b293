"""What Instagram makes of an item's pictures and videos: hints before they are published. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo.plan.words import ItemKind
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promo.plan.models import PlanMedia

MOST = 20
TALLEST, WIDEST = 3 / 4, 1.91
STORY = 9 / 16
ROUGHLY = 0.03


def advice(kind: str, media: Sequence[PlanMedia]) -> list[str]:
    """Return sentences (message ids) about media that do not fit the ``kind`` of an item; none where all is well."""
    found = []
    if kind == ItemKind.CAROUSEL and len(media) == 1:
        found.append(N_("A carousel needs at least two pictures or videos."))
    if kind in {ItemKind.POST, ItemKind.REEL} and len(media) > 1:
        found.append(N_("There is more than one file: make it a carousel, or leave one."))
    if kind == ItemKind.REEL and any(one.kind != "video" for one in media):
        found.append(N_("A reel is a video; this is a picture."))
    if kind == ItemKind.POST and any(one.kind == "video" for one in media):
        found.append(N_("Instagram shows single videos as reels: make it a reel."))
    if kind in {ItemKind.STORY, ItemKind.REEL} and any(abs(_ratio(one) - STORY) > ROUGHLY for one in media):
        found.append(N_("Stories and reels fill the screen at 9:16; other shapes are cut or framed."))
    if kind in {ItemKind.POST, ItemKind.CAROUSEL}:
        if any(not TALLEST - 0.01 <= _ratio(one) <= WIDEST + 0.01 for one in media):
            found.append(N_("Posts are shown between 3:4 and 1.91:1; other shapes are cut."))
        if len({round(_ratio(one), 1) for one in media}) > 1:
            found.append(N_("The files have different shapes: all are cut to that of the first."))
    return found


def _ratio(one: PlanMedia) -> float:
    return one.width / one.height
