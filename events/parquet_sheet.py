"""Parquet files: typed columns, read only where they are wanted; a row's place is its number in the file."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.coding import pays
from zhiben.events.sheet import Broken, Sheet, unreadable

if TYPE_CHECKING:
    import pyarrow.parquet as pq

# What damaged bytes make the reader raise.
_DAMAGE = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, IndexError, OverflowError, MemoryError)
_PIECES, _SAMPLE = 5, 2_000  # stretches of rows, here and there, that tell whether the words of a column repeat
_ROWS = 1 << 23  # rows of one sheet, so that no text column outgrows 32-bit offsets
_MANY = 1 << 26  # rows of one sheet where texts are short
_BYTES = 1 << 30  # of one text column, by what some rows say; half of what 32-bit offsets can hold


def read_parquet(path: Path) -> list[Sheet]:
    """The table of a Parquet file; a long one is cut into sheets of at most 67 million rows, of long texts eight."""
    found = _stretches(path, None)
    return [found] if isinstance(found, Sheet) else [stretch.sheet() for stretch in found]


def parquet_stretches(path: Path, most: int) -> list[ParquetRows]:
    """The rows of a Parquet file, at most so many at a time; none where they are, or have to be, read whole."""
    found = _stretches(path, most)
    return [] if isinstance(found, Sheet) or len(found) == 1 else found


def _stretches(path: Path, most: int | None) -> list[ParquetRows] | Sheet:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, _rows(file)
            coded, longest = _sampled(file, rows)
    except _DAMAGE as why:
        reason = _reason(why)
        return unreadable(path, "not-parquet", f"this is not a whole Parquet file: {reason}", "export it again")
    longest_sheet = _MANY if longest * min(rows, _MANY) < _BYTES else _ROWS
    size = longest_sheet if most is None else min(most, longest_sheet)
    starts = range(0, max(rows, 1), size)
    return [ParquetRows(path, schema, coded, start, min(size, rows - start), len(starts) > 1) for start in starts]


class ParquetRows(Struct, frozen=True):
    """A stretch of the rows of a Parquet file; columns are decoded when asked for.

    Attributes:
        coded: columns that are read as codes.
        start: how many rows lie before it; `count` = how many it has.
        is_cut: there are others.
    """

    path: Path
    schema: pa.Schema
    coded: frozenset[str]
    start: int
    count: int
    is_cut: bool

    def sheet(self) -> Sheet:
        """Its rows as a sheet."""
        lines = np.arange(self.start + 1, self.start + self.count + 1, dtype=np.int64)
        names = tuple(self.schema.names)
        return Sheet(str(self.path), None, names, self, lines, header_line=0, is_cut=self.is_cut)

    def __call__(self, wanted: Sequence[int]) -> list[pa.Array]:
        """The columns at these places."""
        names = [self.schema.names[i] for i in wanted]
        try:
            columns = self._read(list(dict.fromkeys(names)))
            # Column by column, so that at most one is held twice.
            found = {name: _sound(_whole(columns.pop(name))) for name in list(columns)}
            return [found[name] for name in names]
        except _DAMAGE as why:
            raise Broken(_reason(why)) from None

    def _read(self, names: list[str]) -> dict[str, pa.ChunkedArray]:
        """The columns of these rows, from the row groups that hold them."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.path, read_dictionary=[n for n in names if n in self.coded]) as file:
            sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
            ends = np.cumsum(sizes, dtype=np.int64)
            first, last = np.searchsorted(ends, (self.start, self.start + self.count - 1), side="right").tolist()
            groups = list(range(first, min(last + 1, len(sizes)))) if self.count else []
            table = file.read_row_groups(groups, columns=names)
            part = table.slice(self.start - int(ends[first - 1] if first else 0), self.count)
        if part.num_rows != self.count:
            raise Broken(f"{self.count} rows were announced, {part.num_rows} are there")
        return {name: part.column(name) for name in names}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece, with one dictionary."""
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _rows(file: pq.ParquetFile) -> int:
    """How many rows the file holds, if it says the same in both places."""
    rows: int = file.metadata.num_rows
    in_groups = sum(file.metadata.row_group(group).num_rows for group in range(file.num_row_groups))
    if rows != in_groups:
        raise ValueError(f"it says that it has {rows} rows, and {in_groups} in its parts")
    return rows


def _sampled(file: pq.ParquetFile, rows: int) -> tuple[frozenset[str], float]:
    """Text columns that are better read as codes, and the bytes of the longest one per row; told by some rows.

    What the file says of its columns is not asked: statistics that damaged bytes made senseless abort the process.
    """
    schema = file.schema_arrow
    texts = [n for n, t in zip(schema.names, schema.types, strict=True) if _is_text(t)]
    texts = [name for name in texts if schema.names.count(name) == 1]
    if not texts:
        return frozenset(), 0
    samples = list(_samples(file, texts))
    looked_at = sum(sample.num_rows for sample in samples)
    coded = set()
    longest = 0.0
    for name in texts if looked_at else ():
        pieces = [_sound(sample.column(name)) for sample in samples]
        if pays(pieces, rows):
            coded.add(name)
        longest = max(longest, sum(pc.sum(pc.binary_length(piece)).as_py() or 0 for piece in pieces) / looked_at)
    return frozenset(coded), longest


def _samples(file: pq.ParquetFile, names: list[str]) -> Iterator[pa.RecordBatch]:
    """Rows from here and there: a log may be in order of time, or of types."""
    count = file.num_row_groups
    for group in range(0, count, -(-count // _PIECES)) if count else ():
        try:
            yield from islice(file.iter_batches(batch_size=_SAMPLE, row_groups=[group], columns=names), 1)
        except _DAMAGE:
            if group == 0:
                raise
            return  # told when the whole is read


def _reason(why: Exception) -> str:
    return (str(why).splitlines() or [type(why).__name__])[0]


def _is_text(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def _sound(column: pa.Array) -> pa.Array:
    """The column in a type that is worked with, its text proven to be UTF-8, which no reader of Parquet checks."""
    kind = column.type
    if pa.types.is_dictionary(kind) and not pa.types.is_string(kind.value_type):
        if not _is_text(kind.value_type):
            return _sound(column.dictionary_decode())
        column.validate(full=True)
        return pa.DictionaryArray.from_arrays(column.indices, column.dictionary.cast(pa.string()))
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
