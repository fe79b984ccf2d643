"""The order of a rule's rows in the ledger: bearer, key, opens (null first), raised_by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import ints, is_null
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Flags, Ints, sorted_by
from zhiben.engine.stage import Stage
from zhiben.engine.texts import ranks
from zhiben.events.civil import ALWAYS


def of_windows(stage: Stage, raised: Occasions, windows: Windows) -> Ints:
    """(d,) the order of the rows that some windows of one rule will be."""
    which = windows.occasion
    if len(which) < 2:
        return np.arange(len(which), dtype=np.int64)
    bearer = stage.registry.ranks[raised.bearer[which]]
    opens = np.where(windows.opens <= ALWAYS, np.iinfo(np.int64).min, windows.opens)
    return _sorted(
        [bearer, raised.key_ranks[which], opens], lambda tied: ranks(raised.raised_by.take(pa.array(which[tied])))
    )


def in_order(ledger: pa.Table) -> pa.Array:
    """(d,) positions that put the rows of one rule in order."""
    opens = ledger["opens"].combine_chunks()
    since = np.where(is_null(opens), np.iinfo(np.int64).min, ints(opens))
    keys = [ranks(ledger[name].combine_chunks()) for name in ("bearer", "key")]
    return pa.array(
        _sorted([*keys, since], lambda tied: ranks(ledger["raised_by"].take(pa.array(tied)).combine_chunks()))
    )


def _sorted(keys: list[Ints], raiser: Callable[[Ints], Ints]) -> Ints:
    """(d,) positions in order of the keys; the raiser is asked only where they are all equal."""
    order = sorted_by(*keys)
    differs: Flags = np.zeros(max(len(order) - 1, 0), np.bool_)
    for key in keys:
        differs |= key[order[1:]] != key[order[:-1]]
    if not differs.all():
        is_tied = np.append(~differs, False) | np.insert(~differs, 0, False)
        tied = order[is_tied]
        bunch = np.insert(np.cumsum(differs, dtype=np.int64), 0, 0)[is_tied]
        order[is_tied] = tied[sorted_by(bunch, raiser(tied))]
    return order
