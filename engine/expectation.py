"""Rows of a ledger against what was expected of them, one to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from msgspec import Struct

from zhiben.rules.examples import Expected

_DATES = ("opens", "due", "decided", "cured")
SHOWN = ("verdict", "bearer", "key", "opens", "due", "observed", "required", "reason")


class Mismatch(Struct, frozen=True):
    """One thing that is not as expected.

    Attributes:
        expected: what has no row; None where a row was expected by nobody.
        row: the row that nobody expected; beside an `expected`, the row that comes nearest to it.
        differing: columns in which the two differ.
    """

    rule: str
    expected: Expected | None
    row: Mapping[str, Any] | None
    differing: tuple[str, ...] = ()


def compared(ledger: pa.Table, expected: Sequence[Expected], zone: str) -> list[Mismatch]:
    """What differs; every row of a rule that is spoken of must be expected, as often as it is there."""
    found: list[Mismatch] = []
    rows = [_shown(row, ZoneInfo(zone)) for row in ledger.to_pylist()]
    for rule in dict.fromkeys(one.rule for one in expected):
        mine = [row for row in rows if row["rule"] == rule]
        wanted = [one for one in expected if one.rule == rule and one.verdict != "none" for _ in range(one.count)]
        pairs = _paired(wanted, mine)
        left = [row for number, row in enumerate(mine) if number not in pairs.values()]
        for number, one in enumerate(wanted):
            if number not in pairs:
                near = min(left, key=lambda row: len(differing(one, row)), default=None)
                if near is not None:
                    left.remove(near)
                found.append(Mismatch(rule, one, near, differing(one, near) if near is not None else ()))
        found += [Mismatch(rule, None, row) for row in left]
    return found


def differing(one: Expected, row: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns in which a row is not as expected."""
    wanted = {"verdict": one.verdict, **one.columns}
    return tuple(name for name, value in wanted.items() if not _is(value, row[name]))


def _is(value: Any, found: Any) -> bool:
    if value == "none":
        return found is None
    if isinstance(value, (list, tuple)):
        return list(value) == list(found)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return found is not None and abs(float(found) - float(value)) < 5e-7
    return bool(value == found)


def _paired(wanted: Sequence[Expected], rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """As many expectations as possible, each with a row of its own (augmenting paths)."""
    holder: dict[int, int] = {}

    def seek(number: int, tried: set[int]) -> bool:
        for place, row in enumerate(rows):
            if place not in tried and not differing(wanted[number], row):
                tried.add(place)
                if place not in holder or seek(holder[place], tried):
                    holder[place] = number
                    return True
        return False

    for number, _ in enumerate(wanted):
        seek(number, set())
    return {number: place for place, number in holder.items()}


def _shown(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """A row with the days of its instants."""
    for name in _DATES:
        value = row[name]
        row[name] = value.astimezone(zone).date() if isinstance(value, dt.datetime) else value
    row["evidence"] = tuple(row["evidence"] or ())
    return row
