"""Random conditions over events and over attributes, every operator on every storage it fits."""

from __future__ import annotations

import datetime as dt
from functools import cache

from hypothesis import strategies as st

from zhiben.events.vocabulary import EVENT_BUILT_IN, SCALE, Storage
from zhiben.rules.model import ALWAYS, AllOf, AnyOf, Condition, Constant, Moment, Not, Operator, Test

from ..tables import span
from .worlds import VOCABULARY, Scene

_TEXT: tuple[Operator, ...] = ("in", "not_in", "contains", "matches", "exists")
_ORDERED: tuple[Operator, ...] = ("in", "not_in", "lt", "lte", "gt", "gte", "exists")
_NOTHING: st.SearchStrategy[Condition] = st.just(ALWAYS)
_HOUR = 3_600_000_000
_WORDS = ("K", "L", "e1", "s1", "x", "y", "north", "p")


@cache
def event_tests(scene: Scene, names: tuple[str, ...] | None = None) -> st.SearchStrategy[Test]:
    """Tests on fields of events, built-in ones included; or on `names` only."""
    fields = VOCABULARY.event_fields()
    options = [_test(scene, f.name, f.storage, f.many) for f in fields.values() if names is None or f.name in names]
    for name, storage in EVENT_BUILT_IN.items():
        if names is None or name in names:
            options.append(_test(scene, name, storage, False))
    return st.one_of(options)


@cache
def attribute_tests(scene: Scene, kind: str) -> st.SearchStrategy[Test]:
    """Tests on the attributes of an entity kind."""
    return st.one_of([_test(scene, f.name, f.storage, f.many) for f in VOCABULARY.entities[kind].fields.values()])


@cache
def conditions(tests: st.SearchStrategy[Test], *, often: bool = False) -> st.SearchStrategy[Condition]:
    """Mostly nothing (`often`: always something), else one test, sometimes nested and, or, not."""
    nested = st.recursive(
        tests,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(AllOf, st.tuples(inner, inner)),
            st.builds(AnyOf, st.tuples(inner, inner)),
        ),
        max_leaves=3,
    )
    some: st.SearchStrategy[Condition] = st.one_of(tests, tests, nested)
    return some if often else st.sampled_from((False,) * 6 + (True,)).flatmap(lambda any_: some if any_ else _NOTHING)


def _test(scene: Scene, name: str, storage: Storage, many: bool) -> st.SearchStrategy[Test]:
    match storage:
        case "text":
            operators = (*_TEXT, "has_all") if many else _TEXT
            values: st.SearchStrategy[Constant] = st.sampled_from(_WORDS)
        case "number":
            operators = _ORDERED
            values = st.sampled_from((0, SCALE // 2, SCALE, 2 * SCALE))
        case "flag":
            operators = ("in", "in", "exists")
            values = st.booleans()
        case "time":
            operators = _ORDERED
            values = st.sampled_from(
                [Moment(*span(scene.day(offset), scene.civil)) for offset in (0, 1, 30)]
                + [Moment(*span(scene.instant(0, clock), scene.civil)) for clock in (dt.time(0), dt.time(9))]
            )
        case _:
            operators = _ORDERED
            values = st.sampled_from((0, _HOUR, 24 * _HOUR, 48 * _HOUR, 7 * 24 * _HOUR, 60 * 24 * _HOUR))

    def build(operator: Operator, first: Constant, second: Constant) -> Test:
        if operator == "exists":
            return Test(name, operator, (first == second,), storage, many)
        several = operator in ("in", "not_in", "has_all") and first != second
        return Test(name, operator, (first, second) if several else (first,), storage, many)

    return st.builds(build, st.sampled_from(operators), values, values)
