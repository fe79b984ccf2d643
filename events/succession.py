"""Rows of a registry over time, and which of them are one.

Days are days since 1970-01-01, both ends of a validity included; no end stands far outside every understood year.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.problem import Span

BEGIN, END = -(10**6), 10**6
EPOCH = dt.date(1970, 1, 1)
_PLACE = frozenset({"file", "sheet", "line", "aliases"})


class Row(Struct, frozen=True):
    """One row of the registry.

    Attributes:
        begin, end: days, both included.
        says: kind, owner and attributes, which rows of one id that overlap have in common.
    """

    id: str
    kind: str
    owner: str | None
    begin: int
    end: int
    says: tuple[Any, ...]
    aliases: tuple[str, ...]
    span: Span


def merged(table: pa.Table) -> pa.Table:
    """The table without rows that another row of the same id repeats: what they cover together becomes one row."""
    if is_simple(table):
        return table
    rows = rows_of(table)
    keep: list[int] = []
    ends: list[int] = []
    for i, row in enumerate(rows):
        if keep and rows[keep[-1]].id == row.id and rows[keep[-1]].says == row.says and row.begin <= ends[-1]:
            ends[-1] = max(ends[-1], row.end)
        else:
            keep.append(i)
            ends.append(row.end)
    found = table.take(pa.array(keep, pa.int64()))
    last = np.array(ends, np.int32)
    column = pa.array(last, mask=last == END).cast(pa.date32())
    return found.set_column(found.column_names.index("valid_to"), "valid_to", column)


def is_simple(table: pa.Table) -> bool:
    """Whether every id has one row, no owner and no other name: then rows cannot contradict each other."""
    count, ids = table.num_rows, table["id"]
    if table["owner"].null_count < count or ("aliases" in table.column_names and table["aliases"].null_count < count):
        return False
    return count < 2 or not pc.any(pc.equal(ids.slice(1), ids.slice(0, count - 1))).as_py()  # they are sorted


def rows_of(table: pa.Table) -> list[Row]:
    """The rows of a table with the columns of `entities`, in its order."""
    said = [n for n in table.column_names if n not in _PLACE | {"id", "valid_from", "valid_to"}]
    found = []
    for row in table.to_pylist():
        found.append(
            Row(
                row["id"],
                row["kind"],
                row["owner"],
                BEGIN if row["valid_from"] is None else (row["valid_from"] - EPOCH).days,
                END if row["valid_to"] is None else (row["valid_to"] - EPOCH).days,
                tuple(tuple(row[n]) if isinstance(row[n], list) else row[n] for n in said),
                tuple(row.get("aliases") or ()),
                Span(row["file"], row["line"], sheet=row["sheet"]),
            )
        )
    return found
