"""A remedy held to its word: the record that it describes is added to the log, and the log is judged again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.engine.evaluate import evaluate
from zhiben.engine.explain.asked import instant_of
from zhiben.engine.explain.shape import Explanations
from zhiben.events.civil import calendar
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import DECIDED, Field
from zhiben.rules.waivers import Waivers

from ..tables import event_log

ADDED = "the-added-record"
Record = dict[str, Any]


def audit_of(
    book: Any,
    log: EventLog,
    entities: Any,
    coverage: Any,
    as_of: dt.date,
    known_at: dt.date | None = None,
    waivers: Waivers | None = None,
) -> Audit:
    """An audit of tables made by hand."""
    bare = Audit(
        rulebook=book,
        log=log,
        entities=entities,
        coverage=coverage,
        as_of=as_of,
        known_at=known_at,
        ledger=pa.table({}),
        notes=(),
        unseen=pa.table({}),
        waivers=waivers,
    )
    return replace(bare, ledger=judged(bare))


def judged(audit: Audit) -> pa.Table:
    """The ledger of an audit's inputs."""
    given = (audit.log, audit.entities, audit.coverage)
    return evaluate(audit.whole or audit.rulebook, *given, instant_of(audit), waivers=audit.waivers)


def with_record(audit: Audit, record: Record) -> pa.Table:
    """The ledger with one more record in the log."""
    book = audit.rulebook
    fields = book.vocabulary.event_fields()
    added = event_log([{"id": ADDED, **record}], fields, calendar(book.timezone)).table
    table = audit.log.table
    both = pa.concat_tables([_plain(table), _plain(added)], promote_options="default")
    for name in ("type", "subject", "file", "sheet"):
        both = both.set_column(
            both.schema.get_field_index(name), name, both[name].dictionary_encode().unify_dictionaries()
        )
    return judged(replace(audit, log=replace(audit.log, table=both.combine_chunks())))


def _plain(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        kind = field.type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if pa.types.is_large_string(kind):
            kind = pa.string()
        if pa.types.is_large_list(kind) or pa.types.is_list(kind):
            kind = pa.list_(pa.string())
        if kind != field.type:
            table = table.set_column(place, field.name, table[field.name].cast(kind))
    return table


def verdict_of(ledger: pa.Table, duty: str) -> str | None:
    """A duty's verdict; None where the ledger does not have it."""
    rows = ledger.filter(pc.equal(ledger["duty"], duty))
    return rows["verdict"][0].as_py() if rows.num_rows else None


def records(audit: Audit, found: Explanations, duty: str) -> Iterator[Record]:
    """The record that a remedy describes: as it is written out, and at either end of the time that it is given."""
    (remedy,) = pl.DataFrame(found.remedies).filter(pl.col("duty") == duty).iter_rows(named=True)
    fields = audit.rulebook.vocabulary.event_fields() | dict(DECIDED.fields)
    record: Record = {"type": remedy["type"], "subject": remedy["subject"] or "anybody"}
    entered = False
    for name, values in pl.DataFrame(found.values).filter(pl.col("duty") == duty).select("field", "values").iter_rows():
        if name in ("time", "recordedtime"):
            record[name] = _moment(values[0])
            entered |= name == "recordedtime"
        else:
            record[name] = _value(values, fields.get(name))
    yield record
    is_timeless = any(row == "days" for row in _measures(audit, duty)) or entered
    if not is_timeless:
        for name in ("first_day", "last_day", "first", "last"):
            if remedy[name] is not None:
                yield {**record, "time": remedy[name]}


def _measures(audit: Audit, duty: str) -> list[str]:
    from zhiben.reports.catalogue import all_rules
    from zhiben.reports.sentences import duty_of

    ((rule, variant),) = pl.DataFrame(audit.ledger).filter(pl.col("duty") == duty).select("rule", "variant").iter_rows()
    rules = {one.id: one for one in all_rules(audit.rulebook)}
    return [duty_of(rules[rule], variant).measure.name]


def _value(values: list[str], field: Field | None) -> object:
    if field is None:
        return values[0]
    if field.many:
        return values
    match field.storage:
        case "flag":
            return values[0] == "true"
        case "number":
            return Decimal(values[0])
        case "duration":
            return dt.timedelta(seconds=float(values[0]))
        case "time":
            return _moment(values[0])
    return values[0]


def _moment(text: str) -> dt.date | dt.datetime:
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)


def kinds(found: Explanations) -> Mapping[str, dict[str, Any]]:
    """Every remedy by duty."""
    return {row["duty"]: row for row in pl.DataFrame(found.remedies).iter_rows(named=True)}
