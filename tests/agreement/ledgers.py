"""Ledgers side by side: equal row for row, or a report that a person can read."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import fields

from zhiben.engine.ledger import SCHEMA
from zhiben.events.civil import from_micros
from zhiben.rules.model import Duration, Rulebook

from .worlds import World

Row = dict[str, Any]


def rows(ledger: pa.Table) -> list[Row]:
    """The ledger's rows; instants as microseconds, so that nothing is lost on the way."""
    assert ledger.schema.equals(SCHEMA), f"a ledger's columns are SCHEMA, found\n{ledger.schema}"
    plain = [pa.field(f.name, pa.int64() if pa.types.is_timestamp(f.type) else f.type) for f in SCHEMA]
    return ledger.cast(pa.schema(plain)).to_pylist()


def assert_same(found: pa.Table, expected: pa.Table, names: tuple[str, str]) -> None:
    """Fail with the rows in which two ledgers differ."""
    left, right = rows(found), rows(expected)
    same = len(left) == len(right) and all(_equal(a, b) for a, b in zip(left, right, strict=True))
    assert same, "\n".join([f"{names[0]} differs from {names[1]}", *_difference(left, right, names)])


def scenery(rulebook: Rulebook, world: World) -> str:
    """What was judged, printed for people."""
    parts = ["", "RULES", *(_told(rule) for rule in rulebook.rules)]
    parts += ["", f"SCENE {world.scene} holidays={rulebook.holidays} in_force={rulebook.in_force}"]
    parts += [f"AS OF {world.when!r}  known at {world.known!r}", f"      {world.as_of()}", "", "EVENTS"]
    parts += [_record(e) for e in sorted(world.events, key=lambda e: str(e["time"]))]
    for title, records in (("ENTITIES", world.entities), ("COVERAGE", world.coverage)):
        parts += ["", title, *(["(none)"] if records is None else [_record(r) for r in records])]
    return "\n".join(parts)


def _told(value: Any) -> str:
    """A rule with nothing in it that is as it is by default."""
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_told, value)) + ")"
    if not isinstance(value, Struct) or isinstance(value, Duration):
        return str(value)
    changed = [f for f in fields(value) if getattr(value, f.name) != f.default]
    return f"{type(value).__name__}({', '.join(f'{f.name}={_told(getattr(value, f.name))}' for f in changed)})"


def _record(record: Any) -> str:
    return "  " + " ".join(f"{k}={v}" for k, v in record.items() if v is not None)


def _equal(left: Row, right: Row) -> bool:
    return all(_same(left[name], right[name]) for name in SCHEMA.names)


def _same(left: Any, right: Any) -> bool:
    # `observed` of a mean is a rounded quotient; the verdict rests on exact numbers.
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-15)
    return bool(left == right)


def _difference(left: list[Row], right: list[Row], names: tuple[str, str]) -> list[str]:
    lines = [f"{len(left)} rows against {len(right)}"]
    there = {row["duty"]: row for row in right}
    here = {row["duty"]: row for row in left}
    for duty, row in here.items():
        if duty not in there:
            lines += [f"only in {names[0]}:", _shown(row)]
        elif not _equal(row, there[duty]):
            lines.append(
                f"duty {duty} of {row['rule']}, {row['bearer']}, key {row['key']!r}, raised by {row['raised_by']!r}:"
            )
            lines += [
                f"    {name}: {names[0]} {_value(row[name])} | {names[1]} {_value(there[duty][name])}"
                for name in SCHEMA.names
                if not _same(row[name], there[duty][name])
            ]
            lines.append(_shown(there[duty]))
    for duty, row in there.items():
        if duty not in here:
            lines += [f"only in {names[1]}:", _shown(row)]
    if here.keys() == there.keys() and [r["duty"] for r in left] != [r["duty"] for r in right]:
        lines.append(f"order: {[r['duty'] for r in left]} against {[r['duty'] for r in right]}")
    return lines


def _shown(row: Row) -> str:
    return "    " + " ".join(f"{k}={_value(v)}" for k, v in row.items() if v not in (None, "", []))


def _value(value: Any) -> str:
    if isinstance(value, int) and abs(value) > 10**14:
        return from_micros(value).isoformat().replace("+00:00", "Z")
    return repr(value)
