"""The demo's campaigns: what was advertised, with whom, for how much, and what it did to the followers. All made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from promo.campaigns.words import Channel, Format, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Deal:
    """A placement: with whom (a page of the cast, or a handle), what, and what the blogger told of it.

    ``published`` says that it came out; ``reach`` is what they told (``None``: not told), ``clicks`` and ``sales`` what
    the link and the code counted.
    """

    blogger: str
    name: str
    format: Format
    fee: int
    published: bool = True
    code: str = ""
    reach: int | None = None
    clicks: int | None = None
    sales: int | None = None
    kept_for: int | None = None


@dataclass(frozen=True)
class DemoCampaign:
    """A campaign of client number ``client``. ``ago`` days before the demo's last day it began (negative: it will).

    ``on`` is its first day where it does not move with the demo. ``boost`` is what it added to the followers of
    ``page`` a day, as a part of them, while it ran; some of those leave afterwards. ``spend`` is a usual day's, ``cpm``
    the price of a thousand impressions, ``ctr`` clicks an impression, ``leads`` leads a click, ``sales`` sales a lead,
    ``check`` the value of a sale. What is ``None`` nobody knows.
    """

    client: int
    name: str
    kind: Kind
    channel: Channel
    ago: int
    length: int | None
    status: Status
    page: str = ""
    boost: float = 0.0
    budget: int | None = None
    spend: int | None = None
    cpm: float = 0.0
    ctr: float = 0.01
    leads: float | None = None
    sales: float | None = None
    check: float | None = None
    target: tuple[str, int] | None = None
    fee: int | None = None
    product_cost: int | None = None
    series: str = ""
    erid: str = ""
    labelled: bool = False
    removed_after: int | None = None
    external_id: str | None = None
    contractor: str = ""
    terms: str = ""
    note: str = ""
    deal: Deal | None = None
    on: date | None = None

    def days_of(self, last: int) -> range:
        """Return the numbers of the days on which it ran so far, counted from 0 to ``last``, the demo's last day."""
        first = last - self.ago
        return range(max(first, 0), min(first + (self.length or last + 1), last + 1))


AD, DEAL, GIFT, JOINT, OTHER = Kind.ADVERTISING, Kind.PLACEMENT, Kind.GIVEAWAY, Kind.COLLABORATION, Kind.OTHER
INSTAGRAM, TELEGRAM, VK, SEARCH = Channel.INSTAGRAM, Channel.TELEGRAM, Channel.VK, Channel.SEARCH
PLANNED, RUNS, DONE = Status.PLANNED, Status.ACTIVE, Status.DONE
BEFORE_THE_BAN = date(2025, 8, 14)
"""A placement of this day is still to be seen: Russian law banned advertising on Instagram two weeks later."""

