"""`python app.py serve`: the program in one process, web server and worker."""

from __future__ import annotations

import gc
import socket
from typing import TYPE_CHECKING, cast

import click
from waitress.server import create_server

from promo import jobs
from promo.db import transaction
from promo.errors import PromoError
from promo.migrate import migrate
from promo.users import service as users
from promo.web import create_app

if TYPE_CHECKING:
    from promo.config import Settings
    from promo.context import Context

THREADS = 8


@click.command(help="Serve the program, with a worker in the same process (PROMO_WORKER=off leaves it out).")
@click.pass_obj
def serve(settings: Settings) -> None:
    """Migrate, start the worker, print the address last, and serve until stopped."""
    app = create_app(settings)
    context = cast("Context", app.extensions["promo"])
    try:
        migrate(context.engine)
        server = create_server(
            app, host=settings.host, port=settings.port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True
        )
    except PromoError as error:
        raise click.ClickException(error.message) from error
    except (OSError, socket.gaierror) as error:
        raise click.ClickException(
            f"{settings.host}:{settings.port} cannot be used: {error.strerror or error}. "
            "Stop what runs there, or choose another with PORT=5001 (and HOST=…)."
        ) from error
    worker = jobs.start_worker(context) if settings.worker else None
    gc.collect()
    gc.freeze()  # what stays for ever need not be looked through again: without, one answer in twenty waits 0.1 s
    _greet(context, settings)
    try:
        server.run()
    finally:
        server.close()
        if worker is not None:
            worker.stop()
        context.close()


def _greet(context: Context, settings: Settings) -> None:
    address = settings.base_url or f"http://{_shown(settings.host)}:{settings.port}"
    with transaction(context.sessions) as session:
        token = users.first_start_token(session)
    if token is not None:
        click.echo("There is no account yet. Make the owner's with this address (it works once):")
        click.echo(f"  {address}/first-start/{token}")
    click.echo(f"Promo is at {address}")


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - only compared: what is bound is the user's choice
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
