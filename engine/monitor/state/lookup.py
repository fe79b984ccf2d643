"""Looking events up in the parts that hold them: which rows of which part, and these as one table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.engine.monitor.incremental.since import Since
from zhiben.engine.monitor.state.part import Part
from zhiben.engine.monitor.state.plain import KEY, together
from zhiben.engine.search import Flags, Ints, written_out

Keys = tuple[Collection[str], npt.NDArray[np.uint64]] | None
Found = tuple[Part, Ints]  # rows of a part, ascending, at least one

AT_ONCE = 1 << 16  # rows that are looked at together
GAPS, NEAR = 4, 64  # rows so near to each other are copied with all between them, which is left out later


_NONE = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def found(
    parts: Sequence[Part], subjects: Ints | None, kinds: Flags | None, since: Since | None, keys: Keys
) -> Iterator[Found]:
    """The rows of some subjects (ascending) and types; None = of all.

    Args:
        kinds: by number of the type.
        since, keys: as in `Held.of`.
    """
    group: list[tuple[Part, Ints, Ints]] = []
    size = 0
    for part in parts:
        rows, whose = _rows(part, subjects)
        if not len(rows):
            continue
        if group and size + len(rows) > AT_ONCE:
            yield from _kept(group, subjects, kinds, since, keys)
            group, size = [], 0
        group.append((part, rows, whose))
        size += len(rows)
    if group:
        yield from _kept(group, subjects, kinds, since, keys)


def taken(of: Sequence[Found], fields: frozenset[str] | None) -> pa.Table:
    """These rows as a table of one chunk.

    Args:
        fields: columns that are wanted (`Part.columns`); None = all.
    """
    tables, picked, at = [], list[Ints](), 0
    has_gaps = False
    for part, rows in of:
        table = part.table if fields is None else part.columns(fields)
        start, span = int(rows[0]), int(rows[-1] - rows[0]) + 1
        if span > GAPS * len(rows) + NEAR:
            table, start, rows = table.take(pa.array(rows)), 0, np.arange(len(rows), dtype=np.int64)
        elif span < table.num_rows:
            table = table.slice(start, span)
        has_gaps |= len(rows) < table.num_rows
        tables.append(table)
        picked.append(rows + (at - start))
        at += table.num_rows
    table = together(tables)
    return table.take(pa.array(np.concatenate(picked))) if has_gaps else table


def _rows(part: Part, subjects: Ints | None) -> tuple[Ints, Ints]:
    """The rows of some subjects, and the place among these of the subject of each."""
    if subjects is None:
        rows = np.arange(part.table.num_rows, dtype=np.int64)
        return rows, rows
    if len(subjects) == 1:
        start, end = part.slice_of(int(subjects[0]))
        return (np.arange(start, end, dtype=np.int64), np.zeros(end - start, np.int64)) if start < end else _NONE
    which, place = part.where(subjects)
    if not len(which):
        return which, which
    whose, rows = written_out(part.bounds[place], part.bounds[place + 1])
    return rows, which[whose]


def _kept(
    group: Sequence[tuple[Part, Ints, Ints]], subjects: Ints | None, kinds: Flags | None, since: Since | None,
    keys: Keys,
) -> Iterator[Found]:  # fmt: skip
    """What of some rows is of the types, late enough, and has one of the keys."""
    keep = np.ones(sum(len(rows) for _, rows, _ in group), np.bool_)
    if kinds is not None:
        kind = np.concatenate([part.kind[rows] for part, rows, _ in group])
        keep = kinds[kind]
        if since is not None and subjects is not None:
            first = np.concatenate([part.first[rows] for part, rows, _ in group])
            whose = np.concatenate([whose for *_, whose in group])
            keep[keep] = since.lets(subjects, whose[keep], kind[keep], first[keep])
    at = 0
    for part, rows, _ in group:
        mine = rows[keep[at : at + len(rows)]]
        at += len(rows)
        if keys is not None and len(mine):
            mine = mine[_has_key(part, mine, keys)]
        if len(mine):
            yield part, mine


def _has_key(part: Part, rows: Ints, keys: tuple[Collection[str], npt.NDArray[np.uint64]]) -> Flags:
    """(n,) True where one of the fields of a row has a value of the (ascending) ones."""
    names, wanted = keys
    found = np.zeros(len(rows), np.bool_)
    if not len(wanted):
        return found
    for name in names:
        mine = part.column(KEY + name)[rows]
        found |= wanted[np.minimum(wanted.searchsorted(mine), len(wanted) - 1)] == mine
    return found
