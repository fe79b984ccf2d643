"""A duty, and what is owed in its place under other conditions."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from zhiben.rules.model.bounds import Bound
from zhiben.rules.model.conditions import ALWAYS, Condition
from zhiben.rules.model.lengths import DateRange, Duration
from zhiben.rules.model.measures import Measure
from zhiben.rules.model.occasions import Occasion, Whose
from zhiben.rules.model.windows import Window

Severity = Literal["critical", "high", "medium", "low"]


class Duty(Struct, frozen=True):
    """What is owed. A variant holds a whole Duty of its own, of the same kind of window and the same occasion.

    Attributes:
        same: (field of the matching event, field of the occasion); for EachEntity the second is always `id`.
            Where the first is `subject` it replaces the bearer condition.
        differs: (field of the matching event, other field); the other field is the trigger's where `differs_on` says
            "occasion" at that place, else the matching event's own.
        from_: where what counts starts; None = with the window.
        roll: True = `next_workday`.
    """

    occasion: Occasion
    events: tuple[str, ...]
    window: Window
    bound: Bound
    where: Condition = ALWAYS
    same: tuple[tuple[str, str], ...] = ()
    differs: tuple[tuple[str, str], ...] = ()
    differs_on: tuple[Literal["occasion", "event"], ...] = ()
    whose: Whose = "own"
    measure: Measure = Measure()
    from_: dt.date | Literal["any"] | None = None
    partial: Literal["require", "skip"] = "require"
    roll: bool = False
    grace: Duration | None = None


class Variant(Struct, frozen=True):
    """A stricter, laxer or dated form of a duty; the first variant whose `when` and `in_force` hold is used.

    `name` is its `id`, else its ordinal from "1". Fields of `when` are listed in `on_occasion` where they are read on
    the trigger event (or entity), the others on the bearer.
    """

    name: str
    duty: Duty
    severity: Severity
    when: Condition = ALWAYS
    on_occasion: frozenset[str] = frozenset()
    in_force: DateRange = DateRange()
