"""The sets that `covers` duties have to see, one per duty (docs/decisions/0001, reading 35)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import one
from zhiben.engine.conditions import FALSE, TRUE
from zhiben.engine.correlation import field_columns
from zhiben.engine.existing import codes
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import MISSING_ATTRIBUTE, MISSING_TRIGGER_VALUE, Reasons
from zhiben.engine.search import Flags, Ints, counted, written_out
from zhiben.engine.stage import Stage
from zhiben.rules.model import EntitySet, FieldSet, Rule


class Wanted(Struct, frozen=True):
    """(d,) sets as (p,) pairs, sorted by duty, each value of a duty once.

    Attributes:
        start, end: (d,) the pairs of each duty.
        value: (p,) number of the value.
        words: (w,) the values.
        reason: (d,) why the set is not known, 0 = it is.
    """

    start: Ints
    end: Ints
    value: Ints
    words: pa.Array
    reason: Reasons

    @property
    def owes_nothing(self) -> Flags:
        """(d,) True where nobody is to be covered."""
        found: Flags = (self.reason == 0) & (self.start == self.end)
        return found

    def take(self, chosen: Ints | Flags) -> Wanted:
        """The sets of some of the duties."""
        return Wanted(self.start[chosen], self.end[chosen], self.value, self.words, self.reason[chosen])


def wanted(stage: Stage, rule: Rule, of: FieldSet | EntitySet, raised: Occasions, windows: Windows) -> Wanted:
    """The set of each window, read when the window says."""
    if isinstance(of, FieldSet):
        return _listed(stage, of, raised, windows)
    # Many windows are read at one instant: every set is drawn up once.
    who = raised.bearer[windows.occasion] if rule.bearer is not None else np.zeros(len(windows), np.int64)
    asked, which = np.unique(np.stack([who, windows.read_at]), axis=1, return_inverse=True)
    found = _entities(stage, rule, of, asked[0], asked[1])
    return found.take(which.reshape(-1))


def _listed(stage: Stage, of: FieldSet, raised: Occasions, windows: Windows) -> Wanted:
    which = windows.occasion
    if of.on_occasion and not raised.on_entities:
        column, code = one(field_columns(stage.events, of.field, raised.trigger[which])[0]), MISSING_TRIGGER_VALUE
    else:
        who = (raised.entity if of.on_occasion else raised.bearer)[which]
        column, code = _attributes(stage, of.field, stage.registry.row_at(who, windows.read_at)), MISSING_ATTRIBUTE
    column = column.cast(pa.large_list(pa.string()))
    owner = np.asarray(pc.list_parent_indices(column)).astype(np.int64)
    value, words = codes(pa.chunked_array([pc.list_flatten(column)]))
    there = value >= 0
    pairs = np.unique(np.stack([owner[there], value[there]]), axis=1)
    reason = np.where(counted(pairs[0], len(which)) == 0, code, 0).astype(np.int8)
    return _laid(pairs[0], pairs[1], words, reason)


def _attributes(stage: Stage, field: str, rows: Ints) -> pa.Array:
    """(d,) lists of an attribute on registry rows; null where it is missing."""
    table = stage.registry.table
    if field not in table.column_names:
        return pa.nulls(len(rows), pa.list_(pa.string()))
    return one(table[field].take(pa.array(rows, mask=rows >= table.num_rows)))


def _entities(stage: Stage, rule: Rule, of: EntitySet, bearer: Ints, when: Ints) -> Wanted:
    """The entities of a kind below (s,) bearers at (s,) instants; of a rule of the whole log, wherever they are."""
    registry = stage.registry
    stays = registry.stays_below(rule.bearer, of.kind) if rule.bearer or registry.is_empty else registry.spans(of.kind)
    below = stays.below if rule.bearer is not None else np.zeros(len(stays.who), np.int64)
    lo, hi = np.searchsorted(below, bearer, "left"), np.searchsorted(below, bearer, "right")
    asked, stay = written_out(lo.astype(np.int64), hi.astype(np.int64))
    is_there = (stays.start[stay] <= when[asked]) & (when[asked] < stays.end[stay])
    asked, who = asked[is_there], stays.who[stay[is_there]]
    truth = registry.attribute_truths(of.where)[registry.row_at(who, when[asked])]
    is_open = counted(asked[(truth != TRUE) & (truth != FALSE)], len(bearer)) > 0
    asked, who = asked[truth == TRUE], who[truth == TRUE]
    distinct, value = np.unique(who, return_inverse=True)
    reason = np.where(is_open, MISSING_ATTRIBUTE, 0).astype(np.int8)
    return _laid(asked, value.reshape(-1).astype(np.int64), registry.names.take(pa.array(distinct)), reason)


def _laid(owner: Ints, value: Ints, words: pa.Array, reason: Reasons) -> Wanted:
    sizes = counted(owner, len(reason))
    end = np.cumsum(sizes)
    return Wanted(end - sizes, end, value, words, reason)
