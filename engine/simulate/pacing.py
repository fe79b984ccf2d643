"""A cadence (`since_last`): each event within the time after the one before, but for some."""

from __future__ import annotations

import random

from zhiben.engine.ledger import AsOf
from zhiben.engine.simulate.amounts import Share
from zhiben.engine.simulate.answers import Answers
from zhiben.engine.simulate.author import Author
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.fate import Intent
from zhiben.engine.simulate.guards import Guards
from zhiben.engine.simulate.owed import Owed
from zhiben.engine.simulate.responses import Responses
from zhiben.events.civil import CivilCalendar, to_day

_STEPS = 400  # of one cadence


class Pacing:
    """Writes the events of cadences, each once.

    Attributes:
        meant: by rule, bearer, key and trigger, the instants that restart the time, each with what was meant to follow.
    """

    def __init__(
        self, answers: Answers, author: Author, guards: Guards, responses: Responses, cast: Cast, civil: CivilCalendar,
        compliance: float, as_of: AsOf,
    ) -> None:  # fmt: skip
        self._answers, self._author, self._guards, self._responses = answers, author, guards, responses
        self._cast, self._civil, self._compliance, self._as_of = cast, civil, compliance, as_of
        self.meant: dict[tuple[str, str, str, str], dict[int, Intent]] = {}

    def pace(self, owed: Owed, rng: random.Random) -> None:
        """Write those of one cadence, from its first baseline on."""
        if owed.series in self.meant:
            return
        paced = self.meant.setdefault(owed.series, {})
        if owed.reason or owed.opens is None or owed.closes is None:
            return
        length, at = owed.closes - owed.opens, owed.opens
        end = min(self._as_of.before, self._end(owed))
        for _ in range(_STEPS):
            if self._answers.is_enough(owed):
                return
            is_kept = rng.random() < self._compliance
            lo, hi = (
                (at + length // 2, at + length * 9 // 10) if is_kept else (at + length * 11 // 10, at + length * 3 // 2)
            )
            if not is_kept:
                self._guards.add(owed, at + 1, min(hi, end))
            moment = self._author.moment(max(lo, at + 1), min(hi, end))
            draft = None
            if moment is not None and moment.first > at:
                draft = self._responses.full(owed, Share(), moment)
            if draft is None:
                paced[at] = "breached" if not is_kept and at + length < end else "none"
                return
            paced[at] = "met" if is_kept else "breached"
            self._answers.keep([draft], owed)
            at = draft.first

    def _end(self, owed: Owed) -> int:
        """The last instant that may matter: of the rule, and of the bearer."""
        ends = [to_day(owed.rule.in_force.end) + 1 if owed.rule.in_force.end else None]
        for name in (owed.bearer, owed.entity):
            last = self._cast.life(name)[1] if name is not None else None
            ends.append(None if last is None else last + 1)
        known = [self._civil.start(day) for day in ends if day is not None]
        return min(known, default=self._as_of.before)
