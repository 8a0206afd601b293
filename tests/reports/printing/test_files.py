"""Reports as files: the PDF and the workbook say what the page says, in fonts of our own."""

from __future__ import annotations

import io
import re
import sys
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, update

from promo import clock
from promo.campaigns.law.models import LawText
from promo.operations.doctor import examine
from promo.pages.models import PageDay
from promo.reports import rendering
from promo.reports.blocks import BLOCKS
from promo.reports.branding import service as branding
from promo.reports.branding.colours import CONTRAST, DARK, LIGHT, accent, contrast
from promo.reports.gathering import gather
from promo.reports.models import Branding
from promo.reports.printing import pdf as printing
from promo.reports.printing.pdf import Look, pdf
from promo.reports.writing import service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.config import Settings
    from promo.context import Context
    from promo.reports.models import Report
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Write = Callable[..., Report]

pytestmark = pytest.mark.sqlite_only
NUMBER = re.compile(r"\d[\d,.]*")


def picture(colour: str = "navy", size: tuple[int, int] = (300, 80), form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", size, colour).save(file, form)
    return file.getvalue()


def words(text: str) -> str:
    """Return ``text`` on one line: where a page breaks it is the page's business."""
    return " ".join(text.split())


def fonts(reader: PdfReader) -> set[str]:
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    used = [one.get_object() for each in resources for one in each.get("/Font", {}).values()]
    return {str(one["/BaseFont"]).partition("+")[2] for one in used}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pdf_says_what_the_page_says(session: Session, write: Write, tmp_path: Path, language: str) -> None:
    report = write(language=language, title="Октябрь / October")
    content = gather(session, report, clock.now())
    logo = tmp_path / "logo.png"
    logo.write_bytes(picture())
    reader = PdfReader(io.BytesIO(pdf(content, look=Look("Agency", logo, "#0f766e", "A note by law"), version="V 1")))
    printed = words(" ".join(page.extract_text() for page in reader.pages))
    page = str(rendering.blocks(content, medium="print"))
    shown = unescape(words(re.sub(r"<title>.*?</title>|<[^>]+>", " ", page)))
    missing = [number for number in NUMBER.findall(shown) if number not in printed]
    assert missing == [], "every number of the page is on paper"
    assert "Октябрь / October" in printed
    assert "A note by law" in printed
    assert f"1 / {len(reader.pages)}" in printed
    assert reader.outline, "headings are bookmarks"
    assert all(name.startswith("Inter-") for name in fonts(reader)), "no font of this machine"
    pictures = [one.image.size for page in reader.pages for one in page.images if one.image]
    assert set(pictures) == {(300, 80)}, "charts are vectors, the logo is the only picture"


def test_nothing_is_fetched(session: Session, write: Write) -> None:
    text = "![x](https://example.com/x.png) <img src='file:///etc/passwd'> [link](https://example.com)"
    report = write(blocks=({"kind": "summary", "text": text, "options": {}},))
    content = gather(session, report, clock.now())
    content["title"] = "<img src=file:///etc/hostname><style>@import 'https://example.com/x.css'</style>"
    reader = PdfReader(io.BytesIO(pdf(content, look=Look())))
    assert sum(len(page.images) for page in reader.pages) == 0
    assert "<img" in words(reader.pages[0].extract_text()), "what was typed is text"


def test_files_of_a_version_stay_as_they_are(browse: Browse, people: People, write: Write, session: Session) -> None:
    report = write()
    service.publish(session, report, report.version, "", people.manager)
    session.commit()
    session.execute(update(PageDay).values(followers=PageDay.followers + 5000))
    session.commit()
    client = browse(people.client)
    answer = client.get(f"/reports/{report.id}/versions/1.pdf")
    assert answer.content_type == "application/pdf"
    assert 'filename="bakery-2026-10-01-2026-10-31.pdf"' in answer.headers["Content-Disposition"]
    assert "1,600" in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    book = load_workbook(io.BytesIO(client.get(f"/reports/{report.id}/versions/1.xlsx").data))
    growth = ["Growth", "Growth bakery-followers", "Growth bakery-net"]
    assert book.sheetnames == [*growth, "Content", "Content Kinds of posts", "Best posts", "About"], "no empty ones"
    row: list[Any] = [cell.value for cell in book["Growth"][2]]
    assert row == ["bakery", 1600, 310, pytest.approx(310 / 1290), 10]
    assert len(list(book["Growth bakery-followers"].iter_rows())) == 32
    assert (
        "6,600"
        in PdfReader(io.BytesIO(browse(people.manager).get(f"/reports/{report.id}/draft.pdf").data))
        .pages[0]
        .extract_text()
    )
    for ending in ("pdf", "xlsx"):
        assert client.get(f"/reports/{report.id}/draft.{ending}").status_code == 403
        assert browse(people.outsider).get(f"/reports/{report.id}/versions/1.{ending}").status_code == 404
        assert browse(people.outsider).get(f"/reports/{report.id}/draft.{ending}").status_code == 404
    assert client.get(f"/reports/{report.id}/versions/2.pdf").status_code == 404


def test_the_look_is_the_clients_else_the_agencys(
    browse: Browse, people: People, session: Session, settings: Settings
) -> None:
    owner, own = browse(people.owner), f"/clients/{people.client_row.id}/reports/branding"
    says = {"name": "Beacon", "accent": "#0F766E", "footer": "By law", "sender": "Anna", "version": "1"}
    sent = {**says, "csrf_token": owner.csrf_token(), "logo": (io.BytesIO(picture()), "logo.png")}
    assert owner.post("/settings/branding", data=sent, content_type="multipart/form-data").status_code == 303
    look = branding.look(session, people.client_row, settings.media_dir, "en")
    assert (look.name, look.accent, look.footer) == ("Beacon", "#0f766e", "By law")
    assert look.logo is not None
    with owner.get("/settings/branding/logo") as answer:
        assert answer.content_type == "image/png"
    manager = browse(people.manager)
    assert manager.post_form(own, {"name": "Bakery & Co", "version": "1"}).status_code == 303
    session.expire_all()
    look = branding.look(session, people.client_row, settings.media_dir, "en")
    assert (look.name, look.footer) == ("Bakery & Co", "By law")
    assert [manager.post_form(own, {"name": name, "version": "1"}).status_code for name in ("A", "B")] == [303, 409]
    assert owner.post_form("/settings/branding", {**says, "no_logo": "y"}).status_code == 303
    session.expire_all()
    assert branding.look(session, people.client_row, settings.media_dir, "en").logo is None
    assert owner.get("/settings/branding/logo").status_code == 404
    for person, agency, client in (
        (people.outsider, 403, 404),
        (people.specialist, 403, 403),
        (people.client, 403, 403),
    ):
        browser = browse(person)
        assert browser.get("/settings/branding").status_code == agency
        assert browser.post_form(own, says).status_code == client
    assert len(session.scalars(select(Branding)).all()) == 2


def test_the_note_on_metas_status_stands_on_russian_clients_reports(
    browse: Browse, people: People, write: Write, session: Session
) -> None:
    report, owner, manager = write(language="ru"), browse(people.owner), browse(people.manager)
    own = f"/clients/{people.client_row.id}/reports/branding"
    says = {"footer": "By law.", "meta_note": "y", "version": "1"}
    assert owner.post_form("/settings/branding", says).status_code == 303
    note, words_of_it = "Instagram принадлежит компании Meta", "Meta признана экстремистской, её деятельность запрещена"

    def printed() -> str:
        answer = manager.get(f"/reports/{report.id}/draft.pdf")
        return words(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text())

    assert "Meta" not in printed(), "another law"
    assert "Add the note" not in manager.get(own).text
    people.client_row.jurisdiction = "ru"
    session.merge(people.client_row)
    session.commit()
    assert f"By law. {note}" in printed()
    assert "Add the note" in manager.get(own).text
    session.add(LawText(key="meta", language="ru", text=words_of_it, updated_at=clock.now()))
    session.commit()
    assert f"By law. {words_of_it}" in printed(), "as the agency words it"
    assert owner.post_form("/settings/branding", {**says, "meta_note": ""}).status_code == 303
    assert "Meta" not in printed()


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ({"accent": "blue"}, "Write the colour like"),
        ({"accent": "#ffff00"}, "a contrast of 1.1 : 1"),
        ({"logo": b"<svg onload=alert(1)>"}, "This is no picture"),
        ({"logo": picture()[:60]}, "This is no picture"),
        ({"logo": b"x" * 100_001}, "larger than 2 MB"),
        ({"logo": picture(size=(5000, 4000))}, "16 million pixels"),
    ],
    ids=["colour", "contrast", "drawing", "torn", "large", "pixels"],
)
def test_looks_that_are_refused(
    browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch, says: dict[str, Any], sentence: str
) -> None:
    owner, file = browse(people.owner), says.get("logo")
    monkeypatch.setattr(
        branding, "LOGO_BYTES", 100_000
    )  # an upload of more is a file, which the test client leaves open
    sent: dict[str, Any] = {"name": "Kept as typed", "version": "1", **says, "csrf_token": owner.csrf_token()}
    if file is not None:
        sent["logo"] = (io.BytesIO(file), "logo.png")
    answer = owner.post("/settings/branding", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept as typed" in answer.text
    assert "Kept as typed" not in owner.get("/settings/branding").text, "nothing was saved"


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01), "the palest grey that passes"


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format).filter(lambda one: contrast(one) >= CONTRAST))
def test_an_accent_that_can_be_read_on_white_is_read_in_both_themes(colour: str) -> None:
    found = accent(colour)
    assert all(contrast(found.light, one) >= CONTRAST for one in (*LIGHT, found.light_soft))
    assert all(contrast(found.dark, one) >= CONTRAST for one in (*DARK, found.dark_soft))
    assert contrast(found.solid) >= CONTRAST


