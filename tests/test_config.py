from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from promo.config import Settings
from promo.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def test_an_empty_environment_gives_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.from_env({"PROMO_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'promo.sqlite3'}"
    assert (settings.host, settings.port, settings.worker, settings.demo) == ("127.0.0.1", 5000, True, False)


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = Settings.from_env({"PROMO_DATA_DIR": str(tmp_path)})
    again = Settings.from_env({"PROMO_DATA_DIR": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "http", "PORT=http"),
        ("PORT", "٥٠٠٠", "whole number"),
        ("PROMO_DATABASE_URL", "mysql://x/y", "postgresql://"),
        ("PROMO_SECRET_KEY", "short", "32"),
        ("PROMO_LANGUAGE", "de", "PROMO_LANGUAGE=de"),
        ("PROMO_TIME_ZONE", "Mars/Olympus", "PROMO_TIME_ZONE"),
        ("PROMO_WORKER", "maybe", "neither on nor off"),
        ("PROMO_BASE_URL", "promo.example.com", "https://"),
        ("PROMO_TRUSTED_PROXIES", "-1", "whole number"),
        ("PROMO_INSTAGRAM_URL", "http://192.0.2.1:80", "on this machine"),
        ("PROMO_INSTAGRAM_URL", "http://localhost.example.com", "on this machine"),
        ("PROMO_INSTAGRAM_URL", "ftp://127.0.0.1", "not an address"),
    ],
)
def test_a_wrong_value_is_a_sentence(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        Settings.from_env({"PROMO_DATA_DIR": str(tmp_path), name: value})


@pytest.mark.parametrize("value", ["http://127.0.0.1:8000", "http://localhost:9/", "http://[::1]:8000"])
def test_a_stand_in_on_this_machine_is_taken(tmp_path: Path, value: str) -> None:
    settings = Settings.from_env({"PROMO_DATA_DIR": str(tmp_path), "PROMO_INSTAGRAM_URL": value})
    assert settings.instagram_url == value.rstrip("/")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg(tmp_path: Path, scheme: str) -> None:
    env = {"PROMO_DATA_DIR": str(tmp_path), "PROMO_DATABASE_URL": f"{scheme}://u:p@db/promo"}
    assert Settings.from_env(env).database_url == "postgresql+psycopg://u:p@db/promo"


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="Name a folder"):
        Settings.from_env({"PROMO_DATA_DIR": str(tmp_path / "file" / "data")})


def test_an_emptied_secret_key_is_told_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(SettingsError, match="secret key"):
        Settings.from_env({"PROMO_DATA_DIR": str(tmp_path)})
