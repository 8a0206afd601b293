"""A small made-up agency, written straight into the database: every state that a screen can show, once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from promo import clock
from promo.campaigns.models import Campaign
from promo.clients.models import Client, Label
from promo.collection.models import CollectionRun, Incident, RunState, Source
from promo.compare.models import SavedSet
from promo.content.models import PostRubric, Rubric, RubricRule, SavedView
from promo.growth.anomalies import detection
from promo.marks.models import EventMark
from promo.pages.models import HeldCount, Page, PageDay, Post, PostSnapshot
from promo.secrets import hash_token
from promo.users.models import ClientAccess, Role, User, UserSession
from promo.users.passwords import hash_password
from tests.browser import campaigned, delivered, imported, kits, lifted, planned, reported

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

PASSWORD = "correct horse battery"
ZONE = "Europe/Moscow"
DAYS = 120
SOURCE = "instagram"


@dataclass(frozen=True)
class Agency:
    """The ids that addresses of screens need."""

    client: int
    page: int
    empty_page: int
    broken_page: int
    run: int
    source: int
    manager: int
    post: int
    item: int
    campaign: int
    imported: int
    lifted: int
    placement: int
    blogger: int
    report: int
    schedule: int
    leave: str
    template: int
    review: str = planned.TOKEN
    shared: str = reported.TOKEN
    kit: str = kits.TOKEN
    live: str = kits.GROWTH_TOKEN


def token(name: str, language: str) -> str:
    """Return the session token of the person ``name`` who reads ``language``."""
    return f"token-{name}-{language}"


def fill(session: Session, media_dir: Path) -> Agency:
    """Write everything, pictures into ``media_dir``, and return the ids."""
    people = {(role.value, language): _person(session, role, language) for role in Role for language in ("en", "ru")}
    manager = people["manager", "en"]
    client = _client(session, "Пекарня «Тёплый хлеб»", manager, key=True)
    other = _client(session, "Harbour Yoga Studio", manager, key=False)
    for (role, _language), person in people.items():
        if role != Role.OWNER:
            session.add_all(ClientAccess(user_id=person.id, client_id=one.id) for one in (client, other))
    page = _page(session, "teply.hleb", client, full_name="Тёплый хлеб · пекарня у дома", is_business=True)
    _page(session, "teply.hleb.spb", client, paused_at=clock.now())
    yoga = _page(session, "harbour.yoga", other)
    empty = _page(session, "harbour.yoga.kids", other, read=False)
    broken = _page(session, "very_long_name_of_a_bakery.30", None, last_outcome="not_found", failures=4)
    for number, one in enumerate((page, yoga, broken)):
        _days(session, one, 12_400 + 8_000 * number)
        _posts(session, one)
    source = Source(kind="instagram_guest", created_at=clock.now(), last_outcome="ok", last_used_at=clock.now())
    signed_in = Source(kind="instagram_session", username="promo.reader", created_at=clock.now())
    session.add_all([source, signed_in])
    session.flush()
    _rubrics(session, client, page)
    run = _runs(session, page, empty, broken, source)
    _trouble(session, page, broken)
    _noted(session, page)
    _compared(session, people, [page, yoga, empty], [broken])
    item = planned.fill(session, client, page, manager)
    ids = campaigned.fill(session, client, page, other=other, rival=broken, by=manager)
    upload = imported.fill(session, client, session.get_one(Campaign, ids.campaign), manager)
    measured = lifted.fill(session, other, yoga, manager)
    kits.draw(session, page, media_dir)
    kits.fill(session, page)
    report = reported.fill(session, client, manager)
    template = reported.templates(session, client, manager)
    schedule, leave = delivered.fill(session, client, manager, report)
    session.commit()
    post = session.query(Post).filter_by(page_id=page.id).order_by(Post.published_at.desc()).offset(3).first()
    return Agency(
        client=client.id,
        page=page.id,
        empty_page=empty.id,
        broken_page=broken.id,
        run=run.id,
        source=signed_in.id,
        manager=manager.id,
        post=post.id if post else 0,
        item=item,
        imported=upload,
        lifted=measured,
        report=report,
        schedule=schedule,
        leave=leave,
        template=template,
        **vars(ids),
    )


def _compared(session: Session, people: dict[tuple[str, str], User], own: list[Page], rivals: list[Page]) -> None:
    """Label the pages, and save a set for each person."""
    bakery, rival = Label(name="bakery"), Label(name="rival")
    for one in own:
        one.labels = [bakery]
    for one in rivals:
        one.labels = [bakery, rival]
    for (role, language), person in people.items():
        query = f"pages={own[0].id}%2C{own[1].id}"
        session.add(SavedSet(user_id=person.id, name=f"Monday, {role}", query=query, is_shared=language == "en",
                             created_at=clock.now()))  # fmt: skip


def _noted(session: Session, page: Page) -> None:
    """Note two events, and look for unusual days."""
    today = clock.today(ZONE)
    for kind, ago, length, title in (
        ("press", 12, 0, "Статья в «Деловом Петербурге»"),
        ("giveaway", 24, 3, "Конкурс с кофейней"),
    ):
        day = today - timedelta(days=ago)
        session.add(
            EventMark(
                page_id=page.id,
                client_id=page.client_id,
                kind=kind,
                day=day,
                end_day=day + timedelta(days=length) if length else None,
                title=title,
                note="Подробности в чате",
                created_at=clock.now(),
            )
        )
    session.flush()
    detection.detect(session, page, ZONE, clock.now())


def _person(session: Session, role: Role, language: str) -> User:
    names = {Role.OWNER: "Анна Петрова", Role.MANAGER: "Mark Weber", Role.SPECIALIST: "Олег Смирнов"}
    person = User(
        email=f"{role}.{language}@example.com",
        name=names.get(role, "Marta Lindqvist"),
        password_hash=hash_password(PASSWORD, cheap=True),
        role=role,
        language=language,
        time_zone=ZONE,
        theme="auto",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    session.add(person)
    session.flush()
    now = clock.now()
    session.add(
        UserSession(
            user_id=person.id,
            token_hash=hash_token(token(role, language)),
            user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36",
            address="127.0.0.1",
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(days=30),
        )
    )
    return person


def _client(session: Session, name: str, manager: User, *, key: bool) -> Client:
    made = Client(
        name=name,
        industry="Пекарня и кофейня",
        time_zone=ZONE,
        currency="RUB",
        manager_id=manager.id,
        is_key_account=key,
        key_account_reason="Три года вместе" if key else "",
        jurisdiction="ru" if key else "",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        labels=[Label(name=f"Label {name[:7]}")],
    )
    session.add(made)
    session.flush()
    return made


def _page(session: Session, username: str, client: Client | None, *, read: bool = True, **columns: object) -> Page:
    now = clock.now()
    known: dict[str, object] = (
        {"profile_read_at": now - timedelta(hours=3), "last_attempt_at": now - timedelta(hours=3)} if read else {}
    )
    known |= {"last_outcome": "ok", "posts_read_at": now - timedelta(hours=3)} if read else {}
    made = Page(
        username=username,
        client_id=client.id if client else None,
        created_at=now - timedelta(days=DAYS),
        **{"profile_due_at": now + timedelta(hours=5), "posts_due_at": now + timedelta(hours=5), **known, **columns},
    )
    session.add(made)
    session.flush()
    return made


def _days(session: Session, page: Page, start: int) -> None:
    today = clock.today(ZONE)
    for back in range(DAYS, -1, -1):
        number = DAYS - back
        if number % 41 in {17, 18, 19}:
            continue
        day: date = today - timedelta(days=back)
        lost = 420 if number > DAYS // 2 else 0
        followers = start + 14 * number + round(60 * math.sin(number / 3)) - lost
        session.add(
            PageDay(
                page_id=page.id,
                day=day,
                followers=followers,
                following=310 + number // 9,
                posts_count=200 + number // 3,
                captured_at=datetime(day.year, day.month, day.day, 3, tzinfo=UTC),
                source=SOURCE,
            )
        )


def _posts(session: Session, page: Page) -> None:
    now = clock.now()
    for number in range(24):
        published = now - timedelta(days=3 * number, hours=number % 11)
        hidden = number % 7 == 0
        post = Post(
            page_id=page.id,
            shortcode=f"C{page.id}x{number}",
            instagram_id=f"{page.id}{number:06}",
            kind=("image", "carousel", "reel")[number % 3],
            published_at=published,
            caption="Свежий хлеб каждое утро: приходите к восьми, пока горячий. #хлеб #пекарня" * (1 + number % 2),
            hashtags=["хлеб", "пекарня"],
            mentions=[],
            likes=None if hidden else 240 + 13 * number,
            comments=number % 9,
            views=4_000 + 90 * number if number % 3 == 2 else None,
            likes_hidden=hidden,
            first_seen_at=published,
            captured_at=now - timedelta(hours=3),
            source=SOURCE,
        )
        session.add(post)
        session.flush()
        for hours, part in ((3, 0.3), (9, 0.5), (21, 0.7), (28, 0.8), (75, 0.93), (200, 0.99), (2000, 1.0)):
            seen_at = min(published + timedelta(hours=hours), now)
            likes = None if post.likes is None else round(post.likes * part)
            counts = {"likes": likes, "comments": post.comments, "views": post.views and round(post.views * part)}
            session.add(PostSnapshot(post_id=post.id, captured_at=seen_at, source=SOURCE, **counts))
            if seen_at == now:
                break


def _rubrics(session: Session, client: Client, page: Page) -> None:
    names = ("Хлеб и выпечка", "Reels", "Вопросы к подписчикам")
    rubrics = [Rubric(client_id=client.id, name=name, created_at=clock.now()) for name in names]
    session.add_all(rubrics)
    session.flush()
    session.add_all(
        [
            RubricRule(rubric_id=rubrics[0].id, kind="hashtag", pattern="хлеб"),
            RubricRule(rubric_id=rubrics[0].id, kind="word", pattern="свежий хлеб"),
            RubricRule(rubric_id=rubrics[1].id, kind="post_kind", pattern="reel"),
        ]
    )
    for post in session.scalars(select(Post).where(Post.page_id == page.id)):
        session.add(PostRubric(post_id=post.id, rubric_id=rubrics[0].id, by_rule=True))
        if post.kind == "reel":
            session.add(PostRubric(post_id=post.id, rubric_id=rubrics[1].id, by_rule=True))
    owner = session.scalars(select(User).where(User.role == Role.OWNER).order_by(User.id)).first()
    for name, query in (("Лучшие рилсы", "kind=reel&sort=er"), ("Quiet posts", "comments_max=2&view=grid")):
        session.add(
            SavedView(
                client_id=client.id,
                user_id=owner.id if owner else 1,
                name=name,
                query=query,
                is_shared=True,
                created_at=clock.now(),
            )
        )


def _runs(session: Session, page: Page, empty: Page, broken: Page, source: Source) -> CollectionRun:
    now = clock.now()
    outcomes = ("ok", "throttled", "login_wall", "private", "challenge", "protocol_changed", "offline", "paced")
    runs = [
        CollectionRun(
            page_id=page.id if outcome == "ok" else broken.id,
            source_id=source.id,
            trigger="schedule",
            state=RunState.FINISHED,
            outcome=outcome,
            detail="" if outcome == "ok" else "status 429 at /web_profile_info/",
            requests=3,
            posts_read=12,
            posts_expected=30,
            created_at=now - timedelta(minutes=20 + number),
            started_at=now - timedelta(minutes=19 + number),
            finished_at=now - timedelta(minutes=18 + number),
        )
        for number, outcome in enumerate(outcomes)
    ]
    queued = CollectionRun(
        page_id=empty.id, trigger="manual", state=RunState.QUEUED, created_at=now - timedelta(minutes=1)
    )
    session.add_all([*runs, queued])
    session.flush()
    return runs[1]


def _trouble(session: Session, page: Page, broken: Page) -> None:
    now = clock.now()
    session.add(Incident(page_id=broken.id, kind="not_found", opened_at=now - timedelta(days=2)))
    session.add(
        HeldCount(
            page_id=page.id,
            day=clock.today(ZONE),
            followers=0,
            previous_followers=13_800,
            captured_at=now,
            source=SOURCE,
        )
    )
