"""What an event says, as a 64-bit fingerprint and as comparable codes; its id and place are no part of it.

The fingerprint does not depend on the order of columns or rows, on the file format, or on columns without a value, so
that a field added to the vocabulary renames nothing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint64]

PLACE = frozenset({"id", "file", "sheet", "line"})
_ITEM = "\x1f"
_STEP, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_STEPS, _ALL = (int(_STEP), int(_FIRST), int(_SECOND)), 2**64 - 1
_FEW, _FEW_ROWS = 32, 4  # texts, and rows: so few take less one by one, in plain numbers


def fingerprints(table: pa.Table) -> Hashes:
    """(n,) hashes of everything but id and place; rows that say the same, `recordedtime` included, have the same."""
    if table.num_rows <= _FEW_ROWS:
        return _of_few(table)
    total = np.zeros(table.num_rows, np.uint64)
    for name in table.column_names:
        if name not in PLACE:
            column = _flat(table[name])
            heading = _heading(name)
            filled = column.is_valid().to_numpy(zero_copy_only=False)
            # A sum does not care in which order the columns come.
            total += np.where(filled, _mix(_values(column) ^ heading), np.uint64(0))
    return _mix(total)


def _of_few(table: pa.Table) -> Hashes:
    """The same of a few rows, in plain numbers."""
    totals = [0] * table.num_rows
    for name in table.column_names:
        if name not in PLACE and table[name].null_count < table.num_rows:
            column, heading = _flat(table[name]), int(_heading(name))
            is_text = pa.types.is_string(column.type)
            for row, value in enumerate((column if is_text else column.cast(pa.int64())).to_pylist()):
                if value is not None:
                    hashed = _plainly(value) if is_text else _mixed(value & _ALL)
                    totals[row] += _mixed(hashed ^ heading)
    return np.array([_mixed(total & _ALL) for total in totals], np.uint64)


def content_codes(table: pa.Table) -> npt.NDArray[np.int64]:
    """(n,) equal numbers for rows that say the same apart from `recordedtime`."""
    codes = [
        _flat(table[name]).dictionary_encode("encode").indices.to_numpy(zero_copy_only=False)
        for name in table.column_names
        if name not in PLACE | {"recordedtime"}
    ]
    if not codes or not table.num_rows:
        return np.zeros(table.num_rows, np.int64)
    return np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)[1].reshape(-1)


def _flat(column: pa.ChunkedArray) -> pa.Array:
    """A column without chunks, dictionaries or lists; instants as numbers."""
    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_list(array.type):
        return pc.binary_join(array, _ITEM)
    if pa.types.is_dictionary(array.type):
        return array.cast(pa.string())
    return array.cast(pa.int64()) if pa.types.is_timestamp(array.type) else array


def _values(column: pa.Array) -> Hashes:
    if pa.types.is_string(column.type):
        coded = column.dictionary_encode()
        known = _texts(coded.dictionary)
        places = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
        return known[places] if len(known) else np.zeros(len(column), np.uint64)
    numbers = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return _mix(numbers.astype(np.int64).view(np.uint64))


@lru_cache(maxsize=1_024)
def _heading(name: str) -> np.uint64:
    return np.uint64(_plainly(name))


def _texts(texts: pa.Array) -> Hashes:
    """(n,) hashes of texts, eight bytes at a time for all texts at once."""
    if len(texts) <= _FEW:
        return np.array([_plainly(text) for text in texts.to_pylist()], np.uint64)
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    content = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    lengths = np.diff(offsets)
    padded = np.concatenate([content, np.zeros(8, np.uint8)])
    hashes = _mix(lengths.astype(np.uint64))
    rows, at = np.arange(len(texts)), offsets[:-1].copy()
    for begin in range(0, int(lengths.max(initial=0)), 8):
        rows = rows[lengths[rows] > begin]
        word = np.zeros(len(rows), np.uint64)
        for k in range(min(8, int(lengths.max(initial=0)) - begin)):
            inside = lengths[rows] > begin + k
            byte = padded[at[rows] + begin + k].astype(np.uint64)
            word |= np.where(inside, byte << np.uint64(8 * k), np.uint64(0))
        hashes[rows] = _mix(hashes[rows] ^ word)
    return hashes


def _plainly(text: str) -> int:
    """The hash of one text."""
    content = text.encode()
    found = _mixed(len(content))
    for at in range(0, len(content), 8):
        found = _mixed(found ^ int.from_bytes(content[at : at + 8], "little"))
    return found


def _mixed(z: int) -> int:
    step, first, second = _STEPS
    z = z + step & _ALL
    z = (z ^ (z >> 30)) * first & _ALL
    z = (z ^ (z >> 27)) * second & _ALL
    return z ^ (z >> 31)


def _mix(z: Hashes) -> Hashes:
    """The finalizer of SplitMix64: every bit of the input moves about half of the bits of the output."""
    z = z + _STEP
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    found: Hashes = z ^ (z >> np.uint64(31))
    return found
