"""Decided duties as events: ledger rows turned into rows of the log that later rules read (reading 37)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field
from msgspec.structs import replace

from zhiben.engine.arrow import flags, ints
from zhiben.engine.existing import Existing
from zhiben.engine.intervals import Windows
from zhiben.engine.judge import BREACHED, LATE, MET, UNKNOWN, Judged
from zhiben.engine.stage import Stage
from zhiben.events.vocabulary import ARROW, DUTY_DECIDED
from zhiben.rules.model import Rule

_OUTCOMES = {MET: "met", BREACHED: "breached", LATE: "breached", UNKNOWN: "unknown"}
_TIME = ARROW["time"]
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("subject", pa.string()),
        ("first", _TIME),
        ("last", _TIME),
        (f"{DUTY_DECIDED}.rule", pa.string()),
        (f"{DUTY_DECIDED}.clause", pa.list_(pa.string())),
        (f"{DUTY_DECIDED}.severity", pa.string()),
        (f"{DUTY_DECIDED}.key", pa.string()),
        (f"{DUTY_DECIDED}.outcome", pa.string()),
    ]
)


class Handed(Struct, frozen=True):
    """Decided duties that are handed from one judgement to the next, where rules are judged apart from those they read.

    Attributes:
        given: decided duties of rules that were judged before, as rows of `SCHEMA`.
        wanted: names of rules whose duties are handed on; `told`: these, rule by rule.
    """

    given: pa.Table
    wanted: frozenset[str] = frozenset()
    told: list[pa.Table] = field(default_factory=list)


def decided_duties(stage: Stage, rule: Rule, ledger: pa.Table, asked: Windows, judged: Judged) -> pa.Table:
    """The events that (d,) judged duties of one rule are, as rows of `SCHEMA`; what is not decided yet is none.

    Args:
        ledger, asked, judged: the same duties in the same order, with their windows as they were judged.
    """
    at_close = np.maximum(asked.raised, asked.closes - 1)
    unknown_at = np.where(asked.reason != 0, asked.raised, at_close)
    when = np.where(judged.verdict == UNKNOWN, unknown_at, judged.decided)
    rows = np.flatnonzero(np.isin(judged.verdict, list(_OUTCOMES)) & (when < stage.as_of.before))
    chosen, when = ledger.take(pa.array(rows)), pa.array(when[rows]).cast(_TIME)
    words = pa.array([_OUTCOMES.get(verdict) for verdict in range(UNKNOWN + 1)], pa.string())
    key = chosen["key"].combine_chunks()
    clauses = pa.array([list(rule.clauses)], pa.list_(pa.string())).take(pa.array(np.zeros(len(rows), np.int64)))
    columns = [
        chosen["duty"],
        pa.repeat(pa.scalar(DUTY_DECIDED, pa.string()), len(rows)),
        chosen["bearer"],
        when,
        when,
        chosen["rule"],
        clauses,
        chosen["severity"],
        pc.if_else(pc.equal(key, ""), pa.scalar(None, pa.string()), key),
        words.take(pa.array(judged.verdict[rows].astype(np.int64))),
    ]
    return pa.table(columns, schema=SCHEMA)


def with_decided(stage: Stage, decided: Sequence[pa.Table], types: Iterable[str]) -> Stage:
    """A stage whose events are those of the log of some types, and decided duties.

    Who exists stays as it was: nobody is there because a duty of his was decided.
    """
    events, registry = stage.events, stage.registry
    told = pa.concat_tables(decided or [SCHEMA.empty_table()]).combine_chunks()
    kept = events.of_types(types)
    shared = [name for name in SCHEMA.names if name in events.table.column_names]
    as_logged = pa.table({name: told[name].cast(events.table.schema.field(name).type) for name in shared})
    own = told.drop_columns(shared)
    added = pa.table({**_columns(as_logged), **_columns(own)})
    joined = pa.concat_tables([events.taken(kept), added], promote_options="default")
    joined = joined.unify_dictionaries()
    bearer = told["subject"].combine_chunks()
    subject = ints(pc.index_in(bearer, value_set=registry.names), null=-1)
    # The bearer of a rule of the whole log is nobody's name.
    subject = np.where(flags(pc.equal(bearer, "*")), -1, subject)
    known = Existing.in_order(joined, np.arange(joined.num_rows, dtype=np.int64), events.fields, events.civil)
    everybody = np.concatenate([registry.event_subject[kept], subject])
    return replace(stage, events=known, registry=replace(registry, event_subject=everybody[known.rows]))


def _columns(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(table.column_names, table.columns, strict=True))
