"""Duty ids: 64 bits of a fixed mixing function, the same in every run (docs/decisions/0001, reading 29)."""

from __future__ import annotations

from functools import lru_cache
from typing import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.engine.search import Ints
from zhiben.events.hashes import Words, mixed, mixed_in, text_hash

_NULL = np.int64(-(2**63))


def duty_ids(
    rulebook: str, rule: str, texts: Sequence[Words], opens: Ints, unlimited: npt.NDArray[np.bool_]
) -> pa.Array:
    """Ids of n duties of one rule.

    Args:
        texts: three (n,) hashes (`hashes.text_hashes`): of bearer, key, raised_by.
        opens: (n,) us since the epoch, UTC.
        unlimited: (n,) True where `opens` is null.

    Returns:
        (n,) strings of 16 hex digits.
    """
    words = [*texts, np.where(unlimited, _NULL, opens).view(np.uint64)]
    return _hex(mixed_in(_of_names(rulebook, rule), words))


@lru_cache(maxsize=1 << 12)  # judging few duties again and again asks for the same rules
def _of_names(rulebook: str, rule: str) -> int:
    """What the hashes of bearer, key and raised_by are mixed into."""
    return mixed(mixed(text_hash(rulebook)) ^ text_hash(rule))


def _hex(values: Words) -> pa.Array:
    letters = values.astype(">u8").tobytes().hex().encode("ascii")  # the weightiest bits first
    offsets = np.arange(0, 16 * len(values) + 1, 16, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(values), [None, pa.py_buffer(offsets), pa.py_buffer(letters)])
