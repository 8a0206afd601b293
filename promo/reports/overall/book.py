"""The month as a workbook: clients, managers, spend, what to look at; raw numbers, unknown ones empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promo import sheets
from promo.sheets import Column, Part
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promo.reports.overall.figures import Row, Together
    from promo.reports.overall.screens import Overall
    from promo.sheets import Value
    from promo.wording import Wording

DIGITS = 4
CLIENTS = (
    Column(N_("Client"), "text"),
    Column(N_("Manager"), "text"),
    Column(N_("Pages"), "count"),
    Column(N_("Followers at the end"), "count"),
    Column(N_("Pages counted"), "count"),
    Column(N_("Net growth"), "change"),
    Column(N_("Growth rate"), "fraction"),
    Column(N_("Net growth before"), "change"),
    Column(N_("Growth rate before"), "fraction"),
    Column(N_("ER"), "fraction"),
    Column(N_("How ER is counted"), "text"),
    Column(N_("Views of posts"), "count"),
    Column(N_("Posts with known views"), "count"),
    Column(N_("Posts published"), "count"),
    Column(N_("Posts known of all days"), "text"),
    Column(N_("Planned"), "count"),
    Column(N_("Published by plan"), "count"),
    Column(N_("Missed"), "count"),
    Column(N_("Currency"), "text"),
    Column(N_("Spend"), "money"),
    Column(N_("Cost per follower"), "money"),
    Column(N_("Goals"), "count"),
    Column(N_("Goals met"), "count"),
    Column(N_("Report"), "text"),
    Column(N_("Days with a count"), "count"),
    Column(N_("Days of all pages"), "count"),
)
MANAGERS = (
    Column(N_("Manager"), "text"),
    Column(N_("Clients"), "count"),
    Column(N_("Followers at the end"), "count"),
    Column(N_("Net growth"), "change"),
    Column(N_("Growth rate"), "fraction"),
    Column(N_("Net growth before"), "change"),
    Column(N_("Posts published"), "count"),
    Column(N_("Planned"), "count"),
    Column(N_("Published by plan"), "count"),
    Column(N_("Missed"), "count"),
    Column(N_("Reports"), "count"),
    Column(N_("Reports published"), "count"),
    Column(N_("Clients that lose followers"), "count"),
    Column(N_("Days with a count, share"), "fraction"),
)
SPEND = (
    Column(N_("Client"), "text"),
    Column(N_("Manager"), "text"),
    Column(N_("Currency"), "text"),
    Column(N_("Spend"), "money"),
)
TROUBLES = (Column(N_("Client"), "text"), Column(N_("Manager"), "text"), Column(N_("What to look at"), "text"))
PUBLISHED, DRAFT, NONE = N_("published"), N_("draft"), N_("none yet")


def xlsx(found: Overall, words: Wording, time_zone: str) -> bytes:
    """Return the workbook in the language of ``words``; ``time_zone`` is that in which the moment is told."""
    about = [
        (words.say("Month"), words.month(found.month)),
        (words.say("Compared with"), words.month(found.before.start)),
        (words.say("Made"), words.moment(found.made_at, time_zone)),
        (words.say("Time zone"), words.say("each client's own")),
    ]
    return sheets.xlsx_book(_parts(found, words), about, words.say)


def _parts(found: Overall, words: Wording) -> Iterator[Part]:
    yield Part(words.say("Clients"), CLIENTS, [_client(one, words) for one in found.rows])
    every = [*found.managers, found.total]
    yield Part(words.say("By manager"), MANAGERS, [_manager(one, found, words) for one in every])
    spent = [
        (one.client.name, one.client.manager, currency, amount)
        for one in found.rows
        for currency, amount in sorted(one.spend.items())
    ]
    if spent:
        yield Part(words.say("Spend"), SPEND, spent)
    told = [(one.row.client.name, one.row.client.manager, text) for one in found.troubles for text in one.texts]
    if told:
        yield Part(words.say("What to look at"), TROUBLES, told)


def _client(one: Row, words: Wording) -> list[Value]:
    """Return a client's line; amounts stand there if it spent in one currency, else in the sheet of spend alone."""
    currency, amount = next(iter(one.spend.items())) if len(one.spend) == 1 else (None, None)
    if len(one.spend) > 1:
        currency = words.say("several")
    return [
        one.client.name,
        one.client.manager,
        len(one.pages),
        one.followers,
        one.counted,
        one.growth.net,
        one.growth.rate,
        one.before.net,
        one.before.rate,
        one.er,
        words.say(one.client.er.note) if one.client.er.note else None,
        one.views,
        one.viewed,
        one.posts,
        None if one.posts is None else words.say("yes") if one.posts_complete else words.say("no"),
        one.plan.planned if one.plan else None,
        one.plan.published if one.plan else None,
        one.plan.missed if one.plan else None,
        currency,
        amount,
        round(one.cost[0], DIGITS) if one.cost else None,
        one.goals.of if one.goals else None,
        one.goals.met if one.goals else None,
        words.say(report_state(one)),
        one.seen,
        one.days,
    ]


def report_state(one: Row) -> str:
    """Return what became of a client's report, a message id."""
    if one.report is None:
        return NONE
    return PUBLISHED if one.report.published else DRAFT


def _manager(one: Together, found: Overall, words: Wording) -> list[Value]:
    name = words.say("All together") if one is found.total else one.name or words.say("Without a manager")
    return [
        name,
        one.clients,
        one.followers,
        one.growth.net,
        one.growth.rate,
        one.before.net,
        one.posts,
        one.planned,
        one.published,
        one.missed,
        one.reports,
        one.reports_published,
        one.losing,
        one.complete,
    ]
