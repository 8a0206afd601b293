from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from eval import __main__ as command
from eval import lift, measure, pooled, series, worlds
from promo.analytics import bands

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    """Two series of each kind, a year long."""
    return series.made(5, 2, 400)


@pytest.fixture(scope="module")
def rows(made: pd.DataFrame) -> pd.DataFrame:
    return measure.errors(made, most=2)


def run(*options: str) -> Result:
    return CliRunner().invoke(command.main, options)


def test_a_seed_gives_the_same_series_and_another_one_others(made: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(made, series.made(5, 2, 400))
    assert not made["value"].equals(series.made(6, 2, 400)["value"])


def test_there_are_all_kinds_in_whole_counts(made: pd.DataFrame) -> None:
    assert set(made["kind"]) == set(series.KINDS)
    assert made["series"].nunique() == 2 * len(series.KINDS)
    assert (made["value"] >= 0).all()
    assert (made["value"] % 1 == 0).all()
    days = made.groupby("kind")["date"].nunique()
    assert days["irregular"] < days["steady"] == 400


def test_forecasts_know_nothing_of_what_comes(made: pd.DataFrame) -> None:
    frame = made[made["series"] == "steady-0"]
    [known] = [one for _kind, _name, one in measure.series(frame)]
    rows = measure.errors(frame, [30], 3)
    changed = frame.assign(value=np.where(np.arange(400) < 380, frame["value"], 0))
    other = measure.errors(changed, [30], 3)
    assert (rows["days"] == 30).all()
    assert len(known.places) == 400
    assert rows["scale"].tolist() == other["scale"].tolist()
    assert rows["error"].iloc[-1] != other["error"].iloc[-1]


def test_the_summary_tells_each_kind_and_all(rows: pd.DataFrame) -> None:
    found = measure.summary(rows)
    assert set(found["kind"]) == {*series.KINDS, "ALL"}
    assert set(found["horizon"]) == set(measure.HORIZONS)
    total = found[found["kind"] == "ALL"]
    assert total["n"].sum() == len(rows)
    assert total["cover95"].between(0.8, 1).all()
    one = measure.summary(rows[rows["kind"] == "steady"])
    assert set(one["kind"]) == {"steady"}


def test_aims_say_what_is_missed() -> None:
    assert command.aims({"ratio": 0.9, "cover80": 0.83, "cover95": 0.95}) == "met"
    assert command.aims({"ratio": 0.95, "cover80": 0.7, "cover95": 0.89}) == "not met: error, 80% band, 95% band"


def test_it_prints_a_table() -> None:
    answer = run("--each", "1", "--origins", "1")
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[0].startswith("Forecasts: 9 series of ")
    assert answer.output.count("| ALL") == 3 + 4
    assert "Lifts: 27 series of " in answer.output


def test_it_fits_a_table_that_can_be_pasted() -> None:
    answer = run("--each", "1", "--origins", "1", "--fit")
    assert answer.exit_code == 0, answer.output
    names: dict[str, np.ndarray] = {}
    exec(answer.output, {"np": np}, names)  # noqa: S102 - that it is Python is the point
    assert names["TABLE"].shape == bands.TABLE.shape
    assert (np.diff(names["TABLE"], axis=1) >= 0).all()
    assert (names["TABLE"][:, bands.CENTRE] == 0).all()
    assert names["USUAL"].shape == bands.USUAL.shape


def test_fitting_leaves_the_table_alone(made: pd.DataFrame) -> None:
    before = bands.TABLE.copy()
    table, usual = pooled.fitted(made[made["kind"] == "steady"], 1)
    assert (before == bands.TABLE).all()
    assert np.isfinite(table).all()
    assert (table[-1] == before[-1]).all(), "no series is long enough for 300 days: their row stays"
    assert (table[1] != before[1]).any()
    assert (usual > 0).all()


def test_own_series_come_as_csv(tmp_path: Path) -> None:
    days = pd.date_range("2026-01-01", periods=260)
    frame = pd.DataFrame({"series": "a", "date": days, "value": 1000 + 7 * np.arange(260)})
    frame.loc[50, "value"] = np.nan
    file = tmp_path / "own.csv"
    frame.sample(frac=1, random_state=1).to_csv(file, index=False)
    answer = run("--csv", str(file))
    assert answer.exit_code == 0, answer.output
    assert "| all  | 90 d" in answer.output
    assert "| all  | 14 d   | without  | 3 " in answer.output
    assert "ALL" not in answer.output


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("series,day,value\na,2026-01-01,5\n", "has no column date"),
        ("series,date,value\na,yesterday,5\n", "yesterday"),
        ("series,date,value\na,2026-01-01,many\n", "many"),
    ],
)
def test_a_wrong_csv_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(text)
    answer = run("--csv", str(file))
    assert answer.exit_code == 1
    assert sentence in answer.output


