"""`standing`: what is begun and not ended, at a window's last instant or, under `throughout`, at every one.

Each duty gets a group of its own that holds the beginnings standing at the instant that decides it (reading 34): then
it is a slice for all that follows (docs/decisions/0003).
"""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from zhiben.engine.elements import Elements, Slices
from zhiben.engine.intervals import Windows
from zhiben.engine.limits import Limits
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.occasions.until import first_ends
from zhiben.engine.search import Flags, GroupedTimes, Ints, counted, firsts, written_out
from zhiben.engine.stage import Stage
from zhiben.events.civil import NEVER
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Duty, Rule, Throughout, Until

_SUBJECT = ("subject", "subject")


def asked(
    stage: Stage, rule: Rule, duty: Duty, occasions: Occasions, found: Elements, windows: Windows, limits: Limits
) -> tuple[Slices, Windows, Ints]:
    """What stands when each duty is decided.

    Returns:
        The slices; the windows as they are judged: one that `throughout` breaks off closes after the instant at which
        it was broken; and (d,) where the clock stands for each, which is past that close in any case.
    """
    end = ends_of(stage, rule, duty, occasions, found)
    broken = np.full(len(windows), NEVER)
    if isinstance(duty.window, Throughout):
        broken = _broken(stage, occasions, found, end, windows, limits)
    is_broken = broken < NEVER
    closes = np.where(is_broken, broken + 1, windows.closes)
    cut_out = _slices(occasions, found, end, windows.occasion, closes)
    return cut_out, replace(windows, closes=closes), np.where(is_broken, NEVER, stage.as_of.clock)


def at_close(stage: Stage, rule: Rule, duty: Duty, occasions: Occasions, found: Elements, windows: Windows) -> Slices:
    """What stands at the last instant of each window."""
    end = ends_of(stage, rule, duty, occasions, found)
    return _slices(occasions, found, end, windows.occasion, windows.closes)


def broken_by(
    stage: Stage, rule: Rule, duty: Duty, occasions: Occasions, found: Elements, windows: Windows, limits: Limits
) -> Flags:
    """(d,) whether what stands is out of bounds at some instant of each window."""
    end = ends_of(stage, rule, duty, occasions, found)
    return np.asarray(_broken(stage, occasions, found, end, windows, limits) < NEVER, np.bool_)


def ends_of(stage: Stage, rule: Rule, duty: Duty, occasions: Occasions, found: Elements) -> Ints:
    """(e,) when each beginning ended, NEVER where it did not; each is asked like a trigger for the end of its life."""
    until = duty.measure.until
    assert until is not None
    bearer = np.full(int(found.answering.max(initial=-1)) + 1, -1, np.int64)
    bearer[found.answering[found.answering >= 0]] = occasions.bearer[found.answering >= 0]
    until = of_same_subject(until, duty)
    return first_ends(stage, rule, until, duty.whose, bearer[found.group], found.first, found.position, found.position)[
        0
    ]


def of_same_subject(until: Until, duty: Duty) -> Until:
    """Where `same` of the duty says whose beginnings count, the ends are those of that subject, too."""
    replacing = any(field == "subject" for field, _ in duty.same)
    if not replacing or any(field == "subject" for field, _ in until.same):
        return until
    return replace(until, same=(*until.same, _SUBJECT))


def _slices(occasions: Occasions, found: Elements, end: Ints, which: Ints, closes: Ints) -> Slices:
    """The beginnings that stand at the last instant before each close; now, where that is still to come."""
    owner, element = _standing(occasions, found, end, which, closes - 1)
    order = np.lexsort((element, owner))
    owner, element = owner[order], element[order]
    own = replace(
        found,
        group=owner,
        position=found.position[element],
        first=found.first[element],
        last=found.last[element],
        unlike=(),
    )
    past = np.cumsum(counted(owner, len(which)))
    return Slices(own, past - counted(owner, len(which)), past, past)


def _standing(occasions: Occasions, found: Elements, end: Ints, which: Ints, instant: Ints) -> tuple[Ints, Ints]:
    """Pairs of (duty, element) where the element counts for the duty and stands at the duty's instant.

    Sorted by their instants, the duties that see an element standing lie side by side.
    """
    group = found.answering[which]
    order = np.lexsort((instant, group))
    index = GroupedTimes.of(group[order], instant[order])
    element, place = written_out(index.before(found.group, found.first), index.before(found.group, end))
    return _counting(occasions, found, which, order[place], element)


def _counting(occasions: Occasions, found: Elements, which: Ints, owner: Ints, element: Ints) -> tuple[Ints, Ints]:
    counts = found.counts(element, occasions, which[owner])
    return owner[counts], element[counts]


def _broken(stage: Stage, occasions: Occasions, found: Elements, end: Ints, windows: Windows, limits: Limits) -> Ints:
    """(d,) the first instant of each window at which what stands is out of bounds, NEVER where there is none.

    The running number of what has begun, less what has ended, at every instant at which it changes, and at the opening.
    """
    opens = np.maximum(windows.opens, stage.dawn)
    group = found.answering[windows.occasion]
    owner, element = _standing(occasions, found, end, windows.occasion, opens)
    later, begun = written_out(found.by_first.through(group, opens), found.by_first.before(group, windows.closes))
    later, begun = _counting(occasions, found, windows.occasion, later, begun)
    owner, element = np.concatenate([owner, later]), np.concatenate([element, begun])
    is_ending = end[element] < windows.closes[owner]
    everything = np.arange(len(windows), dtype=np.int64)
    who = np.concatenate([everything, owner, owner[is_ending]])
    when = np.concatenate([opens, np.maximum(found.first[element], opens[owner]), end[element[is_ending]]])
    change = np.repeat(np.array([0, 1, -1]), [len(everything), len(owner), int(is_ending.sum())])
    order = np.lexsort((when, who))
    who, when, change = who[order], when[order], change[order]
    total = np.cumsum(change)
    starts = np.flatnonzero(firsts(who))  # every duty has a row, that of its opening
    number = total - (total - change)[starts][who]
    is_settled = np.append(firsts(who)[1:] | firsts(when)[1:], True)[: len(who)]
    hits = np.flatnonzero(is_settled & _is_out(number, who, limits))[::-1]
    broken = np.full(len(windows), NEVER)
    broken[who[hits]] = when[hits]  # written backwards, so that the first one stands
    return broken


def _is_out(number: Ints, who: Ints, limits: Limits) -> Flags:
    """(p,) True where a number lies outside the limits of the duty concerned."""
    out = np.zeros(len(number), np.bool_)
    if limits.low is not None:
        out |= number * SCALE < limits.low[who]
    if limits.high is not None:
        out |= number * SCALE > limits.high[who]
    return out
