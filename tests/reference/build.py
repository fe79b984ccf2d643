"""Rules, logs, registries and declarations for hand-worked examples, in a few words each.

Times are civil text of the zone: `2024-03-31` is a bare date, `2024-03-31 10:00` an instant.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from zhiben.engine.ledger import AsOf
from zhiben.engine.reference.evaluate import evaluate
from zhiben.events.civil import from_micros, to_micros
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import ARROW, SCALE, Field, Kind, Storage, Vocabulary
from zhiben.rules.model import (
    BearerInForce,
    Bound,
    Condition,
    DateRange,
    Duration,
    Duty,
    Moment,
    Operator,
    Rule,
    Rulebook,
    Test,
    Variant,
)

SHANGHAI = "Asia/Shanghai"

# Every event type has all of these fields, every kind of entity all of those.
_FIELDS = {
    f.name: f
    for f in (
        Field("case", "text"),
        Field("who", "text"),
        Field("other", "text"),
        Field("score", "number"),
        Field("due", "time"),
        Field("ok", "flag"),
        Field("tags", "text", many=True),
    )
}
_ATTRIBUTES = {
    f.name: f
    for f in (Field("high_risk", "flag"), Field("grade", "number"), Field("name", "text"), Field("end", "date"))
}
VOCABULARY = Vocabulary(
    entities={name: Kind(name, fields=_ATTRIBUTES) for name in ("enterprise", "site")},
    events={name: Kind(name, fields=_FIELDS) for name in ("check", "found", "closed", "opened")},
)


def when(text: str, zone: str = SHANGHAI) -> Moment:
    """First and last instant of a civil text."""
    if len(text) > 10:
        instant = to_micros(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))
        return Moment(instant, instant)
    day = dt.datetime.fromisoformat(text)
    starts = [to_micros((day + dt.timedelta(days=n)).replace(tzinfo=ZoneInfo(zone))) for n in (0, 1)]
    return Moment(starts[0], starts[1] - 1)


def instant(text: str, zone: str = SHANGHAI) -> int:
    """First instant of a civil text."""
    return when(text, zone).first


def event(
    id: str,
    type: str,
    time: str,
    subject: str = "A",
    *,
    source: str | None = None,
    recorded: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """One event; numbers are written as they are, dates as text."""
    return {"id": id, "type": type, "time": time, "subject": subject, "source": source, "recorded": recorded, **fields}


def entity(id: str, valid: tuple[str | None, str | None] = (None, None), **fields: Any) -> dict[str, Any]:
    """One row of the registry: an enterprise without owner, unless said otherwise."""
    return {"id": id, "kind": "enterprise", "owner": None, "valid": valid, **fields}


def condition(
    field: str, *values: Any, operator: Operator = "in", storage: Storage = "text", many: bool = False
) -> Test:
    """`field operator values`; storage is guessed for flags and numbers."""
    if isinstance(values[0], bool):
        storage = storage if operator == "exists" else "flag"
    elif isinstance(values[0], int | float):
        values, storage = tuple(round(value * SCALE) for value in values), "number"
    elif isinstance(values[0], Moment):
        storage = "time"
    return Test(field, operator, values, storage, many)


HIGH_RISK = condition("high_risk", True)


def at_least(n: float) -> Bound:
    return Bound("at_least", low=round(n * SCALE))


def at_most(n: float) -> Bound:
    return Bound("at_most", high=round(n * SCALE))


def exactly(n: float) -> Bound:
    return Bound("exactly", round(n * SCALE), round(n * SCALE))


def between(a: float, b: float) -> Bound:
    return Bound("between", round(a * SCALE), round(b * SCALE))


def words(text: str) -> Duration:
    """`30 days`, `1 month`."""
    amount, unit = text.split()
    return Duration(int(amount), unit if unit.endswith("s") else unit + "s")  # type: ignore[arg-type]


def dates(start: str | None = None, end: str | None = None) -> DateRange:
    return DateRange(*(None if day is None else dt.date.fromisoformat(day) for day in (start, end)))


def duty(
    window: Any, occasion: Any = None, events: tuple[str, ...] = ("check",), bound: Bound | None = None, **more: Any
) -> Duty:
    """A duty to do one `check`, unless said otherwise."""
    return Duty(occasion or BearerInForce(), events, window, bound or at_least(1), **more)


def rule(of: Duty, id: str = "r", **more: Any) -> Rule:
    """A rule of every enterprise, in force in 2024 unless said otherwise."""
    return Rule(id, of, **{"bearer": "enterprise", "in_force": dates("2024-01-01", "2024-12-31"), **more})


def variant(name: str, of: Duty, when: Condition, **more: Any) -> Variant:
    return Variant(name, of, **{"severity": "high", "when": when, **more})


def ledger(
    rules: Rule | tuple[Rule, ...],
    log: list[dict[str, Any]],
    as_of: str = "2025-06-30",
    *,
    entities: list[dict[str, Any]] | None = None,
    coverage: list[tuple[str | None, str | None, str | None, str | None]] | None = None,
    known_at: str | None = None,
    zone: str = SHANGHAI,
    holidays: str = "CN",
) -> list[dict[str, Any]]:
    """The ledger's rows, instants as civil text of the zone (to the microsecond only where there are seconds)."""
    book = Rulebook(
        "book", rules if isinstance(rules, tuple) else (rules,), VOCABULARY, timezone=zone, holidays=holidays
    )
    clock, before = _limits(as_of, zone)
    table = evaluate(
        book,
        _log(log, zone),
        None if entities is None else _entities(entities, zone),
        None if coverage is None else _coverage(coverage),
        AsOf(clock, before, None if known_at is None else _limits(known_at, zone)[1]),
    )
    return [{name: _text(value, zone) for name, value in row.items()} for row in table.to_pylist()]


