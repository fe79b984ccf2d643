"""Simulations as tests look at them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhiben.engine.audit import audit
from zhiben.engine.simulate.run import Simulation
from zhiben.rules.model import Rulebook

Row = dict[str, str]
_SAME = ("duty", "rule", "variant", "bearer", "key", "raised_by", "opens", "closes", "verdict", "reason")


def audited(book: Rulebook, directory: Path, done: Simulation) -> pa.Table:
    """The ledger of the written files, by the real reader and the engine."""
    entities = directory / "entities.csv"
    given = entities if entities.exists() else None
    return audit(directory / "log.csv", book, entities=given, as_of=done.as_of).ledger


def expected(directory: Path) -> list[Row]:
    """The rows of expected.csv."""
    with (directory / "expected.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def said(ledger: pa.Table) -> list[Row]:
    """A ledger in the columns and the writing of expected.csv."""
    return [{name: _text(row[name]) for name in _SAME} for row in ledger.select(_SAME).to_pylist()]


def differences(ledger: pa.Table, rows: list[Row]) -> Iterator[str]:
    """Duties of which the engine says something else than the reference, or which only one of them knows."""
    found, wanted = ({row["duty"]: row for row in one} for one in (said(ledger), rows))
    for duty in dict.fromkeys([*found, *wanted]):
        mine, theirs = found.get(duty), wanted.get(duty)
        theirs = None if theirs is None else {name: theirs[name] for name in _SAME}
        if mine != theirs:
            yield f"engine {mine}\nexpected {theirs}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else value.isoformat().replace("+00:00", "Z")
