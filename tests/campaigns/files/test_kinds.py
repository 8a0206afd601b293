"""A file is what its content says, and only what is of use to the team is kept."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from promo.campaigns.files.kinds import MOST_BYTES, PICTURE_SIDE, recognise
from promo.campaigns.files.service import plain_name
from promo.errors import Invalid

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    Image.new("RGB", size, "brown").save(out, form, exif=exif)
    return out.getvalue()


def zipped(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "content_type", "ending"),
    [
        ("a.exe", PDF, "application/pdf", ".pdf"),
        ("a", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
        (
            "a.xlsx",
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ".docx",
        ),
        ("a.csv", "день;показы\n1;2\n".encode("cp1251"), "text/csv", ".csv"),
        ("a.tsv", "день\tпоказы\n".encode("utf-16"), "text/csv", ".csv"),
        ("a.html", b"just words", "text/plain", ".txt"),
        ("a.txt", "\ufeffслова\r\n".encode(), "text/plain", ".txt"),
    ],
    ids=("pdf", "xlsx", "docx", "cp1251", "utf16", "html-name", "bom"),
)
def test_what_is_kept_as_it_is(name: str, data: bytes, content_type: str, ending: str) -> None:
    found = recognise(name, data)
    assert (found.content_type, found.ending, found.data) == (content_type, ending, data)
    assert not found.is_picture


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_made_anew(form: str) -> None:
    found = recognise("screen.pdf", picture(form, (60, PICTURE_SIDE + 400)))
    assert (found.content_type, found.ending, found.is_picture) == ("image/jpeg", ".jpg", True)
    assert b"SECRET" not in found.data
    with Image.open(io.BytesIO(found.data)) as made:
        assert made.height == PICTURE_SIDE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00" + b"\x00" * 60, "is of a kind that is not kept"),
        (b"GIF89a\x01\x00" + b"0" * 50, "is of a kind that is not kept"),
        (b" \n<svg onload='alert(1)'/>", "is of a kind that is not kept"),
        (b"<!doctype html><script>", "is of a kind that is not kept"),
        ("<html>".encode("utf-16"), "is of a kind that is not kept"),
        (b"%PDF-1.7 but cut", "is of a kind that is not kept"),
        (zipped("a.txt"), "is of a kind that is not kept"),
        (zipped("word/document.xml"), "is of a kind that is not kept"),
        (zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "is of a kind that is not kept"),
        (workbook()[:500], "is of a kind that is not kept"),
        (b"\xff\xd8\xff<script>", "is a damaged picture"),
        (picture("PNG")[:60], "is a damaged picture"),
        (b"x" * (MOST_BYTES + 1), "is larger than 25 MB"),
        (b"\xff\xd8\xff" + b"x" * MOST_BYTES, "is larger than 20 MB"),
    ],
    ids=(
        "empty",
        "program",
        "gif",
        "svg",
        "html",
        "html16",
        "cut",
        "zip",
        "typeless",
        "macros",
        "half",
        "polyglot",
        "half-picture",
        "large",
        "large-picture",
    ),
)
def test_what_is_refused_by_name(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        recognise("mine.pdf", data)
    assert f"mine.pdf {sentence}" in str(refused.value)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda rest: b"PK\x03\x04" + rest)))
def test_whatever_comes_is_understood_or_refused(data: bytes) -> None:
    with suppress(Invalid):
        found = recognise("some.csv", data)
        assert found.is_picture or found.data == data
        assert not found.data.lstrip().startswith(b"<")


@given(st.text(max_size=300))
def test_a_name_is_one_line_within_its_folder(given_name: str) -> None:
    name = plain_name(given_name)
    assert 0 < len(name) <= 200
    assert not set(name) & set("/\\\n\r\0")


def test_names_lose_folders_and_tricks() -> None:
    assert plain_name("C:\\Users\\me\\договор.pdf") == "договор.pdf"
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name("contract\u202efdp.exe") == "contractfdp.exe"
    assert plain_name("..") == "file"
