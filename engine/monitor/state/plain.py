"""Events as the monitor holds them: plain tables, numbered in the order in which they were accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.engine.arrow import decoded, encoded, one
from zhiben.engine.search import Ints
from zhiben.events.hashes import text_hash, text_hashes
from zhiben.events.vocabulary import ARROW

# No field of a vocabulary is called so: the number under which the monitor accepted the event, that of its type, and
# hashes of the values by which duties are told apart (`narrow`).
NUMBER, KIND, KEY = "live.number", "live.kind", "live.key."
PLAIN = {
    "id": pa.string(),
    "source": pa.string(),
    "type": pa.string(),
    "subject": pa.string(),
    "first": ARROW["time"],
    "last": ARROW["time"],
    "recordedtime": ARROW["time"],
    "file": pa.string(),
    "sheet": pa.string(),
    "line": pa.int64(),
    NUMBER: pa.int64(),
    KIND: pa.int32(),
}
JUDGED = frozenset(PLAIN) - {"file", "sheet", "line", KIND}  # those by which an event is judged
FEW = 8  # texts that take less one by one
_NOTHING = pa.schema(list(PLAIN.items())).empty_table()


def together(tables: list[pa.Table]) -> pa.Table:
    """Events of several tables as one of one chunk; a column that one lacks is null there."""
    if len(tables) < 2:
        return tables[0] if tables else _NOTHING
    is_alike = all(table.schema == tables[0].schema for table in tables[1:])
    return pa.concat_tables(tables, promote_options="none" if is_alike else "default").combine_chunks()


def plain(table: pa.Table, numbers: Ints, kinds: Ints, keys: Mapping[str, npt.NDArray[np.uint64]]) -> pa.Table:
    """A log's table as the monitor holds it: texts plain, no column without a value, numbered.

    Args:
        kinds: (n,) numbers of the types.
        keys: (n,) hashes of values by which duties are told apart, by field.
    """
    columns: dict[str, pa.Array] = {}
    for name in table.column_names:
        column = one(table[name])
        if name in PLAIN:
            columns[name] = _cast(column, PLAIN[name])
        elif column.null_count < len(column):
            columns[name] = decoded(column)
    columns[NUMBER] = pa.array(numbers)
    columns[KIND] = pa.array(kinds.astype(np.int32))
    columns.update({KEY + name: pa.array(hashes) for name, hashes in keys.items()})
    return pa.table({name: columns[name] for name in (*PLAIN, *(n for n in columns if n not in PLAIN))})


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    values = decoded(column)
    return values if values.type == kind else values.cast(kind)


def key_hashes(table: pa.Table, name: str) -> npt.NDArray[np.uint64]:
    """(n,) hashes of the texts of a field, as a ledger's `key` has them: "" where there is none."""
    if name not in table.column_names or table[name].null_count == table.num_rows:
        return np.full(table.num_rows, text_hash(""), np.uint64)
    column = one(table[name])
    texts = column if column.type == pa.string() else column.cast(pa.string())
    return text_hashes(texts.fill_null("") if texts.null_count else texts)


def numbered(column: pa.ChunkedArray, number_of: Callable[[str], int]) -> Ints:
    """(n,) a number for each text of a column without nulls, asked for once where they are many."""
    if len(column) <= FEW:
        return np.array([number_of(text) for text in column.to_pylist()], np.int64)
    places, words = encoded(one(column))
    return np.array([number_of(text) for text in words.to_pylist()], np.int64)[places]


def written(table: pa.Table, sink: pa.NativeFile) -> None:
    """Write a table."""
    with pa.ipc.new_file(sink, table.schema) as out:
        out.write_table(table)


def read(content: bytes | Path) -> pa.Table:
    """A table from bytes, or mapped from a file."""
    source = pa.memory_map(str(content)) if isinstance(content, Path) else pa.BufferReader(content)
    with pa.ipc.open_file(source) as file:
        table: pa.Table = file.read_all()
    return table
