"""64-bit hashes of numbers and texts, the same in every run: what duty ids and fingerprints of events are made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

ALL = 2**64 - 1
_GAMMA, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_BLOCK = 1 << 14  # texts at a time, so that their letters stay near
_WIDE = 64  # bytes at a time
_FEW = 32  # texts, or rows
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)  # the first so many bytes of eight


def text_hashes(column: pa.Array) -> Words:
    """(n,) hashes of the UTF-8 bytes of (n,) strings without nulls; equal words are hashed once."""
    if len(column) <= _FEW:
        return hashed(column)
    encoded = column.dictionary_encode()
    found: Words = hashed(encoded.dictionary)[encoded.indices.to_numpy()]
    return found


def hashed(words: pa.Array) -> Words:
    """(n,) the same of strings that are mostly distinct: each is hashed."""
    if len(words) <= _FEW:  # a step per position would cost more than the few texts themselves
        return np.array([_remembered(word) for word in words.to_pylist()], np.uint64)
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
    hashes = mix(lengths.astype(np.uint64))
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
            found = np.where(inside > 0, mix(found ^ word), found)
        hashes[rows] = found
    return hashes


def _eights(data: npt.NDArray[np.uint8]) -> Words:
    """(b + 1,) the eight bytes from each place on as one number, those past the end 0."""
    padded = np.append(data, np.zeros(8, np.uint8))
    return np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))


@lru_cache(maxsize=1 << 12)  # the same names come again with every rule
def _remembered(text: str) -> int:
    return text_hash(text)


def text_hash(text: str) -> int:
    """The same of one text, in plain numbers."""
    letters = text.encode()
    return _continued(mixed(len(letters)), letters)


def _continued(hashed: int, rest: bytes) -> int:
    """The hash of a text of which some is left, in plain numbers: the same as `mix`, word after word."""
    for at in range(0, len(rest), 8):
        hashed = mixed(hashed ^ int.from_bytes(rest[at : at + 8], "little"))
    return hashed


def mixed(z: int) -> int:
    """`mix` of one plain number, below 2**64."""
    z = (z + 0x9E3779B97F4A7C15) & ALL
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & ALL
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & ALL
    return z ^ (z >> 31)


def mixed_in(begun: int, words: Sequence[Words]) -> Words:
    """(n,) `begun`, into which (n,) words of each are mixed one after the other; of few in plain numbers."""
    if len(words[0]) > _FEW:
        found = np.full(1, begun, np.uint64)
        for column in words:
            found = mix(found ^ column)
        return found
    hashes = [begun] * len(words[0])
    for column in words:
        hashes = [mixed(hashed ^ word) for hashed, word in zip(hashes, column.tolist(), strict=True)]
    return np.array(hashes, np.uint64)


def _offsets(words: pa.Array) -> Ints:
    return np.frombuffer(words.buffers()[1], np.int64)[words.offset : words.offset + len(words) + 1]


def mix(z: Words) -> Words:
    """The finalizer of SplitMix64: every bit of the input moves about half of the bits of the output."""
    z = z + _GAMMA
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    found: Words = z ^ (z >> np.uint64(31))
    return found
