"""Each window and measure has a table of its own, with a case for every verdict it can give (`waived` has a table of its own)."""

from __future__ import annotations

from typing import Any, Mapping, get_args

import pytest

from zhiben.rules.model import MeasureName

from .tables import HERE, cases

ROOT = HERE.parents[1]
_ALWAYS = frozenset({"met", "pending", "breached", "unknown"})
# What later events can make up is late: `by` and `within`, and measures that can still grow.
WINDOWS: Mapping[str, frozenset[str]] = {
    "every": _ALWAYS,
    "by": _ALWAYS | {"late"},
    "within": _ALWAYS | {"late"},
    "before": _ALWAYS,
    "since_last": _ALWAYS,
    "throughout": _ALWAYS,
}
_MADE_UP = ("count", "days", "distinct", "covers", "sum", "max")
MEASURES: Mapping[str, frozenset[str]] = {
    name: _ALWAYS | ({"late"} if name in _MADE_UP else set()) for name in get_args(MeasureName)
}


def test_the_tables_are_read() -> None:
    assert len(cases()) > 300
    assert len({case.name for case in cases()}) == len(cases()), "a sentence stands for one case"


@pytest.mark.parametrize("window", WINDOWS)
def test_every_window_shows_every_verdict_it_can_give(window: str) -> None:
    shown = _verdicts(case for case in cases() if case.table == window and window in case.setting["duty"])
    assert WINDOWS[window] <= shown, f"tests/cases/{window}.yaml lacks {sorted(WINDOWS[window] - shown)}"
    assert shown <= WINDOWS[window], f"{window} cannot give {sorted(shown - WINDOWS[window])}"


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_shows_every_verdict_it_can_give(measure: str) -> None:
    shown = _verdicts(case for case in cases() if case.table == measure and _measure(case.setting["duty"]) == measure)
    assert MEASURES[measure] <= shown, f"tests/cases/{measure}.yaml lacks {sorted(MEASURES[measure] - shown)}"
    assert shown <= MEASURES[measure], f"{measure} cannot give {sorted(shown - MEASURES[measure])}"


def test_the_table_of_waivers_shows_every_verdict_beside_them() -> None:
    shown = _verdicts(case for case in cases() if case.table == "waivers")
    assert shown == _ALWAYS | {"late", "waived"}


@pytest.mark.parametrize(
    ("folder", "words"), [("windows", WINDOWS), ("measures", MEASURES)], ids=["windows", "measures"]
)
def test_every_module_of_the_engine_has_its_table(folder: str, words: Mapping[str, frozenset[str]]) -> None:
    """A window or measure is the module of its name; a new one comes with a table, and with its line above."""
    modules = {path.stem for path in (ROOT / "engine" / folder).glob("[a-z]*.py")}
    tables = {path.stem for path in HERE.glob("*.yaml")}
    assert set(words) <= modules & tables


def _verdicts(found: Any) -> frozenset[str]:
    return frozenset(row["verdict"] for case in found for row in case.expect)


def _measure(duty: Mapping[str, Any]) -> str:
    if duty.get("count") == "days":
        return "days"
    return next((name for name in get_args(MeasureName) if name in duty and name != "count"), "count")
