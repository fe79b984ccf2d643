"""Texts as numbers: their order in the alphabet, and which of them are among others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.search import Ints
from zhiben.events.distinct import content_of, offsets_of
from zhiben.events.hashes import Words

_FEW = 1_000  # words that are sorted as they are
_MANY = 500_000  # words from which on they are looked for in parts
_PARTS = 8
# Of eight bytes read as one number, the first being the weightiest, the first so many.
_MASKS = np.array([((1 << 8 * size) - 1) << 8 * (8 - size) for size in range(9)], np.uint64)


def ranks(texts: pa.Array) -> Ints:
    """(n,) places of texts in the order of the alphabet (by their UTF-8), equal where they are equal; no nulls."""
    encoded = texts.dictionary_encode()
    words = encoded.dictionary
    rank = np.empty(len(words), np.int64)
    rank[alphabetical(words)] = np.arange(len(words))
    return rank[ints(encoded.indices)]


def alphabetical(words: pa.Array) -> Ints:
    """(k,) positions that sort (k,) texts by their UTF-8; no nulls.

    Eight bytes behind what all have in common are compared as a number, which takes a tenth of the time; whole texts
    only where those are equal.
    """
    if len(words) < _FEW:
        return ints(pc.array_sort_indices(words))
    ends = pc.min_max(words)
    lowest, highest = (np.frombuffer(ends[end].as_buffer(), np.uint8) for end in ("min", "max"))
    size = min(len(lowest), len(highest))
    common = np.append(lowest[:size] == highest[:size], False).argmin()
    keys = _eight_bytes(words.cast(pa.large_binary()), int(common))
    order = np.argsort(keys).astype(np.int64, copy=False)
    keys = keys[order]
    is_tied = np.append(keys[1:] == keys[:-1], False)
    is_tied[1:] |= is_tied[:-1].copy()
    if is_tied.any():
        tied = order[is_tied]
        order[is_tied] = tied[ints(pc.array_sort_indices(words.take(pa.array(tied))))]
    return order


def _eight_bytes(words: pa.LargeBinaryArray, start: int) -> Words:
    """(k,) eight bytes of each text from a place on that none of them lies before; 0 past its end."""
    _, offsets, content = words.buffers()
    bounds = np.frombuffer(offsets, np.int64)[words.offset : words.offset + len(words) + 1]
    held = np.frombuffer(content or b"", np.uint8)[bounds[0] : bounds[-1]]
    padded = np.append(held, np.zeros(8, np.uint8))
    from_each = np.ndarray((len(held) + 1,), ">u8", padded, strides=(1,))
    left = np.minimum(np.diff(bounds) - start, 8)
    found: Words = from_each[bounds[:-1] - bounds[0] + start].astype(np.uint64) & _MASKS[left]
    return found


def places_among(texts: pa.Array, wanted: pa.Array) -> Ints:
    """(p,) ascending places of those of (n,) texts that are among (m,) others; neither has nulls.

    Many are looked for in parts, by the last byte: a table of hashes of them all would take more memory than they do.
    """
    if len(wanted) < _MANY:
        return ints(pc.indices_nonzero(pc.is_in(texts, value_set=wanted)))
    ends, wanted_ends = _last_bytes(texts) % _PARTS, _last_bytes(wanted) % _PARTS
    is_there = np.zeros(len(texts), np.bool_)
    for part in range(_PARTS):
        mine = np.flatnonzero(ends == part)
        others = wanted.take(pa.array(np.flatnonzero(wanted_ends == part)))
        found = pc.is_in(texts.take(pa.array(mine)), value_set=others)
        is_there[mine] = found.to_numpy(zero_copy_only=False)
    return np.flatnonzero(is_there).astype(np.int64, copy=False)


def _last_bytes(texts: pa.Array) -> npt.NDArray[np.uint8]:
    """(n,) the last byte of each text, 0 for an empty one."""
    offsets, found = offsets_of(texts), np.zeros(len(texts), np.uint8)
    there = np.flatnonzero(offsets[1:] > offsets[:-1])
    found[there] = content_of(texts)[offsets[1:][there] - 1]
    return found
