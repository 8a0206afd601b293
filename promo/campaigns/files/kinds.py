"""What an uploaded file is, by its content alone: what it is called, and what a browser says of it, is no proof."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from promo.errors import Invalid
from promo.pages import uploads
from promo.pages.uploads import MEGABYTE
from promo.speech import N_

MOST_BYTES = 25 * MEGABYTE
PICTURE_SIDE = 4096
"""Pixels: screenshots of long conversations stay readable."""
OFFICE = "application/vnd.openxmlformats-officedocument."
ZIPPED = (
    ("word/document.xml", OFFICE + "wordprocessingml.document", ".docx"),
    ("xl/workbook.xml", OFFICE + "spreadsheetml.sheet", ".xlsx"),
)
"""What a zip is that has this part in it: its type and ending."""
MOST_PARTS = 5_000
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
ENCODINGS = (("utf-16", (b"\xff\xfe", b"\xfe\xff")), ("utf-8-sig", (b"",)), ("cp1251", (b"",)))
"""How texts are written, each with what such a text begins with; tried in this order."""
REFUSED = N_("%(name)s is of a kind that is not kept. Take PDF, DOCX, XLSX, CSV, plain text, or JPEG, PNG, WebP.")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that was understood: its bytes as they are kept, type and ending."""

    data: bytes
    content_type: str
    ending: str

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture made anew, which may be shown and not only downloaded."""
        return self.content_type == "image/jpeg"


def recognise(name: str, data: bytes) -> Recognised:
    """Return what the file is; raise `Invalid` for ``files``, naming it, for one that is not kept."""
    if not data:
        raise Invalid("files", N_("%(name)s is empty. Choose the file again."), name=name)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        (made,) = uploads.pictures(name, data, (PICTURE_SIDE,), N_("%(name)s is a damaged picture. Save it anew."))
        return Recognised(made, "image/jpeg", ".jpg")
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise Invalid("files", N_("%(name)s is larger than %(most)s MB. Save it smaller."), name=name, most=most)
    if data.startswith(b"%PDF-"):
        found = Recognised(data, "application/pdf", ".pdf") if b"%%EOF" in data[-2048:] else None
    elif data.startswith(b"PK\x03\x04"):
        found = _zipped(data)
    else:
        found = _text(name, data)
    if found is None:
        raise Invalid("files", REFUSED, name=name)
    return found


def _zipped(data: bytes) -> Recognised | None:
    """Return what kind of document a zip is; ``None`` for other zips, and for documents with macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part.filename for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if len(parts) > MOST_PARTS or "[Content_Types].xml" not in parts:
        return None
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        return None
    return next((Recognised(data, kind, ending) for part, kind, ending in ZIPPED if part in parts), None)


def _text(name: str, data: bytes) -> Recognised | None:
    """Return a text as it is; ``None`` for what is none, and for what a browser could take for a page."""
    text = _decoded(data)
    if text is None or CONTROL.search(text) or text.lstrip().startswith("<"):
        return None
    is_table = name.lower().endswith((".csv", ".tsv"))
    return Recognised(data, "text/csv" if is_table else "text/plain", ".csv" if is_table else ".txt")


def _decoded(data: bytes) -> str | None:
    for encoding, beginnings in ENCODINGS:
        if data.startswith(beginnings):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
