"""Conditions over columns: two-valued on events, three-valued on attributes (DESIGN §3 `where`, §5 missing attributes).

A truth is an int8: false, undecided for want of an attribute, undecided for want of a trigger's value, or true. On
events a test on a missing value is false; `exists` always decides. Where several are wanting, the first named stands.
"""

from __future__ import annotations

from typing import Callable, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import among, flags, ints, is_null
from zhiben.engine.coded import Coded
from zhiben.engine.existing import Existing
from zhiben.engine.search import Flags, Ints
from zhiben.rules.model import AllOf, AnyOf, Condition, Moment, Not, Test

Truths = npt.NDArray[np.int8]
FALSE, NO_ATTRIBUTE, NO_TRIGGER_VALUE, TRUE = np.int8(0), np.int8(1), np.int8(2), np.int8(3)
_OPPOSITE = np.array([TRUE, NO_ATTRIBUTE, NO_TRIGGER_VALUE, FALSE], np.int8)

Column: TypeAlias = pa.ChunkedArray | pa.Array
_COMPARE = {"lt": pc.less, "lte": pc.less_equal, "gt": pc.greater, "gte": pc.greater_equal}


def truths(condition: Condition, size: int, leaf: Callable[[Test], Truths]) -> Truths:
    """(size,) Kleene truth of a condition, from the truth of its tests."""
    match condition:
        case Test():
            return leaf(condition)
        case AllOf(parts):
            found = np.full(size, TRUE, np.int8)
            for part in parts:
                found = np.minimum(found, truths(part, size, leaf))
            return found
        case AnyOf(parts):
            return _OPPOSITE[truths(AllOf(tuple(Not(part) for part in parts)), size, leaf)]
        case Not(part):
            return _OPPOSITE[truths(part, size, leaf)]


def matching(events: Existing, condition: Condition, positions: Ints) -> Ints:
    """Those of the (p,) positions whose events satisfy the condition."""
    if isinstance(condition, AllOf):
        for part in condition.parts:  # the next test looks only at what the one before has left
            positions = matching(events, part, positions) if len(positions) else positions
        return positions

    def leaf(test: Test) -> Truths:
        coded = events.in_words(test.field)
        if coded is not None:
            return np.where(_wanted(test, coded), TRUE, FALSE)[coded.code[positions]]
        rows = pa.array(positions)
        column = events.column(test.field).take(rows)
        last = events.last_column(test.field).take(rows) if test.storage == "time" else column
        hits, _ = tested(test, column, last)
        return np.where(hits, TRUE, FALSE)

    chosen: Ints = positions[truths(condition, len(positions), leaf) == TRUE]
    return chosen


def of_kind(events: Existing, types: tuple[str, ...], condition: Condition) -> Ints:
    """Positions of the events of any of the types that satisfy the condition, ascending."""
    tests = condition.parts if isinstance(condition, AllOf) else (condition,)
    for test in tests:
        coded = events.in_words(test.field) if isinstance(test, Test) else None
        if isinstance(test, Test) and coded is not None:
            postings = events.postings(types, test.field)
            if postings is None:
                break
            rest = AllOf(tuple(other for other in tests if other is not test))
            return matching(events, rest, postings.having(_wanted(test, coded)))
    return matching(events, condition, events.of_types(types))


def _wanted(test: Test, coded: Coded) -> Flags:
    """(k + 1,) whether a test holds of each word, and at the end of a missing value, which -1 stands for."""
    return tested(test, coded.words_and_null, coded.words_and_null)[0]


def tested(test: Test, column: Column, last: Column) -> tuple[Flags, Flags]:
    """One test on one column.

    Args:
        column: (n,) stored values; for a time field its first instants.
        last: (n,) last instants of a time field, else anything.

    Returns:
        (n,) True where the test holds (never where the value is missing, save for `exists`), (n,) True where missing.
    """
    many = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
    missing = is_null(column)
    if many:
        missing |= flags(pc.fill_null(pc.equal(pc.list_value_length(column), 0), False))
    if test.operator == "exists":
        return (~missing if test.values[0] else missing), np.zeros(len(missing), np.bool_)
    if test.operator == "has_all":
        hits = np.ones(len(missing), np.bool_)
        for value in test.values:
            hits &= _any_element(Test(test.field, "in", (value,), test.storage), column, many)
        return hits & ~missing, missing
    if test.operator == "not_in":
        return ~_any_element(Test(test.field, "in", test.values, test.storage), column, many, last) & ~missing, missing
    return _any_element(test, column, many, last) & ~missing, missing


def _any_element(test: Test, column: Column, many: bool, last: Column | None = None) -> Flags:
    if not many:
        return _hits(test, column, column if last is None else last)
    flat = pc.list_flatten(column)
    parents = ints(pc.list_parent_indices(column))
    found = np.zeros(len(column), np.bool_)
    hits = _hits(test, flat, flat)
    found[parents[hits]] = True
    return found


def _hits(test: Test, column: Column, last: Column) -> Flags:
    """(n,) where a column of single values satisfies the test; False where null."""
    if test.storage == "time":
        return _time_hits(test, column, last)
    if test.storage == "text" and pa.types.is_dictionary(column.type):
        if isinstance(column, pa.ChunkedArray):
            chunks = [_hits(test, chunk, chunk) for chunk in column.chunks]
            return np.concatenate(chunks) if chunks else np.zeros(0, np.bool_)
        words = _hits(test, column.dictionary, column.dictionary)
        return np.append(words, np.bool_(False))[ints(column.indices, null=-1)]
    match test.operator:
        case "in":
            return among(column, test.values)
        case "contains":
            return flags(pc.match_substring(column, str(test.values[0])))
        case "matches":
            return flags(pc.match_substring_regex(column, str(test.values[0])))
        case operator:
            return flags(_COMPARE[operator](column, pa.scalar(test.values[0], column.type)))


def _time_hits(test: Test, column: Column, last: Column) -> Flags:
    """Days and instants compare as stretches of time (reading 20)."""
    first_at, last_at = (ints(part) for part in (column, last))
    present = ~is_null(column)
    found = np.zeros(len(first_at), np.bool_)
    for value in test.values:
        assert isinstance(value, Moment)
        match test.operator:
            case "in":
                found |= (first_at <= value.last) & (last_at >= value.first)
            case "lt":
                found |= first_at < value.first
            case "lte":
                found |= first_at <= value.last
            case "gt":
                found |= last_at > value.last
            case "gte":
                found |= last_at >= value.first
    return found & present
