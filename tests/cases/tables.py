"""Reading case tables: one YAML file per idea, one entry per boundary, its key a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Mapping

from ruamel.yaml import YAML

HERE = Path(__file__).parent

# What a table may say once for all its cases, and a case again for itself.
_SETTING: dict[str, Any] = {
    "zone": "UTC",
    "holidays": "CN",
    "base": "2024-03-01",
    "in_force": {"from": "2024-01-01", "through": "2026-12-31"},
    "events": {},  # event type: {field: type}; `many text` is a list
    "attributes": {"enterprise": {}},  # entity kind: {attribute: type}
    "duty": {},
    "rule": {},  # what stands beside `duty` in the rule: applies, variants, otherwise, bearer
    "others": [],  # whole rules that follow it
    "entities": None,
    "coverage": None,
    "waivers": None,
    "as_of": "2027-12-31",
    "known_at": None,
}
_OWN = ("log", "expect", "with")


@dataclass(frozen=True)
class Case:
    """One boundary: what happened, under which duty, and what the ledger has to say."""

    table: str
    sentence: str
    setting: Mapping[str, Any]
    log: tuple[str, ...]
    expect: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """What a test run prints."""
        return f"{self.table}: {self.sentence}"


@cache
def cases() -> tuple[Case, ...]:
    """Every case of every table, in order.

    Raises:
        ValueError: a table says something that no case understands.
    """
    return tuple(case for path in sorted(HERE.glob("*.yaml")) for case in _table(path))


def _table(path: Path) -> list[Case]:
    content = YAML(typ="safe").load(path)
    common = {key: value for key, value in content.items() if " " not in key}
    found = []
    for sentence, given in content.items():
        if sentence in common:
            continue
        unknown = (common.keys() - _SETTING.keys()) | (given.keys() - _SETTING.keys() - set(_OWN))
        if unknown or not {"log", "expect"} <= given.keys():
            raise ValueError(f"{path.name}, {sentence!r}: cannot be read ({unknown or 'log and expect are needed'})")
        setting = {**_SETTING, **common, **{k: v for k, v in given.items() if k in _SETTING}}
        setting["duty"] = _overlaid(setting["duty"], given.get("with", {}))
        expect = tuple({"verdict": row} if isinstance(row, str) else row for row in given["expect"])
        found.append(Case(path.stem, sentence, setting, tuple(given["log"]), expect))
    return found


def _overlaid(duty: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The duty with some fields put in place of its own; null takes one away."""
    return {key: value for key, value in {**duty, **change}.items() if value is not None}