BAKERY = (
    DemoCampaign(
        0, "Завтраки рядом с домом", AD, VK, 23, 36, RUNS, "teply.ugol", 0.0022,
        budget=95_000, spend=2_500, cpm=185, ctr=0.012, target=("followers", 1_800), erid="2VtzqxDemo01", labelled=True,
        contractor="Студия «Поле»", terms="Предоплата половины бюджета, отчёт по понедельникам",
    ),
    DemoCampaign(
        0, "Продвижение Reels с круассанами", AD, INSTAGRAM, 11, 25, RUNS, "teply.ugol.cakes", 0.0034,
        budget=22_000, spend=820, cpm=210, ctr=0.014, note="Запущено клиентом самостоятельно. Надо поговорить!",
    ),
    DemoCampaign(
        0, "Розыгрыш торта для соседей", GIFT, INSTAGRAM, 44, 5, DONE, "teply.ugol.cakes", 0.021,
        product_cost=6_400, target=("followers", 500), removed_after=9,
    ),
    DemoCampaign(
        0, "Маша завтракает: обзор", DEAL, TELEGRAM, 63, 4, DONE, "teply.ugol", 0.0041,
        erid="2VtzqxDemo02", labelled=True,
        deal=Deal("masha.zavtrakaet", "Маша завтракает", Format.POST, 15_000, code="МАША", reach=18_700, clicks=312,
                  sales=26, kept_for=90),
    ),
    DemoCampaign(
        0, "Ярмарка у вокзала", OTHER, Channel.OFFLINE, 160, 2, DONE, fee=35_000, note="Раздали 600 купонов",
    ),
)  # fmt: skip
RUSSIAN = (
    DemoCampaign(
        2, "Чистка до отпуска", AD, SEARCH, 58, 40, DONE, "bely.bereg", 0.0,
        budget=120_000, spend=2_900, cpm=430, ctr=0.021, leads=0.06, sales=0.35, check=4_800,
        target=("leads", 300), erid="2VtzqxDemo03", labelled=True, removed_after=40,
    ),
    DemoCampaign(
        2, "Имплантация: посевы", AD, TELEGRAM, 9, 21, RUNS, "bely.bereg", 0.0011,
        budget=70_000, spend=3_200, cpm=520, ctr=0.009, leads=0.05,
    ),
    DemoCampaign(
        3, "Предзаказ букетов", AD, VK, 150, 14, DONE, "pion.i.myata", 0.0031,
        budget=60_000, spend=4_100, cpm=190, ctr=0.013, leads=0.03, sales=0.5, check=3_200,
        erid="2VtzqxDemo04", labelled=True,
    ),
    DemoCampaign(
        3, "Цветы недели у Сони", DEAL, INSTAGRAM, 0, 7, DONE, "pion.i.myata", on=BEFORE_THE_BAN,
        deal=Deal("sonya.i.sad", "Соня и сад", Format.REEL, 12_000, code="СОНЯ", reach=22_300, clicks=190, sales=14),
    ),
    DemoCampaign(
        3, "Подписка на букеты", AD, VK, 17, 30, RUNS, "pion.i.myata", 0.0009,
        budget=100_000, spend=1_300, cpm=170, ctr=0.011, leads=0.025, target=("leads", 250),
        erid="2VtzqxDemo05", labelled=True,
    ),
    DemoCampaign(
        6, "Набор в группы", AD, VK, 120, 25, DONE, "kubik.school", 0.0019,
        budget=45_000, spend=1_750, cpm=160, ctr=0.01, leads=0.09, sales=0.3, check=6_500,
        erid="2VtzqxDemo06", labelled=True,
    ),
    DemoCampaign(
        7, "Новостройки у парка", AD, SEARCH, 88, 60, DONE, "klyuchi.okna", 0.0,
        budget=320_000, spend=5_200, cpm=610, ctr=0.018, leads=0.03, sales=0.02, target=("leads", 150),
        erid="2VtzqxDemo07", labelled=True,
    ),
    DemoCampaign(7, "Прогулка по кварталу", OTHER, Channel.OFFLINE, 30, 1, Status.CANCELLED, fee=18_000),
    DemoCampaign(
        10, "Первая тренировка бесплатно", AD, INSTAGRAM, 14, 28, RUNS, "puls140", 0.0026,
        budget=900_000, spend=31_000, cpm=1_150, ctr=0.013, leads=0.07, sales=0.25, check=24_000,
        target=("leads", 600),
    ),
    DemoCampaign(
        10, "«Железный сад» в гостях", DEAL, INSTAGRAM, 40, 5, DONE, "puls140", 0.0034,
        deal=Deal("iron.garden", "Железный сад", Format.STORIES, 180_000, code="САД", reach=14_900, clicks=420,
                  sales=31),
    ),
)  # fmt: skip
ENGLISH = (
    DemoCampaign(
        1, "New year, soft start", AD, INSTAGRAM, 320, 28, DONE, "harbouryoga", 0.0019,
        budget=1_400, spend=48, cpm=7.4, ctr=0.012, leads=0.05, sales=0.3, check=58, external_id="120210000000001",
    ),
    DemoCampaign(
        1, "Tidal × Harbour: morning practice", DEAL, INSTAGRAM, 34, 4, DONE, "harbouryoga", 0.0036,
        deal=Deal("tidalyoga", "Tidal Yoga Collective", Format.REEL, 350, code="TIDAL", reach=21_800, clicks=260,
                  sales=19),
    ),
    DemoCampaign(
        1, "A quiet Sunday with Nell", DEAL, INSTAGRAM, -5, 2, PLANNED, "harbouryoga",
        deal=Deal("nell.unhurried", "Nell, unhurried", Format.STORIES, 220, published=False, code="NELL"),
    ),
    DemoCampaign(1, "Charity class on the pier", JOINT, INSTAGRAM, 110, 1, DONE, "harbouryoga", 0.004),
    DemoCampaign(
        4, "Service check offer", AD, INSTAGRAM, 20, 30, RUNS, "nordkette.bikes", 0.0014,
        budget=4_200, spend=195, cpm=8.1, ctr=0.011, leads=0.05, target=("leads", 350), external_id="120210000000002",
    ),
    DemoCampaign(
        4, "Gravel launch", AD, INSTAGRAM, 200, 30, DONE, "nordkette.bikes", 0.0019,
        budget=9_000, spend=290, cpm=8.6, ctr=0.012, leads=0.04, sales=0.04, check=1_450, series="Gravel",
        external_id="120210000000003",
    ),
    DemoCampaign(
        4, "Race kits", AD, Channel.FACEBOOK, 190, 20, DONE, "nordkette.race", 0.0026,
        budget=1_300, spend=60, cpm=6.9, ctr=0.01, leads=0.06, sales=0.2, check=120, series="Gravel",
    ),
    DemoCampaign(
        4, "Alpenrad rides the new one", DEAL, INSTAGRAM, 195, 5, DONE, "nordkette.bikes", 0.0017, series="Gravel",
        deal=Deal("alpenrad", "Alpenrad", Format.REEL, 900, reach=38_400, clicks=510),
    ),
    DemoCampaign(
        5, "A bag a week for a year", GIFT, INSTAGRAM, 75, 7, DONE, "slowcup", 0.012,
        product_cost=420, target=("followers", 1_500),
    ),
    DemoCampaign(
        5, "Guest roast at Kettle & Crema", DEAL, INSTAGRAM, 28, 5, DONE, "slowcup", 0.0029,
        deal=Deal("kettle.and.crema", "Kettle & Crema", Format.POST, 500, code="KETTLE", reach=12_600, clicks=180,
                  sales=22),
    ),
    DemoCampaign(5, "Gift boxes", AD, INSTAGRAM, -6, 25, PLANNED, "slowcup", budget=3_000, target=("sales", 120)),
    DemoCampaign(
        8, "Serum launch", AD, INSTAGRAM, 25, 40, RUNS, "lumenskinlab", 0.001,
        budget=24_000, spend=310, cpm=9.2, ctr=0.013, leads=0.08, sales=0.22, check=62, target=("sales", 900),
        series="Serum", external_id="120210000000004",
    ),
    DemoCampaign(
        8, "Retinol week", AD, INSTAGRAM, 130, 14, DONE, "lumenskinlab", 0.0,
        budget=6_000, spend=430, cpm=9.8, ctr=0.012, leads=0.07, sales=0.2, check=58,
    ),
    DemoCampaign(
        8, "Dermaphile: a month with the serum", DEAL, INSTAGRAM, 22, 5, DONE, "lumenskinlab", 0.0024, series="Serum",
        deal=Deal("dermaphile", "Dermaphile", Format.REEL, 2_800, code="LUMEN15", reach=96_500, clicks=1_840,
                  sales=126),
    ),
    DemoCampaign(
        8, "Peau d'hiver", AD, INSTAGRAM, 60, 21, DONE, "lumenskinlab.fr", 0.0017,
        budget=3_500, spend=160, cpm=7.9, ctr=0.012, leads=0.06, sales=0.2, check=55,
    ),
    DemoCampaign(
        9, "Early birds: islands", AD, INSTAGRAM, 265, 30, DONE, "farshore.travel", 0.0013,
        budget=16_000, spend=520, cpm=6.4, ctr=0.009, leads=0.03, sales=0.05, check=2_100,
    ),
    DemoCampaign(
        9, "Last seats", AD, INSTAGRAM, 70, 18, DONE, "farshore.travel", 0.0011,
        budget=6_000, spend=350, cpm=6.8, ctr=0.01, leads=0.035, sales=0.06, check=1_750, target=("sales", 20),
    ),
    DemoCampaign(
        9, "Trail week with the Nomads", DEAL, INSTAGRAM, 2, 7, PLANNED, "farshore.trails",
        deal=Deal("nomad.letters", "Nomad Letters", Format.CAROUSEL, 650, published=False, code="NOMAD"),
    ),
    DemoCampaign(
        11, "Seconds sale", AD, INSTAGRAM, 228, 10, DONE, "clayandash", 0.0024,
        budget=650, spend=62, cpm=7.1, ctr=0.014, leads=0.2, sales=0.4, check=48,
    ),
    DemoCampaign(
        11, "Kiln House: two studios, one glaze", DEAL, INSTAGRAM, 15, 5, DONE, "clayandash", 0.0033,
        deal=Deal("kilnhouse", "Kiln House Studio", Format.REEL, 300, reach=9_800, clicks=240, sales=12),
    ),
)  # fmt: skip
CAMPAIGNS = (*BAKERY, *RUSSIAN, *ENGLISH)


def boosts(page: str, last: int) -> Iterator[tuple[range, float]]:
    """Yield the days, counted from 0 to ``last``, on which campaigns brought ``page`` followers, with each boost."""
    for one in CAMPAIGNS:
        if one.page == page and one.boost and one.on is None and one.status != Status.CANCELLED:
            yield one.days_of(last), one.boost
