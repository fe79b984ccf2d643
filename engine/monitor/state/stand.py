"""How the duties of a bearer stood when last judged: what has to be remembered of a ledger row, and no more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.facts import BREACHED, PENDING, STANDING, WAIVED
from zhiben.engine.monitor.state.plain import FEW, numbered
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.events.hashes import text_hashes

ROW = np.dtype(
    [
        ("duty", np.uint64),
        ("rule", np.uint16),  # place of the rule whose chain it belongs to
        ("standing", np.uint8),
        ("told", np.bool_),  # that it is due soon has been said
        ("decided", np.int64),
        ("cured", np.int64),
        ("opens", np.int64),
        ("closes", np.int64),
        ("soon", np.int64),
        ("key", np.uint64),  # hash of the ledger's key
        ("slack", np.int32),  # how many more events that count for it certainly leave it open (`slack_of`)
        ("word", np.uint64),  # hash of what those who read its rule's decided duties are told; 0 = nothing
    ]
)
Rows = npt.NDArray[np.void]
_DIGITS = np.array([int(chr(c), 16) if chr(c) in "0123456789abcdef" else 0 for c in range(256)], np.uint64)


def numbers_of(ids: pa.Array) -> npt.NDArray[np.uint64]:
    """(n,) duty ids of 16 hex digits as numbers."""
    if len(ids) <= FEW:
        return np.array([int(text, 16) for text in ids.to_pylist()], np.uint64)
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
    rows["standing"] = numbered(ledger["verdict"], STANDING.__getitem__)
    rows["opens"] = ints(ledger["opens"], null=int(ALWAYS))
    rows["key"] = text_hashes(ledger["key"].combine_chunks())
    for name in ("decided", "cured", "closes"):
        rows[name] = ints(ledger[name], null=int(NEVER))
    due = ints(ledger["due"], null=int(NEVER))
    rows["soon"] = np.where(due < NEVER, due + 1 - lead, NEVER)
    return rows


def slack_of(ledger: pa.Table) -> Ints:
    """(d,) how many more events may be counted for an open duty before its verdict can change.

    Only for duties that count events under `at_least` or `at_most`; of others the number means nothing.
    """
    words: dict[str, int] = {}
    codes = numbered(ledger["required"], lambda text: words.setdefault(text, len(words)))
    if not words:
        return codes
    limits = [_limit(text) for text in words]
    at_most = np.array([name == "at_most" for name, _ in limits])[codes]
    limit = np.array([number for _, number in limits])[codes]
    observed = ledger["observed"].to_numpy()
    left = np.where(at_most, np.floor(limit - observed), np.ceil(limit - observed) - 1)
    found: Ints = np.where(left > 0, np.minimum(left, 1 << 30), 0).astype(np.int64)  # of what is not known, 0
    return found


def _limit(text: str) -> tuple[str, float]:
    name, _, number = text.partition(" ")
    try:
        return name, float(number)
    except ValueError:  # a limit that is not known
        return name, float("nan")


def rests_from(rows: Rows, may_be_cured: Flags) -> Ints:
    """(d,) the first instant from which on events change nothing about a duty, wherever they lie; NEVER = they may.

    What is decided stays when its window has closed; but a breach that may be made up for waits for what comes, and
    one that was made up for is settled after the event that did it, which may itself be withdrawn.

    Args:
        may_be_cured: (d,) events after the close may make up for a miss.
    """
    standing, closes = rows["standing"], rows["closes"]
    is_made_up = rows["cured"] < NEVER
    waits = may_be_cured & ((standing == BREACHED) | (standing == WAIVED)) & ~is_made_up
    waits |= (standing == PENDING) | ((standing == WAIVED) & (rows["decided"] == NEVER))
    settled: Ints = np.where(is_made_up, np.maximum(rows["cured"] + 1, closes), closes)
    return np.where(waits, NEVER, settled)


def is_open(rows: Rows) -> Flags:
    """(d,) True where time alone may decide a duty: pending, or waived while pending."""
    waiting = (rows["standing"] == WAIVED) & (rows["decided"] == NEVER)
    found: Flags = (rows["standing"] == PENDING) | waiting
    return found


def picked(rows: Rows, which: Ints | Flags) -> Rows:
    """Some rows, by their places or by flags, in memory of their own."""
    # Indexing records copies them a field at a time, which takes ten times as long.
    return rows.take(which.nonzero()[0] if which.dtype == np.bool_ else which)


def laid(parts: Sequence[Rows]) -> Rows:
    """Rows of several duties' owners one behind the other, in memory of their own."""
    # `np.concatenate` takes ten times as long over records.
    return np.frombuffer(bytearray().join([part.tobytes() for part in parts]), ROW)


class Difference(Struct, frozen=True):
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
    at = old["duty"][order].searchsorted(new["duty"])
    known = at < len(old)
    known[known] = old["duty"][order[at[known]]] == new["duty"][known]
    here = known.nonzero()[0]
    there = order[at[here]]
    told = np.zeros(len(new), np.bool_)
    told[here] = old["told"][there]
    changed = np.zeros(len(here), np.bool_)
    for name in ("standing", "decided", "cured"):
        changed |= old[name][there] != new[name][here]
    is_gone = np.ones(len(old), np.bool_)
    is_gone[there] = False
    return Difference(is_gone.nonzero()[0], (~known).nonzero()[0], there[changed], here[changed]), told
