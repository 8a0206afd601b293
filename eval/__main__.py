"""`python -m eval`: print how forecasts and lifts went on generated series, or on those of a CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import pandas as pd

from eval import lift, measure, pooled, series, worlds

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from promo.analytics.drift import FloatArray

TRAINING, TESTING = 1, 2
"""Seeds: of the series that the table was fitted on, and of those it is held against."""
EACH = 60
GROUPS = len(series.KINDS) // worlds.TESTED
"""Groups of pages in which lifts are measured, for each series of a kind: so that as many are measured."""
RATIO, POINTS = 0.95, 0.05
BIAS, LIFT_POINTS = 0.05, 0.04
NOMINAL = {"cover80": 0.80, "cover95": 0.95}


@click.command()
@click.option("--csv", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Series of your own.")
@click.option("--each", default=EACH, show_default=True, help="Generated series of each kind.")
@click.option("--seed", type=int, help=f"Seed of the generated series ({TESTING}; with --fit {TRAINING}).")
@click.option("--origins", default=measure.ORIGINS, show_default=True, help="Forecasts made of each series.")
@click.option("--fit", is_flag=True, help="Print the pooled table fitted on these series instead.")
def main(path: Path | None, each: int, seed: int | None, origins: int, *, fit: bool) -> None:
    """Hold forecasts against what came in 7, 30 and 90 days, and lifts of 7 and 14 days against what was put in."""
    seed = seed or (TRAINING if fit else TESTING)
    frame = read(path) if path else series.made(seed, each)
    if fit:
        _print_table(*pooled.fitted(frame, origins))
        return
    _print_head("Forecasts", frame)
    found = measure.summary(measure.errors(frame, most=origins))
    if len(found):
        _print_summary(found)
    else:
        click.echo("No series is long enough: 28 counts and 7 more days are the least.")
    together = frame if path else worlds.made(seed, GROUPS * each)
    _print_head("\nLifts", together)
    lifts = lift.summary(lift.trials(together, seed))
    if len(lifts):
        _print_lifts(lifts)
    else:
        click.echo("No series is long enough: some ten weeks of counts are the least.")


def read(path: Path) -> pd.DataFrame:
    """Return the series of a CSV (columns ``series``, ``date``, ``value``, maybe ``kind``); click's error without."""
    frame = pd.read_csv(path)
    missing = {"series", "date", "value"} - set(frame.columns)
    if missing:
        raise click.ClickException(f"{path} has no column {', '.join(sorted(missing))}: series,date,value are needed.")
    try:
        days = pd.to_datetime(frame["date"]).dt.normalize()
        return frame.assign(date=days, value=pd.to_numeric(frame["value"]))
    except ValueError as error:
        raise click.ClickException(f"{path}: {error}") from error


def _print_head(about: str, frame: pd.DataFrame) -> None:
    click.echo(f"{about}: {frame['series'].nunique():,} series of {len(frame):,} counts\n")


def _print_summary(found: pd.DataFrame) -> None:
    rows = [
        (row["kind"], f"{row['horizon']} d", f"{row['n']:,}", f"{row['ratio']:.2f}",
         *(f"{row[name]:.0%}" for name in NOMINAL), aims(row))
        for row in found.to_dict("records")
    ]  # fmt: skip
    _print_rows(("kind", "horizon", "n", "error ratio", "in 80 %", "in 95 %", "aims"), rows)


def aims(row: Mapping[Hashable, float]) -> str:
    """Return "met", or what of the aims a row of the summary misses."""
    missed = ["error"] if row["ratio"] >= RATIO else []
    missed += [f"{aim:.0%} band" for name, aim in NOMINAL.items() if abs(row[name] - aim) > POINTS]
    return f"not met: {', '.join(missed)}" if missed else "met"


def _print_lifts(found: pd.DataFrame) -> None:
    whole = found["kind"].iloc[-1]
    shares = [*NOMINAL, "alarms", *(f"found{lift * 100:.0f}" for lift in lift.LIFTS)]
    rows = [
        (row["kind"], f"{row['days']} d", "with" if row["controls"] else "without", f"{row['n']:,}",
         f"{row['bias']:+.2f} ± {row['unsure']:.2f}", *(f"{row[name]:.0%}" for name in shares), lift_aims(row))
        for row in found[found["controls"] | (found["kind"] == whole)].to_dict("records")
    ]  # fmt: skip
    lifts = [f"finds +{lift:.0%}" for lift in lift.LIFTS]
    head = ("kind", "length", "controls", "n", "bias", "in 80 %", "in 95 %", "false alarms", *lifts, "aims")
    _print_rows(head, rows)


def lift_aims(row: Mapping[Hashable, float]) -> str:
    """Return "met", or what of the aims a row of the lifts' summary misses by more than its standard error."""
    missed = ["bias"] if abs(row["bias"]) - row["unsure"] > BIAS else []
    for name, aim in NOMINAL.items():
        unsure = (row[name] * (1 - row[name]) / row["n"]) ** 0.5
        if abs(row[name] - aim) - unsure > LIFT_POINTS:
            missed.append(f"{aim:.0%} interval")
    return f"not met: {', '.join(missed)}" if missed else "met"


def _print_rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[index]) for row in (head, *rows)) for index in range(len(head))]
    for row in (head, tuple("-" * width for width in widths), *rows):
        click.echo("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")


def _print_table(table: FloatArray, usual: FloatArray) -> None:
    click.echo("TABLE = np.array(\n    [")
    for row in table:
        click.echo("        [" + ", ".join(f"{value:.2f}" for value in row) + "],")
    click.echo("    ]\n)\nUSUAL = np.array([" + ", ".join(f"{value:.2f}" for value in usual) + "])")


if __name__ == "__main__":
    main()
