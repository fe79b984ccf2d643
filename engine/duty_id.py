"""Duty ids: 64 bits of a fixed mixing function, the same in every run (docs/decisions/0001, reading 29)."""

from __future__ import annotations

from typing import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.search import Ints

Words = npt.NDArray[np.uint64]

_GAMMA, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_NULL = np.int64(-(2**63))


def duty_ids(texts: Sequence[pa.Array], opens: Ints, unlimited: npt.NDArray[np.bool_]) -> pa.Array:
    """Ids of n duties.

    Args:
        texts: five (n,) string arrays: rulebook, rule, bearer, key, raised_by; no nulls.
        opens: (n,) us since the epoch, UTC.
        unlimited: (n,) True where `opens` is null.

    Returns:
        (n,) strings of 16 hex digits.
    """
    hashed = np.zeros(len(opens), np.uint64)
    for column in texts:
        hashed = _mixed(hashed ^ text_hashes(column))
    hashed = _mixed(hashed ^ np.where(unlimited, _NULL, opens).view(np.uint64))
    return _hex(hashed)


def text_hashes(column: pa.Array) -> Words:
    """(n,) hashes of the UTF-8 bytes of (n,) strings without nulls; equal words are hashed once."""
    encoded = column.dictionary_encode()
    words = encoded.dictionary.cast(pa.large_binary())
    lengths = np.diff(_offsets(words))
    data = np.frombuffer(words.buffers()[2] or b"", np.uint8)
    starts = _offsets(words)[:-1]
    hashes = _mixed(lengths.astype(np.uint64))
    for at in range(0, int(lengths.max(initial=0)), 8):  # over positions inside a text, not over texts
        rows = np.flatnonzero(lengths > at)
        word = np.zeros((len(rows), 8), np.uint8)
        for byte in range(8):
            inside = at + byte < lengths[rows]
            word[inside, byte] = data[starts[rows[inside]] + at + byte]
        hashes[rows] = _mixed(hashes[rows] ^ word.view("<u8").ravel())
    found: Words = hashes[ints(encoded.indices)]
    return found


def _offsets(words: pa.Array) -> Ints:
    return np.frombuffer(words.buffers()[1], np.int64)[words.offset : words.offset + len(words) + 1]


def _mixed(z: Words) -> Words:
    z = z + _GAMMA
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


def _hex(values: Words) -> pa.Array:
    nibbles = (values[:, None] >> np.arange(60, -1, -4, dtype=np.uint64)) & np.uint64(15)
    letters = np.frombuffer(b"0123456789abcdef", np.uint8)[nibbles.astype(np.intp)]
    offsets = np.arange(0, 16 * len(values) + 1, 16, dtype=np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(letters))]
    return pa.Array.from_buffers(pa.large_string(), len(values), buffers).cast(pa.string())
