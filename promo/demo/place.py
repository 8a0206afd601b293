"""Where the demo lives: a folder of its own inside the data folder, with a SQLite database, pictures and passwords.

It is filled beside its place and moved there when it is whole: who finds the folder finds a complete demo. It has its
own secret key, so that no form and no cookie of the real installation is good in the demo, or the other way round.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.db import make_engine, make_sessions, transaction
from promo.migrate import migrate
from promo.secrets import Cipher
from promo.users import sessions
from promo.users.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from promo.config import Settings

FOLDER = "demo"
DATABASE = "promo.sqlite3"
KEY = "secret_key"
PASSWORD = "password"  # noqa: S105 - the name of the file it stands in
PROGRESS = "demo.progress"
COOKIE = "promo_demo"
INSIDE = "inside"
"""The cookie of a browser that is in the demo, and its value."""
STALE = 60.0
"""Seconds without a step after which a fill is taken for dead, and another may begin."""


def demo_settings(settings: Settings) -> Settings:
    """Return the settings of the demo that belongs to an installation: nothing of it is shared but the address."""
    folder = settings.data_dir / FOLDER
    key = hashlib.blake2b(settings.secret_key.encode(), digest_size=32, person=b"promo-demo").hexdigest()
    with suppress(FileNotFoundError):
        key = (folder / KEY).read_text().strip()
    return replace(
        settings,
        data_dir=folder,
        database_url=f"sqlite:///{folder / DATABASE}",
        secret_key=key,
        instagram_url=None,
        worker=False,
        demo=True,
    )


def is_filled(settings: Settings) -> bool:
    """Return whether the installation has a demo."""
    return (settings.data_dir / FOLDER / DATABASE).is_file()


def password(settings: Settings) -> str:
    """Return the password that all people of the demo have; it was drawn when the demo was filled."""
    return (settings.data_dir / FOLDER / PASSWORD).read_text().strip()


def fill(settings: Settings, language: str, on_progress: Callable[[int], None] = lambda _steps: None) -> None:
    """Fill the demo anew, whatever was there. ``on_progress`` is told the steps done, of `promo.demo.filling.STEPS`."""
    from promo.demo.filling import Filler  # noqa: PLC0415 - brings numpy and Pillow, which only a fill needs

    folder = settings.data_dir / FOLDER
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=settings.data_dir, prefix=f"{FOLDER}.new-"))
    try:
        drawn, key = "-".join(secrets.token_hex(2) for _ in range(4)), secrets.token_urlsafe(48)
        with _opened(new / DATABASE) as session:
            zone, cheap = settings.time_zone, settings.testing
            folders = new / "media", new / "files"
            filler = Filler(session, *folders, Cipher(key), clock.now(), zone, language, drawn, cheap=cheap)
            filler.fill(on_progress)
        for name, secret in ((PASSWORD, drawn), (KEY, key)):
            (new / name).touch(0o600)
            (new / name).write_text(secret + "\n")
        _swap(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def let_in(settings: Settings, *, user_agent: str, address: str) -> str:
    """Sign the demo's owner in and return the token for the cookie: whoever asked for the demo looks around in it."""
    with _opened(settings.data_dir / FOLDER / DATABASE) as session:
        owner = session.scalars(select(User).where(User.role == Role.OWNER).order_by(User.id).limit(1)).one()
        return sessions.start(session, owner, user_agent=user_agent, address=address)


def begin(settings: Settings) -> bool:
    """Return whether this caller may fill the demo now; ``False`` while another does."""
    path = settings.data_dir / PROGRESS
    state = progress(settings)
    if state is not None and "failed" not in state:
        return False
    path.unlink(missing_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True


def tell(settings: Settings, **state: int) -> None:
    """Write down how far the fill is, for every process of the program: ``done`` steps, or ``failed``."""
    path = settings.data_dir / PROGRESS
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(state))
    temporary.replace(path)


def end(settings: Settings) -> None:
    """Forget the progress: the fill is complete."""
    (settings.data_dir / PROGRESS).unlink(missing_ok=True)


def progress(settings: Settings) -> dict[str, int] | None:
    """Return the state of a fill under way or failed, ``None`` when there is none (or its process died)."""
    path = settings.data_dir / PROGRESS
    try:
        if clock.now().timestamp() - path.stat().st_mtime > STALE:
            return {"failed": 1}
        state: dict[str, int] = json.loads(path.read_text() or "{}")
    except FileNotFoundError:
        return None
    return state


@contextmanager
def _opened(path: Path) -> Iterator[Session]:
    """Give a session with the demo's database, committed at the end; no connection stays open."""
    engine = make_engine(f"sqlite:///{path}")
    try:
        migrate(engine)
        with transaction(make_sessions(engine)) as session:
            yield session
    finally:
        engine.dispose()


def _swap(new: Path, folder: Path) -> None:
    """Put the new folder in the old one's place."""
    old = new.with_name(f"{new.name}.old")
    with suppress(FileNotFoundError):
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
