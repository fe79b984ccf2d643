"""Duty ids: 64 bits of a fixed mixing function, the same in every run (docs/decisions/0001, reading 29)."""

from __future__ import annotations

from functools import lru_cache
from typing import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.search import Ints

Words = npt.NDArray[np.uint64]

_GAMMA, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_NULL, _ALL = np.int64(-(2**63)), 2**64 - 1
_BLOCK = 1 << 14  # texts at a time, so that their letters stay near
_WIDE = 64  # bytes at a time
_FEW = 32  # texts
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)  # the first so many bytes of eight
_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)
_LETTERS = _DIGITS[(np.arange(1 << 16)[:, None] >> (12, 8, 4, 0)) & 15].view(np.uint32)[:, 0]  # of sixteen bits, four


def duty_ids(
    rulebook: str, rule: str, texts: Sequence[Words], opens: Ints, unlimited: npt.NDArray[np.bool_]
) -> pa.Array:
    """Ids of n duties of one rule.

    Args:
        texts: three (n,) hashes (`text_hashes`): of bearer, key, raised_by.
        opens: (n,) us since the epoch, UTC.
        unlimited: (n,) True where `opens` is null.

    Returns:
        (n,) strings of 16 hex digits.
    """
    hashed = np.full(1, _of_names(rulebook, rule))
    for hashes in texts:
        hashed = _mixed(hashed ^ hashes)
    hashed = _mixed(hashed ^ np.where(unlimited, _NULL, opens).view(np.uint64))
    return _hex(hashed)


def text_hashes(column: pa.Array) -> Words:
    """(n,) hashes of the UTF-8 bytes of (n,) strings without nulls; equal words are hashed once."""
    if len(column) <= _FEW:
        return hashed(column)
    encoded = column.dictionary_encode()
    found: Words = hashed(encoded.dictionary)[ints(encoded.indices)]
    return found


def hashed(words: pa.Array) -> Words:
    """(n,) the same of strings that are mostly distinct: each is hashed."""
    if len(words) <= _FEW:  # a step per position would cost more than the few texts themselves
        return np.array([_of_text(word) for word in words.to_pylist()], np.uint64)
    words = words.cast(pa.large_binary())
    offsets, data = _offsets(words), np.frombuffer(words.buffers()[2] or b"", np.uint8)
    hashes = np.zeros(len(words), np.uint64)
    for at in range(0, len(words), _BLOCK):
        hashes[at : at + _BLOCK] = _hashes(data, offsets[at : at + _BLOCK + 1])
    return hashes


def _hashes(data: npt.NDArray[np.uint8], offsets: Ints) -> Words:
    """(k,) hashes of the texts that lie one behind the other between (k + 1,) offsets."""
    starts, lengths = offsets[:-1], np.diff(offsets)
    eights = _eights(data[offsets[0] : offsets[-1]]) if len(offsets) else _MASKS
    starts, data = starts - offsets[0], data[offsets[0] :]
    hashes = _mixed(lengths.astype(np.uint64))
    longest = int(lengths.max(initial=0))
    for at in range(0, longest, _WIDE):  # over positions inside a text, not over texts
        rows = np.flatnonzero(lengths > at)
        if at and len(rows) <= _FEW:
            for row in rows.tolist():
                rest = data[starts[row] + at : starts[row] + lengths[row]]
                hashes[row] = _continued(int(hashes[row]), rest.tobytes())
            break
        left, found = lengths[rows] - at, hashes[rows]
        for i in range(0, min(_WIDE, longest - at), 8):
            inside = left - i
            word = eights[np.minimum(starts[rows] + (at + i), len(eights) - 1)] & _MASKS[np.clip(inside, 0, 8)]
            found = np.where(inside > 0, _mixed(found ^ word), found)
        hashes[rows] = found
    return hashes


def _eights(data: npt.NDArray[np.uint8]) -> Words:
    """(b + 1,) the eight bytes from each place on as one number, those past the end 0."""
    padded = np.append(data, np.zeros(8, np.uint8))
    return np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))


def _of_names(rulebook: str, rule: str) -> np.uint64:
    """What the hashes of bearer, key and raised_by are mixed into."""
    return np.uint64(_stirred(_stirred(_of_text(rulebook)) ^ _of_text(rule)))


@lru_cache(maxsize=1 << 12)  # the same names come again with every rule
def _of_text(text: str) -> int:
    """The hash of one text, in plain numbers."""
    letters = text.encode()
    return _continued(_stirred(len(letters)), letters)


def _continued(hashed: int, rest: bytes) -> int:
    """The hash of a text of which some is left, in plain numbers: the same as `_mixed`, word after word."""
    for at in range(0, len(rest), 8):
        hashed = _stirred(hashed ^ int.from_bytes(rest[at : at + 8], "little"))
    return hashed


def _stirred(z: int) -> int:
    """`_mixed` of one plain number."""
    z = (z + 0x9E3779B97F4A7C15) & _ALL
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _ALL
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _ALL
    return z ^ (z >> 31)


def _offsets(words: pa.Array) -> Ints:
    return np.frombuffer(words.buffers()[1], np.int64)[words.offset : words.offset + len(words) + 1]


def _mixed(z: Words) -> Words:
    z = z + _GAMMA
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


def _hex(values: Words) -> pa.Array:
    letters = _LETTERS[values.astype(">u8").view(">u2")]  # the weightiest sixteen bits first
    offsets = np.arange(0, 16 * len(values) + 1, 16, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(values), [None, pa.py_buffer(offsets), pa.py_buffer(letters)])
