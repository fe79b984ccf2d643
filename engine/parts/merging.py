"""Ledgers of parts become one ledger, block by block: by rule, then bearer, key, opens (null first), raised_by."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.row_order import in_order
from zhiben.engine.search import firsts

BLOCK = 200_000  # rows that are put in order at a time, where the bearers of parts lie between each other


def by_rule(ledger: pa.Table) -> dict[str, pa.Table]:
    """The rows of each rule, which lie side by side, in their order."""
    if not ledger.num_rows:
        return {}
    coded = ledger["rule"].combine_chunks().dictionary_encode()
    codes, names = ints(coded.indices), coded.dictionary.to_pylist()
    starts = np.flatnonzero(firsts(codes))
    ends = np.append(starts[1:], len(codes))
    return {
        names[codes[start]]: ledger.slice(start, end - start)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    }


def merged(parts: Sequence[dict[str, pa.Table]], rules: Sequence[str]) -> Iterator[pa.Table]:
    """Rows of the ledger, in its order.

    Args:
        parts: of each part the rows of its rules, each in order; no bearer has rows of one rule in two of them.
        rules: every name that a ledger may give, in the order of the rulebook.
    """
    for name in rules:
        yield from _of_rule([part[name] for part in parts if name in part])


def _of_rule(tables: list[pa.Table]) -> Iterator[pa.Table]:
    ranges = [(_bearer(table, 0), _bearer(table, table.num_rows - 1)) for table in tables]
    ordered = sorted(range(len(tables)), key=lambda n: ranges[n])
    if all(ranges[a][1] < ranges[b][0] for a, b in itertools.pairwise(ordered)):
        yield from (tables[n] for n in ordered)
        return
    cuts = sorted({_bearer(table, at) for table in tables for at in range(BLOCK, table.num_rows, BLOCK)})
    places = [[0] * len(tables), *([_place(table, cut) for table in tables] for cut in cuts)]
    places.append([table.num_rows for table in tables])
    for lows, highs in itertools.pairwise(places):
        pieces = [table.slice(lo, hi - lo) for table, lo, hi in zip(tables, lows, highs, strict=True)]
        block = pa.concat_tables(pieces).combine_chunks()
        if block.num_rows:
            yield block.take(in_order(block))


def _bearer(table: pa.Table, row: int) -> str:
    return str(table["bearer"][row].as_py())


def _place(table: pa.Table, bearer: str) -> int:
    """The first row whose bearer is not before this one."""
    return bisect_left(range(table.num_rows), bearer, key=lambda row: _bearer(table, row))
