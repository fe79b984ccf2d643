"""Which arrivals count: each event once, however often it is delivered; what comes too late is put aside.

An id names one event of its source. The same content again is a resend, and the earliest `recordedtime` stands; other
content contradicts it, and then neither counts, nor any that follows (as in a log that is read as a whole).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.state.store import CONFLICT, SIDE, Seen, Store
from zhiben.engine.search import Ints
from zhiben.events.civil import ALWAYS
from zhiben.events.content import PLACE, fingerprints
from zhiben.events.problem import Problem

_AT_ONCE = -(2**63)


@dataclass
class Admitted:
    """What became of the rows that arrived.

    Attributes:
        rows: (k,) rows that count, and (k,) `numbers` given to them.
        gone: numbers of events accepted before that no longer count.
        aside: rows that came too late.
        duplicates, conflicts: how many.
    """

    rows: Ints
    numbers: Ints
    gone: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    duplicates: int = 0
    problems: list[Problem] = field(default_factory=list)


def admitted(
    table: pa.Table, store: Store, next_number: int, clock: int | None, lateness: int, moves: bool
) -> Admitted:
    """Admit rows in the order of their arrival.

    Args:
        table: rows of a log in terms of the registry; every row has an id.
        next_number: for the first event that counts.
        clock: where it stands; None = nothing has arrived yet.
        lateness: us by which an event may lie before the clock.
        moves: whether events move the clock, so that later rows of the same table may be late because of earlier ones.
    """
    # When it was recorded is not what an event says.
    prints = fingerprints(table, PLACE | {"recordedtime"}).view(np.int64).tolist()
    names = table["id"].to_pylist()
    sources = table["source"].to_pylist()
    recorded = ints(table["recordedtime"], null=_AT_ONCE)
    first = ints(table["first"])
    start = int(ALWAYS) if clock is None else clock
    before = np.full(len(first), start)
    if moves:
        before[1:] = np.maximum.accumulate(np.maximum(first, start))[:-1]
    is_late = first < before - lateness
    keys = [(source or "", name) for source, name in zip(sources, names, strict=True)]
    before_now = store.seen(keys)
    seen: dict[tuple[str, str], Seen] = {}
    kept: dict[int, int] = {}  # number: row
    found = Admitted(np.zeros(0, np.int64), np.zeros(0, np.int64))
    for row, (key, mark, at) in enumerate(zip(keys, prints, recorded.tolist(), strict=True)):
        known = seen.get(key) or before_now.get(key)
        if known is None:
            if is_late[row]:
                found.aside.append(row)
                seen[key] = (mark, at, SIDE)
                continue
            seen[key] = (mark, at, next_number)
            kept[next_number] = row
            next_number += 1
        elif known[0] != mark or known[2] == CONFLICT:
            if known[2] >= 0 and kept.pop(known[2], None) is None:
                found.gone.append(known[2])
            seen[key] = (known[0], known[1], CONFLICT)
            message = f"the id `{key[1]}` occurs with different content; neither counts"
            found.problems.append(Problem("conflict", message, field="id", value=key[1]))
        else:
            found.duplicates += 1
            if known[2] >= 0 and known[1] is not None and at < known[1]:
                if kept.pop(known[2], None) is None:
                    found.gone.append(known[2])
                seen[key] = (mark, at, next_number)
                kept[next_number] = row
                next_number += 1
    store.see((source, name, mark, at, number) for (source, name), (mark, at, number) in seen.items())
    found.rows = np.array(list(kept.values()), np.int64)
    found.numbers = np.array(list(kept), np.int64)
    return found


def records_of(late: pa.Table, seq: int) -> tuple[tuple[int, str], ...]:
    """Rows that came too late as lines of JSON, numbered after `seq`."""
    kept = [name for name in late.column_names if late[name].null_count < late.num_rows]
    told = []
    for number, row in enumerate(late.select(kept).to_pylist(), seq + 1):
        says = {name: value for name, value in row.items() if value is not None}
        told.append((number, json.dumps({"seq": number, **says}, ensure_ascii=False, default=str)))
    return tuple(told)
