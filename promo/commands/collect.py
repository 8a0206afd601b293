"""`python app.py collect`: read pages now, in the foreground, by the same leases and the same pace as the workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from sqlalchemy import select

from promo import clock
from promo.clients.models import Client
from promo.collection import due, outcomes, service
from promo.collection.run import collect_page
from promo.collection.schedule import due_pages
from promo.collection.texts import OUTCOMES
from promo.commands.opening import opened
from promo.db import transaction
from promo.errors import Conflict
from promo.pages.models import Page

if TYPE_CHECKING:
    from promo.collection.models import CollectionRun
    from promo.config import Settings
    from promo.context import Context

WELL = frozenset({outcomes.OK, outcomes.PACED})


@click.command(help="Read pages now: those named, those that are due, or all. Exit status 1 when one of them failed.")
@click.option("--page", "handles", metavar="HANDLE", multiple=True, help="A page by its name; may be given many times.")
@click.option("--due", "only_due", is_flag=True, help="The pages that are due. This is what happens without options.")
@click.option("--all", "every", is_flag=True, help="All pages but paused ones and those of archived clients.")
@click.pass_obj
def collect(settings: Settings, handles: tuple[str, ...], *, only_due: bool, every: bool) -> None:
    """Read the pages one after another, with a line for each."""
    if bool(handles) + only_due + every > 1:
        raise click.UsageError("Choose one of --page, --due and --all.")
    with opened(settings) as context:
        if due.is_off(context):
            raise click.ClickException("This is the demo: nothing is collected here.")
        pages = _named(context, handles) if handles else _chosen(context, every=every)
        if not pages:
            click.echo("No page is due." if not every else "There are no pages yet.")
        failed = sum([not _collect(context, *page) for page in pages])
    if failed:
        raise SystemExit(1)


def _named(context: Context, handles: tuple[str, ...]) -> list[tuple[int, str]]:
    wanted = [handle.strip().lstrip("@").lower() for handle in handles]
    with context.sessions() as session:
        found = dict(session.execute(select(Page.username, Page.id).where(Page.username.in_(wanted))).all())
    missing = [name for name in wanted if name not in found]
    if missing:
        raise click.ClickException(f"No such page here: {', '.join('@' + name for name in missing)}. Add it first.")
    return [(found[name], name) for name in dict.fromkeys(wanted)]


def _chosen(context: Context, *, every: bool) -> list[tuple[int, str]]:
    with context.sessions() as session:
        if not every:
            return [(page.id, page.username) for page in session.scalars(due_pages(clock.now()))]
        kept = select(Page).outerjoin(Client).where(Page.paused_at.is_(None), Client.archived_at.is_(None))
        return [(page.id, page.username) for page in session.scalars(kept.order_by(Page.username))]


def _collect(context: Context, page_id: int, name: str) -> bool:
    """Read one page, say how it went, and return whether that is well."""
    try:
        with transaction(context.sessions) as session:
            run, _ = service.ask(session, session.get_one(Page, page_id), "command")
            expected = run.posts_expected
            session.info.pop("waiting_jobs", None)  # it runs right here
    except Conflict as error:
        click.echo(f"@{name}: {error.message}")
        return False
    with click.progressbar(length=expected or 1, label=f"@{name}", show_eta=False, item_show_func=_shown) as bar:
        done = 0

        def on_progress(posts: int) -> None:
            nonlocal done
            bar.length = max(bar.length or 1, posts)
            bar.update(posts - done, posts)
            done = posts

        finished = collect_page(context, page_id, "command", on_progress)
        bar.update((bar.length or 1) - bar.pos)
    click.echo(_line(name, finished))
    return finished is None or finished.outcome in WELL


def _shown(posts: int | None) -> str:
    return "" if posts is None else f"{posts} posts"


def _line(name: str, run: CollectionRun | None) -> str:
    if run is None:
        return f"@{name}: waits; another worker reads it, or every source is at work, resting or out of requests"
    followers = "followers unknown" if run.followers is None else f"{run.followers:,} followers"
    label = OUTCOMES[run.outcome or outcomes.FAILED].label
    detail = f" ({run.detail})" if run.detail else ""
    return f"@{name}: {label}{detail}; {followers}, {run.posts_read} posts, {run.requests} requests"
