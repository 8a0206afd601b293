"""Fills an empty database with the demo. Days and posts go through the door of collected records, `pages.sync`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from promo import clock
from promo.clients import service as clients
from promo.clients.service import ClientFields
from promo.demo import (
    campaigns,
    contents,
    deliveries,
    history,
    kits,
    notes,
    numbers,
    pictures,
    plans,
    records,
    reporting,
    sets,
)
from promo.demo.cast import CLIENTS, PAGES, PEOPLE, DemoClient, DemoPage, Member
from promo.demo.records import PageStory
from promo.demo.words import THEMES
from promo.growth.anomalies import detection
from promo.pages import service as pages
from promo.pages import sync
from promo.pages.models import Page, Post
from promo.users import service as users

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from promo.clients.models import Client
    from promo.secrets import Cipher
    from promo.users.models import User

POSTS = 5_000
STEPS = len(PAGES) + 2
"""What ``on_progress`` counts to."""


@dataclass(frozen=True)
class Filler:
    """Everything a fill needs. ``now`` decides the days: they end yesterday, by each client's clock.

    ``language`` is the owner's; the others have one each. ``cheap`` hashes passwords quickly: in tests only.
    """

    session: Session
    media_dir: Path
    files_dir: Path
    cipher: Cipher
    now: datetime
    default_zone: str
    language: str
    password: str
    cheap: bool = False

    def fill(self, on_progress: Callable[[int], None]) -> None:
        """Write the whole agency into the session's empty database; ``on_progress`` is told the steps done."""
        people = {member.key: self._person(member) for member in PEOPLE}
        kept = [self._client(client, people) for client in CLIENTS]
        self._give_access(people, kept)
        on_progress(1)
        counts = shares([page.weight for page in PAGES], POSTS)
        sources = history.sources(self.session, self.cipher, self.now)
        for number, page in enumerate(PAGES):
            client = None if page.client is None else kept[page.client]
            row, story = self._page(page, number, client, people["owner"])
            last = self._sync(row, story, counts[number])
            self._state(row, story, last)
            self._pictures(row, story)
            history.runs(self.session, row, story, sources, last)
            notes.events(self.session, row, story, self.language, self.now)
            detection.detect(self.session, row, self.default_zone, self.now)
            on_progress(number + 2)
        history.busy_hour(self.session, sources, self.now)
        self._contents(kept, people)
        campaigns.Writer(self.session, kept, people, self.files_dir, self.now).fill()
        plans.Writer(self.session, kept, people, self.media_dir, self.language, self.now).fill()
        sets.fill(self.session, people, self.language)
        kits.fill(self.session)
        reporting.Writer(self.session, kept, people, self.language, self.now).fill()
        deliveries.Writer(self.session, kept, people, self.now).fill()
        self.session.flush()
        on_progress(STEPS)

    def _person(self, member: Member) -> User:
        new = users.NewPerson(
            email=member.email,
            name=member.name,
            password=self.password,
            role=member.role,
            language=self.language,
            time_zone=self.default_zone,
        )
        person = users.make_person(self.session, new, cheap=self.cheap)
        person.created_at = self._beginning
        return person

    def _client(self, client: DemoClient, people: Mapping[str, User]) -> Client:
        fields = ClientFields(
            name=client.name,
            time_zone=client.time_zone,
            currency=client.currency,
            industry=client.industry,
            manager_id=people[client.manager].id,
            labels=client.labels,
            is_key_account=bool(client.key_reason),
            key_account_reason=client.key_reason,
            jurisdiction=client.law,
        )
        made = clients.create(self.session, fields, people["owner"])
        made.created_at = self._beginning
        return made

    def _contents(self, kept: list[Client], people: Mapping[str, User]) -> None:
        for client, about in zip(kept, CLIENTS, strict=True):
            contents.rubrics(self.session, client, THEMES[about.theme], self.language)
            contents.views(self.session, client, people[about.manager], self.language)
        contents.rubrics(self.session, None, THEMES[CLIENTS[0].theme], self.language)

    def _give_access(self, people: Mapping[str, User], kept: list[Client]) -> None:
        for member in PEOPLE:
            wanted = [kept[number].id for number in member.clients]
            if wanted:
                users.set_access(self.session, people[member.key].id, wanted, [client.id for client in kept])

    def _page(self, page: DemoPage, number: int, client: Client | None, owner: User) -> tuple[Page, PageStory]:
        zone = client.time_zone if client else self.default_zone
        story = PageStory(page, number, zone, clock.local_day(self.now, zone) - timedelta(days=1))
        (added,) = pages.add(self.session, [page.handle], client, owner)
        if added.page is None:
            raise RuntimeError(f"@{page.handle} is kept already: the demo needs an empty database")
        added.page.created_at = story.moment(int(story.days_read[0]), 0)
        return added.page, story

    def _sync(self, row: Page, story: PageStory, count: int) -> datetime:
        """Write the page's days and posts; return when it was read last."""
        published = records.post_days(story, count)
        days = records.days(story, published)
        renamed = [day for day in days if day.username != story.page.handle]
        if renamed:
            sync.sync_days(self.session, row, renamed, default_zone=self.default_zone)
        sync.sync_days(self.session, row, days[len(renamed) :], default_zone=self.default_zone)
        if story.page.fate == "held":
            sync.sync_days(self.session, row, [records.glitch(days[-1])], default_zone=self.default_zone)
        posts = records.posts(story, published)
        sync.sync_posts(self.session, row, posts)
        if story.page.fate == "private":
            return story.last_read
        return max(story.last_read, *(post.captured_at for post in posts))

    def _state(self, row: Page, story: PageStory, last: datetime) -> None:
        """Leave the page as a finished run would have left it, but due for nothing: the demo collects nothing."""
        row.last_outcome, row.last_attempt_at = "ok", last
        row.posts_read_at = min(last, story.posts_until) if story.page.fate == "private" else last
        row.profile_due_at = row.posts_due_at = None
        if story.page.fate == "paused":
            row.paused_at = last + timedelta(hours=2)
        self.session.flush()

    def _pictures(self, row: Page, story: PageStory) -> None:
        row.avatar_file = pictures.avatar(self.media_dir, story.page, story.number)
        drawn = pictures.thumbnails(self.media_dir, story.page, story.number)
        newest = select(Post.id).where(Post.page_id == row.id).order_by(Post.published_at.desc(), Post.id).limit(36)
        found = [
            {"id": ident, "thumbnail_file": drawn[number % len(drawn)]}
            for number, ident in enumerate(self.session.scalars(newest))
        ]
        self.session.execute(update(Post), found)

    @property
    def _beginning(self) -> datetime:
        return self.now - timedelta(days=numbers.DAYS + 3)


def shares(weights: list[float], total: int) -> list[int]:
    """Return ``total`` split by ``weights`` into whole numbers; the largest remainders take what is left over."""
    exact = [weight * total / sum(weights) for weight in weights]
    found = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: (found[index] - exact[index], index))
    for index in by_remainder[: total - sum(found)]:
        found[index] += 1
    return found