def columns(rows: list[dict[str, Any]], names: str) -> list[tuple[Any, ...]]:
    """Some columns of each row."""
    return [tuple(row[name] for name in names.split()) for row in rows]


def _limits(text: str, zone: str) -> tuple[int, int]:
    moment = when(text, zone)
    return (moment.last + 1, moment.last + 1) if len(text) == 10 else (moment.first, moment.first + 1)


def _text(value: Any, zone: str) -> Any:
    if not isinstance(value, dt.datetime):
        return value
    civil = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return civil.isoformat(" ", "auto" if civil.second or civil.microsecond else "minutes")


def _column(storage: Storage, many: bool, values: list[Any], zone: str, last: bool = False) -> pa.Array:
    if storage == "number":
        values = [None if value is None else round(value * SCALE) for value in values]
    if storage == "time":
        moments = [None if value is None else when(value, zone) for value in values]
        values = [None if m is None else from_micros(m.last if last else m.first) for m in moments]
    return pa.array(values, pa.list_(pa.string()) if many else ARROW[storage])


def _fields(fields: dict[str, Field], rows: list[dict[str, Any]], zone: str) -> dict[str, pa.Array]:
    made = {}
    for field in fields.values():
        values = [row.get(field.name) for row in rows]
        made[field.name] = _column(field.storage, field.many, values, zone)
        if field.storage == "time":
            made[field.name + ".last"] = _column("time", False, values, zone, last=True)
    return made


def _log(rows: list[dict[str, Any]], zone: str) -> EventLog:
    times = [row["time"] for row in rows]
    unknown = {name for row in rows for name in row} - set(_FIELDS)
    assert unknown <= {"id", "type", "time", "subject", "source", "recorded"}, unknown
    return EventLog(
        pa.table(
            {
                "id": pa.array([row["id"] for row in rows], pa.string()),
                "source": pa.array([row["source"] for row in rows], pa.string()),
                "type": pa.array([row["type"] for row in rows], pa.string()).dictionary_encode(),
                "subject": pa.array([row["subject"] for row in rows], pa.string()).dictionary_encode(),
                "first": _column("time", False, times, zone),
                "last": _column("time", False, times, zone, last=True),
                "recordedtime": _column("time", False, [row["recorded"] for row in rows], zone, last=True),
                "line": pa.array(range(len(rows)), pa.int64()),
                **_fields(_FIELDS, rows, zone),
            }
        )
    )


def _entities(rows: list[dict[str, Any]], zone: str) -> Entities:
    ends = [[None if day is None else dt.date.fromisoformat(day) for day in row["valid"]] for row in rows]
    table = {
        "id": pa.array([row["id"] for row in rows], pa.string()),
        "kind": pa.array([row["kind"] for row in rows], pa.string()),
        "owner": pa.array([row["owner"] for row in rows], pa.string()),
        "valid_from": pa.array([first for first, _ in ends], pa.date32()),
        "valid_to": pa.array([last for _, last in ends], pa.date32()),
        **_fields(_ATTRIBUTES, rows, zone),
    }
    return Entities(pa.table(table), pa.table({}))


def _coverage(rows: list[tuple[str | None, str | None, str | None, str | None]]) -> Coverage:
    days = [[None if day is None else dt.date.fromisoformat(day) for day in row[2:]] for row in rows]
    return Coverage(
        pa.table(
            {
                "subject": pa.array([row[0] for row in rows], pa.string()),
                "type": pa.array([row[1] for row in rows], pa.string()),
                "from": pa.array([first for first, _ in days], pa.date32()),
                "through": pa.array([last for _, last in days], pa.date32()),
            }
        )
    )
