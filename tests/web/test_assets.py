"""What pages load is brought together from node_modules, and only what they name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from promo.web import assets

if TYPE_CHECKING:
    from pathlib import Path

DRAWING = '<svg class="icon"><path stroke="none" d="M0 0h24v24H0z" fill="none" /><path d="M1 1" /></svg>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small checkout with all source files and three icons."""
    for source in assets.FILES:
        file = tmp_path / assets.MODULES / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {source} */")
    for name in ("outline/home", "outline/clock", "filled/star"):
        file = tmp_path / assets.MODULES / assets.ICONS / f"{name}.svg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(DRAWING)
    (tmp_path / "templates").mkdir()
    (tmp_path / "promo").mkdir()
    (tmp_path / "templates" / "base.html").write_text('{{ ui.icon("home") }} {# icons: clock, star-filled #}')
    return tmp_path


def test_everything_is_written_once(root: Path) -> None:
    assert sorted(assets.build(root)) == sorted([*assets.FILES.values(), "icons.svg"])
    assert assets.build(root) == []


def test_a_new_version_is_taken(root: Path) -> None:
    assets.build(root)
    changed = root / assets.MODULES / next(iter(assets.FILES))
    changed.write_text("/* longer than before, as newer versions are */")
    os.utime(changed, (1, 1))
    assert assets.build(root) == ["tabler.min.css"]


def test_style_sheets_of_others_stand_in_a_layer(root: Path) -> None:
    assets.build(root)
    assert (root / assets.VENDOR / "tabler.min.css").read_text().startswith("@layer tabler {/* @tabler")


def test_the_sprite_holds_the_named_icons(root: Path) -> None:
    drawn = assets.sprite(root)
    assert [part.split('"')[0] for part in drawn.split('<symbol id="')[1:]] == ["clock", "home", "star-filled"]
    assert "M0 0h24v24H0z" not in drawn


@pytest.mark.parametrize(
    "text", ['{{ ui.empty("nope", "…") }}', "{{ ui.button(_('Go'), icon='nope') }}", "{# icons: home, nope #}"]
)
def test_an_unknown_icon_ends_with_a_sentence(root: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "templates" / "wrong.html").write_text(text)
    assert assets.main(root) == 1
    assert capsys.readouterr().err == "templates/wrong.html names the icon “nope”, which Tabler does not have.\n"


def test_missing_packages_end_with_a_sentence(root: Path) -> None:
    (root / assets.MODULES / "htmx.org" / "dist" / "htmx.min.js").unlink()
    with pytest.raises(assets.AssetsError, match="Run “npm ci” first"):
        assets.build(root)


def test_every_icon_of_the_program_exists() -> None:
    assert "<symbol" in assets.sprite(assets.ROOT)
