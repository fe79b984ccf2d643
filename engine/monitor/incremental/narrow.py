"""How little of a bearer's past has to be judged again when something happens, rule by rule.

An event changes nothing that was decided before it, but for what it makes up for: no duty depends on what happens after
its window, and those that look at others look at earlier ones. Hence two cuts; rules of which that is not certain are
judged whole:

- in *time*: duties whose windows have closed and that no later event can make up for stand as they did
  (`stand.rests_from`), and what lies before the earliest window left matters only as far as the rule looks `back`;
- by *key*: whatever counts for a duty carries the same value of one field as its trigger (`tied`), so duties of other
  values stand as they did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from zhiben.engine.monitor.incremental.back import Back
from zhiben.engine.monitor.incremental.tied import tying_fields
from zhiben.engine.monitor.scope.reach import Reach
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import calendar
from zhiben.rules.decided import duties_of_chain
from zhiben.rules.model import By, Rulebook, Within


class Narrow(Struct, frozen=True):
    """The cuts that a rule allows.

    Attributes:
        in_time: duties that rest need not be judged.
        back: what matters of the time before the earliest window that is judged; None = all of it.
        key: the fields whose value ties everything together; None = there are none.
        may_be_cured: events after the close of a window may make up for a miss.
    """

    in_time: bool = False
    back: Back | None = None
    key: tuple[str, ...] | None = None
    may_be_cured: bool = True

    @property
    def is_bounded(self) -> bool:
        """Nothing before the earliest window that is judged matters."""
        return self.back is not None and not self.back.ever and self.back.is_plain


class Cuts(Struct, frozen=True):
    """The cuts of all rules as arrays by place, since they are asked for at every judgement.

    Attributes:
        in_time, may_be_cured: (r,) as in `Narrow`; `is_any`: (r,) as in `Back`.
        whole: (w,) places of the rules of which all that ever came matters.
        back: of the others, how far those look back to which something before a window matters, by place.
    """

    in_time: Flags
    may_be_cured: Flags
    is_any: Flags
    whole: Ints
    back: Mapping[int, Back]

    @classmethod
    def of(cls, narrow: Sequence[Narrow]) -> Cuts:
        """Of the cuts that (r,) rules allow."""
        back = {place: one.back for place, one in enumerate(narrow) if one.back is not None}
        return cls(
            np.array([one.in_time for one in narrow], np.bool_),
            np.array([one.may_be_cured for one in narrow], np.bool_),
            np.array([one.back is not None and one.back.is_any for one in narrow], np.bool_),
            np.array([place for place in range(len(narrow)) if place not in back], np.int64),
            {place: one for place, one in back.items() if not one.is_plain},
        )


def narrows(
    rulebook: Rulebook, reach: Mapping[int, Reach], read: Sequence[frozenset[int]], registered: bool
) -> list[Narrow]:
    """Of each rule, by place, the cuts that it allows.

    Args:
        reach: of each rule.
        read: of each rule those whose decided duties it reads.
        registered: there is a registry; else any event may be what makes somebody a bearer.
    """
    civil = calendar(rulebook.timezone)
    found = []
    for place, rule in enumerate(rulebook.rules):
        duties = list(duties_of_chain(rule))
        cured = any(isinstance(duty.window, By | Within) and duty.bound.name == "at_least" for duty in duties)
        if not registered:
            found.append(Narrow(may_be_cured=cured))
            continue
        in_time = rule.otherwise is None and not reach[place].whole
        back = Back.of(rule, civil) if in_time else None
        key = None if read[place] else tying_fields(duties, rulebook.vocabulary)
        found.append(Narrow(in_time, back, key, cured))
    return found
