"""Uploaded files are what their content says, and only what can be used is kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PIL import Image

from promo.errors import Invalid
from promo.plan.media import files

if TYPE_CHECKING:
    from pathlib import Path


def clip(codec: str = "libx264", container: str = "mp4") -> bytes:
    """Return a second of video, 360 by 640 pixels."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as made:
        stream = made.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"  # type: ignore[union-attr]
        for number in range(25):
            frame = av.VideoFrame.from_ndarray(np.full((640, 360, 3), number * 8, dtype=np.uint8), format="rgb24")
            made.mux(stream.encode(frame))  # type: ignore[union-attr, arg-type]
        made.mux(stream.encode())  # type: ignore[union-attr]
    return out.getvalue()


@pytest.mark.parametrize(("container", "content_type"), [("mp4", "video/mp4"), ("mov", "video/quicktime")])
def test_a_short_video_gets_a_picture(tmp_path: Path, container: str, content_type: str) -> None:
    kept = files.keep(tmp_path, "morning.mp4", clip(container=container))
    assert (kept.kind, kept.content_type, kept.width, kept.height, kept.seconds) == (
        "video",
        content_type,
        360,
        640,
        1.0,
    )
    with Image.open(tmp_path / kept.thumbnail_file) as picture:
        assert picture.size == (270, 480)


def test_a_picture_loses_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SECRET CAMERA"
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "brown").save(out, "JPEG", exif=exif)
    kept = files.keep(tmp_path, "a.png", out.getvalue())
    data = (tmp_path / kept.file).read_bytes()
    assert b"SECRET" not in data
    assert (kept.kind, kept.width, kept.height) == ("image", 300, 400)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xd8\xff<script>",
        b"<svg/>",
        b"GIF89a" + b"0" * 50,
        clip()[:1500],
        clip()[:40],
        clip("mpeg4"),
    ],
    ids=["empty", "text", "polyglot", "svg", "gif", "cut", "head", "codec"],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        files.keep(tmp_path, "mine.jpg", data)
    assert "mine.jpg" in str(refused.value)
    assert not list(tmp_path.rglob("*.*")), "nothing is kept of it"
