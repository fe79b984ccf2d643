"""Values that rules ask a field to have, and that it never has although it is filled in; of a list, none of them.

Reasons: `owed` (duties whose time is up ask for the value), `raises` (such events would raise duties).
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from msgspec.structs import replace

from zhiben.engine.quality._remark import Level, Remark, few
from zhiben.engine.quality._seen import Seen

CODE = "value-never-seen"
LEAST = 5  # events of the type with the field filled in; of fewer nothing follows


def check(seen: Seen) -> list[Remark]:
    """One remark per type, field and reason, those that most rules ask for first."""
    asked = [read for read in seen.reads if (read.rule in seen.closed if read.is_owed else read.role == "raises")]
    there = {name: _values(seen, name) for name in sorted({name for read in asked for name, _ in read.values})}
    lacking: dict[tuple[str, str, str], dict[str, dict[str, None]]] = {}
    for read in asked:
        for name, wanted in sorted(read.values):
            found = [there[name][event] for event in read.events if event in there[name]]
            if any(values & set(wanted) for _, values in found):
                continue
            for event in read.events:
                for value in wanted:
                    reason = "owed" if read.is_owed else "raises"
                    lacking.setdefault((event, name, reason), {}).setdefault(value, {})[read.rule] = None
    remarks = []
    for (event, name, reason), readers in lacking.items():
        filled, _ = there[name].get(event, (0, frozenset()))
        told = lacking.get((event, name, "owed"), {}) if reason == "raises" else {}
        values = [value for value in readers if value not in told]
        rules = dict.fromkeys(rule for value in values for rule in readers[value])
        if values and filled >= LEAST:
            level: Level = "warning" if reason == "owed" else "note"
            about = Remark(CODE, level, reason, type=event, attribute=name, count=len(values), total=filled)
            remarks.append(replace(about, names=tuple(values), rules=tuple(rules)))
    return few(CODE, sorted(remarks, key=lambda r: (r.level != "warning", -len(r.rules), r.type, r.attribute)))


def _values(seen: Seen, name: str) -> dict[str, tuple[int, frozenset[str]]]:
    """Of each type in how many events the field is filled in, and with which values."""
    column = seen.column(name)
    if column is None:
        return {}
    words = _words(seen, name)
    if words is not None:
        return words
    series = pl.Series("value", column.combine_chunks())
    frame = pl.DataFrame([seen.types, series]).filter(pl.col("value").is_not_null())
    is_list = isinstance(series.dtype, pl.List)
    counted = frame.group_by("type").agg(
        filled=pl.len(), values=(pl.col("value").explode() if is_list else pl.col("value")).cast(pl.String).unique()
    )
    rows = counted.with_columns(pl.col("type").cast(pl.String)).iter_rows()
    return {event: (filled, frozenset(value for value in values if value)) for event, filled, values in rows}


def _words(seen: Seen, name: str) -> dict[str, tuple[int, frozenset[str]]] | None:
    """The same of a field of texts, where few enough differ to be counted in a table; else None."""
    worded = seen.worded(name)
    if worded is None:
        return None
    sizes, words = worded
    found = {}
    for event, own in zip(seen.type_codes[1], sizes[:, 1:], strict=True):
        if own.any():
            values = words.take(pa.array(np.flatnonzero(own))).to_pylist()
            found[event] = (int(own.sum()), frozenset(value for value in values if value))
    return found
