"""How an occasion is cut into windows [opens, closes): the six kinds of DESIGN §4, one function each."""

from __future__ import annotations

from typing import Callable

from zhiben.engine.reference.cadence import since_last
from zhiben.engine.reference.civil_days import ALWAYS, NEVER
from zhiben.engine.reference.conditions import Reason
from zhiben.engine.reference.facts import Stretch
from zhiben.engine.reference.occasion import Occasion, Terms
from zhiben.engine.reference.owed import Owed, owed
from zhiben.engine.reference.world import World
from zhiben.events.civil import FIRST_DAY, to_day
from zhiben.rules.model import Before, By, Duty, Every, Moment, SinceLast, Throughout, Within


def cut(world: World, occasion: Occasion) -> list[Owed]:
    """Every duty that an occasion raises before the ledger ends."""
    if occasion.start >= occasion.end:
        return []
    if occasion.reasons:
        terms = world.terms(occasion, occasion.start)
        duties = [] if terms.owed is False else [owed(occasion, terms, occasion.start, None, reasons=occasion.reasons)]
    else:
        duties = _CUTS[type(occasion.rule.duty.window)](world, occasion)
    return [duty for duty in duties if duty.raised < world.as_of.before]


def _every(world: World, occasion: Occasion) -> list[Owed]:
    """Civil periods laid end to end, each of the variant valid at its opening."""
    duties: list[Owed] = []
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
            counts_from = min(max(period_starts, _start_of(world, duty)), opens)
        if terms.owed is not False and not (duty.partial == "skip" and is_cut):
            before = duties[-1] if duties and duties[-1].closes == opens else None
            duties.append(owed(occasion, terms, opens, closes, counts_from=counts_from, before=before))
        opens = closes
    return duties


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
        opens = _start_of(world, duty)
    raised = max(occasion.start, opens)
    return [_until_deadline(world, occasion, terms, opens, day_ends - 1, raised, read_at)]


def _within(world: World, occasion: Occasion) -> list[Owed]:
    """So long after the trigger, or until the date that it names."""
    terms = world.terms(occasion, occasion.start)
    return [] if terms.owed is False else [due_from(world, occasion, terms, occasion)]


def due_from(world: World, occasion: Occasion, terms: Terms, dated: Occasion) -> Owed:
    """The duty of an occasion, due so long after the trigger of `dated` (mostly itself), or at the date in that."""
    window = terms.duty.window
    assert isinstance(window, Within)
    opens = occasion.start
    if window.duration is not None:
        last = world.days.last_instant(dated.last, window.duration)
        return _until_deadline(world, occasion, terms, opens, last, opens, opens)
    assert window.field is not None
    due_date = world.due_date(dated, window.field)
    if not isinstance(due_date, Moment):
        return owed(occasion, terms, opens, None, reasons=["missing-due-date"])
    if due_date.last < dated.start:
        return owed(occasion, terms, opens, None, reasons=["due-date-before-trigger"])
    return _until_deadline(world, occasion, terms, opens, due_date.last, opens, opens)


def _until_deadline(
    world: World, occasion: Occasion, terms: Terms, opens: int, last: int | None, raised: int, read_at: int
) -> Owed:
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
        return owed(occasion, terms, opens, None, raised=raised, read_at=read_at, reasons=["calendar-not-published"])
    return owed(occasion, terms, opens, final + 1, due=last, raised=raised, read_at=read_at)


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
        opens = ALWAYS
        reasons.append("calendar-not-published")
    return [owed(occasion, terms, opens, occasion.last + 1, raised=occasion.start, reasons=reasons)]


def _throughout(world: World, occasion: Occasion) -> list[Owed]:
    """The whole life, cut where what is owed changes."""
    pieces: list[tuple[Stretch, Terms]] = []
    for (start, end), terms in world.stretches(occasion):
        if pieces and pieces[-1][1] == terms:
            pieces[-1] = ((pieces[-1][0][0], end), terms)
        else:
            pieces.append(((start, end), terms))
    return [
        owed(occasion, terms, start, None if end == NEVER else end)
        for (start, end), terms in pieces
        if terms.owed is not False
    ]


def _start_of(world: World, duty: Duty) -> int:
    """First instant of the day from which things count; ALWAYS for `any`."""
    assert duty.from_ is not None
    return ALWAYS if isinstance(duty.from_, str) else world.days.start(to_day(duty.from_))


_CUTS: dict[type, Callable[[World, Occasion], list[Owed]]] = {
    Every: _every,
    By: _by,
    Within: _within,
    Before: _before,
    SinceLast: since_last,
    Throughout: _throughout,
}
