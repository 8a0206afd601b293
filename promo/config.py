"""The settings, read from the environment once at start. A wrong value ends the start with a sentence."""

from __future__ import annotations

import ipaddress
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from promo.clock import zone_names
from promo.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = {"en": "English", "ru": "Русский"}


@dataclass(frozen=True)
class Settings:
    """All settings. ``docs/settings.md`` explains each for the person who runs the program."""

    data_dir: Path
    database_url: str
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 5000
    base_url: str | None = None
    trusted_proxies: int = 0
    language: str = "en"
    time_zone: str = "UTC"
    instagram_url: str | None = None
    telegram_url: str | None = None
    worker: bool = True
    demo: bool = False
    testing: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Return the settings in ``env`` (the process's by default); raise `SettingsError` on the first wrong one."""
        env = os.environ if env is None else env
        data_dir = _data_dir(env.get("PROMO_DATA_DIR") or "instance")
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("PROMO_DATABASE_URL"), data_dir),
            secret_key=_secret_key(env.get("PROMO_SECRET_KEY"), data_dir),
            host=env.get("HOST") or cls.host,
            port=_number("PORT", env.get("PORT") or "5000", 1, 65535),
            base_url=_base_url(env.get("PROMO_BASE_URL")),
            trusted_proxies=_number("PROMO_TRUSTED_PROXIES", env.get("PROMO_TRUSTED_PROXIES") or "0", 0, 10),
            language=_choice("PROMO_LANGUAGE", env.get("PROMO_LANGUAGE") or "en", tuple(LANGUAGES)),
            time_zone=_choice("PROMO_TIME_ZONE", env.get("PROMO_TIME_ZONE") or "UTC", zone_names()),
            instagram_url=_loopback_url("PROMO_INSTAGRAM_URL", env.get("PROMO_INSTAGRAM_URL")),
            telegram_url=_loopback_url("PROMO_TELEGRAM_URL", env.get("PROMO_TELEGRAM_URL")),
            worker=_switch("PROMO_WORKER", env.get("PROMO_WORKER") or "on"),
            demo=_switch("PROMO_DEMO", env.get("PROMO_DEMO") or "off"),
        )

    @property
    def media_dir(self) -> Path:
        """Where avatars and thumbnails are kept."""
        return self.data_dir / "media"

    @property
    def files_dir(self) -> Path:
        """Where uploaded contracts, briefs and the like are kept."""
        return self.data_dir / "files"

    @property
    def queue_path(self) -> Path:
        """The file of the job queue, when the data are in SQLite."""
        return self.data_dir / "queue.sqlite3"

    @property
    def is_sqlite(self) -> bool:
        """Whether the data are in SQLite (else PostgreSQL)."""
        return self.database_url.startswith("sqlite")


def _data_dir(value: str) -> Path:
    path = Path(value).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"PROMO_DATA_DIR={value} cannot be used: {error.strerror}. Name a folder that this user may write to."
        ) from error
    if not os.access(path, os.W_OK):
        raise SettingsError(f"PROMO_DATA_DIR={value} cannot be written to. Name a folder that this user may write to.")
    return path


def _database_url(value: str | None, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'promo.sqlite3'}"
    scheme, _, rest = value.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        return value
    raise SettingsError(
        "PROMO_DATABASE_URL is not understood. Use postgresql://user:password@host/name, "
        "or leave it out for SQLite in the data folder."
    )


def _secret_key(value: str | None, data_dir: Path) -> str:
    if value:
        if len(value) < 32:  # noqa: PLR2004 - said in the sentence below
            raise SettingsError("PROMO_SECRET_KEY is too short. Use at least 32 random characters, or leave it out.")
        return value
    path = data_dir / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    key = path.read_text().strip()
    if not key:
        raise SettingsError(f"The secret key in {path} is empty. Restore it from your backup, or delete the file.")
    return key


def _number(name: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingsError(f"{name}={value} is not a whole number from {least} to {most}.")
    return int(value)


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value in choices:
        return value
    examples = ", ".join(choices[:3]) + (", …" if len(choices) > 3 else "")  # noqa: PLR2004 - a few examples
    raise SettingsError(f"{name}={value} is not one of the possible values ({examples}).")


def _switch(name: str, value: str) -> bool:
    if value.lower() in {"1", "on", "yes", "true"}:
        return True
    if value.lower() in {"0", "off", "no", "false"}:
        return False
    raise SettingsError(f"{name}={value} is neither on nor off.")


def _base_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise SettingsError(f"PROMO_BASE_URL={value} is not an address such as https://promo.example.com.")
    return value.rstrip("/")


def _loopback_url(name: str, value: str | None) -> str | None:
    base = _base_url(value)
    if base is None:
        return None
    host = urlsplit(base).hostname or ""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SettingsError(f"{name}={value} must be on this machine (127.0.0.1, localhost or [::1]).")
    return base
