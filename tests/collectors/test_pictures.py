"""Pictures: from Instagram's picture servers only, bounded, and made anew."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from collectors.base import CollectorError, Outcome
from collectors.pictures import fetch_picture, reencode
from tests.collectors.conftest import CountingPace, read
from tests.sandbox.pictures import picture

if TYPE_CHECKING:
    from tests.sandbox import Instagram

URL = "https://scontent-sandbox-1.cdninstagram.com/v/t51.2885-19/1_avatar.jpg?oh=00"


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def refused(ig: Instagram, url: str = URL, max_bytes: int = 1_000_000) -> CollectorError:
    with pytest.raises(CollectorError) as caught:
        fetch_picture(url, base_url=ig.base_url, timeout=2, max_bytes=max_bytes)
    return caught.value


def test_the_pictures_of_a_page_come_from_its_records(ig: Instagram) -> None:
    ig.add_page("bakery", posts=1)
    reading = read(ig)
    assert reading.page is not None
    for url in (reading.page.avatar_url, reading.posts[0].thumbnail_url):
        assert url is not None
        made = opened(fetch_picture(url, base_url=ig.base_url))
        assert (made.format, made.size) == ("JPEG", (320, 320))


def test_a_large_picture_is_made_smaller(ig: Instagram) -> None:
    pace = CountingPace()
    assert opened(fetch_picture(URL, base_url=ig.base_url, size=100, pace=pace)).size == (100, 100)
    assert pace.claims == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://a.cdninstagram.com/v/x.jpg",
        "https://example.com/v/x.jpg",
        "https://cdninstagram.com.example.com/v/x.jpg",
        "https://127.0.0.1/v/x.jpg",
        "https://www.instagram.com/v/x.jpg",
        "file:///etc/passwd",
        "https://a.fbcdn.net:8443/v/x.jpg",
        "x",
    ],
)
def test_other_hosts_are_refused(ig: Instagram, url: str) -> None:
    assert refused(ig, url).reason in {Outcome.PROTOCOL_CHANGED, Outcome.OFFLINE}
    assert ig.requests == []


def test_a_redirect_stays_among_the_picture_servers(ig: Instagram) -> None:
    ig.fault("redirect", route="cdn", to="https://example.com/v/x.jpg")
    assert "example.com" in refused(ig).detail
    ig.heal()
    ig.fault("redirect", route="cdn", times=1, to="https://b.fbcdn.net/v/y.jpg")
    assert opened(fetch_picture(URL, base_url=ig.base_url)).size == (320, 320)
    ig.heal()
    ig.fault("redirect", route="cdn", to="https://b.fbcdn.net/v/y.jpg")
    assert refused(ig).reason == Outcome.PROTOCOL_CHANGED


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("not_found", Outcome.NOT_FOUND),
        ("forbidden", Outcome.NOT_FOUND),
        ("throttled", Outcome.THROTTLED),
        ("server_error", Outcome.OFFLINE),
        ("drop", Outcome.OFFLINE),
        ("garbage", Outcome.PROTOCOL_CHANGED),
        ("cut", Outcome.PROTOCOL_CHANGED),
    ],
)
def test_failures(ig: Instagram, fault: str, outcome: Outcome) -> None:
    ig.fault(fault, route="cdn")
    assert refused(ig).reason == outcome


def test_too_many_bytes_are_cut_off(ig: Instagram) -> None:
    assert "too long" in refused(ig, max_bytes=500).detail


def test_nothing_but_pixels_is_kept() -> None:
    source = Image.new("RGB", (30, 20), "red")
    exif = source.getexif()
    exif[0x010E], exif[0x0112] = "secret", 6
    out = io.BytesIO()
    source.save(out, "JPEG", exif=exif, comment=b"secret")
    made = reencode(out.getvalue() + b"<script>secret</script>", 640)
    assert b"secret" not in made
    assert opened(made).size == (20, 30), "turned as it was meant to be seen"


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(reencode(out.getvalue(), 640)).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("side", [6_500, 10_000, 14_000])
def test_a_bomb_is_not_unpacked(side: int) -> None:
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(CollectorError) as caught:
        reencode(out.getvalue(), 640)
    assert caught.value.reason == Outcome.PROTOCOL_CHANGED


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_no_pictures_of_instagram(kind: str) -> None:
    with pytest.raises(CollectorError):
        reencode(picture("x", kind), 640)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_known_formats(kind: str) -> None:
    assert opened(reencode(picture("x", kind), 64)).size == (64, 64)
