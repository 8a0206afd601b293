"""A report's content as PDF: vector charts, contents, page numbers, our own fonts. Nothing is fetched from anywhere."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import ImageFile

from promo.errors import PromoError
from promo.reports import pictures, rendering
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOT = Path(__file__).resolve().parents[3]
FONTS = {"latin": "inter-latin", "cyrillic": "inter-cyrillic", "latin-ext": "inter-latin-ext",
         "cyrillic-ext": "inter-cyrillic-ext"}  # fmt: skip
"""The fonts' parts: print knows no ranges of letters, so each part is a family, asked in this order."""
MISSING: type[Exception] = OSError
"""What loading WeasyPrint raises where a library of the system is missing."""
OWN = "promo:"
"""The scheme of what a document may use: our fonts, the logo, and pictures of posts."""


class NoPrinting(PromoError):
    """The machine lacks the libraries that WeasyPrint needs."""

    status = 503
    message = N_(
        "PDF cannot be made on this machine: the library Pango is missing. On Debian and Ubuntu the person who runs "
        "Promo installs it with: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
    )


@dataclass(frozen=True, slots=True)
class Look:
    """How a report looks: who it is from, its ``logo`` (a file), its ``accent`` (a colour), a note at the foot.

    ``media`` is the folder with the pictures of posts.
    """

    name: str = ""
    logo: Path | None = None
    accent: str = ""
    footer: str = ""
    media: Path | None = None


def pdf(content: Mapping[str, Any], *, look: Look, version: str = "", kinds: Collection[str] = ()) -> bytes:
    """Return ``content`` as a PDF file in A4; ``version`` is told at the foot. Raises `NoPrinting`.

    It shows the same blocks, made from the same content, as the page does.
    """
    html = rendering.document(content, look=look, version=version, kinds=kinds, fonts=FONTS, own=OWN)
    made: bytes = laid_out(html, look, pictures.names(content, kinds)).write_pdf(pdf_tags=True)
    return made


def laid_out(html: str, look: Look, known: Collection[str] = ()) -> Any:  # noqa: ANN401 - a class of a package without types
    """Return ``html``, which may show the pictures ``known``, as a document of WeasyPrint. Raises `NoPrinting`."""
    return load_printer().HTML(string=html, url_fetcher=_fetcher(look, known)).render(pdf_tags=True)


def load_printer() -> Any:  # noqa: ANN401 - a package without types
    """Return WeasyPrint, loaded when it is first needed: it costs two thirds of a second. Raises `NoPrinting`."""
    try:
        import weasyprint  # noqa: PLC0415 - as said above
    except MISSING as error:
        raise NoPrinting from error
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets the whole program take torn pictures for whole ones
    return weasyprint


@lru_cache(maxsize=len(FONTS))
def _font(name: str) -> bytes:
    """Return one of our fonts unpacked: WeasyPrint would unpack it for each document, which takes a quarter of it."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - comes with WeasyPrint

    font, out = TTFont(ROOT / "static" / "vendor" / f"{name}.woff2"), io.BytesIO()
    font.flavor = None
    font.save(out)
    return out.getvalue()


def _fetcher(look: Look, known: Collection[str]) -> Any:  # noqa: ANN401 - a class of a package without types
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    class Own(URLFetcher):  # type: ignore[misc]
        """Gives our fonts, the logo and the pictures of the content; anything else does not exist."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - the signature is WeasyPrint's
            name = url.removeprefix(OWN)
            if url == f"{OWN}logo" and look.logo is not None:
                return URLFetcherResponse(url, look.logo.read_bytes())
            side, _, picture = url.removeprefix(f"{pictures.PLACE}/").partition("/")
            if picture in known:
                data, kind = pictures.small(look.media, picture, int(side))
                return URLFetcherResponse(url, data, {"Content-Type": kind})
            if url.startswith(OWN) and name in FONTS.values():
                return URLFetcherResponse(url, _font(name))
            raise ValueError(f"{url} is not part of a report")

    return Own()
