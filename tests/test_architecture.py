"""The import rule of the house, read off the source with `ast`, imports inside functions too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = (
    {"app"},
    {"promo.commands"},
    {"promo.web"},
    {"promo.demo", "promo.operations"},
    {"promo.jobs", "promo.timetable"},
    {"promo.home"},
    {"promo.models"},
    {"promo.reports"},
    {"promo.compare"},
    {"promo.plan"},
    {"promo.content"},
    {"promo.growth"},
    {"promo.campaigns"},
    {"promo.marks"},
    {"promo.collection"},
    {"promo.pages"},
    {"promo.links"},
    {"promo.clients"},
    {"promo.users"},
    {
        "promo.context",
        "promo.forms",
        "promo.money",
        "promo.db",
        "promo.config",
        "promo.clock",
        "promo.errors",
        "promo.queue",
        "promo.responses",
        "promo.speech",
        "promo.times",
        "promo.secrets",
        "promo.sheets",
        "promo.tables",
        "promo.migrate",
        "promo.wording",
    },
)
FLASK = ("app", "promo.web", "promo.commands", "promo.forms", "promo.responses", "promo.users.signin")
COLLECTORS = (
    "app",
    "promo.commands",
    "promo.demo",
    "promo.jobs",
    "promo.pages.sync",
    "promo.pages.pictures",
    "promo.pages.days",
    "promo.pages.media",
    "promo.pages.plausible",
    "promo.pages.uploads",
    "promo.collection",
    "promo.plan.media.files",
)
BESIDE = {
    "collectors": ("collectors",),
    "promo.analytics": ("promo.analytics",),
    "promo.charts": ("promo.charts", "promo.analytics"),
}


def modules() -> dict[str, Path]:
    files = [ROOT / "app.py", *(ROOT / "promo").rglob("*.py"), *(ROOT / "collectors").rglob("*.py")]
    return {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: imports are absolute"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, packages: tuple[str, ...] | set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def floor(name: str) -> int | None:
    return next((number for number, names in enumerate(FLOORS) if within(name, names)), None)


def offences(name: str, wanted: set[str]) -> list[str]:
    """Return a sentence for each import of module ``name`` that the rule forbids."""
    found = []
    own = next((package for package in BESIDE if within(name, (package,))), None)
    for target in sorted(wanted):
        if own is not None:
            if within(target, ("promo", "collectors")) and not within(target, BESIDE[own]) and target != "promo":
                found.append(f"{name} imports {target}: {own} stands on its own")
            continue
        here, there = floor(name), floor(target)
        if here is not None and there is not None and there < here:
            found.append(f"{name} imports {target}, which stands above it")
        if within(target, ("flask", "flask_wtf", "flask_babel")) and not may_use_flask(name):
            found.append(f"{name} imports {target}: only web/, views.py, forms.py and the sign-in do")
        if within(target, ("collectors",)) and (not within(name, COLLECTORS) or shows_pages(name)):
            found.append(f"{name} imports {target}: only jobs, sync and what runs a collection do")
    return found


def shows_pages(name: str) -> bool:
    return name.rpartition(".")[2] in {"views", "screens", "forms"}


def may_use_flask(name: str) -> bool:
    return within(name, FLASK) or name.rpartition(".")[2] in {"views", "forms"}


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_only_from_below(name: str) -> None:
    assert offences(name, imports(modules()[name])) == []


@pytest.mark.parametrize("name", sorted(modules()))
def test_every_module_has_its_floor(name: str) -> None:
    assert name == "promo" or floor(name) is not None or within(name, tuple(BESIDE))


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("promo.users.service", "promo.clients.models"),
        ("promo.pages.service", "flask"),
        ("promo.analytics.growth", "promo.db"),
        ("promo.growth.screens", "collectors.records"),
        ("collectors.instagram", "promo.clock"),
        ("promo.clients.views", "promo.web"),
    ],
)
def test_the_rule_sees_an_offence(name: str, target: str) -> None:
    assert offences(name, {target})