def test_series_that_are_too_short_are_told(tmp_path: Path) -> None:
    file = tmp_path / "short.csv"
    file.write_text("series,date,value\n" + "".join(f"a,2026-01-{day:02},5\n" for day in range(1, 30)))
    answer = run("--csv", str(file))
    assert answer.exit_code == 0
    assert answer.output.count("No series is long enough") == 2


@pytest.fixture(scope="module")
def together() -> pd.DataFrame:
    """Six groups of nine pages, of each of which three are tried."""
    return worlds.made(5, 6)


@pytest.fixture(scope="module")
def tried(together: pd.DataFrame) -> pd.DataFrame:
    return lift.trials(together, 5, 2)


def test_groups_of_pages_are_the_same_for_a_seed_and_all_kinds_are_tried(together: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(together, worlds.made(5, 6))
    assert together["series"].nunique() == 6 * 9
    tried = together[together["tested"]].groupby("kind")["series"].nunique()
    assert tried.to_dict() == dict.fromkeys(series.KINDS, 2)


def test_shocks_move_the_pages_of_a_group_together(monkeypatch: pytest.MonkeyPatch) -> None:
    gained = []
    for shock in (0.0, 1.0):
        level = np.where(np.arange(400) // 20 == 5, shock, 0.0)
        monkeypatch.setattr(worlds, "_shock", lambda _random, _days, level=level: level)
        frame = worlds.made(5, 1).set_index("date")
        days = frame[(frame.index >= series.START + 100) & (frame.index < series.START + 120)]
        gained.append(days.groupby("kind")["value"].agg(lambda counts: counts.iloc[-1] - counts.iloc[0]))
    assert (gained[1] > gained[0]).all()


def test_each_campaign_is_tried_with_controls_and_without(tried: pd.DataFrame) -> None:
    assert set(tried["days"]) == set(lift.LENGTHS)
    assert tried["controls"].sum() == (~tried["controls"]).sum()
    assert len(tried) > 0.9 * 6 * 3 * 2 * 2 * 2
    assert (tried["low95"] <= tried["low80"]).all()
    assert (tried["noise"] > 0).all()


def test_lifts_are_summed_up(tried: pd.DataFrame) -> None:
    found = lift.summary(tried)
    total = found[found["kind"] == "ALL"]
    assert total[["days", "controls"]].to_numpy().tolist() == [[7, True], [7, False], [14, True], [14, False]]
    assert total["n"].sum() == len(tried)
    assert total["cover95"].between(0.85, 1).all()
    assert (total["cover95"] + total["alarms"]).tolist() == pytest.approx([1] * 4)
    assert (total["found200"] >= total["found100"]).all()
    assert (total["found100"] > total["found25"]).all()
    assert (total["bias"].abs() < 4 * total["unsure"] + 0.05).all()
    one = lift.summary(tried[tried["kind"] == "steady"])
    assert set(one["kind"]) == {"steady"}


def test_the_same_seed_tries_the_same_campaigns(together: pd.DataFrame, tried: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(lift.trials(together, 5, 2), tried)


def test_aims_of_lifts_are_missed_only_for_sure() -> None:
    row: dict[Hashable, float] = {"n": 1600, "bias": 0.06, "unsure": 0.03, "cover80": 0.83, "cover95": 0.92}
    assert command.lift_aims(row) == "met"
    missed: dict[Hashable, float] = {"n": 1600, "bias": -0.09, "unsure": 0.03, "cover80": 0.86, "cover95": 0.99}
    assert command.lift_aims(missed) == "not met: bias, 80% interval"
    assert command.lift_aims({**row, "cover95": 0.9}) == "not met: 95% interval"
