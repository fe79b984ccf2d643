"""Columns of text read by their distinct words: what a million rows say in a hundred words is read a hundred times."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field
from msgspec.structs import replace

from zhiben.events.sheet import LONGEST_CELL, Rows, as_found, cell_text
from zhiben.events.values import Fault


class Decoded(Struct, frozen=True):
    """Values of one column.

    Attributes:
        first: (n,) values in the storage of the field, first instants for dates; null where missing or faulty.
        last: (n,) last instants, dates only.
        bad: (k,) positions of faulty cells, ascending.
        faults: (k,) what is wrong with each.
        texts: (k,) those cells as found.
    """

    first: pa.Array
    last: pa.Array | None = None
    bad: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    faults: Sequence[Fault] = ()
    texts: Sequence[str] = ()


def as_text(column: pa.Array) -> pa.Array:
    """(n,) stripped text of cells of any type, null where blank."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_coded(column).cast(pa.string())
    if pa.types.is_nested(kind):
        return pa.array([cell_text(cell) for cell in column.to_pylist()], pa.string())
    if not pa.types.is_string(kind):
        # A number or an instant in letters has no white space around it and is never blank.
        return column.cast(pa.string())
    if len(column) == column.null_count:
        return column
    if not _is_stripped(column):
        column = pc.utf8_trim_whitespace(column)
    if (np.diff(offsets_of(column)) > 0).all():
        return column
    blank = pc.equal(pc.binary_length(column), 0)
    return pc.if_else(blank, pa.scalar(None, pa.string()), column) if pc.any(blank).as_py() else column


def as_coded(column: pa.Array) -> pa.DictionaryArray:
    """(n,) the same as codes of distinct texts; a column that comes so is never spelled out."""
    if not pa.types.is_dictionary(column.type):
        return as_text(column).dictionary_encode()
    words = as_text(column.dictionary)
    codes = column.indices.cast(pa.int32())
    if words.null_count or pc.count_distinct(words).as_py() < len(words):
        # Words that differ in white space only are one word, and blank ones none.
        distinct = words.dictionary_encode()
        codes, words = distinct.indices.take(codes), distinct.dictionary
    return pa.DictionaryArray.from_arrays(codes, words)


def only(column: pa.Array, rows: npt.NDArray[np.bool_]) -> pa.Array:
    """The column with null in all other rows."""
    if rows.all():
        return column
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(only(column.indices, rows), column.dictionary)
    return pc.if_else(pa.array(rows), column, pa.scalar(None, column.type))


def flagged(column: pa.Array) -> npt.NDArray[np.bool_]:
    """(n,) the flags of a column without nulls."""
    found: npt.NDArray[np.bool_] = column.to_numpy(zero_copy_only=False)
    return found


def words_by_distinct(coded: pa.DictionaryArray, read: Callable[[str], Any]) -> Decoded:
    """Words as codes of what each distinct text means."""
    found, faults = each(coded.dictionary, read)
    if len(set(found)) == len(found) and None not in found:
        return Decoded(pa.DictionaryArray.from_arrays(coded.indices, pa.array(found, pa.string())))
    meant = pa.array(found, pa.string()).dictionary_encode()
    told = spread(coded, meant.indices, None, faults)
    return replace(told, first=pa.DictionaryArray.from_arrays(told.first, meant.dictionary))


def by_distinct(coded: pa.DictionaryArray, read: Callable[[str], Any], kind: pa.DataType) -> Decoded:
    found, faults = each(coded.dictionary, read)
    return spread(coded, pa.array(found, kind), None, faults)


def each(words: pa.Array, read: Callable[[str], Any]) -> tuple[list[Any], dict[int, Fault]]:
    """What each distinct text means, None where it means nothing; and why it does not."""
    found: list[Any] = []
    faults: dict[int, Fault] = {}
    for code, word in enumerate(words.to_pylist()):
        try:
            found.append(None if word is None else read(_bounded(word)))
        except Fault as fault:
            faults[code] = fault
            found.append(None)
    return found, faults


def spread(coded: pa.DictionaryArray, first: pa.Array, last: pa.Array | None, faults: dict[int, Fault]) -> Decoded:
    """Meanings of distinct texts, back to the rows."""
    indices = coded.indices
    bad = np.zeros(0, np.int64)
    codes: list[int] = []
    if faults:
        is_bad = pc.is_in(indices, value_set=pa.array(list(faults), indices.type))
        bad = np.flatnonzero(is_bad.to_numpy(zero_copy_only=False)).astype(np.int64)
        codes = indices.take(pa.array(bad)).to_pylist()
    return Decoded(
        first.take(indices),
        None if last is None else last.take(indices),
        bad,
        [faults[c] for c in codes],
        [as_found(w) for w in coded.dictionary.take(pa.array(codes, pa.int32())).to_pylist()],
    )


def _bounded(word: str) -> str:
    if len(word) > LONGEST_CELL:
        raise Fault("too-long", f"a cell of {len(word):,} characters; at most {LONGEST_CELL:,} are read")
    return word


def offsets_of(texts: pa.Array) -> npt.NDArray[np.int32]:
    """(n + 1,) where each text begins, and the last one ends, in the bytes of `content_of`."""
    if not len(texts):
        return np.zeros(1, np.int32)
    return np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]


def content_of(texts: pa.Array) -> npt.NDArray[np.uint8]:
    """The bytes of a column of text, and of what stands before it in the same memory."""
    return np.frombuffer(texts.buffers()[2] or b"", np.uint8)[: offsets_of(texts)[-1]]


def _is_stripped(column: pa.Array) -> bool:
    """Whether no text begins or ends with white space, told from its first and last byte."""
    if column.null_count == len(column):
        return True
    offsets, content = offsets_of(column), content_of(column)
    inside = content[offsets[0] :]
    if len(inside) and inside.min() > 32 and inside.max() < 0x80:
        return True
    filled = np.flatnonzero(np.diff(offsets) > 0)
    if not len(filled):
        return True
    heads, tails = content[offsets[filled]], content[offsets[filled + 1] - 1]
    # White space beyond ASCII begins with C2, E1, E2, E3 and may end with any continuation byte: look closer there.
    if not ((heads <= 32).any() or (tails <= 32).any()):
        suspect = np.isin(heads, (0xC2, 0xE1, 0xE2, 0xE3)).any() or (tails >= 0x80).any()
        return not suspect
    return False
