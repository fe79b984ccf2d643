"""Ledgers of parts become one ledger, block by block: by rule, then bearer, key, opens (null first), raised_by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
from msgspec import Struct

from zhiben.engine.arrow import ints
from zhiben.engine.row_order import in_order
from zhiben.engine.search import firsts

ROWS = 20_000  # of a piece; as many pieces as there are parts may be held at a time


class Piece(Struct, frozen=True):
    """Some rows of one rule and one part, side by side and in order, in memory or not.

    Attributes:
        first, last: the bearers of the first and the last of them.
        load: the rows.
    """

    first: str
    last: str
    load: Callable[[], pa.Table]


Pieces = Mapping[str, Sequence[Piece]]  # of a part, by rule


def stretches(ledger: pa.Table, most: int = ROWS) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each rule, which lie side by side, at most so many at a time."""
    if not ledger.num_rows:
        return
    coded = ledger["rule"].combine_chunks().dictionary_encode()
    rule, names = ints(coded.indices), coded.dictionary.to_pylist()
    starts = np.flatnonzero(firsts(rule))
    ends = np.append(starts[1:], len(rule))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        for at in range(start, end, most):
            yield names[rule[start]], ledger.slice(at, min(most, end - at))


def piece(rows: pa.Table, load: Callable[[], pa.Table]) -> Piece:
    """A piece of these rows; what `load` gives later has the same."""
    return Piece(_bearer(rows, 0), _bearer(rows, rows.num_rows - 1), load)


def merged(parts: Sequence[Pieces], rules: Sequence[str]) -> Iterator[pa.Table]:
    """Rows of the ledger, in its order.

    Args:
        parts: no bearer has rows of one rule in two of them.
        rules: every name that a ledger may give, in the order of the rulebook.
    """
    for name in rules:
        yield from _of_rule([list(part[name]) for part in parts if name in part])


def _of_rule(parts: list[list[Piece]]) -> Iterator[pa.Table]:
    ordered = sorted(parts, key=lambda pieces: pieces[0].first)
    if all(one[-1].last < other[0].first for one, other in pairwise(ordered)):
        yield from (each.load() for pieces in ordered for each in pieces)
        return
    # The bearers of parts lie between each other: range by range, every piece that reaches into it.
    waiting = sorted((each for pieces in parts for each in pieces), key=lambda each: each.first, reverse=True)
    cuts: list[str | None] = [*sorted({each.first for each in waiting}), None]
    held: list[pa.Table] = []
    for start, end in pairwise(cuts):
        while waiting and waiting[-1].first == start:
            held.append(waiting.pop().load())
        places = [rows.num_rows if end is None else _place(rows, end) for rows in held]
        block = pa.concat_tables([rows.slice(0, place) for rows, place in zip(held, places, strict=True)])
        held = [rows.slice(at) for rows, at in zip(held, places, strict=True) if at < rows.num_rows]
        block = block.combine_chunks()
        yield block.take(in_order(block))


def _bearer(rows: pa.Table, row: int) -> str:
    return str(rows["bearer"][row].as_py())


def _place(rows: pa.Table, bearer: str) -> int:
    """The first row whose bearer is not before this one."""
    return bisect_left(range(rows.num_rows), bearer, key=lambda row: _bearer(rows, row))
