"""Parquet files: typed columns, read only where they are wanted; a row's place is its number in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

import numpy as np
import pyarrow as pa

from zhiben.events.sheet import Broken, Sheet, unreadable

# What damaged bytes make the reader raise.
_DAMAGE = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, IndexError, OverflowError, MemoryError)
_ROWS = 1 << 23  # rows of one sheet, so that no text column outgrows 32-bit offsets


def read_parquet(path: Path) -> list[Sheet]:
    """The table of a Parquet file, cut into sheets of at most eight million rows."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except _DAMAGE as why:
        reason = _reason(why)
        return [unreadable(path, "not-parquet", f"this is not a whole Parquet file: {reason}", "export it again")]
    sheets = []
    for start in range(0, max(rows, 1), _ROWS):
        count = min(_ROWS, rows - start)
        sheets.append(
            Sheet(
                str(path),
                None,
                tuple(schema.names),
                _Columns(path, schema, start, count),
                np.arange(start + 1, start + count + 1, dtype=np.int64),
                header_line=0,
            )
        )
    return sheets


class _Columns:
    """Columns of a stretch of rows, decoded when asked for."""

    def __init__(self, path: Path, schema: pa.Schema, start: int, count: int) -> None:
        self._path, self._schema, self._start, self._count = path, schema, start, count

    def __call__(self, wanted: Sequence[int]) -> list[pa.Array]:
        import pyarrow.parquet as pq

        names = [self._schema.names[i] for i in wanted]
        try:
            table = pq.read_table(self._path, columns=list(dict.fromkeys(names)))
            part = table.slice(self._start, self._count)
            return [_sound(part.column(name).combine_chunks()) for name in names]
        except _DAMAGE as why:
            raise Broken(_reason(why)) from None


def _reason(why: Exception) -> str:
    return (str(why).splitlines() or [type(why).__name__])[0]


def _sound(column: pa.Array) -> pa.Array:
    """The column in a type that is worked with, its text proven to be UTF-8, which no reader of Parquet checks."""
    kind = column.type
    if not (pa.types.is_primitive(kind) or pa.types.is_boolean(kind)):
        column.validate(full=True)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    return column
