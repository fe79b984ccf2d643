"""Which events can change a verdict at all.

An event that no condition of a rule lets through changes nothing for it. One that a rule only counts (it raises
nothing, ends nothing) changes no verdict either where every duty of its bearer is settled or far from its limit: what
is met by a count stays met, what has closed stays closed. Its evidence grows, which is not told. Of rules of which
this is not certain every event that passes a condition is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from msgspec import Struct

from zhiben.engine.conditions import matching
from zhiben.engine.existing import Existing
from zhiben.engine.monitor.scope.reach import Reach
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import calendar
from zhiben.events.vocabulary import DECIDED, Field
from zhiben.rules.decided import duties_of_chain
from zhiben.rules.model import (
    ALWAYS,
    BearerInForce,
    Before,
    By,
    Condition,
    Duty,
    EachEntity,
    EachEvent,
    Every,
    PreviousLimit,
    Rule,
    Rulebook,
    Within,
)

_GROWS = frozenset({"count", "days", "distinct", "covers", "max"})


@dataclass
class Matcher:
    """Events of some types that pass a condition, and the rules, by place, that look at them.

    Attributes:
        judged: rules that are judged by whatever passes.
        counting: rules that only count what passes.
    """

    types: frozenset[str]
    where: Condition
    judged: set[int] = field(default_factory=set)
    counting: set[int] = field(default_factory=set)


class Interest(Struct, frozen=True):
    """What the rules of a rulebook look at.

    Attributes:
        may_be_cured: (r,) of each rule.
        is_at_most: (r,) its duties have an upper bound.
        adds_one: (r,) an event adds one to what it measures, at most.
    """

    matchers: Sequence[Matcher]
    may_be_cured: Flags
    is_at_most: Flags
    adds_one: Flags
    _fields: Mapping[str, Field]
    _zone: str

    @classmethod
    def of(
        cls,
        rulebook: Rulebook,
        reach: Mapping[int, Reach],
        read: Sequence[frozenset[int]],
        may_be_cured: Sequence[bool],
    ) -> Interest:
        """Of all rules; decided duties are none of the events looked at.

        Args:
            reach: of each rule.
            read: of each rule those whose decided duties it reads.
        """
        found: dict[tuple[frozenset[str], Condition], Matcher] = {}

        def matcher(types: Sequence[str], where: Condition) -> Matcher:
            key = (frozenset(types), where)
            return found.setdefault(key, Matcher(*key))

        for place, rule in enumerate(rulebook.rules):
            far = reach[place]
            counts = not (read[place] or far.whole) and only_counts(rule)
            for types, where in _raising(rule):
                matcher(types, where).judged.add(place)
            for types, where in _counting(rule):
                one = matcher(types, where)
                (one.counting if counts else one.judged).add(place)
        for one in found.values():
            one.counting -= one.judged
        rules = rulebook.rules
        return cls(
            list(found.values()),
            np.array(may_be_cured, np.bool_),
            np.array([rule.duty.bound.name == "at_most" for rule in rules], np.bool_),
            np.array([all(d.measure.name in ("count", "days") for d in duties_of_chain(rule)) for rule in rules], bool),
            {**rulebook.vocabulary.event_fields(), **DECIDED.fields},
            rulebook.timezone,
        )

    def passing(self, table: pa.Table, kinds: Mapping[str, Ints]) -> Iterator[tuple[Matcher, Ints]]:
        """Each matcher that events pass, and their rows, ascending.

        Args:
            kinds: rows of the table by type, ascending.
        """
        events = Existing(table, np.arange(table.num_rows, dtype=np.int64), dict(self._fields), calendar(self._zone))
        for one in self.matchers:
            rows = [kinds[kind] for kind in one.types if kind in kinds]
            if not rows:
                continue
            mine = rows[0] if len(rows) == 1 else np.sort(np.concatenate(rows))
            if one.where != ALWAYS:
                mine = matching(events, one.where, mine)
            if len(mine):
                yield one, mine


def only_counts(rule: Rule) -> bool:
    """Whether every form of the rule owes a number of events: at least so many, or at most, window by window."""
    duties = list(duties_of_chain(rule))
    return len({duty.bound.name for duty in duties}) == 1 and all(map(_only_counts, duties))


def _only_counts(duty: Duty) -> bool:
    occasion, bound = duty.occasion, duty.bound
    if isinstance(occasion, EachEvent):
        if occasion.occurrence == "last" or occasion.threshold is not None or occasion.until is not None:
            return False
    elif not isinstance(occasion, BearerInForce | EachEntity) or not isinstance(duty.window, Every | By):
        return False
    limits = (bound.low, bound.high)
    return (
        duty.measure.name in _GROWS
        and duty.measure.until is None
        and bound.name in ("at_least", "at_most")
        and not any(isinstance(limit, PreviousLimit) for limit in limits)
        and isinstance(duty.window, Every | By | Within | Before)
    )


def _raising(rule: Rule) -> Iterator[tuple[Sequence[str], Condition]]:
    """What raises duties and ends lives."""
    for duty in duties_of_chain(rule):
        occasion = duty.occasion
        if isinstance(occasion, EachEvent):
            yield occasion.events, occasion.where
        for until in (getattr(occasion, "until", None), duty.measure.until):
            if until is not None:
                yield until.events, until.where


def _counting(rule: Rule) -> Iterator[tuple[Sequence[str], Condition]]:
    for duty in duties_of_chain(rule):
        yield duty.events, duty.where
