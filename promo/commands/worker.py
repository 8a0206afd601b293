"""`python app.py worker`: run jobs in the foreground, beside any number of other workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promo import jobs
from promo.commands.opening import opened

if TYPE_CHECKING:
    from promo.config import Settings


@click.command(help="Run background jobs until stopped. Any number of workers may run, on any number of machines.")
@click.option("--threads", type=click.IntRange(1, 32), default=2, show_default=True, help="Jobs at the same time.")
@click.pass_obj
def worker(settings: Settings, threads: int) -> None:
    """Run the consumer; SIGTERM lets running jobs stop at their next request, and a second one ends them at once."""
    with opened(settings) as context:
        click.echo("The worker is running. Stop it with Ctrl+C.")
        jobs.Worker(context, threads, signals=True).run()
