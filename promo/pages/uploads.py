"""Uploaded pictures, made anew: never kept as they came, so that nothing is left in them but pixels."""

from __future__ import annotations

import io

from PIL import Image

from collectors.base import CollectorError
from collectors.pictures import FORMATS, MOST_PIXELS, UNREADABLE, reencode
from promo.errors import Invalid
from promo.speech import N_

MEGABYTE = 1024 * 1024
PICTURE_BYTES = 20 * MEGABYTE


def pictures(name: str, data: bytes, sides: tuple[int, ...], unusable: str) -> list[bytes]:
    """Return the picture ``data`` as JPEGs, one of at most so many pixels a side for each of ``sides``.

    Raises `Invalid` for ``files``, naming the file: ``unusable`` is the sentence for what is no picture.
    """
    if len(data) > PICTURE_BYTES:
        raise Invalid(
            "files", N_("%(name)s is larger than %(most)s MB. Save it smaller."), name=name,
            most=PICTURE_BYTES // MEGABYTE,
        )  # fmt: skip
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            pixels = opened.width * opened.height
        if pixels > MOST_PIXELS:
            raise _too_many(name)
        return [reencode(data, side) for side in sides]
    except (*UNREADABLE, CollectorError) as error:
        if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
            raise _too_many(name) from error
        raise Invalid("files", unusable, name=name) from error


def _too_many(name: str) -> Invalid:
    return Invalid(
        "files", N_("%(name)s has more than %(most)s million pixels. Save it smaller."), name=name,
        most=MOST_PIXELS // 1_000_000,
    )  # fmt: skip
