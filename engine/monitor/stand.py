"""How the duties of a bearer stood when last judged: what has to be remembered of a ledger row, and no more."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.facts import PENDING, STANDING, WAIVED
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import NEVER
from zhiben.events.records import dataclass

ROW = np.dtype(
    [
        ("duty", np.uint64),
        ("rule", np.uint16),  # place of the rule whose chain it belongs to
        ("standing", np.uint8),
        ("told", np.bool_),  # that it is due soon has been said
        ("decided", np.int64),
        ("cured", np.int64),
        ("closes", np.int64),
        ("soon", np.int64),
    ]
)
Rows = npt.NDArray[np.void]
_STANDINGS = pa.array(list(STANDING), pa.string())
_CODES = np.array(list(STANDING.values()), np.uint8)
_DIGITS = np.array([int(chr(c), 16) if chr(c) in "0123456789abcdef" else 0 for c in range(256)], np.uint64)


def numbers_of(ids: pa.Array) -> npt.NDArray[np.uint64]:
    """(n,) duty ids of 16 hex digits as numbers."""
    letters = np.frombuffer(ids.cast(pa.binary(16)).buffers()[1], np.uint8)[
        16 * ids.offset : 16 * (ids.offset + len(ids))
    ]
    digits = _DIGITS[letters].reshape(-1, 16)
    found = np.zeros(len(ids), np.uint64)
    for place in range(16):
        found = (found << np.uint64(4)) | digits[:, place]
    return found


def rows_of(ledger: pa.Table, place: Ints, lead: Ints) -> Rows:
    """(d,) what is remembered of ledger rows.

    Args:
        place: (d,) of the rule of each.
        lead: (d,) us before the due date from which on it is due soon.
    """
    rows = np.zeros(ledger.num_rows, ROW)
    rows["duty"] = numbers_of(ledger["duty"].combine_chunks())
    rows["rule"] = place
    rows["standing"] = _CODES[ints(pc.index_in(ledger["verdict"].combine_chunks(), value_set=_STANDINGS))]
    for name in ("decided", "cured", "closes"):
        rows[name] = ints(ledger[name], null=int(NEVER))
    due = ints(ledger["due"], null=int(NEVER))
    rows["soon"] = np.where(due < NEVER, due + 1 - lead, NEVER)
    return rows


def is_open(rows: Rows) -> Flags:
    """(d,) True where time alone may decide a duty: pending, or waived while pending."""
    waiting = (rows["standing"] == WAIVED) & (rows["decided"] == NEVER)
    found: Flags = (rows["standing"] == PENDING) | waiting
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of duties since they were last judged, by number in the old and in the new rows.

    Attributes:
        gone: (g,) old rows that there are no more.
        came: (c,) new rows that there were not.
        before, after: (k,) old and new row of the duties that stand otherwise, or were decided at another instant.
    """

    gone: Ints
    came: Ints
    before: Ints
    after: Ints


def difference(old: Rows, new: Rows) -> tuple[Difference, Flags]:
    """What changed, and (n,) whether it has been told of each new row that it is due soon."""
    order = np.argsort(old["duty"], kind="stable")
    at = np.searchsorted(old["duty"][order], new["duty"])
    known = at < len(old)
    known[known] = old["duty"][order[at[known]]] == new["duty"][known]
    here = np.flatnonzero(known)
    there = order[at[here]]
    told = np.zeros(len(new), np.bool_)
    told[here] = old["told"][there]
    changed = np.zeros(len(here), np.bool_)
    for name in ("standing", "decided", "cured"):
        changed |= old[name][there] != new[name][here]
    is_gone = np.ones(len(old), np.bool_)
    is_gone[there] = False
    return Difference(np.flatnonzero(is_gone), np.flatnonzero(~known), there[changed], here[changed]), told
