"""Parquet files: typed columns, read only where they are wanted; a row's place is its number in the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Sequence

import numpy as np
import pyarrow as pa

from zhiben.events.sheet import Broken, Sheet, unreadable

if TYPE_CHECKING:
    import pyarrow.parquet as pq

# What damaged bytes make the reader raise.
_DAMAGE = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, IndexError, OverflowError, MemoryError)
_SAMPLE = 10_000  # rows that tell whether the words of a column repeat
_REPEATS = 4  # how often a word is there on average where it pays to read codes
_ROWS = 1 << 23  # rows of one sheet, so that no text column outgrows 32-bit offsets


def read_parquet(path: Path, most: int | None = None) -> list[Sheet]:
    """The table of a Parquet file, cut into sheets of at most `most`, and never more than eight million, rows."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, _rows(file)
            coded = _coded(file)
    except _DAMAGE as why:
        reason = _reason(why)
        return [unreadable(path, "not-parquet", f"this is not a whole Parquet file: {reason}", "export it again")]
    sheets = []
    size = _ROWS if most is None else min(most, _ROWS)
    for start in range(0, max(rows, 1), size):
        count = min(size, rows - start)
        sheets.append(
            Sheet(
                str(path),
                None,
                tuple(schema.names),
                _Columns(path, schema, coded, start, count),
                np.arange(start + 1, start + count + 1, dtype=np.int64),
                header_line=0,
            )
        )
    return sheets


class _Columns:
    """Columns of a stretch of rows, decoded when asked for."""

    def __init__(self, path: Path, schema: pa.Schema, coded: frozenset[str], start: int, count: int) -> None:
        self._path, self._schema, self._coded, self._start, self._count = path, schema, coded, start, count

    def __call__(self, wanted: Sequence[int]) -> list[pa.Array]:
        import pyarrow.parquet as pq

        names = [self._schema.names[i] for i in wanted]
        try:
            table = pq.read_table(
                self._path, columns=list(dict.fromkeys(names)), read_dictionary=[n for n in names if n in self._coded]
            )
            part = table.slice(self._start, self._count)
            if part.num_rows != self._count:
                raise Broken(f"{self._count} rows were announced, {part.num_rows} are there")
            return [_sound(part.column(name).combine_chunks()) for name in names]
        except _DAMAGE as why:
            raise Broken(_reason(why)) from None


def _rows(file: pq.ParquetFile) -> int:
    """How many rows the file holds, if it says the same in both places."""
    rows: int = file.metadata.num_rows
    in_groups = sum(file.metadata.row_group(group).num_rows for group in range(file.num_row_groups))
    if rows != in_groups:
        raise ValueError(f"it says that it has {rows} rows, and {in_groups} in its parts")
    return rows


def _coded(file: pq.ParquetFile) -> frozenset[str]:
    """Text columns with few distinct words, which are better read as codes; told by the first rows.

    What the file says of its columns is not asked: statistics that damaged bytes made senseless abort the process.
    """
    schema = file.schema_arrow
    texts = [n for n, t in zip(schema.names, schema.types, strict=True) if pa.types.is_string(t)]
    texts = [name for name in texts if schema.names.count(name) == 1]
    if not texts:
        return frozenset()
    first = next(file.iter_batches(batch_size=_SAMPLE, columns=texts), None)
    if first is None:
        return frozenset()
    return frozenset(
        name
        for name in first.schema.names
        if len(_sound(first.column(name)).dictionary_encode().dictionary) < first.num_rows // _REPEATS
    )


def _reason(why: Exception) -> str:
    return (str(why).splitlines() or [type(why).__name__])[0]


def _sound(column: pa.Array) -> pa.Array:
    """The column in a type that is worked with, its text proven to be UTF-8, which no reader of Parquet checks."""
    kind = column.type
    if pa.types.is_dictionary(kind) and not pa.types.is_string(kind.value_type):
        return _sound(column.dictionary_decode())
    if not (pa.types.is_primitive(kind) or pa.types.is_boolean(kind)):
        column.validate(full=True)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_float16(kind):
        return column.cast(pa.float64())
    known = (
        pa.types.is_string, pa.types.is_dictionary, pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean,
        pa.types.is_decimal, pa.types.is_date, pa.types.is_timestamp, pa.types.is_duration, pa.types.is_nested,
    )  # fmt: skip
    return column if any(is_kind(kind) for is_kind in known) else column.cast(pa.string())
