"""Texts as numbers: their order in the alphabet."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.search import Ints


def ranks(texts: pa.Array) -> Ints:
    """(n,) places of texts in the order of the alphabet (by their UTF-8), equal where they are equal; no nulls."""
    encoded = texts.dictionary_encode()
    words = encoded.dictionary
    rank = np.empty(len(words), np.int64)
    rank[ints(pc.array_sort_indices(words))] = np.arange(len(words))
    return rank[ints(encoded.indices)]
