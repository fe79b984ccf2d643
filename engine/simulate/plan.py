"""What becomes of each duty: drawn once, when it is first seen, and written as events into its window or just after it.

A duty that cannot be answered (nothing satisfies its conditions, too much is asked) is left unanswered.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from zhiben.engine.ledger import AsOf
from zhiben.engine.simulate.amounts import Aim, Seen, Share, exceeded, kept, short
from zhiben.engine.simulate.author import Author
from zhiben.engine.simulate.draft import Draft
from zhiben.engine.simulate.entities import Cast
from zhiben.engine.simulate.guards import Guards
from zhiben.engine.simulate.owed import Owed, limit_of
from zhiben.engine.simulate.responses import Responses
from zhiben.events.civil import DAY, CivilCalendar, to_day
from zhiben.events.dataclass import dataclass
from zhiben.events.vocabulary import Field
from zhiben.rules.model import Before, By, Measure, Moment, PreviousLimit, Rulebook, SinceLast, Within

Intent = Literal["met", "late", "breached", "near-miss", "none"]
_CURABLE = ("count", "days", "distinct", "covers", "sum", "max")
_GROWING = ("count", "days", "distinct", "covers", "max")
_NEEDS_SOMETHING = ("mean", "min", "max", "latest", "share")
_ANSWERABLE = ("", "nothing-to-measure", "nothing-to-compare")
_BACK = 120 * DAY  # where a window has no opening
_LATE = 30 * DAY
_DEEPEST = 3  # answers to answers to answers, and none to one's own: where each raises several, there were no end of it
_TRIGGERED = 60  # answers to what events raised, for each rule and entity; after these nothing more is answered
_STEPS = 400  # of one cadence


@dataclass(frozen=True, slots=True)
class Task:
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
        cadence: by occasion, the instants that restart a `since_last`, each with what was meant to follow.
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
        self._lineage: dict[str, tuple[str, ...]] = {}
        self._left = _TRIGGERED * max(1, len(cast.ids())) * max(1, len(book.rules))
        self.drafts: dict[str, Draft] = {}
        self.intents: dict[str, Intent] = {}
        self.missed: dict[str, tuple[str, ...]] = {}
        self.cadence: dict[tuple[str, str, str, str], dict[int, Intent]] = {}

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
                self._pace(owed)
            elif (task := self._drawn(owed, totals)) is not None:
                self.intents[owed.id] = "none" if task.intent == "met" and self._stays_open(owed) else task.intent
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
        lineage = self._lineage.get(owed.root, ())
        if owed.reason not in _ANSWERABLE or owed.rule.id in lineage or len(lineage) > _DEEPEST:
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
        values = (
            [self.drafts[ref].read(measure.field) for ref in owed.evidence if ref in self.drafts]
            if (measure.field is not None)
            else []
        )
        seen = Seen(owed.observed, owed.evidence_count, [value for value in values if value is not None])
        aim = Aim(low, high, self._listed(owed))
        if owed.reason == "nothing-to-compare":
            self._before[(*series, owed.closes)] = low or Fraction(0)
            return Task(owed, "none", aim, seen, lo, hi)
        rng = random.Random(f"{self._seed}/{owed.id}")
        intent, violates = self._fate(owed, is_prohibition, rng)
        task = Task(owed, intent, aim, seen, lo, hi, violates)
        self.missed[owed.id] = ("met", "pending") if is_prohibition else ("breached", "pending")
        if is_relative and low is not None:
            self._before[(*series, owed.closes)] = max(low, owed.observed or Fraction(0))
        return task

    def _fate(self, owed: Owed, is_prohibition: bool, rng: random.Random) -> tuple[Intent, bool]:
        """What is to become of it, and whether that takes a violation."""
        is_open = owed.closes is None or owed.closes > self._as_of.clock
        draw, kind = rng.random(), rng.random()
        if is_prohibition:
            if draw >= self._compliance:
                return ("breached", True) if kind < 0.6 else ("near-miss", False)
            return ("none" if is_open else "met"), False
        if draw < self._compliance:
            return "met", False
        window, bound, measure = owed.duty.window, owed.duty.bound, owed.duty.measure
        if is_open:
            return ("near-miss" if kind < 0.3 else "none"), False
        if owed.verdict == "unknown":
            return "met", False  # without anything to measure it stays unknown, whatever fails
        is_curable = isinstance(window, By | Within) and bound.name == "at_least" and measure.name in _CURABLE
        if is_curable and kind < 0.4:
            return "late", False
        return ("near-miss" if kind < 0.75 else "breached"), False

    def _stays_open(self, owed: Owed) -> bool:
        """Whether a kept duty is pending still: its window is open, and its verdict falls at the close."""
        is_open = owed.closes is None or owed.closes > self._as_of.clock
        return is_open and (owed.duty.bound.name != "at_least" or owed.duty.measure.name not in _GROWING)

    def _write(self, task: Task) -> None:
        owed, intent = task.owed, task.intent
        if owed.trigger is not None and not self._left:
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
        self._keep(made, task.owed)

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
        self._keep([draft], owed)

    def _keep(self, made: Sequence[Draft], owed: Owed) -> None:
        if owed.trigger is not None:
            self._left = max(0, self._left - len(made))
        lineage = (*self._lineage.get(owed.root, ()), owed.rule.id)
        self._lineage.update((draft.id, lineage) for draft in made)
        self.drafts.update((draft.id, draft) for draft in made)

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

    def _listed(self, owed: Owed) -> tuple[str, ...]:
        """The values that `covers` wants."""
        measure = owed.duty.measure
        return tuple(measure.values)

    def _pace(self, owed: Owed) -> None:
        """A cadence from its first baseline on: each event within the time after the one before, but for some."""
        if owed.series in self.cadence:
            return
        paced = self.cadence.setdefault(owed.series, {})
        if owed.reason or owed.opens is None or owed.closes is None:
            return
        rng = random.Random(f"{self._seed}/{owed.id}")
        length, at = owed.closes - owed.opens, owed.opens
        end = min(self._as_of.before, self._end(owed))
        for _ in range(_STEPS):
            if owed.trigger is not None and not self._left:
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
            self._keep([draft], owed)
            at = draft.first

    def _end(self, owed: Owed) -> int:
        """The last instant that may matter: of the rule, and of the bearer."""
        ends = [to_day(owed.rule.in_force.end) + 1 if owed.rule.in_force.end else None]
        for name in (owed.bearer, owed.entity):
            last = self._cast.life(name)[1] if name is not None else None
            ends.append(None if last is None else last + 1)
        known = [self._civil.start(day) for day in ends if day is not None]
        return min(known, default=self._as_of.before)
