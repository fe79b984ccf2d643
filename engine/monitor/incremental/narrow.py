"""How little of a bearer's past has to be judged again when something happens, rule by rule.

Two cuts, each only for rules of which it is certain that nothing else matters; all others are judged whole:

- in *time*: no duty of the rule looks at another one of it, so those whose windows have closed and that no later event
  can make up for stand as they did (`stand.rests_from`), and events before the earliest window left do not count;
- by *key*: whatever counts for a duty carries the same value of one field as its trigger (`same`), so duties of other
  values stand as they did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zhiben.engine.monitor.scope.reach import Reach
from zhiben.engine.monitor.state.stand import Rows, rests_from
from zhiben.engine.search import Flags, Ints
from zhiben.events.vocabulary import EVENT_BUILT_IN, Vocabulary
from zhiben.rules.decided import duties_of_chain
from zhiben.rules.model import (
    BearerInForce,
    Before,
    By,
    Duty,
    EachBreach,
    EachEntity,
    EachEvent,
    Every,
    PreviousLimit,
    Rulebook,
    Within,
)


@dataclass(frozen=True, slots=True)
class Narrow:
    """The cuts that a rule allows.

    Attributes:
        in_time: duties that rest need not be judged.
        back: events before the earliest window that is judged do not count.
        key: the fields (of event, of trigger) whose value ties everything together; None = there are none.
        may_be_cured: events after the close of a window may make up for a miss.
    """

    in_time: bool = False
    back: bool = False
    key: tuple[str, str] | None = None
    may_be_cured: bool = True


def narrows(
    rulebook: Rulebook, reach: Mapping[int, Reach], read: Sequence[frozenset[int]], registered: bool
) -> list[Narrow]:
    """Of each rule, by place, the cuts that it allows.

    Args:
        reach: of each rule.
        read: of each rule those whose decided duties it reads.
        registered: there is a registry; else any event may be what makes somebody a bearer.
    """
    found = []
    for place, rule in enumerate(rulebook.rules):
        far = reach[place]
        duties = list(duties_of_chain(rule))
        cured = any(isinstance(duty.window, By | Within) and duty.bound.name == "at_least" for duty in duties)
        if not registered or far.whole or read[place]:
            found.append(Narrow(may_be_cured=cured))
            continue
        in_time = rule.otherwise is None and all(map(_stands_alone, duties))
        back = in_time and not any(map(_looks_back, duties))
        key = None if far.below or far.above else _key(duties, rulebook.vocabulary)
        found.append(Narrow(in_time, back, key, cured))
    return found


def _stands_alone(duty: Duty) -> bool:
    """What happens after its window does not change a duty of the rule, and no other duty does."""
    if duty.measure.until is not None:
        return False
    if isinstance(duty.bound.low, PreviousLimit) or isinstance(duty.bound.high, PreviousLimit):
        return False
    if isinstance(duty.occasion, BearerInForce | EachEntity):
        return isinstance(duty.window, Every | By)
    if isinstance(duty.window, Every):  # what ends the row of windows comes before any that it takes away
        return isinstance(duty.occasion, EachEvent) and _is_each(
            replace(duty, occasion=replace(duty.occasion, until=None))
        )
    return _is_each(duty) and isinstance(duty.window, Within | Before)


def _looks_back(duty: Duty) -> bool:
    """Events before the window of a duty may matter to it, its trigger aside; or the trigger may lie before it."""
    is_row = isinstance(duty.occasion, EachEvent) and isinstance(duty.window, Every)
    return is_row or isinstance(duty.window, Before) or duty.from_ is not None


def _is_each(duty: Duty) -> bool:
    each = duty.occasion
    plain = isinstance(each, EachEvent) and each.threshold is None and each.until is None
    return plain and isinstance(each, EachEvent) and each.occurrence == "each"


def _key(duties: Sequence[Duty], vocabulary: Vocabulary) -> tuple[str, str] | None:
    pairs = {duty.same for duty in duties}
    if len(pairs) != 1 or len(duties[0].same) != 1:
        return None
    for duty in duties:
        is_child = isinstance(duty.occasion, EachBreach) and duty.occasion.until is None
        if not (_is_each(duty) or is_child) or duty.measure.until is not None:
            return None
        if isinstance(duty.bound.low, PreviousLimit) or isinstance(duty.bound.high, PreviousLimit):
            return None
    pair, fields = duties[0].same[0], vocabulary.event_fields()
    known = [fields[name] for name in pair if name in fields and name not in EVENT_BUILT_IN]
    return pair if len(known) == 2 and all(f.storage == "text" and not f.many for f in known) else None


@dataclass(frozen=True)
class Cut:
    """What of some bearers is judged again, under rules of which what rests is left out.

    Attributes:
        units: (u,) numbers of the bearers, ascending.
        closed: windows that close by then are left out, but for
        open: (p,) those of a unit and a close (`_pairs`), ascending; `closes`: (c,) the closes among them, ascending.
    """

    units: Ints
    closed: int
    open: Ints
    closes: Ints

    @classmethod
    def of(cls, units: Ints, rows: Rows, owner: Ints, may_be_cured: Flags, since: int) -> Cut:
        """The cut that events at or after `since` need.

        Args:
            rows, owner: (d,) duties of the rules concerned, and the unit of each.
            may_be_cured: (d,) events after the close may make up for a miss.
        """
        moves = (rests_from(rows, may_be_cured) > since) & (rows["closes"] <= since)
        closes = np.unique(rows["closes"][moves])
        pairs = np.unique(_pairs(units, closes, owner[moves], rows["closes"][moves]))
        return cls(units, since, pairs, closes)

    def keeps(self, closes: Ints, units: Ints) -> Flags:
        """(d,) True where a duty of a unit is judged again."""
        found: Flags = closes > self.closed
        if len(self.open):
            found |= np.isin(_pairs(self.units, self.closes, units, closes), self.open)
        return found


def _pairs(units: Ints, closes: Ints, unit: Ints, close: Ints) -> Ints:
    """(d,) a number for each pair of a unit and a close; -1 where the close is none of (c,) `closes`."""
    if not len(closes):
        return np.full(len(close), -1)
    at = np.minimum(np.searchsorted(closes, close), len(closes) - 1)
    found: Ints = np.where(closes[at] == close, at * len(units) + np.searchsorted(units, unit), -1)
    return found
