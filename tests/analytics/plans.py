"""Made-up plans of a page and what became of them, full of series whose captions are nearly the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from promo.analytics.matching import Planned, Published

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = re.findall(
    r"\w+",
    """bread rye crust morning oven flour baker coffee warm fresh friend street window queue recipe butter honey
salt winter market spring school holiday ticket offer table guest story wheat seed pumpkin apple pear cheese soup lunch
подарок утро хлеб мука печь гости рецепт масло мёд зима ярмарка весна школа праздник билет скидка стол история тыква
яблоко сыр обед пекарь очередь витрина улица""",
)
TAGS = ["#bread", "#bakery", "#хлеб", "#breakfast", "#moscow", "#fresh", "#утро", "#rye"]
SERIES = (
    "Dish of the week: {word}! Come from eight in the morning, Baker street 12, first come first served.",
    "Хлеб дня — {word}. Ждём вас с восьми утра, количество ограничено, заказать можно в сообщениях.",
    "Good morning! The oven is warm and {word} is on the shelf. See you at the window on Market street.",
)
KINDS = {"post": "image", "carousel": "carousel", "reel": "reel"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A page's plan of some weeks, what was published, and which post is which item (``None``: never published)."""

    items: list[Planned]
    posts: list[Published]
    truth: dict[int, int | None]


def plan(seed: int, weeks: int = 6) -> Plan:
    """Return a plan: two series (one daily, one weekly), single posts, misses, slips, and posts nobody planned."""
    random = Random(seed)  # noqa: S311 - made-up data
    slots = [*_series(random, weeks, 1), *_series(random, weeks, 7), *_singles(random, weeks)]
    often = Counter(caption for _, _, caption in slots)
    items: list[Planned] = []
    posts: list[Published] = []
    truth: dict[int, int | None] = {}
    for number, (at, kind, caption) in enumerate(slots, start=1):
        items.append(Planned(number, at, kind, caption))
        truth[number] = None
        fate = random.random()
        if fate < 0.1:
            continue
        if often[caption] > 1:
            fate = min(fate, 0.85)  # on another day, nobody could tell it from that day's
        late = _slip(random, fate)
        posts.append(Published(len(posts) + 1, at + late, _kind(random, kind), _edited(random, caption)))
        truth[number] = len(posts)
    for _ in range(weeks):  # what nobody planned: often one more of a series
        at = START + timedelta(days=random.uniform(0, 7 * weeks))
        text = random.choice(SERIES).format(word=random.choice(WORDS)) if random.random() < 0.6 else _text(random)
        posts.append(Published(len(posts) + 1, at, random.choice([*KINDS.values()]), text))
    return Plan(items, posts, truth)


def _series(random: Random, weeks: int, every: int) -> list[tuple[datetime, str, str]]:
    template, kind, hour = random.choice(SERIES), random.choice([*KINDS]), random.choice((0, 3, 9))
    same = random.random() < 0.4
    word, tags = random.choice(WORDS), " ".join(random.sample(TAGS, 3))
    return [
        (
            START + timedelta(days=day, hours=hour),
            kind,
            f"{template.format(word=word if same else random.choice(WORDS))} {tags}",
        )
        for day in range(0, 7 * weeks, every)
    ]


def _singles(random: Random, weeks: int) -> list[tuple[datetime, str, str]]:
    return [
        (START + timedelta(days=random.randrange(7 * weeks), hours=random.randrange(12)), random.choice([*KINDS]), text)
        for text in (_text(random) for _ in range(3 * weeks))
    ]


def _text(random: Random) -> str:
    words = " ".join(random.choices(WORDS, k=random.randint(6, 60)))
    return f"{words}. {' '.join(random.sample(TAGS, random.randint(0, 5)))}"


def _slip(random: Random, fate: float) -> timedelta:
    """Most posts come within minutes, some by hours, a few on another day."""
    if fate < 0.7:
        return timedelta(minutes=random.gauss(3, 10))
    if fate < 0.9:
        return timedelta(hours=random.uniform(-6, 10))
    return timedelta(days=random.choice((-1, 1, 2, 3)), hours=random.uniform(-3, 3))


def _kind(random: Random, kind: str) -> str:
    return KINDS[kind] if random.random() < 0.95 else random.choice([*KINDS.values()])


def _edited(random: Random, caption: str) -> str | None:
    fate = random.random()
    if fate < 0.03:
        return None
    if fate < 0.5:
        return caption
    words = caption.split(" ")
    if fate < 0.7:
        words[random.randrange(len(words))] = random.choice(WORDS)
        return "✨ " + "  ".join(words).upper() + "\n\n🥖"
    if fate < 0.9:
        text, tags = [one for one in words if one[:1] != "#"], [one for one in words if one[:1] == "#"]
        random.shuffle(tags)
        return " ".join([*text, *tags, random.choice(TAGS)])
    return " ".join(words[: max(3, len(words) * 2 // 3)]) + " " + " ".join(random.choices(WORDS, k=8))
