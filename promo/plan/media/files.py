"""Uploaded files: what they are by their content, what is kept of them, and what is shown in their place.

A picture is never kept as it came: encoded again, nothing is left in it but pixels. A video is kept as it is, once it
was opened and its first frame could be drawn. What a file is called, and what a browser says of it, counts for nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import av
from PIL import Image

from collectors.base import CollectorError
from collectors.pictures import UNREADABLE, reencode
from promo.errors import Invalid
from promo.pages import pictures, uploads
from promo.pages.uploads import MEGABYTE
from promo.speech import N_

if TYPE_CHECKING:
    from pathlib import Path

VIDEO_BYTES = 100 * MEGABYTE
TOGETHER = 160 * MEGABYTE
VIDEO_SECONDS = 180
FULL = 2160
THUMBNAIL = 480
HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"})
CODECS = frozenset({"h264", "hevc"})
MOST_SIDE = 4096
UNUSABLE = N_("%(name)s is no picture or video that can be used. Take JPEG, PNG, WebP, or MP4 and MOV with H.264.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was understood: names within the media folder, size in pixels, a video's length in seconds."""

    kind: str
    file: str
    thumbnail_file: str
    content_type: str
    bytes: int
    width: int
    height: int
    seconds: float | None = None


def keep(media_dir: Path, name: str, data: bytes) -> Kept:
    """Keep an uploaded file and return what it is; raise `Invalid`, naming the file, for one that cannot be used."""
    if not data:
        raise Invalid("files", N_("%(name)s is empty. Choose the file again."), name=name)
    if data[4:8] != b"ftyp" and data[4:8] != b"moov":
        return _picture(media_dir, name, data)
    if data[8:12] in HEIC:
        raise Invalid("files", N_("%(name)s is a HEIC or AVIF picture. Save it as JPEG first."), name=name)
    return _video(media_dir, name, data)


def _picture(media_dir: Path, name: str, data: bytes) -> Kept:
    whole, small = uploads.pictures(name, data, (FULL, THUMBNAIL), UNUSABLE)
    with Image.open(io.BytesIO(whole)) as made:
        width, height = made.size
    return Kept(
        kind="image",
        file=pictures.store(media_dir, whole, ".jpg"),
        thumbnail_file=pictures.store(media_dir, small, ".jpg"),
        content_type="image/jpeg",
        bytes=len(whole),
        width=width,
        height=height,
    )


def _video(media_dir: Path, name: str, data: bytes) -> Kept:
    if len(data) > VIDEO_BYTES:
        raise Invalid(
            "files", N_("%(name)s is larger than %(most)s MB. Export it smaller."), name=name,
            most=VIDEO_BYTES // MEGABYTE,
        )  # fmt: skip
    try:
        seconds, drawn = _opened(name, data)
        sides, poster = drawn.size, io.BytesIO()
        drawn.save(poster, "PNG")
        small = reencode(poster.getvalue(), THUMBNAIL)
    except (*UNREADABLE, av.FFmpegError, IndexError, StopIteration, CollectorError) as error:
        raise _unusable(name) from error
    return Kept(
        kind="video",
        file=pictures.store(media_dir, data, ".mp4"),
        thumbnail_file=pictures.store(media_dir, small, ".jpg"),
        content_type="video/mp4" if data[8:12] != b"qt  " else "video/quicktime",
        bytes=len(data),
        width=sides[0],
        height=sides[1],
        seconds=round(seconds, 1),
    )


def _opened(name: str, data: bytes) -> tuple[float, Image.Image]:
    """Return how many seconds a video lasts, and its first frame the way up in which it is watched."""
    with av.open(io.BytesIO(data), "r", format="mov,mp4,m4a,3gp,3g2,mj2") as container:
        stream = container.streams.video[0]
        seconds = float(container.duration or 0) / av.time_base
        sides = stream.codec_context.width, stream.codec_context.height
        if stream.codec_context.name not in CODECS or max(sides) > MOST_SIDE or seconds <= 0:
            raise _unusable(name)
        if seconds > VIDEO_SECONDS:
            raise Invalid("files", N_("%(name)s lasts longer than %(most)s s. Cut it."), name=name, most=VIDEO_SECONDS)
        frame: Any = next(container.decode(stream))
        drawn: Image.Image = frame.to_image()
        return seconds, drawn.rotate(frame.rotation, expand=True) if frame.rotation else drawn


def _unusable(name: str) -> Invalid:
    return Invalid(
        "files",
        N_("%(name)s cannot be opened as a video. Export it as MP4 with H.264, at most 4,096 pixels a side."),
        name=name,
    )
