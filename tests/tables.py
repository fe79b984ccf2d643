"""Event logs, entities and coverage for tests, built from plain records straight into the documented tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Mapping, Sequence

import pyarrow as pa

from zhiben.events.civil import CivilCalendar, to_day, to_micros
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import Account, EventLog
from zhiben.events.vocabulary import ARROW, LAST, SCALE, Field

Record = Mapping[str, Any]
Time = dt.date | dt.datetime  # a date is a whole civil day, an aware datetime an instant

_TIME = ARROW["time"]
_CODED = pa.dictionary(pa.int32(), pa.string())


def event_log(records: Sequence[Record], fields: Mapping[str, Field], civil: CivilCalendar) -> EventLog:
    """A log of accepted events, in the order of `records`.

    Args:
        records: `id`, `type`, `subject`, `time`; optionally `source`, `recordedtime` and any of `fields`. Numbers are
            int, float or Decimal, durations timedelta, lists of texts lists; None or absent = missing.
        fields: the fields of the vocabulary's event types.
        civil: the zone whose days the bare dates are.
    """
    spans = [span(record["time"], civil) for record in records]
    recorded = [record.get("recordedtime") for record in records]
    columns: dict[str, pa.Array] = {
        "id": pa.array([r["id"] for r in records], pa.string()),
        "source": pa.array([r.get("source") for r in records], pa.string()),
        "type": pa.array([r["type"] for r in records], pa.string()).cast(_CODED),
        "subject": pa.array([r["subject"] for r in records], pa.string()).cast(_CODED),
        "first": pa.array([first for first, _ in spans], _TIME),
        "last": pa.array([last for _, last in spans], _TIME),
        "recordedtime": pa.array([None if r is None else span(r, civil)[1] for r in recorded], _TIME),
        "file": pa.array(["log.csv"] * len(records), pa.string()).cast(_CODED),
        "sheet": pa.nulls(len(records), pa.string()).cast(_CODED),
        "line": pa.array(range(2, len(records) + 2), pa.int64()),
    }
    columns |= _own(records, fields, civil)
    return EventLog(pa.table(columns), (), Account(read=len(records), accepted=len(records)))


def entity_table(records: Sequence[Record], fields: Mapping[str, Field], civil: CivilCalendar) -> Entities:
    """A registry: `id`, `kind`; optionally `owner`, `valid_from`, `valid_to` (dates) and any of `fields`."""
    rows = sorted(records, key=lambda r: (r["id"], r.get("valid_from") or dt.date.min))
    columns: dict[str, pa.Array] = {
        "id": pa.array([r["id"] for r in rows], pa.string()),
        "kind": pa.array([r["kind"] for r in rows], pa.string()),
        "owner": pa.array([r.get("owner") for r in rows], pa.string()),
        "valid_from": pa.array([r.get("valid_from") for r in rows], pa.date32()),
        "valid_to": pa.array([r.get("valid_to") for r in rows], pa.date32()),
    }
    columns |= _own(rows, fields, civil)
    columns |= {
        "file": pa.array(["entities.csv"] * len(rows), pa.string()),
        "sheet": pa.nulls(len(rows), pa.string()),
        "line": pa.array(range(2, len(rows) + 2), pa.int64()),
    }
    aliases = pa.schema(
        [("alias", pa.string()), ("id", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32())]
    ).empty_table()
    return Entities(pa.table(columns), aliases)


def coverage_table(records: Sequence[Record]) -> Coverage:
    """A declaration: `subject`, `type`, `from`, `through`, each optional."""
    types = {"subject": pa.string(), "type": pa.string(), "from": pa.date32(), "through": pa.date32()}
    return Coverage(pa.table({name: pa.array([r.get(name) for r in records], t) for name, t in types.items()}))


def span(time: Time, civil: CivilCalendar) -> tuple[int, int]:
    """First and last instant of a date (its whole civil day) or of an aware datetime."""
    if isinstance(time, dt.datetime):
        return to_micros(time), to_micros(time)
    return civil.start(to_day(time)), civil.start(to_day(time) + 1) - 1


def _own(records: Sequence[Record], fields: Mapping[str, Field], civil: CivilCalendar) -> dict[str, pa.Array]:
    columns: dict[str, pa.Array] = {}
    for name, field in fields.items():
        values = [record.get(name) for record in records]
        if field.storage == "time":
            spans = [(None, None) if value is None else span(value, civil) for value in values]
            columns[name] = pa.array([first for first, _ in spans], _TIME)
            columns[name + LAST] = pa.array([last for _, last in spans], _TIME)
        elif field.many:
            columns[name] = pa.array(values, pa.list_(pa.string()))
        elif field.storage == "number":
            columns[name] = pa.array([None if v is None else int(Decimal(str(v)) * SCALE) for v in values], pa.int64())
        elif field.storage == "duration":
            columns[name] = pa.array(
                [None if v is None else v // dt.timedelta(microseconds=1) for v in values], pa.int64()
            )
        else:
            columns[name] = pa.array(values, ARROW[field.storage])
    return columns
