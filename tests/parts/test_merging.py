"""Ledgers of parts become one in the order of the ledger, also where the bearers of parts lie between each other."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.engine.ledger import SCHEMA
from zhiben.engine.parts import merging
from zhiben.engine.parts.merging import Piece, Pieces, merged, piece, stretches
from zhiben.engine.row_order import in_order

_BEARERS = ["A", "B", "Ca", "Cb", "Ö", "中", "国"]
_ROW = st.tuples(
    st.sampled_from(["r", "r/otherwise", "s"]),
    st.sampled_from(_BEARERS),
    st.sampled_from(["", "k1", "k2"]),
    st.sampled_from([None, 0, 5]),
    st.sampled_from(["", "e1", "e2"]),
)


@given(st.lists(_ROW, unique=True, max_size=40), st.lists(st.integers(0, 3), min_size=7, max_size=7), st.integers(1, 5))
def test_merged_parts_are_the_whole(rows: list[tuple[str, ...]], part_of: list[int], size: int) -> None:
    whole = _ledger(rows)
    parts = [_ledger([row for row in rows if part_of[_BEARERS.index(row[1])] == part]) for part in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging.stretches, "__defaults__", (size,))
        found = list(merged([_pieces(part) for part in parts], ["r", "r/otherwise", "s"]))
    assert pa.concat_tables([SCHEMA.empty_table(), *found]).combine_chunks().equals(whole)


def _pieces(ledger: pa.Table) -> Pieces:
    """A ledger in memory, as pieces."""
    found: dict[str, list[Piece]] = {}
    for rule, rows in stretches(ledger):
        found.setdefault(rule, []).append(piece(rows, partial(_same, rows)))
    return found


def _same(rows: pa.Table) -> pa.Table:
    return rows


def _ledger(rows: list[tuple[str, ...]]) -> pa.Table:
    """A ledger of these rows (rule, bearer, key, opens, raised_by), in order, the other columns empty."""
    tables = [SCHEMA.empty_table()]
    for rule in ("r", "r/otherwise", "s"):
        mine = [row for row in rows if row[0] == rule]
        given = dict(zip(("rule", "bearer", "key", "opens", "raised_by"), zip(*mine, strict=True), strict=False))
        columns = [
            pa.array(given[field.name], field.type) if field.name in given else pa.nulls(len(mine), field.type)
            for field in SCHEMA
        ]
        table = pa.table(columns, schema=SCHEMA)
        tables.append(table.take(in_order(table)))
    return pa.concat_tables(tables).combine_chunks()
