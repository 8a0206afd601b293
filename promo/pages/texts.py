"""What kinds of posts are called, as message ids."""

from __future__ import annotations

from promo.speech import N_

KINDS = {"image": N_("Image"), "carousel": N_("Carousel"), "reel": N_("Reel"), "video": N_("Video")}
