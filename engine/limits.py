"""Limits: a bound as two numbers of every duty, also where a field or the window before says how much."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from zhiben.engine.arrow import ints, is_null
from zhiben.engine.correlation import field_columns, number_text
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import MISSING_ATTRIBUTE, MISSING_TRIGGER_VALUE, Reasons, strongest
from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Bound, Limit, PreviousLimit

_FAR = 2**62  # a product beyond this is compared as this


class Limits(Struct, frozen=True):
    """(d,) limits in millionths, both included; None = there is no such limit.

    Attributes:
        reason: why a limit is not known, 0 = it is; the numbers there mean nothing.
    """

    low: Ints | None
    high: Ints | None
    reason: Reasons


class Before(Struct, frozen=True):
    """(d,) what the window before each window measured, in millionths; `reason`: why that is not known, 0 = it is."""

    value: Ints
    reason: Reasons

    def take(self, chosen: Ints | Flags) -> Before:
        """Some of the windows."""
        return Before(self.value[chosen], self.reason[chosen])


def limits(stage: Stage, bound: Bound, occasions: Occasions, windows: Windows, before: Before) -> Limits:
    """The limits of duties that share a bound, read when their windows say; `before` is asked for `previous` only."""
    low, low_reason = _read(stage, bound.low, occasions, windows, before)
    high, high_reason = _read(stage, bound.high, occasions, windows, before)
    return Limits(low, high, strongest(low_reason, high_reason))


def limit_text(limit: Limit | None) -> str:
    """A limit where its number is not known: `0.5 x headcount`."""
    if limit is None or isinstance(limit, int):
        return number_text(limit or 0)
    name = "previous" if isinstance(limit, PreviousLimit) else limit.field
    return name if limit.times == SCALE else f"{number_text(limit.times)} x {name}"


def _read(
    stage: Stage, limit: Limit | None, occasions: Occasions, windows: Windows, before: Before
) -> tuple[Ints | None, Reasons]:
    size = len(windows)
    if limit is None or isinstance(limit, int):
        return None if limit is None else np.full(size, limit, np.int64), np.zeros(size, np.int8)
    if isinstance(limit, PreviousLimit):
        return _products(before.value, limit.times), before.reason
    which = windows.occasion
    if limit.on_occasion and not occasions.on_entities:
        column = field_columns(stage.events, limit.field, occasions.trigger[which])[0]
        values, missing, code = ints(column), is_null(column), MISSING_TRIGGER_VALUE
    else:
        who = occasions.entity if limit.on_occasion else occasions.bearer
        values, missing = _attributes(stage, limit.field, stage.registry.row_at(who[which], windows.read_at))
        code = MISSING_ATTRIBUTE
    return _products(values, limit.times), np.where(missing, code, 0).astype(np.int8)


def _attributes(stage: Stage, field: str, rows: Ints) -> tuple[Ints, Flags]:
    """(d,) values of an attribute on registry rows, and where it is missing."""
    table = stage.registry.table
    if field not in table.column_names:
        return np.zeros(len(rows), np.int64), np.ones(len(rows), np.bool_)
    column = table[field]
    return np.append(ints(column), 0)[rows], np.append(is_null(column), np.bool_(True))[rows]


def _products(values: Ints, times: int) -> Ints:
    """(d,) values x times / SCALE, half a millionth rounded up; exact whatever the size."""
    distinct, which = np.unique(values, return_inverse=True)
    exact = [(2 * int(value) * times + SCALE) // (2 * SCALE) for value in distinct]
    found: Ints = np.array([max(min(product, _FAR), -_FAR) for product in exact], np.int64)[which]
    return found
