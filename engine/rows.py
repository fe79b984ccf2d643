"""Ledger rows: judged duties as the table that people and programs read."""

from __future__ import annotations

from functools import lru_cache
from typing import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from zhiben.engine.arrow import taken
from zhiben.engine.correlation import number_text
from zhiben.engine.duty_id import duty_ids
from zhiben.engine.elements import Slices
from zhiben.engine.intervals import Windows
from zhiben.engine.judge import Judged
from zhiben.engine.ledger import EVIDENCE_SHOWN, SCHEMA, VERDICTS
from zhiben.engine.limits import Limits, limit_text
from zhiben.engine.measures import Gauge
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import REASONS
from zhiben.engine.search import Ints, written_out
from zhiben.engine.stage import Stage
from zhiben.engine.wanted import Wanted
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.rules.model import Bound, Rule

_TIME = pa.timestamp("us", "UTC")
_FEW = 8  # rows of a column that is remembered


class Part(Struct, frozen=True):
    """The judged duties of one rule that share a variant: their windows, what lies in them, and the verdicts.

    Attributes:
        asked: the windows as they were judged, which `throughout` may break off.
        measure: what read the slices; of `covers` over sets it is about all (d,) duties, in order.
        sets: the (d,) sets of such a duty, else None.
    """

    windows: Windows
    slices: Slices
    judged: Judged
    bound: Bound
    limits: Limits
    asked: Windows
    measure: Gauge
    sets: Wanted | None


def rows(stage: Stage, rule: Rule, occasions: Occasions, part: Part) -> pa.Table:
    """(d,) ledger rows, in the order of the windows."""
    windows, judged = part.windows, part.judged
    size = len(windows)
    bearer = occasions.bearer[windows.occasion]
    key, raised_by = taken(occasions.key, windows.occasion), taken(occasions.raised_by, windows.occasion)
    unlimited = windows.opens <= ALWAYS
    hashes = [stage.registry.hashes[bearer], *(h[windows.occasion] for h in occasions.hashes)]
    names = ["", *(variant.name for variant in rule.variants)]
    severities = [rule.severity, *(variant.severity for variant in rule.variants)]
    evidence, counts = _evidence(stage, part)
    opens, closes, due, decided, cured = _times(
        [np.where(unlimited, NEVER, windows.opens), windows.closes, windows.due, judged.decided, judged.cured]
    )
    columns = [
        duty_ids(stage.rulebook.name, rule.id, hashes, windows.opens, unlimited),
        _repeated(rule.id, size),
        _picked(names, windows.variant),
        _repeated(";".join(rule.clauses), size),
        _picked(severities, windows.variant),
        stage.registry.spoken(bearer),
        key,
        raised_by,
        opens,
        closes,
        due,
        required(part.bound, part.limits),
        pa.array(judged.observed, from_pandas=True),
        _picked(VERDICTS, judged.verdict),
        decided,
        cured,
        _picked(REASONS, judged.reason),
        evidence,
        pa.array(counts),
        _repeated("", size),
    ]
    return pa.table(columns, schema=SCHEMA)


def required(bound: Bound, limits: Limits) -> pa.Array:
    """(d,) bounds as the ledger's `required` writes them (reading 32), each combination of limits worded once."""
    known = [part for part in (limits.low, limits.high) if part is not None]
    if bound.name == "exactly":
        known = known[:1]
    rows = np.stack([*known, limits.reason != 0], axis=1)
    if len(rows) and (rows == rows[0]).all():  # most bounds are plain numbers
        return _repeated(_bound_text(bound, rows[0]), len(rows))
    distinct, which = np.unique(rows, axis=0, return_inverse=True)
    return _picked([_bound_text(bound, row) for row in distinct], which.reshape(-1))


def _bound_text(bound: Bound, row: Ints) -> str:
    numbers, is_unknown = row[:-1], bool(row[-1])
    written = [limit for limit in (bound.low, bound.high) if limit is not None][: len(numbers)]
    said = [limit_text(limit) if is_unknown else number_text(int(n)) for limit, n in zip(written, numbers, strict=True)]
    return f"{bound.name} {' and '.join(said)}"


def _evidence(stage: Stage, part: Part) -> tuple[pa.Array, Ints]:
    lo, seen = part.slices.lo, part.judged.seen
    counts = np.maximum(seen - lo, 0)
    if len(counts) <= _FEW and not counts.any():
        return _nothing_seen(len(counts)), counts
    _, element = written_out(lo, np.minimum(seen, lo + EVIDENCE_SHOWN))
    ids = stage.events.references(part.slices.elements.position[element])
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.minimum(counts, EVIDENCE_SHOWN))])
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), ids), counts


@lru_cache(maxsize=_FEW + 1)
def _nothing_seen(size: int) -> pa.Array:
    return pa.array([[]] * size, SCHEMA.field("evidence").type)


def _times(columns: Sequence[Ints]) -> Iterator[pa.Array]:
    """(d,) instants, column by column; null where NEVER. Those of few rows are made in one piece."""
    size = len(columns[0])
    if size <= _FEW:
        whole = _nullable(np.concatenate(columns))
        yield from (whole.slice(nth * size, size) for nth, _ in enumerate(columns))
    else:
        yield from map(_nullable, columns)


def _nullable(values: Ints) -> pa.Array:
    is_null = values >= NEVER
    times = pa.array(np.where(is_null, 0, values), mask=is_null) if is_null.any() else pa.array(values)
    return times.view(_TIME)


def _picked(words: Sequence[str], which: npt.NDArray[np.integer]) -> pa.Array:
    if len(which) and (which == which[0]).all():
        return _repeated(words[int(which[0])], len(which))
    return pa.array(words, pa.string()).take(pa.array(which))


def _repeated(word: str, size: int) -> pa.Array:
    return _remembered(word, size) if size <= _FEW else pa.repeat(pa.scalar(word, pa.string()), size)


@lru_cache(maxsize=4_096)  # judging few duties again and again makes the same short columns
def _remembered(word: str, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), size)
