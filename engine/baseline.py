"""An audit held against an earlier one: which findings are new, and what became of those that are gone.

Duties keep their ids, so two ledgers are compared row by row; docs/decisions/0004 says what each word means.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import flags, ints
from zhiben.engine.baseline_reading import Baseline
from zhiben.engine.departed import Departed
from zhiben.engine.ledger import FINDINGS
from zhiben.engine.notes import Note
from zhiben.engine.origin import Origin
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.chosen import rule_names
from zhiben.rules.model import Rulebook

STATUSES = ("new", "reopened", "persisting")
OUTCOMES = ("cured", "revised", "waived", "unsettled", "not-owed")
_WAS_SETTLED = ("met", "waived")
_NAMED = 100  # lost records that a note names


class Comparison(Struct, frozen=True):
    """What changed since the baseline.

    Attributes:
        origin: of the baseline.
        was: (d,) for each row of the ledger its verdict in the baseline, null where that has no such duty.
        status: (d,) for each row of the ledger one of `STATUSES` where it is a finding, else empty.
        gone: findings of the baseline that are none any more (`departed.SCHEMA`), in the baseline's order.
        lost: ids of evidence that the baseline rests on and the log no longer holds, in order.
        parameters: names of the parameters whose value is another one now.
        is_same_rulebook: the files of the rulebook are the same.
    """

    origin: Origin
    was: pa.Array
    status: pa.Array
    gone: pa.Table
    lost: pa.Array
    parameters: tuple[str, ...]
    is_same_rulebook: bool

    def count(self, word: str) -> int:
        """How many findings have a status, or how many gone ones an outcome."""
        column = self.status if word in STATUSES else self.gone["outcome"]
        return int(np.count_nonzero(flags(pc.equal(column, word))))


def compare(
    baseline: Baseline, ledger: pa.Table, rulebook: Rulebook, whole: Rulebook, log: EventLog, entities: Entities | None
) -> Comparison:
    """The comparison of a ledger with an earlier one.

    Args:
        rulebook: the rules that were judged; findings of others are left out of the comparison.
        whole: all rules that there are.
    """
    origin, before = baseline.origin, baseline.ledger
    passed_over = pa.array(sorted({*rule_names(whole.rules)} - {*rule_names(rulebook.rules)}), pa.string())
    before = before.filter(pc.invert(pc.is_in(before["rule"], value_set=passed_over)))
    values = {p.name: str(p.value) for p in rulebook.parameters.values()}
    changed = tuple(
        sorted(n for n in values.keys() | origin.parameters.keys() if values.get(n) != origin.parameters.get(n))
    )
    is_same = origin.digest == rulebook.digest
    departed = Departed(before, ledger, whole, log, entities, changed, is_same)
    was = _was(before, ledger)
    status, lost = _status(was, ledger), _lost(baseline.ledger, log)
    return Comparison(origin, was, status, departed.table(), lost, changed, is_same)


def notes_of_comparison(compared: Comparison) -> Iterator[Note]:
    """What a reader of the comparison has to know: rules, parameters or records that are not what they were."""
    if not compared.is_same_rulebook:
        yield Note("baseline-rulebook-changed", (compared.origin.version or compared.origin.digest[:12],))
    if compared.parameters:
        yield Note("baseline-parameters-changed", compared.parameters, len(compared.parameters))
    if compared.lost:
        yield Note("baseline-evidence-gone", tuple(compared.lost[:_NAMED].to_pylist()), len(compared.lost))


def _was(before: pa.Table, ledger: pa.Table) -> pa.Array:
    place = ints(pc.index_in(ledger["duty"], value_set=before["duty"].combine_chunks()), null=-1)
    return before["verdict"].combine_chunks().take(pa.array(place, mask=place < 0))


def _status(was: pa.Array, ledger: pa.Table) -> pa.Array:
    is_finding = flags(pc.is_in(ledger["verdict"], value_set=pa.array(FINDINGS)))
    found = np.where(flags(pc.is_in(was, value_set=pa.array(FINDINGS))), "persisting", "new")
    found = np.where(flags(pc.is_in(was, value_set=pa.array(_WAS_SETTLED))), "reopened", found)
    return pa.array(np.where(is_finding, found, ""), pa.string())


def _lost(before: pa.Table, log: EventLog) -> pa.Array:
    """Ids of events only: what was decided is evidence too, and is in no log."""
    shown = pc.unique(pc.list_flatten(before["evidence"])).drop_null()
    is_there = pc.or_(pc.is_in(shown, value_set=log.references()), pc.is_in(shown, value_set=before["duty"]))
    missing = shown.filter(pc.invert(is_there))
    return missing.take(pc.array_sort_indices(missing))
