"""How an occasion is cut into windows [opens, closes): the six kinds of DESIGN §4, one function each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from zhiben.engine.reference.civil_days import ALWAYS, NEVER
from zhiben.engine.reference.conditions import Reason
from zhiben.engine.reference.facts import Event, Stretch
from zhiben.engine.reference.world import Occasion, Terms, World
from zhiben.events.civil import FIRST_DAY, to_day
from zhiben.rules.model import Before, By, Duty, Every, Moment, SinceLast, Throughout, Within


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty, not yet judged.

    Attributes:
        opens: ALWAYS = without limit.
        closes: not included; None = open end, or not to be known.
        due: last instant without grace; None with `closes`.
        raised: when it came to be owed; nothing is decided before.
        counts_from: where what counts starts, if that is not `opens`.
        after: what counts must happen strictly later than this (since_last); else None.
        reasons: why it cannot be judged; empty where it can.
    """

    occasion: Occasion
    terms: Terms
    opens: int
    closes: int | None
    due: int | None
    raised: int
    reasons: tuple[Reason, ...]
    counts_from: int
    after: int | None = None


def cut(world: World, occasion: Occasion) -> list[Owed]:
    """Every duty that an occasion raises before the ledger ends."""
    if occasion.start >= occasion.end:
        return []
    if occasion.reasons:
        terms = world.terms(occasion, occasion.start)
        owed = [] if terms.owed is False else [_owed(occasion, terms, occasion.start, None, reasons=occasion.reasons)]
    else:
        owed = _CUTS[type(occasion.rule.duty.window)](world, occasion)
    return [duty for duty in owed if duty.raised < world.as_of.before]


def _owed(
    occasion: Occasion,
    terms: Terms,
    opens: int,
    closes: int | None,
    *,
    due: int | None = None,
    raised: int | None = None,
    counts_from: int | None = None,
    after: int | None = None,
    reasons: list[Reason] | None = None,
) -> Owed:
    reasons = [*terms.reasons(), *(reasons or [])]
    if terms.duty.differs and occasion.is_triggered:
        theirs = zip(terms.duty.differs, terms.duty.differs_on, strict=True)
        if any(where == "occasion" and occasion.value(other) is None for (_, other), where in theirs):
            reasons.append("missing-trigger-value")
    if closes is not None and due is None:
        due = closes - 1
    raised = opens if raised is None else raised
    counts_from = opens if counts_from is None else counts_from
    return Owed(occasion, terms, opens, closes, due, raised, tuple(reasons), counts_from, after)


def _every(world: World, occasion: Occasion) -> list[Owed]:
    """Civil periods laid end to end, each of the variant valid at its opening."""
    owed = []
    begin = max(occasion.start, world.days.start(FIRST_DAY))
    opens = begin
    while opens < min(occasion.end, world.as_of.before):
        terms = world.terms(occasion, opens)
        duty = terms.duty
        assert isinstance(duty.window, Every)
        period_starts, period_ends = world.days.period(opens, duty.window.period)
        closes = min(period_ends, occasion.end)
        cut_at_start = opens == begin and period_starts < opens
        is_cut = cut_at_start or closes < period_ends
        counts_from = opens
        if cut_at_start and duty.from_ is not None:
            counts_from = period_starts if duty.from_ == "any" else max(period_starts, _start_of(world, duty))
        if terms.owed is not False and not (duty.partial == "skip" and is_cut):
            owed.append(_owed(occasion, terms, opens, closes, counts_from=counts_from))
        opens = closes
    return owed


def _by(world: World, occasion: Occasion) -> list[Owed]:
    """Until the end of a day, owed by whoever is in force then."""
    read_at = occasion.start
    if occasion.rule.duty.from_ not in (None, "any"):
        read_at = max(_start_of(world, occasion.rule.duty), occasion.spans_from)
    terms = world.terms(occasion, read_at)
    duty = terms.duty
    assert isinstance(duty.window, By)
    day_ends = world.days.end(to_day(duty.window.date))
    if terms.owed is False or not occasion.start < day_ends <= occasion.end:
        return []
    opens = occasion.start
    if duty.from_ is not None:
        opens = ALWAYS if duty.from_ == "any" else _start_of(world, duty)
    raised = max(occasion.start, opens)
    return [_until_deadline(world, occasion, terms, opens, day_ends - 1, raised)]


def _within(world: World, occasion: Occasion) -> list[Owed]:
    """So long after the trigger, or until the date that it names."""
    terms = world.terms(occasion, occasion.start)
    if terms.owed is False:
        return []
    window = terms.duty.window
    assert isinstance(window, Within)
    opens = occasion.start
    if window.duration is not None:
        last = world.days.last_instant(occasion.last, window.duration)
        return [_until_deadline(world, occasion, terms, opens, last, opens)]
    assert window.field is not None
    due_date = world.due_date(occasion, window.field)
    if not isinstance(due_date, Moment):
        return [_owed(occasion, terms, opens, None, reasons=["missing-due-date"])]
    if due_date.last < occasion.start:
        return [_owed(occasion, terms, opens, None, reasons=["due-date-before-trigger"])]
    return [_until_deadline(world, occasion, terms, opens, due_date.last, opens)]


