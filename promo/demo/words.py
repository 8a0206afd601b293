"""What the demo's pages write about: own sentences, Russian and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """The words of a theme; ``colours`` are those of its pictures."""

    category: str
    biography: str
    sentences: tuple[str, ...]
    calls: tuple[str, ...]
    hashtags: tuple[str, ...]
    colours: tuple[str, str]


_RU_CALLS = (
    "Пишите нам в сообщения, ответим сегодня.",
    "Сохраните, чтобы не потерять.",
    "А как у вас? Расскажите в комментариях.",
    "Ссылка в шапке профиля.",
    "",
)
_EN_CALLS = (
    "Message us and we will answer today.",
    "Save this for later.",
    "How do you do it? Tell us below.",
    "The link is in our profile.",
    "",
)

THEMES: dict[str, Theme] = {
    "bakery": Theme(
        "Bakery",
        "Хлеб на закваске, каждый день с восьми утра",
        (
            "Первая партия вышла из печи в шесть утра, корка ещё потрескивает.",
            "Закваске сегодня исполнилось пять лет, и она бодрее всех нас.",
            "Пробуем ржаной с клюквой: оставить его в меню или нет?",
            "В субботу печём булочки с корицей, берите сразу две.",
            "Показываем, как складывать тесто, чтобы оно не липло к рукам.",
            "Дождь за окном, а у нас очередь за круассанами.",
            "Наш пекарь Лёша объясняет, почему хлебу нужно остыть.",
        ),
        _RU_CALLS,
        ("пекарня", "хлебназакваске", "утро", "выпечка", "кофеистол", "своимируками"),
        ("#b7793f", "#f2d9a8"),
    ),
    "yoga": Theme(
        "Yoga studio",
        "Slow classes by the water, for bodies of every kind",
        (
            "A short practice for stiff mornings: five minutes, no mat needed.",
            "The six o'clock class watched the harbour turn pink tonight.",
            "Your shoulders climb when you are busy. Let them down with this.",
            "New on Thursdays: a class without a single jump.",
            "Balance is not standing still, it is a hundred small corrections.",
            "We asked Ines what she does on days when she does not feel like it.",
        ),
        _EN_CALLS,
        ("yoga", "slowmovement", "breathe", "harbourmornings", "stretching", "yogaeverybody"),
        ("#2f7f86", "#cfe8e2"),
    ),
    "dental": Theme(
        "Dentist",
        "Спокойная стоматология для всей семьи",
        (
            "Три признака того, что щётку пора менять сегодня, а не в конце месяца.",
            "Как мы лечим тех, кто боится: по шагам и с перерывами.",
            "Ребёнок впервые у врача: что сказать ему накануне.",
            "Нить или ирригатор? Отвечает врач Марина Сергеевна.",
            "Почему зуб без боли тоже может просить помощи.",
        ),
        _RU_CALLS,
        ("стоматология", "здоровыезубы", "советврача", "дети", "улыбка"),
        ("#3b7bbf", "#e3f0fa"),
    ),
    "flowers": Theme(
        "Florist",
        "Букеты с характером, доставка за два часа",
        (
            "Пионы приехали, и в лавке можно закрыть глаза и просто дышать.",
            "Собираем букет, который доживёт до следующей пятницы.",
            "Чем мята лучше зелени из упаковки: показываем на срезе.",
            "Сегодня в цене всё лохматое, полевое и чуть неправильное.",
            "Подписали сто открыток, ни одна не повторилась.",
            "Как спасти розы, которые опустили голову.",
        ),
        _RU_CALLS,
        ("цветы", "пионы", "букет", "флорист", "доставкацветов", "подарок"),
        ("#b8437a", "#f9d8e5"),
    ),
    "bikes": Theme(
        "Bicycle shop",
        "Bikes, workshop and rides below the mountains",
        (
            "Fresh rubber, wet roots, no excuses: this was Wednesday's evening ride.",
            "Three sounds your drivetrain makes before it gives up.",
            "The new gravel frame is here and yes, you may try it.",
            "We weighed the same wheel on four scales. Four numbers.",
            "How low is too low? Tyre pressure for people, not for tables.",
            "Spring service opens on Monday, and last year it was full by Tuesday.",
        ),
        _EN_CALLS,
        ("mtb", "gravel", "bikeshop", "afterworkride", "alps", "workshop"),
        ("#35513a", "#d7a13b"),
    ),
    "coffee": Theme(
        "Coffee roaster",
        "Small roasts, long mornings",
        (
            "The new lot tastes of plum and a little of rain.",
            "Grind, wait thirty seconds, pour. The waiting is the recipe.",
            "We cupped eleven samples and agreed on one, which never happens.",
            "Iced or hot? In this shop the argument is eight years old.",
            "A bag of beans has a best week, and it is not the first one.",
            "Meet the roaster: she is older than the building's plumbing.",
        ),
        _EN_CALLS,
        ("coffee", "slowcoffee", "roastery", "filtercoffee", "morningritual", "espresso"),
        ("#5b3a29", "#d9b48f"),
    ),
    "school": Theme(
        "School",
        "Кружки, где интересно с первого занятия",
        (
            "Собрали мост из бумаги, он выдержал семь учебников.",
            "Робот Петя сегодня впервые повернул налево.",
            "Что дети запоминают с занятия, а что выдумывают по дороге домой.",
            "Набор в группу с четырёх лет открыт до пятницы.",
            "Пластилин, лупа и полчаса тишины, проверено.",
        ),
        _RU_CALLS,
        ("дети", "развитие", "кружки", "роботы", "школа"),
        ("#e0662f", "#ffe3a3"),
    ),
    "realty": Theme(
        "Estate agent",
        "Квартиры, в которых хочется остаться",
        (
            "Двушка с видом на реку и честным ремонтом, показываем без фильтров.",
            "Пять вопросов соседям, которые стоит задать до сделки.",
            "Во что обходится переезд, если считать всё.",
            "Почему объявление без плана мы не берём в работу.",
            "Кухня восемь метров: как живут в ней втроём.",
        ),
        _RU_CALLS,
        ("недвижимость", "квартира", "ипотека", "переезд", "ремонт"),
        ("#44546a", "#c9d3df"),
    ),
    "skin": Theme(
        "Cosmetics",
        "Short formulas, full explanations",
        (
            "Eleven ingredients. Here is what each of them is for.",
            "Sunscreen on a cloudy day: the arithmetic behind it.",
            "We tested the new serum on our own lab team first, for twelve weeks.",
            "Less is a routine too: the two-step evening.",
            "What niacinamide does, and what it does not do at all.",
            "Retinol diary, week six, photographed in the same light.",
            "A jar came back for its third refill today.",
        ),
        _EN_CALLS,
        ("skincare", "skinscience", "spf", "sensitive", "refill", "routine"),
        ("#8e7cc3", "#f3e6f5"),
    ),
    "travel": Theme(
        "Travel agency",
        "Journeys with fewer stops and longer stays",
        (
            "Four days, one valley, and not a single queue.",
            "The ferry was late, so we found the best soup of the year.",
            "What we pack when the cabin bag is all there is.",
            "This trail opens in May, and these are its first ten minutes.",
            "Ask the locals where they swim. Then do not post it.",
            "Winter light at the far shore lasts two hours. Use both.",
        ),
        _EN_CALLS,
        ("travel", "slowtravel", "trails", "weekendaway", "coast", "hiking"),
        ("#1f6f9f", "#f4c77b"),
    ),
    "fitness": Theme(
        "Gym",
        "Тренировки с головой и пульсом",
        (
            "Пульс сто сорок и улыбка: так выглядела утренняя группа.",
            "Приседания без боли в коленях, разбираем стопу.",
            "Сколько отдыхать между подходами, если времени сорок минут.",
            "Ирина пришла в зал в шестьдесят два, сегодня её первая тяга.",
            "План на неделю для тех, кто сидит за столом.",
            "Мифы о растяжке, третий уже спорный.",
        ),
        _RU_CALLS,
        ("фитнес", "тренировка", "здоровье", "зал", "мотивация", "утро"),
        ("#c0392b", "#2c3e50"),
    ),
    "ceramics": Theme(
        "Artist",
        "Wheel-thrown pots from a small kiln",
        (
            "Opened the kiln this morning. Two cracked, thirty sang.",
            "This glaze is ash from the neighbour's apple tree.",
            "Trimming a foot ring, with the sound on.",
            "A mug is finished when the handle stops being a thought.",
            "Seconds sale on Sunday: crooked, cheap, beloved.",
            "From lump to bowl in forty seconds, and twenty years.",
        ),
        _EN_CALLS,
        ("ceramics", "pottery", "handmade", "wheelthrown", "glaze", "studio"),
        ("#7d6b5d", "#e6dccf"),
    ),
}
