"""Events, registry and declared coverage as plain Python records, read once from their tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Iterable, Mapping

import pyarrow as pa

from zhiben.engine.reference.civil_days import ALWAYS, NEVER, CivilDays
from zhiben.events.civil import to_day
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import ENVELOPE, EventLog
from zhiben.events.vocabulary import LAST
from zhiben.rules.model import Moment

Value = str | int | bool | Moment | tuple[str, ...]
Stretch = tuple[int, int]  # [start, end), instants

_NOT_ATTRIBUTES = ("id", "kind", "owner", "valid_from", "valid_to", "file", "sheet", "line")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `ref` is its id as a ledger writes it; `fields` holds what is there, built-in fields included."""

    ref: str
    type: str
    subject: str
    first: int
    last: int
    recorded: int | None
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity with one set of attributes, valid in [start, end)."""

    id: str
    kind: str
    owner: str | None
    start: int
    end: int
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Declaration:
    """The log is complete for `subject` and `type` (None = all) in [start, end)."""

    subject: str | None
    type: str | None
    start: int
    end: int


def events_of(log: EventLog) -> list[Event]:
    """All events, by first instant, then reference."""
    columns: dict[str, list[Any]] = {
        name: _plain(log.table[name]) for name in log.table.column_names if not name.endswith(LAST)
    }
    nothing: list[Any] = [None] * log.table.num_rows
    sources, recorded = columns.get("source", nothing), columns.get("recordedtime", nothing)
    own = _own_fields(log.table, ENVELOPE)
    events = []
    for i in range(log.table.num_rows):
        source, first, last, entered = sources[i], columns["first"][i], columns["last"][i], recorded[i]
        fields = {**own[i], "subject": columns["subject"][i], "time": Moment(first, last)}
        if source is not None:
            fields["source"] = source
        if entered is not None:
            fields["recordedtime"] = Moment(entered, entered)
            fields["recorded_after"] = entered - first
        ref = columns["id"][i] if source is None else f"{source}/{columns['id'][i]}"
        events.append(Event(ref, columns["type"][i], columns["subject"][i], first, last, entered, fields))
    return sorted(events, key=lambda event: (event.first, event.ref))


def entity_rows(entities: Entities, days: CivilDays) -> list[EntityRow]:
    """All rows of the registry; a day of validity counts whole, no day means without limit."""
    table = entities.table
    attributes = _own_fields(table, _NOT_ATTRIBUTES)
    envelope = table.select(["id", "kind", "owner", "valid_from", "valid_to"]).to_pylist()
    return [
        EntityRow(
            row["id"],
            row["kind"],
            row["owner"],
            ALWAYS if row["valid_from"] is None else days.start(to_day(row["valid_from"])),
            NEVER if row["valid_to"] is None else days.end(to_day(row["valid_to"])),
            fields,
        )
        for row, fields in zip(envelope, attributes, strict=True)
    ]


def declarations_of(coverage: Coverage, days: CivilDays) -> list[Declaration]:
    """All rows of the declaration."""
    return [
        Declaration(
            row["subject"],
            row["type"],
            ALWAYS if row["from"] is None else days.start(to_day(row["from"])),
            NEVER if row["through"] is None else days.end(to_day(row["through"])),
        )
        for row in coverage.table.to_pylist()
    ]


def _own_fields(table: pa.Table, others: Iterable[str]) -> list[dict[str, Value]]:
    """Per row, the fields that are there. An empty list is a missing value."""
    rows: list[dict[str, Value]] = [{} for _ in range(table.num_rows)]
    names = set(table.column_names)
    for name in table.column_names:
        if name in others or (name.endswith(LAST) and name.removesuffix(LAST) in names):
            continue
        values = _plain(table[name])
        if pa.types.is_timestamp(table.schema.field(name).type):
            lasts = _plain(table[name + LAST]) if name + LAST in names else values
            values = [None if first is None else Moment(first, last) for first, last in zip(values, lasts, strict=True)]
        for row, value in zip(rows, values, strict=True):
            if isinstance(value, list):
                value = tuple(item for item in value if item is not None) or None
            if value is not None:
                row[name] = value
    return rows


def _plain(column: pa.ChunkedArray) -> list:  # type: ignore[type-arg]
    """Python values; instants as microseconds."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    values: list = column.to_pylist()  # type: ignore[type-arg]
    return values


class Registry:
    """Who exists when, below whom, with which attributes."""

    def __init__(self, rows: Iterable[EntityRow]) -> None:
        self._rows: dict[str, list[EntityRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row.id, row.start)):
            self._rows[row.id].append(row)
        self._below: dict[tuple[str, str], list[Stretch]] = {}

    def ids(self, kind: str | None = None) -> list[str]:
        """Entities that are of `kind` at some time (None = all)."""
        return [name for name, rows in self._rows.items() if any(kind in (None, row.kind) for row in rows)]

    def spans(self, name: str, kind: str) -> list[Stretch]:
        """When the entity is valid as `kind`; adjacent rows are one span."""
        return joined([(row.start, row.end) for row in self._rows[name] if row.kind == kind])

    def rows(self, name: str) -> list[EntityRow]:
        """All rows of one entity, in order of time; none for a name the registry does not hold."""
        return self._rows.get(name, [])

    def row(self, name: str, instant: int) -> EntityRow | None:
        """The row valid at an instant."""
        return next((row for row in self.rows(name) if row.start <= instant < row.end), None)

    def is_below(self, name: str, ancestor: str, instant: int) -> bool:
        """Whether `ancestor` owns the entity, at any depth, every link being valid at the instant."""
        passed = set()
        current: str | None = name
        while current is not None and current not in passed:
            passed.add(current)
            row = self.row(current, instant)
            current = None if row is None else row.owner
            if current == ancestor and ancestor != name:
                return True
        return False

    def times_below(self, name: str, ancestor: str) -> list[Stretch]:
        """All stretches in which the entity is below `ancestor`."""
        if (name, ancestor) not in self._below:
            edges = {ALWAYS, NEVER}
            edges.update(edge for rows in self._rows.values() for row in rows for edge in (row.start, row.end))
            ordered = sorted(edges)
            self._below[name, ancestor] = joined(
                [(a, b) for a, b in pairwise(ordered) if self.is_below(name, ancestor, a)]
            )
        return self._below[name, ancestor]


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in as few stretches as possible, in order; empty ones vanish."""
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def common(one: Iterable[Stretch], other: Iterable[Stretch]) -> list[Stretch]:
    """The time that lies in both."""
    other = list(other)
    return joined([(max(a, c), min(b, d)) for a, b in one for c, d in other])
