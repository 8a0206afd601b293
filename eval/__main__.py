"""`python -m eval`: print how forecasts went on generated series, or on those of a CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import pandas as pd

from eval import measure, pooled, series

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from promo.analytics.drift import FloatArray

TRAINING, TESTING = 1, 2
"""Seeds: of the series that the table was fitted on, and of those it is held against."""
EACH = 60
RATIO, POINTS = 0.95, 0.05
NOMINAL = {"cover80": 0.80, "cover95": 0.95}


@click.command()
@click.option("--csv", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Series of your own.")
@click.option("--each", default=EACH, show_default=True, help="Generated series of each kind.")
@click.option("--seed", type=int, help=f"Seed of the generated series ({TESTING}; with --fit {TRAINING}).")
@click.option("--origins", default=measure.ORIGINS, show_default=True, help="Forecasts made of each series.")
@click.option("--fit", is_flag=True, help="Print the pooled table fitted on these series instead.")
def main(path: Path | None, each: int, seed: int | None, origins: int, *, fit: bool) -> None:
    """Hold forecasts against what came, at horizons of 7, 30 and 90 days."""
    frame = read(path) if path else series.made(seed or (TRAINING if fit else TESTING), each)
    if fit:
        _print_table(*pooled.fitted(frame, origins))
        return
    click.echo(f"{frame['series'].nunique():,} series of {len(frame):,} counts\n")
    found = measure.summary(measure.errors(frame, most=origins))
    if not len(found):
        click.echo("No series is long enough: 28 counts and 7 more days are the least.")
        return
    _print_summary(found)


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
