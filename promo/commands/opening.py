"""The shared parts, opened for a command: tables up to date, jobs known, what goes wrong told in a sentence."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from promo import jobs
from promo.context import open_context
from promo.errors import PromoError
from promo.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promo.config import Settings
    from promo.context import Context


@contextmanager
def opened(settings: Settings) -> Iterator[Context]:
    """Give the shared parts and close them at the end; raise ``click.ClickException`` for a `PromoError`."""
    context = open_context(settings)
    try:
        migrate(context.engine)
        jobs.register(context)
        yield context
    except PromoError as error:
        raise click.ClickException(error.message % error.values if error.values else error.message) from error
    finally:
        context.close()
