"""Uploading, looking at, downloading and removing the files of a campaign; who may."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from promo import clock
from promo.campaigns.files import service
from promo.campaigns.models import Campaign, CampaignFile
from promo.clients.models import Client
from tests.campaigns.files.test_kinds import PDF, picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from promo.config import Settings
    from promo.context import Context
    from tests.conftest import Browser, People

    Browse = Callable[[Any], Browser]
    Launch = Callable[..., Campaign]


def send(browser: Browser, campaign: Campaign, *uploads: tuple[str, bytes]) -> TestResponse:
    files = [(io.BytesIO(data), name) for name, data in uploads]
    return browser.post_form(f"/campaigns/{campaign.id}/files", {"files": files})


def get(browser: Browser, address: str) -> TestResponse:
    """Return an answer that was read and closed: a file's answer holds it open."""
    answer = browser.get(address)
    answer.get_data()
    answer.close()
    return answer


def kept(session: Session) -> list[CampaignFile]:
    session.expire_all()
    return list(session.scalars(select(CampaignFile).order_by(CampaignFile.id)))


def on_disk(settings: Settings) -> list[str]:
    return sorted(path.suffix for path in settings.files_dir.rglob("*") if path.is_file())


def test_files_are_kept_once_shown_and_removed(
    browse: Browse, people: People, launch: Launch, session: Session, context: Context
) -> None:
    campaign, settings = launch(owner_id=people.specialist.id), context.settings
    specialist, address = browse(people.specialist), f"/campaigns/{campaign.id}/files"
    assert send(specialist, campaign, ("договор.pdf", PDF), ("screen.png", picture("PNG"))).status_code == 303
    again = send(specialist, campaign, ("copy.pdf", PDF))
    assert again.status_code == 303
    assert "copy.pdf is there already." in specialist.get(address).text
    contract, screen = kept(session)
    assert (contract.name, contract.bytes, contract.created_by_id) == ("договор.pdf", len(PDF), people.specialist.id)
    assert (screen.name, screen.content_type) == ("screen.jpg", "image/jpeg")
    assert on_disk(settings) == [".jpg", ".pdf"]

    shown = browse(people.teammate).get(address).text
    assert "договор.pdf" in shown
    assert "Specialist" in shown
    sent = get(browse(people.teammate), f"{address}/{contract.id}")
    assert (sent.data, sent.content_type, sent.headers["X-Content-Type-Options"]) == (PDF, "application/pdf", "nosniff")
    assert sent.headers["Content-Disposition"].startswith("attachment; filename=.pdf; filename*=UTF-8''%D0%B4")
    assert sent.headers["Cache-Control"] == "no-store"
    seen = get(specialist, f"{address}/{screen.id}")
    assert (seen.content_type, seen.headers["Content-Disposition"]) == ("image/jpeg", "inline; filename=screen.jpg")
    assert get(specialist, f"{address}/{screen.id}?save=1").headers["Content-Disposition"].startswith("attachment")

    other = launch("Other")
    send(browse(people.manager), other, ("same.pdf", PDF))
    assert specialist.get(f"/campaigns/{other.id}/files/{contract.id}").status_code == 404
    for _click in range(2):
        assert specialist.post_form(f"{address}/{contract.id}/removal").status_code == 303
        assert specialist.post_form(f"{address}/{screen.id}/removal").status_code == 303
    assert [one.name for one in kept(session)] == ["same.pdf"]
    assert service.sweep_files(context) == 0, "what was put there today may be about to be used"
    for path in settings.files_dir.glob("*/*"):
        os.utime(path, (0, 0))
    assert service.sweep_files(context) == 1
    assert on_disk(settings) == [".pdf"]
    assert get(browse(people.owner), f"/campaigns/{other.id}/files/{kept(session)[0].id}").data == PDF


def test_who_may(browse: Browse, people: People, launch: Launch, session: Session) -> None:
    campaign = launch()
    send(browse(people.manager), campaign, ("contract.pdf", PDF))
    (contract,) = kept(session)
    address = f"/campaigns/{campaign.id}/files"
    for person, seen, post in ((people.outsider, 404, 404), (people.client, 403, 403), (people.specialist, 200, 403)):
        browser = browse(person)
        assert [get(browser, one).status_code for one in (address, f"{address}/{contract.id}")] == [seen] * 2
        assert send(browser, campaign, ("b.txt", b"words")).status_code == post
        assert browser.post_form(f"{address}/{contract.id}/removal").status_code == post
    assert [one.name for one in kept(session)] == ["contract.pdf"]
    assert 'type="file"' not in browse(people.specialist).get(address).text
    assert "/files" not in browse(people.client).get(f"/campaigns/{campaign.id}").text
    assert browse(people.owner).get(f"{address}/999").status_code == 404


@pytest.mark.sqlite_only
def test_what_is_refused_is_named_and_the_rest_is_kept(
    browse: Browse, people: People, launch: Launch, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, manager = launch(), browse(people.manager)
    monkeypatch.setattr(service, "MOST", 2)
    answer = send(manager, campaign, ("a.exe", b"MZ\x00"), ("b.txt", b"b"), ("c.txt", b"c"), ("d.txt", b"d"))
    assert answer.status_code == 422
    assert "a.exe is of a kind that is not kept." in answer.text
    assert "d.txt: a campaign has at most 2 files." in answer.text
    assert [one.name for one in kept(session)] == ["b.txt", "c.txt"]
    nothing = manager.post_form(f"/campaigns/{campaign.id}/files")
    assert nothing.status_code == 422
    assert "Choose at least one file." in nothing.text
    session.execute(update(Client).values(archived_at=clock.now()))
    session.commit()
    assert send(manager, campaign, ("e.txt", b"e")).status_code == 422
    first = kept(session)[0]
    manager.post_form(f"/campaigns/{campaign.id}/files/{first.id}/removal")
    assert len(kept(session)) == 2
    assert get(manager, f"/campaigns/{campaign.id}/files/{first.id}").data == b"b"


@pytest.mark.sqlite_only
def test_files_may_be_larger_than_forms(
    app: Flask, browse: Browse, people: People, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, manager = launch(), browse(people.manager)
    token = manager.csrf_token()
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2_000)
    large = b"x" * 5_000
    fields = {"csrf_token": token, "files": (io.BytesIO(large), "large.txt")}
    assert manager.post(f"/campaigns/{campaign.id}/files", data=fields).status_code == 303
    fields = {"csrf_token": token, "erid": large.decode()}
    assert manager.post(f"/campaigns/{campaign.id}/law", data=fields).status_code == 413
    visitor = {"files": (io.BytesIO(large), "large.txt")}
    assert browse(None).post(f"/campaigns/{campaign.id}/files", data=visitor).status_code == 413
