from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from promo.pages import pictures

if TYPE_CHECKING:
    from pathlib import Path


def test_a_picture_is_known_by_its_path_alone() -> None:
    first = pictures.picture_key("https://scontent.cdninstagram.com/v/t51/1_n.jpg?stp=a&oh=1&oe=2")
    assert first == pictures.picture_key("https://other.fbcdn.net/v/t51/1_n.jpg?oh=9")
    assert first != pictures.picture_key("https://scontent.cdninstagram.com/v/t51/2_n.jpg?stp=a&oh=1&oe=2")
    assert len(first) == 64


def test_the_same_picture_is_kept_once_under_the_same_name(tmp_path: Path) -> None:
    name = pictures.store(tmp_path, b"picture", ".jpg")
    assert pictures.store(tmp_path, b"picture", ".jpg") == name
    assert pictures.store(tmp_path, b"another", ".jpg") != name
    assert (tmp_path / name).read_bytes() == b"picture"
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 2


def test_a_picture_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="no space"):
        pictures.store(tmp_path, b"picture", ".jpg")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