def test_a_machine_without_the_libraries_says_what_to_install(
    browse: Browse, people: People, write: Write, monkeypatch: pytest.MonkeyPatch, context: Context
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # an import of it fails
    monkeypatch.setattr(printing, "MISSING", ImportError)
    report = write()
    answer = browse(people.manager).get(f"/reports/{report.id}/draft.pdf")
    assert answer.status_code == 503
    assert "apt-get install libpango" in answer.text
    (found,) = [one for one in examine(context) if one.name == "pdf"]
    assert found.state == "problem"
    assert "libpango" in found.advice


def every(write: Write) -> Report:
    """Return a draft with every block."""
    return write(blocks=tuple({"kind": kind, "text": "", "options": {}} for kind in BLOCKS))


def test_what_was_frozen_before_pictures_is_still_read(session: Session, write: Write) -> None:
    content = gather(session, every(write), clock.now())
    blocks = {one["kind"]: one["data"] for one in content["blocks"]}
    for post in blocks["best"]["pages"][0]["posts"]:
        del post["picture"], post["views"]
    for metric in blocks["definitions"]["metrics"]:
        del metric["blocks"]
    assert "Loaf" in str(rendering.blocks(content))
    assert pdf(content, look=Look())


def test_a_link_to_few_blocks_tells_their_definitions_alone(session: Session, write: Write) -> None:
    content = gather(session, every(write), clock.now())
    whole = str(rendering.blocks(content))
    few = str(rendering.blocks(content, kinds=("plan", "definitions")))
    assert all("Plan done</dt>" in one for one in (whole, few))
    assert [name in few for name in ("CPM", "Growth rate", "Engagement rate")] == [False] * 3
    assert "CPM" in str(rendering.blocks(content, kinds=("definitions",))), "alone it tells all"
