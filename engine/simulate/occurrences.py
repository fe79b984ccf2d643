"""What happens of itself: the events that raise duties, and noise that no rule is about."""

from __future__ import annotations

import random
from collections.abc import Iterator

from msgspec.structs import replace

from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.author import Author
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.draft import BUILT_IN, Draft
from zhiben.engine.simulate.palette import Palette
from zhiben.engine.simulate.parts import DECIDED, duties, every_rule
from zhiben.events.civil import DAY, CivilCalendar, to_day
from zhiben.rules.model import Condition, Duration, EachEvent, Moment, Rule, Rulebook, Within

_UNIT_DAYS = {"minutes": 1 / 1440, "hours": 1 / 24, "days": 1, "workdays": 1, "weeks": 7, "months": 30, "years": 365}
_ODD = 0.04  # of triggers lack a value that their duty is tied by, or are due before they happened


class Occurrences:
    """Throws triggers and noise.

    Args:
        days: first and last civil day that the log is about.
    """

    def __init__(
        self,
        book: Rulebook,
        cast: Cast,
        palette: Palette,
        author: Author,
        civil: CivilCalendar,
        days: tuple[int, int],
        rng: random.Random,
    ) -> None:
        self._book, self._cast, self._palette, self._author = book, cast, palette, author
        self._civil, self._days, self._rng = civil, days, rng

    def triggers(self) -> Iterator[Draft]:
        """Events that raise duties, at random instants in the life of rule and bearer; now and then an odd one."""
        thrown: set[tuple[object, ...]] = set()
        for rule in every_rule(self._book):
            for trigger in dict.fromkeys(d.occasion for d in duties(rule) if isinstance(d.occasion, EachEvent)):
                types = [name for name in trigger.events if name != DECIDED]
                what = (tuple(types), trigger.where, trigger.whose, trigger.threshold, rule.bearer, rule.applies)
                if types and what not in thrown:
                    thrown.add(what)
                    for bearer in self._cast.ids(rule.bearer) or ["示例单位"]:
                        yield from self._of(rule, trigger, types, bearer)

    def noise(self) -> Iterator[Draft]:
        """Events of every type that neither answer nor raise anything; none of a type of which all count."""
        asking = self._asking()
        subjects = self._cast.ids() or ["示例单位"]
        per_type = max(1, len(subjects) // 4)
        for type_ in self._book.vocabulary.events:
            for _ in range(per_type):
                for _ in range(5):
                    moment = self._author.moment(*self._span(*self._days))
                    made = moment and self._author.event(type_, self._rng.choice(subjects), moment)
                    if made and not any(holds(where, made[0].read) for where in asking.get(type_, [])):
                        yield made[0]
                        break

    def resends(self, drafts: list[Draft]) -> list[Draft]:
        """A few rows again, word for word, entered some days later."""
        few = self._rng.sample(drafts, min(len(drafts), max(1, len(drafts) // 200))) if drafts else []
        return [
            replace(one, recorded=(one.first if one.recorded is None else one.recorded) + 3 * DAY)
            for one in sorted(few, key=lambda one: (one.first, one.id))
        ]

    def _asking(self) -> dict[str, list[Condition]]:
        """By event type, every condition that makes an event count or raise something, ties aside."""
        found: dict[str, list[Condition]] = {}
        for rule in every_rule(self._book):
            for duty in duties(rule):
                is_tied = any(ours not in BUILT_IN for ours, _ in duty.same)
                if not is_tied:
                    for name in duty.events:
                        found.setdefault(name, []).append(duty.where)
                if isinstance(duty.occasion, EachEvent):
                    for name in duty.occasion.events:
                        found.setdefault(name, []).append(duty.occasion.where)
        return found

    def _of(self, rule: Rule, trigger: EachEvent, types: list[str], bearer: str) -> Iterator[Draft]:
        rng = self._rng
        span = self._life(rule, bearer)
        if span is None:
            return
        number = rng.randint(1, 2) if trigger.threshold is None else trigger.threshold.count
        if trigger.threshold is not None and rng.random() < 0.5:
            number -= 1  # one short of it
        within = None if trigger.threshold is None else _length(trigger.threshold.within)
        begin = self._author.moment(*span)
        link: dict[str, Value] = {}
        for _ in range(number):
            moment = begin
            if within is None:
                moment = self._author.moment(*span)
            elif begin is not None:
                moment = self._author.moment(begin.first, min(span[1], begin.first + max(within, 1)))
            if moment is None:
                return
            subject = self._subject(trigger, bearer)
            made = self._author.event(rng.choice(types), subject, moment, trigger.where, link)
            if made is None:
                return
            draft = made[0]
            if within is not None:
                tied = [theirs for _, theirs in rule.duty.same if theirs in draft.fields]
                link = {name: draft.fields[name] for name in tied}
            yield self._odd(draft, rule, trigger) if rng.random() < _ODD else draft

    def _odd(self, draft: Draft, rule: Rule, trigger: EachEvent) -> Draft:
        """A trigger as people write them: without a value it is tied by, without a due date, or due before itself."""
        window = rule.duty.window
        until = trigger.until.same if trigger.until is not None else ()
        tied = [name for _, name in (*rule.duty.same, *until)]
        if isinstance(window, Within) and window.field is not None:
            tied.append(window.field)
        tied = [name for name in tied if name in draft.fields]
        if not tied:
            return draft
        name = self._rng.choice(tied)
        fields = {key: value for key, value in draft.fields.items() if key != name}
        if isinstance(draft.fields[name], Moment) and self._rng.random() < 0.5:
            fields[name] = self._palette.whole_day(self._civil.day(draft.first) - 5)
        changed = replace(draft, fields=fields)
        return changed if holds(trigger.where, changed.read) else draft

    def _subject(self, trigger: EachEvent, bearer: str) -> str:
        others: list[str] = []
        if trigger.whose == "below":
            others = self._cast.below(bearer)
        elif trigger.whose == "above":
            others = self._cast.above(bearer)
        return self._rng.choice(others) if others and self._rng.random() < 0.4 else bearer

    def _life(self, rule: Rule, bearer: str) -> tuple[int, int] | None:
        """[lo, hi), us, in which rule and bearer are in force and the log tells of it; None where that is nothing."""
        first, last = self._days
        limits = rule.in_force
        begins, ends = self._cast.life(bearer)
        firsts = [first, begins, to_day(limits.start) if limits.start else None]
        lasts = [last, ends, to_day(limits.end) if limits.end else None]
        lo = max(day for day in firsts if day is not None)
        hi = min(day for day in lasts if day is not None)
        return self._span(lo, hi) if lo <= hi else None

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return self._civil.start(first), self._civil.start(last + 1)


def _length(duration: Duration) -> int:
    """About so long, us; a little less, so that events thrown into it lie in it."""
    return int(duration.amount * _UNIT_DAYS[duration.unit] * DAY * 0.9)
