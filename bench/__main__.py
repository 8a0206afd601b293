"""`python -m bench`: print the tables. They are Markdown, so that they can be pasted anywhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from bench import campaigns, collection, comparing, forecast, importing, reports
from bench.database import DAYS, FEW, MANY, Bench, prepare
from bench.screens import CONTENT, PLAN, Measured, measure
from promo.config import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

GROWTH_MS, GROWTH_QUERIES = 25.0, 8
HOME_MS, HOME_QUERIES = 40.0, 12
CONTENT_MS = 40.0
PLAN_MS = 60.0
COMPRESSED = 100_000
INDEPENDENT = 1.25
COLLECTION = 1.3
FORECAST_MS = 5.0
"""The aims. Growth's hold at 365 days."""


def main() -> None:
    """Make the databases, measure, and say what meets the aims. The exit status is 0 either way."""
    base = Settings.from_env()
    prepared = [_prepared(base, pages) for pages in (FEW, MANY)]
    alone, crowded = measure(prepared)
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores:
        click.echo(f"\nThis machine is busy (load {load:.1f} on {cores} cores): times are longer than they would be.")
    click.echo(f"\nScreens with {MANY:,} pages of {DAYS:,} days in the database (times in ms, sizes in KB)\n")
    _table(
        ("screen", "median", "p95", "CPU", "queries", "HTML", "gzip", "floor", "times the floor"),
        [
            (one.name, f"{one.median:.1f}", f"{one.p95:.1f}", f"{one.cpu:.1f}", str(one.queries),
             f"{one.size / 1e3:.0f}", f"{one.compressed / 1e3:.1f}", f"{one.floor:.2f}", f"{one.ratio:.1f}")
            for one in crowded
        ],
    )  # fmt: skip
    click.echo(f"\nThe same screens with {FEW:,} pages and with {MANY:,} (CPU ms)\n")
    _table(
        ("screen", f"{FEW:,} pages", f"{MANY:,} pages", "ratio", "queries"),
        [
            (small.name, f"{small.cpu:.1f}", f"{large.cpu:.1f}", f"{large.cpu / small.cpu:.2f}",
             f"{small.queries} and {large.queries}")
            for small, large in zip(alone, crowded, strict=True)
        ],
    )  # fmt: skip
    verdicts = _verdicts(alone, crowded)
    click.echo("\nCollection against bare instaloader on the same stand-in (CPU ms for each page)\n")
    costs = collection.measure()
    if costs is None:
        click.echo("Left out: there is no stand-in of Instagram here (tests/sandbox).")
    else:
        _table(
            ("way", "CPU", "requests", "posts", "times instaloader"),
            [
                (one.name, f"{one.cpu:.1f}", str(one.requests), str(one.posts), f"{one.cpu / costs[0].cpu:.2f}")
                for one in costs
            ],
        )
        verdicts += [
            _verdict(f"{one.name}: ≤ {COLLECTION} times instaloader", one.cpu / costs[0].cpu, COLLECTION)
            for one in costs
            if one.way == "collector"
        ]
    verdicts += _reports(prepared[-1])
    verdicts += _forecasts()
    verdicts += _imports()
    click.echo("\nAims\n")
    _table(("aim", "measured", ""), verdicts)


def _reports(bench: Bench) -> list[tuple[str, ...]]:
    click.echo("\nReports (ms)\n")
    costs = {one.name: one for one in reports.measure(bench)}
    _table(
        ("what", "median", "CPU", "CPU for each page", "floor"),
        [
            (one.name, f"{one.median:.1f}", f"{one.cpu:.1f}", f"{one.cpu / one.pages:.0f}" if one.pages else "",
             f"{one.floor:.2f}")
            for one in costs.values()
        ],
    )  # fmt: skip
    pages = [
        _verdict(f"{name}: ≤ {reports.PAGE_MS:.0f} ms CPU", costs[name].cpu, reports.PAGE_MS, " ms")
        for name in (reports.FIRST, reports.NEXT)
    ]
    seconds, most = costs[reports.PAPER].cpu / 1e3, reports.PAPER_SECONDS
    return [*pages, _verdict(f"{reports.PAPER}: ≤ {most:.0f} s CPU", seconds, most, " s")]


