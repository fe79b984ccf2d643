"""Rows of two tables that are equal in every column, paired without a loop over either."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints, one
from zhiben.engine.search import Ints, written_out


def pairs(left: pa.Table, right: pa.Table, size: int, other: int) -> tuple[Ints, Ints]:
    """Which rows go together; nulls equal nothing.

    Args:
        left, right: (size,) and (other,) rows of the same columns; without a column every row goes with every other.

    Returns:
        (p,) rows of the left and (p,) of the right table, in order of the left one.
    """
    ours, theirs = np.zeros(size, np.int64), np.zeros(other, np.int64)
    is_known = np.full(size, other > 0)
    for name in right.column_names if other else ():
        words = one(right[name]).dictionary_encode()
        place = ints(pc.index_in(left[name], value_set=words.dictionary, skip_nulls=True), null=-1)
        code = ints(words.indices, null=-2)
        is_known &= place >= 0
        ours, theirs = ours * (len(words.dictionary) + 2) + place, theirs * (len(words.dictionary) + 2) + code
        # Numbered anew after each column, so that no product overflows.
        distinct, theirs = np.unique(theirs, return_inverse=True)
        near = np.minimum(np.searchsorted(distinct, ours), len(distinct) - 1)
        is_known &= distinct[near] == ours
        ours = near
    order = np.argsort(theirs, kind="stable")
    rows = np.flatnonzero(is_known)
    lo, hi = (np.searchsorted(theirs[order], ours[rows], side).astype(np.int64) for side in ("left", "right"))
    owner, element = written_out(lo, hi)
    return rows[owner], order[element]
