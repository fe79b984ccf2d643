"""Terms: is a duty owed at an opening, and in which variant (DESIGN §3 variants, §5 missing attributes)."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from zhiben.engine.conditions import FALSE, NO_ATTRIBUTE, NO_TRIGGER_VALUE, TRUE, Truths, tested, truths
from zhiben.engine.correlation import field_columns
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import MISSING_ATTRIBUTE, MISSING_TRIGGER_VALUE, Reasons, unknown_where
from zhiben.engine.search import Ints
from zhiben.engine.stage import Stage
from zhiben.rules.model import Duty, EachEntity, Rule, Test, Variant


class Terms(Struct, frozen=True):
    """(d,) readings at openings.

    Attributes:
        owed: truth of `applies` and of the entity's `where`.
        variant: 0 = base, i = the i-th variant.
        doubt: why a variant before the chosen one could not be decided; 0 = it could.
    """

    owed: Truths
    variant: Ints
    doubt: Reasons

    @property
    def reason(self) -> Reasons:
        """(d,) why what is owed is unknown, 0 where it is known."""
        found = unknown_where(self.doubt, self.owed == NO_ATTRIBUTE, MISSING_ATTRIBUTE)
        return unknown_where(found, self.owed == NO_TRIGGER_VALUE, MISSING_TRIGGER_VALUE)


def duties_of(rule: Rule) -> tuple[Duty, ...]:
    """The base duty and every variant's, by variant number."""
    return (rule.duty, *(variant.duty for variant in rule.variants))


def read(stage: Stage, rule: Rule, occasions: Occasions, which: Ints, when: Ints) -> Terms:
    """What holds for (d,) occasions `which` at (d,) instants `when`."""
    bearer_rows = stage.registry.row_at(occasions.bearer[which], when)
    owed = stage.registry.attribute_truths(rule.applies)[bearer_rows]
    each = rule.duty.occasion
    if isinstance(each, EachEntity):
        entity_rows = stage.registry.row_at(occasions.entity[which], when)
        owed = np.minimum(owed, stage.registry.attribute_truths(each.where)[entity_rows])
    chosen = np.zeros(len(which), np.int64)
    is_open = np.ones(len(which), np.bool_)
    doubt = np.zeros(len(which), np.int8)
    for number, variant in enumerate(rule.variants, start=1):
        holds = _holds(stage, variant, occasions, which, when, bearer_rows)
        doubt = unknown_where(doubt, is_open & (holds == NO_ATTRIBUTE), MISSING_ATTRIBUTE)
        doubt = unknown_where(doubt, is_open & (holds == NO_TRIGGER_VALUE), MISSING_TRIGGER_VALUE)
        chosen[is_open & (holds == TRUE)] = number
        is_open &= holds != TRUE
    return Terms(owed, chosen, doubt)


def _holds(stage: Stage, variant: Variant, occasions: Occasions, which: Ints, when: Ints, bearer_rows: Ints) -> Truths:
    start, end = stage.instants(variant.in_force)
    inside = np.where((when >= start) & (when < end), TRUE, FALSE)

    def leaf(test: Test) -> Truths:
        if test.field not in variant.on_occasion:
            return stage.registry.leaf(test)[bearer_rows]
        if occasions.on_entities:
            return stage.registry.leaf(test)[stage.registry.row_at(occasions.entity[which], when)]
        columns = field_columns(stage.events, test.field, occasions.trigger[which])
        hits, missing = tested(test, columns[0], columns[-1])
        return np.where(missing, NO_TRIGGER_VALUE, np.where(hits, TRUE, FALSE)).astype(np.int8)

    return np.minimum(inside, truths(variant.when, len(which), leaf)).astype(np.int8)