def _forecasts() -> list[tuple[str, ...]]:
    click.echo(f"\nForecasts from {forecast.DAYS} days (CPU ms for each page)\n")
    costs = forecast.measure()
    _table(("what", "CPU"), [(one.way, f"{one.cpu:.2f}") for one in costs])
    return [_verdict(f"forecasts: ≤ {FORECAST_MS:.0f} ms a page", costs[0].cpu, FORECAST_MS, " ms")]


def _imports() -> list[tuple[str, ...]]:
    click.echo(f"\nImport of {importing.LINES:,} lines (CPU ms; speed: of pandas reading the same file)\n")
    costs = importing.measure()
    _table(("what", "CPU", "speed"), [(one.way, f"{one.cpu:.0f}", f"{one.speed:.2f}") for one in costs])
    speed = next(one.speed for one in costs if one.way == importing.AIMED)
    aim = f"import, understanding {importing.LINES:,} lines: ≥ {importing.AIM} of pandas' speed"
    return [(aim, f"{speed:.2f}", "pass" if speed >= importing.AIM else "MISS")]


def _prepared(base: Settings, pages: int) -> Bench:
    click.echo(f"Database with {pages:,} pages … ", nl=False)
    made = prepare(base, pages)
    size = made.path.stat().st_size / 1e6
    click.echo(f"{size:.0f} MB" + (f", made in {made.seconds:.1f} s" if made.seconds > 1 else ""))
    return made


def _verdicts(alone: Sequence[Measured], crowded: Sequence[Measured]) -> list[tuple[str, ...]]:
    year = next(one for one in crowded if one.name == "Growth, 365 days")
    set_ = next(one for one in crowded if one.name == comparing.AIMED)
    content = next(one for one in crowded if one.name == CONTENT)
    plan = next(one for one in crowded if one.name == PLAN)
    listed = next(one for one in crowded if one.name == campaigns.LISTED)
    home, largest = crowded[-1], max(one.compressed for one in crowded)
    made = [
        _verdict(f"growth, 365 days: ≤ {GROWTH_MS:.0f} ms", year.median, GROWTH_MS, " ms"),
        _verdict(f"growth, 365 days: ≤ {GROWTH_QUERIES} queries", year.queries, GROWTH_QUERIES),
        _verdict(f"content, 2,000 posts: ≤ {CONTENT_MS:.0f} ms", content.median, CONTENT_MS, " ms"),
        _verdict(f"{PLAN}: ≤ {PLAN_MS:.0f} ms", plan.median, PLAN_MS, " ms"),
        _verdict(f"{comparing.AIMED}: ≤ {comparing.CPU_MS:.0f} ms CPU", set_.cpu, comparing.CPU_MS, " ms"),
        _verdict(f"{comparing.AIMED}: ≤ {comparing.QUERIES} queries", set_.queries, comparing.QUERIES),
        _verdict(f"{campaigns.LISTED}: ≤ {campaigns.MS:.0f} ms", listed.median, campaigns.MS, " ms"),
        _verdict(f"Home: ≤ {HOME_MS:.0f} ms", home.median, HOME_MS, " ms"),
        _verdict(f"Home: ≤ {HOME_QUERIES} queries", home.queries, HOME_QUERIES),
        _verdict("largest answer: ≤ 100 KB compressed", largest / 1e3, COMPRESSED / 1e3, " KB"),
    ]  # fmt: skip
    ratios = [large.cpu / small.cpu for small, large in zip(alone, crowded, strict=True)]
    made.append(_verdict(f"other clients' pages cost nothing: ≤ {INDEPENDENT} times", max(ratios), INDEPENDENT))
    return made


def _verdict(aim: str, value: float, most: float, unit: str = "") -> tuple[str, ...]:
    shown = f"{value:d}" if isinstance(value, int) else f"{value:.2f}"
    return aim, shown + unit, "pass" if value <= most else "MISS"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[index]) for row in (head, *rows)) for index in range(len(head))]
    for row in (head, tuple("-" * width for width in widths), *rows):
        click.echo("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")


if __name__ == "__main__":
    main()
