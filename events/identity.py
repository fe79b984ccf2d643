"""Which rows are one event: resends are dropped, contradictions rejected, rows without an id named by their content.

An id is unique per source. Rows of one id that say the same (`recordedtime` and place aside) are one event, known from
the earliest `recordedtime`; a missing one means known at once, so it is the earliest. Rows of one id that say different
things are all rejected. A row without an id is named after its content, `recordedtime` included, and rows that repeat
word for word are numbered; so inserting a row renames nothing.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from zhiben.events.content import content_codes, fingerprints
from zhiben.events.distinct_ids import repeated
from zhiben.events.problem import Problem, Span
from zhiben.events.values import counted

Rows = npt.NDArray[np.int64]


class Identified(Struct, frozen=True):
    """Events with unique ids, what became of the other rows, and the problems to show.

    `conflicting`: the events that contradict each other, `rejected` in number. `repeats`: rows without an id that are
    word for word like another.
    """

    table: pa.Table
    duplicates: int
    rejected: int
    problems: tuple[Problem, ...]
    conflicting: pa.Table
    repeats: int = 0

    @property
    def said(self) -> tuple[Problem, ...]:
        """The problems, and notes that count what was dropped or kept twice."""
        return (*self.problems, *counting_notes(self.duplicates, self.repeats))


def counting_notes(duplicates: int, repeats: int) -> tuple[Problem, ...]:
    """Notes about rows that were dropped as resends, and about rows without an id that are alike and kept."""
    notes = []
    if duplicates:
        message = f"{counted(duplicates, 'identical resend')} of another row; each event counts once"
        notes.append(Problem("duplicates", message, level="note"))
    if repeats:
        message = f"{counted(repeats, 'row')} without an id word for word like another; kept as separate events"
        hint = "give events ids, or an `id` in a log map"
        notes.append(Problem("repeated-rows", message, level="note", hint=hint))
    return tuple(notes)


def identify(table: pa.Table, has_distinct_ids: bool = False) -> Identified:
    """The events of a table whose `id` is null where rows are to be named by their content.

    Args:
        table: columns of `log.ENVELOPE` and fields; rows in any order.
        has_distinct_ids: it is known that every row has an id of its own.
    """
    if has_distinct_ids:
        return Identified(table, 0, 0, (), table.slice(0, 0))
    missing = table["id"].is_null().to_numpy()
    if missing.all():
        return _named(table)
    if missing.any():
        given, unnamed = _settled(table.filter(pa.array(~missing))), _named(table.filter(pa.array(missing)))
        return Identified(
            pa.concat_tables([given.table, unnamed.table]),
            given.duplicates,
            given.rejected,
            given.problems,
            given.conflicting,
            unnamed.repeats,
        )
    return _settled(table)


def _settled(table: pa.Table) -> Identified:
    keys = _repeated(table)
    if keys is None:
        return Identified(table, 0, 0, (), table.slice(0, 0))
    rows = np.flatnonzero(keys >= 0)
    part = table.take(pa.array(rows))
    keys, codes = keys[rows], content_codes(part)
    order = np.argsort(keys, kind="stable")
    lowest = np.full(keys.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(lowest, keys, codes)
    highest = np.full(keys.max() + 1, -1)
    np.maximum.at(highest, keys, codes)
    in_conflict = (lowest != highest)[keys]
    recorded = part["recordedtime"].cast(pa.int64()).fill_null(-(2**63)).to_numpy()
    files = part["file"].combine_chunks().cast(pa.string()).dictionary_encode().indices.to_numpy()
    order = np.lexsort((part["line"].to_numpy(), files, recorded, keys))
    is_first = np.ones(len(order), bool)
    is_first[1:] = keys[order][1:] != keys[order][:-1]
    stands = np.zeros(len(order), bool)
    stands[order] = is_first
    keep = np.ones(table.num_rows, bool)
    keep[rows] = stands & ~in_conflict
    duplicates = int((~stands & ~in_conflict).sum())
    problems = _conflicts(part, (keys, codes), in_conflict, order)
    lost = part.filter(pa.array(in_conflict))
    return Identified(table.filter(pa.array(keep)), duplicates, lost.num_rows, tuple(problems), lost)


def _repeated(table: pa.Table) -> Rows | None:
    """(n,) the group of each row whose source and id occur more than once, -1 for all others; None if none does."""
    ids = table["id"].combine_chunks()
    rows = repeated(ids)
    if not len(rows):
        return None
    codes = ids.take(pa.array(rows)).dictionary_encode().indices.to_numpy().astype(np.int64)
    sources = table["source"].combine_chunks().cast(pa.string()).dictionary_encode("encode")
    pairs = codes * (len(sources.dictionary) + 1) + sources.indices.to_numpy()[rows]
    groups, counts = np.unique(pairs, return_inverse=True, return_counts=True)[1:]
    is_again = counts[groups] > 1
    if not is_again.any():
        return None
    found = np.full(len(ids), -1, np.int64)
    found[rows[is_again]] = np.unique(groups[is_again], return_inverse=True)[1]
    return found


def _conflicts(
    part: pa.Table, keyed: tuple[Rows, Rows], in_conflict: npt.NDArray[np.bool_], order: Rows
) -> list[Problem]:
    """A problem per row in conflict, each naming the first row of its id that says something else."""
    problems: list[Problem] = []
    keys, codes = keyed
    rows = order[in_conflict[order]]
    if not len(rows):
        return problems
    places = _spans(part.take(pa.array(rows)))
    ids = part["id"].take(pa.array(rows)).to_pylist()
    members: dict[int, list[int]] = {}
    for i, key in enumerate(keys[rows].tolist()):
        members.setdefault(key, []).append(i)
    said = codes[rows].tolist()
    for group in members.values():
        # Two rows of the group say different things; whichever a row is not equal to is its contradiction.
        first = group[0]
        second = next(i for i in group if said[i] != said[first])
        for i in group:
            other = places[second if said[i] == said[first] else first]
            message = f"the id `{ids[i]}` occurs with different content, here and at {other}"
            hint = "an id names one event; correct the row that is wrong, or give it an id of its own"
            problems.append(Problem("conflict", message, places[i], hint, field="id", value=ids[i]))
    return problems


def _spans(rows: pa.Table) -> list[Span]:
    columns: Sequence[list[object]] = [rows[name].to_pylist() for name in ("file", "line", "sheet")]
    return [Span(str(f), int(str(n)), sheet=None if s is None else str(s)) for f, n, s in zip(*columns, strict=True)]


def _named(table: pa.Table) -> Identified:
    hashes = fingerprints(table)
    codes = np.unique(hashes, return_inverse=True)[1]
    order = np.argsort(codes, kind="stable")
    ranked = codes[order]
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(ranked), 1), bool), ranked[1:] != ranked[:-1]]))
    ordinals = np.empty(len(order), np.int64)
    ordinals[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order)))) + 1
    names = [
        f"{h:016x}" if k == 1 else f"{h:016x}-{k}" for h, k in zip(hashes.tolist(), ordinals.tolist(), strict=True)
    ]
    repeats = int((ordinals > 1).sum())
    place = table.column_names.index("id")
    named = table.set_column(place, "id", pa.array(names, pa.string()))
    return Identified(named, 0, 0, (), named.slice(0, 0), repeats)
