"""The words of bloggers: what a person says of them, and which way a point speaks."""

from __future__ import annotations

from promo.analytics.bloggers import Side
from promo.campaigns.words import Again
from promo.speech import N_

TITLE = N_("Bloggers")
AGAIN_NAMES = {Again.YES: N_("Yes"), Again.MAYBE: N_("Maybe"), Again.NO: N_("No")}
AGAIN_TONES = {Again.YES: "success", Again.MAYBE: "warning", Again.NO: "danger"}
AGAIN_ICONS = {Again.YES: "thumb-up", Again.MAYBE: "help-circle", Again.NO: "thumb-down"}
# icons: thumb-up, help-circle, thumb-down
SIDE_NAMES = {
    Side.FOR: N_("speaks for it"),
    Side.AGAINST: N_("speaks against it"),
    Side.EVEN: N_("says nothing clear"),
    Side.UNJUDGED: N_("too little to say"),
}
SIDE_ICONS = {Side.FOR: "plus", Side.AGAINST: "minus", Side.EVEN: "equal", Side.UNJUDGED: "line-dashed"}
# icons: plus, minus, equal, line-dashed
