"""How far before the windows that are judged events still matter, rule by rule.

Of some types all events that ever came matter (`ever`): the first trigger of a key, a stream, or a count that restarts
can be told from all triggers only, what stands from all that was begun and ended. Of all other types only those from
the opening of the earliest window on, or from a little before it where a rule says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from zhiben.engine.durations import period
from zhiben.engine.monitor.settings import DAY
from zhiben.engine.search import Ints
from zhiben.events.civil import ALWAYS, CivilCalendar, to_day
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.decided import duties_of_chain
from zhiben.rules.model import (
    Before,
    By,
    Duration,
    Duty,
    EachEvent,
    Every,
    Period,
    PreviousLimit,
    Rule,
    SinceLast,
    Within,
)

_MOST_DAYS = {"minutes": 1, "hours": 1, "days": 1, "workdays": 1, "weeks": 7, "months": 31, "years": 366}


class Back(Struct, frozen=True):
    """How far a rule looks back.

    Attributes:
        ever: event types of which everything matters.
        is_any: its windows are `before: any`; what it needs besides `ever` are triggers.
        periods: what counts may start with the civil period that holds the opening.
        is_compared: the period before that, too (`{previous: X}`).
        before: us before its trigger that a window may open.
        by: what counts from `by_from` on may be owed anew through this instant.
    """

    ever: frozenset[str] = frozenset()
    is_any: bool = False
    periods: tuple[Period, ...] = ()
    is_compared: bool = False
    before: int = 0
    by: int = int(ALWAYS)
    by_from: int = int(ALWAYS)

    @classmethod
    def of(cls, rule: Rule, civil: CivilCalendar) -> Back:
        """That of a rule and of what is owed otherwise."""
        duties = list(duties_of_chain(rule))
        compared = [duty for duty in duties if _is_compared(duty)]
        early = [duty for duty in duties if duty.from_ is not None]
        laid: list[Period] = [
            duty.window.period for duty in duties if isinstance(duty.window, Every) and (early or compared)
        ]
        due = [duty for duty in early if isinstance(duty.window, By)]
        lengths = [duty.window.duration for duty in duties if isinstance(duty.window, Before)]
        return cls(
            ever=frozenset(name for duty in duties for name in _ever(duty)) - {DUTY_DECIDED},
            is_any=None in lengths,
            periods=tuple(dict.fromkeys(laid)),
            is_compared=bool(compared),
            before=max((_most(length) for length in lengths if length is not None), default=0),
            by=max((civil.start(to_day(_day(duty)) + 1) for duty in due), default=int(ALWAYS)),
            by_from=min((_from(duty, civil) for duty in due), default=int(ALWAYS)),
        )

    @property
    def is_plain(self) -> bool:
        """Nothing before the opening of a window matters."""
        return self == Back(self.ever)

    def of_windows(self, opens: Ints, closed: int, civil: CivilCalendar) -> Ints:
        """(u,) from when on events matter where (u,) is the earliest opening, and new windows open after `closed`."""
        if self.before:
            opens = np.minimum(opens, max(closed - self.before, int(ALWAYS)))
        if closed < self.by:
            opens = np.minimum(opens, self.by_from)
        if not self.periods:
            return opens
        found, known = opens.copy(), opens > ALWAYS
        if not known.any():
            return found
        inside = opens[known] - 1 if self.is_compared else opens[known]
        days = civil.days(inside)
        for unit in self.periods:
            found[known] = np.minimum(found[known], civil.starts(period(unit, days)[0]))
        return found


def _is_compared(duty: Duty) -> bool:
    return isinstance(duty.bound.low, PreviousLimit) or isinstance(duty.bound.high, PreviousLimit)


def _ever(duty: Duty) -> Iterator[str]:
    """Event types of which all that ever came matters to a duty."""
    occasion, window, until = duty.occasion, duty.window, duty.measure.until
    if until is not None:
        yield from (*duty.events, *until.events)
    if isinstance(window, Before) and (window.duration is None or window.duration.unit == "workdays"):
        yield from duty.events  # where the calendar is not published, a window has no opening
    if isinstance(window, SinceLast) and duty.from_ is not None:  # which of the earlier ones is the baseline
        yield from duty.events
    if not isinstance(occasion, EachEvent):
        return
    is_plain = occasion.occurrence == "each" and occasion.threshold is None and occasion.until is None
    if not (is_plain and isinstance(window, Within | Before)):
        yield from occasion.events
        if occasion.until is not None:
            yield from occasion.until.events
    if occasion.occurrence == "last":  # a stream begins anew where it was answered
        yield from duty.events


def _day(duty: Duty) -> dt.date:
    assert isinstance(duty.window, By)
    return duty.window.date


def _from(duty: Duty, civil: CivilCalendar) -> int:
    return civil.start(to_day(duty.from_)) if isinstance(duty.from_, dt.date) else int(ALWAYS)


def _most(length: Duration) -> int:
    """us that a duration never exceeds; of working days all that ever came matters (`_ever`)."""
    return (length.amount * _MOST_DAYS[length.unit] + 1) * DAY