def _until_deadline(world: World, occasion: Occasion, terms: Terms, opens: int, last: int | None, raised: int) -> Owed:
    """A duty whose last instant is `last` (None = not published) before `roll` and `grace` move it, in this order."""
    duty, days = terms.duty, world.days
    if last is not None and duty.roll:
        day = days.day(last)
        rolled = days.rolled(day)
        if rolled != day:
            last = None if rolled is None else days.end(rolled) - 1
    final = last
    if last is not None and duty.grace is not None:
        final = days.last_instant(last, duty.grace)
    if last is None or final is None:
        return _owed(occasion, terms, opens, None, raised=raised, reasons=["calendar-not-published"])
    return _owed(occasion, terms, opens, final + 1, due=last, raised=raised)


def _before(world: World, occasion: Occasion) -> list[Owed]:
    """Up to and including the trigger itself, looking back."""
    terms = world.terms(occasion, occasion.start)
    if terms.owed is False:
        return []
    window = terms.duty.window
    assert isinstance(window, Before)
    opens = ALWAYS if window.duration is None else world.days.first_instant(occasion.start, window.duration)
    reasons: list[Reason] = []
    if opens is None:
        opens, reasons = ALWAYS, ["calendar-not-published"]
    return [_owed(occasion, terms, opens, occasion.last + 1, raised=occasion.start, reasons=reasons)]


def _since_last(world: World, occasion: Occasion) -> list[Owed]:
    """A cadence: the start, and each instant of a matching event, ask for a strictly later one in time."""
    pieces = [stretch for stretch, terms in world.stretches(occasion) if terms.owed is not False]
    return [duty for stretch in _adjoining(pieces) for duty in _cadence(world, occasion, stretch)]


def _adjoining(stretches: list[Stretch]) -> list[Stretch]:
    result: list[Stretch] = []
    for start, end in stretches:
        if result and result[-1][1] == start:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def _cadence(world: World, occasion: Occasion, stretch: Stretch) -> list[Owed]:
    begin, end = max(stretch[0], world.days.start(FIRST_DAY)), stretch[1]
    lasts = {begin: max(begin, occasion.last)}  # last instant of each baseline, by its first
    for event in world.events:
        if not begin <= event.first < end:
            continue
        if world.matches(occasion, world.terms(occasion, event.first).duty, event):
            lasts[event.first] = max(event.last, lasts.get(event.first, event.last))
    owed = []
    for baseline in sorted(lasts):
        terms = world.terms(occasion, baseline)
        opens, last = baseline, lasts[baseline]
        if baseline == begin:
            opens, last = _earlier_baseline(world, occasion, terms, begin) or (opens, last)
        limit = _cadence_limit(world, terms, last)
        if limit is None:
            owed.append(
                _owed(occasion, terms, opens, None, raised=baseline, after=opens, reasons=["calendar-not-published"])
            )
        elif limit < end:
            owed.append(_owed(occasion, terms, opens, limit + 1, raised=baseline, after=opens))
    return owed


def _earlier_baseline(world: World, occasion: Occasion, terms: Terms, begin: int) -> tuple[int, int] | None:
    """With `from`: the last matching event before the start, if what it asks for is due after the start."""
    duty = terms.duty
    if duty.from_ is None:
        return None
    since = ALWAYS if duty.from_ == "any" else _start_of(world, duty)
    earlier: list[Event] = [e for e in world.matching(occasion, terms) if since <= e.first <= begin]
    if not earlier or earlier[-1].first == begin:
        return None
    first = earlier[-1].first
    last = max(event.last for event in earlier if event.first == first)
    limit = _cadence_limit(world, terms, last)
    return (first, last) if limit is not None and limit + 1 > begin else None


def _cadence_limit(world: World, terms: Terms, last: int) -> int | None:
    assert isinstance(terms.duty.window, SinceLast)
    return world.days.last_instant(last, terms.duty.window.duration)


def _throughout(world: World, occasion: Occasion) -> list[Owed]:
    """The whole life, cut where what is owed changes."""
    pieces: list[tuple[Stretch, Terms]] = []
    for (start, end), terms in world.stretches(occasion):
        if pieces and pieces[-1][1] == terms:
            pieces[-1] = ((pieces[-1][0][0], end), terms)
        else:
            pieces.append(((start, end), terms))
    return [
        _owed(occasion, terms, start, None if end == NEVER else end)
        for (start, end), terms in pieces
        if terms.owed is not False
    ]


def _start_of(world: World, duty: Duty) -> int:
    """First instant of the day from which things count."""
    assert duty.from_ is not None
    assert duty.from_ != "any"
    return world.days.start(to_day(duty.from_))


_CUTS: dict[type, Callable[[World, Occasion], list[Owed]]] = {
    Every: _every,
    By: _by,
    Within: _within,
    Before: _before,
    SinceLast: _since_last,
    Throughout: _throughout,
}
