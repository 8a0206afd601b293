"""Who is in the demo: people, clients, pages. All of them are made up, and the pages' names say so."""

from __future__ import annotations

from dataclasses import dataclass

from promo.users.models import Role

MARK = "_demo"
"""Ends each page's name, so that a link to Instagram cannot lead to a stranger's page that happens to have it."""


@dataclass(frozen=True)
class Member:
    """A person of the agency. ``clients`` are the numbers of those they work for (an owner sees all)."""

    key: str
    name: str
    role: Role
    clients: tuple[int, ...] = ()

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.key}@demo.example"


PEOPLE = (
    Member("owner", "Анна Ветрова", Role.OWNER),
    Member("manager", "Mark Lindholm", Role.MANAGER, (0, 2, 3, 6, 7, 10)),
    Member("manager2", "Ольга Серова", Role.MANAGER, (1, 4, 5, 8, 9, 11)),
    Member("specialist", "Тимур Алиев", Role.SPECIALIST, (0, 1, 2, 5, 10)),
    Member("client", "Daria Holm", Role.CLIENT, (0,)),
)


@dataclass(frozen=True)
class DemoClient:
    """A client: ``theme`` chooses what its pages write about, ``manager`` is a key of `PEOPLE`.

    ``law`` is the place under whose law it advertises (`promo.clients.words`; empty: nobody said).
    """

    name: str
    industry: str
    time_zone: str
    currency: str
    manager: str
    labels: tuple[str, ...]
    theme: str
    key_reason: str = ""
    law: str = ""


CLIENTS = (
    DemoClient(
        "Пекарня «Тёплый угол»",
        "Пекарни и кофейни",
        "Europe/Moscow",
        "RUB",
        "manager",
        ("еда", "локальный бизнес"),
        "bakery",
        "С нами с первого дня, приводят знакомых",
        law="ru",
    ),
    DemoClient(
        "Harbour Yoga", "Sport and health", "Europe/London", "GBP", "manager2", ("health", "studio"), "yoga", law="gb"
    ),
    DemoClient(
        "Стоматология «Белый берег»",
        "Медицина",
        "Asia/Yekaterinburg",
        "RUB",
        "manager",
        ("медицина", "локальный бизнес"),
        "dental",
        law="ru",
    ),
    DemoClient(
        "Цветочная лавка «Пион и мята»",
        "Цветы и подарки",
        "Europe/Moscow",
        "RUB",
        "manager",
        ("магазин", "сезонность"),
        "flowers",
        law="ru",
    ),
    DemoClient(
        "Nordkette Bikes",
        "Retail",
        "Europe/Vienna",
        "EUR",
        "manager2",
        ("shop", "seasonal"),
        "bikes",
        "Largest advertising budget of the year",
        law="eu",
    ),
    DemoClient(
        "Slow Cup Roasters", "Coffee", "America/New_York", "USD", "manager2", ("food", "shop"), "coffee", law="us"
    ),
    DemoClient(
        "Детская школа «Кубик»",
        "Образование",
        "Asia/Novosibirsk",
        "RUB",
        "manager",
        ("образование",),
        "school",
        law="ru",
    ),
    DemoClient(
        "Агентство «Ключи и окна»",
        "Недвижимость",
        "Europe/Samara",
        "RUB",
        "manager",
        ("недвижимость", "длинный цикл"),
        "realty",
        law="ru",
    ),
    DemoClient(
        "Lumen Skin Lab",
        "Beauty",
        "Europe/Paris",
        "EUR",
        "manager2",
        ("beauty", "shop"),
        "skin",
        "Contract for two years, three pages",
        law="eu",
    ),
    DemoClient("Far Shore Travel", "Travel", "Asia/Dubai", "USD", "manager2", ("travel", "seasonal"), "travel"),
    DemoClient(
        "Фитнес-клуб «Пульс 140»",
        "Спорт и здоровье",
        "Asia/Almaty",
        "KZT",
        "manager",
        ("спорт", "студия"),
        "fitness",
        law="kz",
    ),
    DemoClient(
        "Clay & Ash Ceramics",
        "Handmade",
        "America/Los_Angeles",
        "USD",
        "manager2",
        ("shop", "handmade"),
        "ceramics",
        law="us",
    ),
)


