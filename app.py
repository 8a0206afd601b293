"""Promo's entry: `python app.py …` is the command line, `gunicorn app:app` takes the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def __getattr__(name: str) -> Flask:
    """Make ``app`` when a server asks for it, so that the command line does not pay for it."""
    if name != "app":
        raise AttributeError(name)
    from promo.config import Settings  # noqa: PLC0415 - see above
    from promo.migrate import migrate  # noqa: PLC0415 - see above
    from promo.web import create_app  # noqa: PLC0415 - see above

    made = create_app(Settings.from_env())
    migrate(made.extensions["promo"].engine)
    globals()["app"] = made
    return made


if __name__ == "__main__":
    from promo.commands import main

    main()
