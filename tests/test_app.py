"""The entry that servers such as gunicorn take: ready to answer, tables and all."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from promo.migrate import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ASK = "from app import app; print(app.test_client().get('/sign-in').status_code)"


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {"PROMO_DATA_DIR": str(folder), "PATH": "", "HOME": str(folder), **settings}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_application_answers_on_a_fresh_data_folder(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", ASK)
    assert done.stdout.strip() == "200", done.stderr


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"PORT": "0"}, "PORT=0 is not a whole number"),
        ({"PROMO_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/none"}, "The database cannot be reached"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    done = run(tmp_path, "app.py", "serve", **settings)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
