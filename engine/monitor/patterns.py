"""The forward-chaining rules of the live monitor, as durable_rules takes them, and facts as it is told them.

Only integers are compared, under a dozen generic rules: never one per rule of a rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhiben.engine.monitor.facts import (
    ABSENT,
    BREACHED,
    LATE,
    MET,
    PENDING,
    Arrival,
    Change,
    Fact,
    Open,
    Tick,
    Word,
)

AT_ONCE = 1 << 10  # matches of a rule that one action sees; from 65,536 on each would be seen alone

_ARRIVAL, _TICK, _OPEN, _CHANGE = 1, 2, 3, 4

_Pattern = Mapping[str, Any]


def _that(kind: int, *conditions: _Pattern) -> _Pattern:
    return {"$and": [{"kind": kind}, *conditions]}


def _same(field: str, other: str) -> _Pattern:
    """`field` equals that of the fact `a`, which stands first."""
    return {field: {"a": other}}


# word: the facts that together lead to it, the first called `a`, the second `b`; it is said of the last of them.
RULES: Mapping[Word, tuple[_Pattern, ...]] = {
    "touched": (_that(_ARRIVAL),),
    "due": (_that(_TICK), _that(_OPEN, _same("bearer", "bearer"), {"$lte": {"closes": {"a": "at"}}})),
    "due-soon": (
        _that(_TICK),
        _that(
            _OPEN,
            _same("bearer", "bearer"),
            {"told": 0},
            {"$lte": {"soon": {"a": "at"}}},
            {"$gt": {"closes": {"a": "at"}}},
        ),
    ),
    "opened": (_that(_CHANGE, {"was": ABSENT}, {"now": PENDING}),),
    "decided": (_that(_CHANGE, {"$lte": {"was": PENDING}}, {"$gte": {"now": MET}}),),
    "cured": (_that(_CHANGE, {"was": BREACHED}, {"now": LATE}),),
    "reopened": (_that(_CHANGE, {"$gte": {"was": MET}}, {"$gte": {"now": PENDING}}, {"turn": 2}),),
    "revised": (_that(_CHANGE, {"turn": 1}),),
    "withdrawn": (_that(_CHANGE, {"$gte": {"was": PENDING}}, {"now": ABSENT}),),
    "follows": (
        _that(_CHANGE, {"$gte": {"now": BREACHED}}),
        _that(_CHANGE, {"was": ABSENT}, _same("bearer", "bearer"), _same("parent", "duty")),
    ),
}
_NAMES = ("a", "b")
_BEGINS = '{"id":"%d","sid":"%s","bearer":%d,'
_ARRIVED = f'{_BEGINS}"kind":{_ARRIVAL}}}'
_TICKED = f'{_BEGINS}"kind":{_TICK},"at":%d}}'
_OPENED = f'{_BEGINS}"kind":{_OPEN},"duty":%d,"soon":%d,"closes":%d,"told":%d}}'
_CHANGED = f'{_BEGINS}"kind":{_CHANGE},"duty":%d,"was":%d,"now":%d,"parent":%d,"turn":%d}}'


def definition() -> dict[Word, dict[str, Any]]:
    """The ruleset."""
    return {word: {"all": list(_named(patterns)), "cap": AT_ONCE} for word, patterns in RULES.items()}


def order(fact: Fact) -> int:
    """A number that is the same for facts that lead to the same rule."""
    if isinstance(fact, Change):
        return 1_000 + 100 * _turn(fact) + 10 * fact.was + fact.now
    return _TICK if isinstance(fact, Tick) else _OPEN if isinstance(fact, Open) else _ARRIVAL


def told(fact: Fact, context: str, number: int) -> str:
    """A fact as durable_rules takes it, its number first; all but number and context are integers."""
    match fact:
        case Change():
            return _CHANGED % (number, context, *fact, _turn(fact))
        case Arrival():
            return _ARRIVED % (number, context, *fact)
        case Tick():
            return _TICKED % (number, context, *fact)
        case Open():
            return _OPENED % (number, context, *fact)


def _named(patterns: tuple[_Pattern, ...]) -> Iterator[_Pattern]:
    names = ("m",) if len(patterns) == 1 else _NAMES
    for name, pattern in zip(names, patterns, strict=True):
        yield {name: pattern}


def _turn(change: Change) -> int:
    """1: the same verdict again; 2: another one, which is no mere cure; 0: what had not been decided."""
    was, now = change.was, change.now
    return 0 if was <= PENDING or (was, now) == (BREACHED, LATE) else 1 if was == now else 2
