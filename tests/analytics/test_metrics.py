"""The registry of metrics: it is whole, and whoever names a metric names one that it has."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import promo
from promo.analytics.metrics import GROUPS, METRICS, Metric, Need

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "promo").rglob("*.py")]
NAMED = re.compile(
    r"""(?:\bmetric=|\bui\.metric\(|\bmetric_definition\(|\bMETRICS\[)["'](\w+)["']|\bmetric(?:\s*==\s*)["'](\w+)["']"""
)


def named_in(text: str) -> set[str]:
    """Return the keys of metrics that are written out in ``text``."""
    return {one or other for one, other in NAMED.findall(text)}


def tables() -> dict[str, set[str]]:
    """Return the metrics that the columns of tables in any module of promo lead to, by module."""
    found: dict[str, set[str]] = {}
    for info in pkgutil.walk_packages(promo.__path__, "promo."):
        for value in vars(import_module(info.name)).values():
            if isinstance(value, tuple):
                keys = {getattr(one, "metric", None) for one in value} - {None}
                if keys:
                    found.setdefault(info.name, set()).update(str(key) for key in keys)
    return found


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_each_metric_is_whole(metric: Metric) -> None:
    assert METRICS[metric.key] is metric
    assert re.fullmatch(r"[a-z][a-z0-9_]*", metric.key), "the key is an anchor and a name in addresses"
    assert metric.name.strip()
    assert metric.formula.endswith(".")
    assert metric.source.endswith(".")
    assert "%" not in metric.name + metric.formula + metric.source + metric.leaves_out, "gettext would format it"
    assert metric.needs
    assert set(metric.needs) <= set(Need)
    assert not metric.leaves_out or metric.leaves_out.endswith(".")


def test_no_metric_is_told_twice() -> None:
    everything = [metric for group in GROUPS.values() for metric in group]
    assert len({metric.key for metric in everything}) == len(everything) == len(METRICS)
    assert len({metric.name for metric in everything}) == len(everything), "two metrics look the same to a reader"


@pytest.mark.parametrize("key", ["net_growth", "er_period", "er_mean", "er_views", "er_views_mean", "er_daily"])
def test_what_the_screens_rest_on_is_there(key: str) -> None:
    assert key in METRICS


def test_rates_say_what_they_leave_out() -> None:
    assert all(metric.leaves_out for metric in METRICS.values() if metric.key.startswith("er_"))


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_whoever_names_a_metric_names_one_that_there_is(file: Path) -> None:
    assert named_in(file.read_text(encoding="utf-8")) <= set(METRICS)


def test_the_search_finds_what_is_named() -> None:
    text = """{{ ui.kpi(x, metric="a") }} {{ ui.metric('b') }} METRICS["c"] metric_definition("d") if metric == "e" """
    assert named_in(text) == {"a", "b", "c", "d", "e"}
    assert {key for file in SOURCES for key in named_in(file.read_text(encoding="utf-8"))} >= {"client_followers"}


def test_the_columns_of_tables_lead_to_metrics_that_there_are() -> None:
    found = tables()
    assert "net_growth" in found["promo.growth.table"]
    assert {module: keys - set(METRICS) for module, keys in found.items() if keys - set(METRICS)} == {}