@dataclass(frozen=True)
class DemoPage:
    """A page: ``client`` is a client's number, ``None`` a competitor (then ``theme`` says what it is about).

    ``start`` followers it had 24 months ago, ``monthly`` its growth a month, ``er`` likes of a usual post per follower,
    ``weight`` how much it posts beside others, ``fate`` what happens to it (see `promo.demo.filling`).
    """

    username: str
    full_name: str
    client: int | None
    start: int
    monthly: float
    er: float
    weight: float
    theme: str = ""
    fate: str = ""

    @property
    def handle(self) -> str:
        """Its name on Instagram."""
        return self.username + MARK

    @property
    def about(self) -> str:
        """What it writes about."""
        return self.theme if self.client is None else CLIENTS[self.client].theme


PAGES = (
    DemoPage("teply.ugol", "Тёплый угол · пекарня", 0, 8_200, 0.021, 0.045, 1.5, fate="viral"),
    DemoPage("teply.ugol.cakes", "Тёплый угол · торты", 0, 2_100, 0.034, 0.061, 0.9),
    DemoPage("harbouryoga", "Harbour Yoga", 1, 15_400, 0.011, 0.032, 1.2),
    DemoPage("harbouryoga.kids", "Harbour Yoga Kids", 1, 900, 0.041, 0.072, 0.6, fate="young"),
    DemoPage("bely.bereg", "Белый берег · стоматология", 2, 5_600, 0.009, 0.018, 0.8, fate="held"),
    DemoPage("pion.i.myata", "Пион и мята", 3, 21_300, 0.017, 0.039, 1.6),
    DemoPage("nordkette.bikes", "Nordkette Bikes", 4, 48_700, 0.013, 0.028, 1.4),
    DemoPage("nordkette.race", "Nordkette Race Team", 4, 7_900, 0.026, 0.054, 0.9),
    DemoPage("slowcup", "Slow Cup Roasters", 5, 12_800, 0.015, 0.036, 1.1),
    DemoPage("slowcup.brooklyn", "Slow Cup Brooklyn", 5, 3_300, 0.02, 0.049, 0.7, fate="renamed"),
    DemoPage("kubik.school", "Школа «Кубик»", 6, 6_400, 0.012, 0.024, 0.9),
    DemoPage("klyuchi.okna", "Ключи и окна", 7, 9_900, -0.004, 0.012, 0.8, fate="broken"),
    DemoPage("lumenskinlab", "Lumen Skin Lab", 8, 86_000, 0.019, 0.021, 1.8),
    DemoPage("lumenskinlab.fr", "Lumen Skin Lab France", 8, 24_500, 0.023, 0.026, 1.2, fate="hidden"),
    DemoPage("lumen.academy", "Lumen Academy", 8, 4_100, 0.003, 0.02, 0.4, fate="paused"),
    DemoPage("farshore.travel", "Far Shore Travel", 9, 132_000, 0.008, 0.017, 1.5),
    DemoPage("farshore.trails", "Far Shore Trails", 9, 18_600, 0.014, 0.034, 0.8),
    DemoPage("puls140", "Пульс 140 · фитнес", 10, 11_200, 0.018, 0.033, 1.3),
    DemoPage("clayandash", "Clay & Ash", 11, 29_400, 0.016, 0.047, 1.0),
    DemoPage("hleb.na.uglu", "Хлеб на углу", None, 19_800, 0.014, 0.03, 1.1, "bakery"),
    DemoPage("bulka.i.sol", "Булка и соль", None, 6_700, 0.028, 0.052, 0.9, "bakery"),
    DemoPage("tidalyoga", "Tidal Yoga Collective", None, 33_000, 0.006, 0.022, 1.0, "yoga"),
    DemoPage("dentika", "Дентика · сеть клиник", None, 14_100, 0.01, 0.014, 0.7, "dental"),
    DemoPage("florarium24", "Florarium 24", None, 41_600, 0.009, 0.025, 1.2, "flowers"),
    DemoPage("alpenrad", "Alpenrad", None, 61_500, 0.005, 0.019, 1.0, "bikes"),
    DemoPage("kettle.and.crema", "Kettle & Crema", None, 27_200, 0.012, 0.029, 1.0, "coffee"),
    DemoPage("smena.kids", "Смена · кружки", None, 8_800, 0.015, 0.031, 0.7, "school", "private"),
    DemoPage("dermaphile", "Dermaphile", None, 210_000, 0.007, 0.012, 1.3, "skin"),
    DemoPage("iron.garden", "Железный сад", None, 37_900, 0.002, 0.02, 0.9, "fitness"),
    DemoPage("kilnhouse", "Kiln House Studio", None, 16_900, 0.022, 0.058, 0.8, "ceramics"),
)
