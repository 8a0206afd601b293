"""Avatars and thumbnails: from Instagram's own picture servers only, bounded in every way, and made anew.

A picture is never kept as it came: decoding and encoding it again leaves nothing in it but pixels.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests
from PIL import Image, ImageOps, UnidentifiedImageError

from collectors.base import CollectorError, Outcome, failed
from collectors.routes import verdict
from collectors.transport import Transport, is_cdn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collectors.base import Pace

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_REDIRECTS = 2
FORMATS = ("JPEG", "PNG", "WEBP")
HEADERS: Mapping[str, str] = {"Accept": "image/webp,image/png,image/jpeg", "Accept-Encoding": "identity"}
QUALITY = 82
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    ValueError,
    SyntaxError,  # what Pillow raises for some broken files
    MemoryError,
)


def fetch_picture(
    url: str,
    *,
    base_url: str | None = None,
    pace: Pace | None = None,
    timeout: float = 10.0,
    max_bytes: int = MOST_BYTES,
    size: int = 640,
) -> bytes:
    """Return the picture at ``url`` as a JPEG of at most ``size`` pixels a side, without any metadata.

    Only https and Instagram's picture servers are asked (with ``base_url``, a stand-in on this machine in their
    place), redirects between them included. ``timeout`` is in seconds, for connecting and for the whole answer.
    Raises `CollectorError`: ``NOT_FOUND`` when it is gone or its address has expired, ``OFFLINE``, ``THROTTLED``, and
    ``PROTOCOL_CHANGED`` for another host, too much of anything, or what is no picture.
    """
    transport = Transport(pace=pace, base_url=base_url, allows=is_cdn, timeout=timeout, most_bytes=max_bytes)
    try:
        return reencode(_download(transport, url), size)
    finally:
        transport.close()


def reencode(data: bytes, size: int) -> bytes:
    """Return the picture ``data`` as a JPEG of at most ``size`` pixels a side; raise `CollectorError`."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _refused("A picture has too many pixels")
            opened.draft("RGB", (size, size))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((size, size))
            made = Image.new("RGB", upright.size, "white")
            with_alpha = upright.convert("RGBA")
            made.paste(with_alpha, mask=with_alpha.getchannel("A"))
    except UNREADABLE as error:
        raise _refused("What should be a picture is none") from error
    out = io.BytesIO()
    made.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _download(transport: Transport, url: str) -> bytes:
    with transport.session() as session:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = session.get(url, headers=dict(HEADERS), allow_redirects=False)
            except requests.RequestException as error:
                raise CollectorError(Outcome.OFFLINE, f"The picture did not come ({type(error).__name__})") from error
            if answer.is_redirect:
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status_code in {403, 404, 410}:
                raise failed(Outcome.NOT_FOUND, f"Instagram answered {answer.status_code} for the picture")
            found = verdict(transport.answers[-1])
            if found is not None:
                raise failed(*found)
            return answer.content
    raise _refused("A picture's address redirects too often")


def _refused(detail: str) -> CollectorError:
    return failed(Outcome.PROTOCOL_CHANGED, detail)
