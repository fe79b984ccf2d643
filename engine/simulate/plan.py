"""What becomes of each duty: drawn once, when it is first seen, and written as events into its window or just after it.

A duty that cannot be answered (nothing satisfies its conditions, too much is asked) is left unanswered.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from zhiben.engine.ledger import AsOf
from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.amounts import Aim, Seen, Share, exceeded, kept, short
from zhiben.engine.simulate.answers import Answers
from zhiben.engine.simulate.author import Author
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.draft import Draft
from zhiben.engine.simulate.fate import Intent, fate, stays_open
from zhiben.engine.simulate.guards import Guards
from zhiben.engine.simulate.owed import Owed, limit_of
from zhiben.engine.simulate.pacing import Pacing
from zhiben.engine.simulate.responses import Responses
from zhiben.events.civil import DAY, CivilCalendar
from zhiben.events.vocabulary import Field
from zhiben.rules.model import Before, Measure, Moment, PreviousLimit, Rulebook, SinceLast

_NEEDS_SOMETHING = ("mean", "min", "max", "latest", "share")
_ANSWERABLE = ("", "nothing-to-measure", "nothing-to-compare")
_BACK = 120 * DAY  # where a window has no opening
_LATE = 30 * DAY


class Task(Struct, frozen=True):
    """A duty with what is to become of it, in the part [lo, hi) of its window that the log can tell of."""

    owed: Owed
    intent: Intent
    aim: Aim
    seen: Seen
    lo: int
    hi: int
    violates: bool = False


class Plan:
    """Draws what becomes of duties, and writes it.

    Attributes:
        drafts: every event so far, by id.
        intents: by duty id, what was meant to become of it.
        missed: by duty id, the verdicts that a near miss should leave it with.
        cadence: what was meant to follow, where a rule asks for an event since the last one (`Pacing.meant`).
    """

    def __init__(
        self,
        book: Rulebook,
        cast: Cast,
        civil: CivilCalendar,
        author: Author,
        seed: str,
        compliance: float,
        as_of: AsOf,
    ) -> None:
        self._book, self._cast, self._civil, self._author = book, cast, civil, author
        self._seed, self._compliance, self._as_of = seed, compliance, as_of
        self._guards = Guards(cast)
        self._responses = Responses(book, cast, author, self._guards, random.Random(f"{seed}/responses"))
        self._before: dict[tuple[object, ...], Fraction] = {}
        self._answers = Answers(len(cast.ids()), len(book.rules))
        self._pacing = Pacing(self._answers, author, self._guards, self._responses, cast, civil, compliance, as_of)
        self.drafts = self._answers.drafts
        self.intents: dict[str, Intent] = {}
        self.missed: dict[str, tuple[str, ...]] = {}
        self.cadence = self._pacing.meant

    def answer(self, ledger: Sequence[Owed]) -> int:
        """Plan what was not planned yet; how many events that wrote."""
        number = len(self.drafts)
        totals: dict[tuple[object, ...], Fraction] = {
            (*owed.series, owed.closes): owed.observed for owed in ledger if owed.observed is not None
        }
        for key, total in totals.items():
            self._before.setdefault(key, total)
        tasks = []
        for owed in sorted(ledger, key=lambda one: -(2**62) if one.opens is None else one.opens):
            if owed.id in self.intents:
                continue
            if isinstance(owed.duty.window, SinceLast):
                self._pacing.pace(owed, random.Random(f"{self._seed}/{owed.id}"))
            elif (task := self._drawn(owed, totals)) is not None:
                self.intents[owed.id] = (
                    "none" if task.intent == "met" and stays_open(owed, self._as_of) else task.intent
                )
                tasks.append(task)
        for task in tasks:
            if task.intent != "met" or task.owed.duty.bound.low is None:
                self._guards.add(task.owed, task.lo, task.hi)
        for task in tasks:
            self._write(task)
        return len(self.drafts) - number

    def _drawn(self, owed: Owed, totals: Mapping[tuple[object, ...], Fraction]) -> Task | None:
        """What is to become of a duty; None where there is nothing to decide (yet)."""
        measure, bound, series = owed.duty.measure, owed.duty.bound, owed.series
        if owed.reason not in _ANSWERABLE or self._answers.is_too_deep(owed):
            self.intents[owed.id] = "none"
            return None
        before = self._before.get((*series, owed.opens), totals.get((*series, owed.opens)))
        low, high = (limit_of(limit, owed, self._cast, self._civil, before) for limit in (bound.low, bound.high))
        is_relative = isinstance(bound.low, PreviousLimit) or isinstance(bound.high, PreviousLimit)
        if owed.reason == "nothing-to-compare":
            low = Fraction(100 if measure.name not in ("count", "days", "distinct") else 3)
        is_prohibition = high is not None and not low
        if owed.verdict in ("met", "late") and not is_prohibition and not (is_relative and before):
            return None
        lo, hi = self._window(owed)
        over = high is not None and owed.observed is not None and owed.observed > high
        if lo >= hi or over or (low is None and high is None) or measure.field in ("time", "recordedtime"):
            self.intents[owed.id] = "none"
            return None
        seen = Seen(owed.observed, owed.evidence_count, self._values(owed))
        aim = Aim(low, high, tuple(measure.values))
        if owed.reason == "nothing-to-compare":
            self._before[(*series, owed.closes)] = low or Fraction(0)
            return Task(owed, "none", aim, seen, lo, hi)
        rng = random.Random(f"{self._seed}/{owed.id}")
        intent, violates = fate(owed, is_prohibition, self._compliance, self._as_of, rng)
        task = Task(owed, intent, aim, seen, lo, hi, violates)
        self.missed[owed.id] = ("met", "pending") if is_prohibition else ("breached", "pending")
        if is_relative and low is not None:
            self._before[(*series, owed.closes)] = max(low, owed.observed or Fraction(0))
        return task

    def _write(self, task: Task) -> None:
        owed, intent = task.owed, task.intent
        if self._answers.is_enough(owed):
            self.intents[owed.id] = "none"
            return
        field = self._field(owed)
        arguments = (owed.duty.measure, task.aim, task.seen, field, random.Random(f"{self._seed}/{owed.id}/amount"))
        if task.violates:
            self._respond(task, exceeded(*arguments), task.lo, task.hi, "none")
        elif intent == "late":
            hi = min(task.hi if owed.closes is None else owed.closes + _LATE, self._as_of.before)
            lo = task.hi if owed.closes is None else owed.closes
            if hi - lo < DAY:
                self.intents[owed.id] = "breached"
            else:
                self._respond(task, kept(*arguments), lo, hi, "breached")
        elif intent == "near-miss":
            self._miss(task, short(*arguments), kept(*arguments))
        elif owed.reason == "nothing-to-compare" or (
            intent == "met" and (task.aim.low is not None or self._needs_something(owed.duty.measure, task.seen))
        ):
            self._respond(task, kept(*arguments), task.lo, task.hi, "none")

    @staticmethod
    def _needs_something(measure: Measure, seen: Seen) -> bool:
        return measure.name in _NEEDS_SOMETHING and seen.count == 0

    def _respond(self, task: Task, shares: list[Share] | None, lo: int, hi: int, otherwise: Intent) -> None:
        """Write the events of `shares` into [lo, hi); what cannot be written is not, and is not meant any more."""
        made: list[Draft] = []
        for share in shares or []:
            moment = self._moment(task.owed, lo, hi, made)
            draft = None if moment is None else self._responses.full(task.owed, share, moment)
            if draft is None:
                break
            made.append(draft)
        if shares is None or len(made) < len(shares):
            self.intents[task.owed.id] = otherwise
            return
        self._answers.keep(made, task.owed)

    def _miss(self, task: Task, less: list[Share] | None, full: list[Share] | None) -> None:
        """All but one event, or one event of which one condition fails; else nothing."""
        owed = task.owed
        if less:
            self._respond(task, less, task.lo, task.hi, "breached")
            return
        moment = self._moment(owed, task.lo, task.hi, [])
        share = full[0] if full else Share()
        draft = None if moment is None else self._responses.near(owed, share, moment)
        if draft is None and isinstance(owed.duty.window, Before) and owed.closes is not None:
            moment = self._moment(owed, owed.closes, min(owed.closes + 10 * DAY, self._as_of.before), [])
            draft = None if moment is None else self._responses.full(owed, share, moment)
        if draft is None:
            self.intents[owed.id] = "breached" if owed.duty.bound.low is not None else "met"
            return
        self._answers.keep([draft], owed)

    def _moment(self, owed: Owed, lo: int, hi: int, made: Sequence[Draft]) -> Moment | None:
        """A time for the next event: on another day where days are counted, late where the last one counts."""
        if owed.duty.measure.name == "latest" and owed.duty.bound.name:
            lo = max(lo, hi - max((hi - lo) // 4, 2 * DAY))
        taken = {self._civil.day(draft.first) for draft in made}
        if owed.duty.measure.name == "days":
            taken |= {self._civil.day(self.drafts[ref].first) for ref in owed.evidence if ref in self.drafts}
        moment = self._author.moment(lo, hi)
        for _ in range(20):
            if moment is None or self._civil.day(moment.first) not in taken:
                break
            moment = self._author.moment(lo, hi)
        return moment

    def _window(self, owed: Owed) -> tuple[int, int]:
        """The part of a window that the log can tell of, [lo, hi)."""
        hi = self._as_of.before if owed.closes is None else min(owed.closes, self._as_of.before)
        lo = hi - _BACK if owed.opens is None else owed.opens
        return lo, hi

    def _field(self, owed: Owed) -> Field | None:
        """What the measured field holds."""
        name = owed.duty.measure.field
        for type_ in owed.duty.events:
            kind = self._book.vocabulary.events.get(type_)
            if kind is not None and name is not None and name in kind.fields:
                return kind.fields[name]
        return None

    def _values(self, owed: Owed) -> list[Value]:
        """What the measured field holds of the events that count already."""
        name = owed.duty.measure.field
        if name is None:
            return []
        values = (self.drafts[ref].read(name) for ref in owed.evidence if ref in self.drafts)
        return [value for value in values if value is not None]
