"""What is claimed of a record only where it holds: that it can exist, and changes nothing else about the duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

import numpy as np

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.ending import Ending
from zhiben.engine.explain.lasting import is_ended
from zhiben.engine.explain.named import root_of, tests_of
from zhiben.engine.explain.record import Record, holding, is_matching
from zhiben.engine.explain.scope import is_in_scope
from zhiben.engine.explain.shortfall import (
    CONTRADICTION,
    DECIDED,
    ENDED,
    ENTANGLED,
    NO_ROOM,
    NONE,
    NOTHING,
    UNCOVERED,
    UNSURE,
    Shortfall,
)
from zhiben.engine.explain.span import NO_DAY, Span
from zhiben.engine.explain.undecided import lacks_coverage
from zhiben.engine.reasons import NOT_COVERED, NOTHING_TO_MEASURE
from zhiben.engine.search import Flags
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.decided import chain
from zhiben.rules.model import Condition, EachBreach, EachEvent, Rule

_AT_ONCE = (("grows", "at_least"), ("falls", "at_most"))  # what one record decides, whatever else is missing


def is_at_once(asked: Asked) -> bool:
    """Whether one record may decide the duties, whatever else is missing."""
    return (asked.judgement.part.measure.direction, asked.judgement.part.bound.name) in _AT_ONCE


def tempered(asked: Asked, missing: Shortfall, when: Span, found: Record) -> Shortfall:
    """What is claimed of a record only where it can exist, and changes nothing else about the duty."""
    wanted = missing.is_wanted
    # Where the log is not complete only what decides at once decides.
    reason = asked.judgement.part.judged.reason[asked.rows]
    is_uncovered = reason == NOT_COVERED
    if not is_at_once(asked):
        missing = missing.where(wanted & is_uncovered, NOTHING, 0)
        wanted &= ~is_uncovered
        if asked.judgement.stage.coverage is not None:  # that nothing was measured comes first among the reasons
            is_open = wanted & (reason == NOTHING_TO_MEASURE) & lacks_coverage(asked)
            missing = missing.where(is_open, UNSURE, UNCOVERED)
            wanted &= ~is_open
    if found.type == DUTY_DECIDED:  # nobody can log one
        return missing.where(wanted, NONE, DECIDED)
    missing = missing.where(wanted & when.is_empty, NONE, NO_ROOM)
    is_sound = found.is_sound & is_in_scope(asked, found, when)
    is_sound &= _holds_at_its_ends(asked, found, when, missing.condition(asked.judgement.duty))
    missing = missing.where(wanted & ~when.is_empty & ~is_sound, UNSURE, CONTRADICTION)
    missing = missing.where(missing.is_wanted & _is_entangled(asked, found), UNSURE, ENTANGLED)
    return missing.where(missing.is_wanted & is_ended(asked, found, when), UNSURE, ENDED)


def tempered_ending(asked: Asked, missing: Shortfall, when: Span, ends: Ending, last: Record) -> Shortfall:
    """The same of records that end something: they must not be a beginning, nor end the occasion."""
    flags = np.zeros((3, len(missing.kind)), np.bool_)
    duty, until = asked.judgement.duty, getattr(asked.judgement.duty.occasion, "until", None)
    flags[0, ends.duty] = when.is_empty[ends.duty]
    flags[1, ends.duty] = ~last.is_sound
    flags[2, ends.duty] = is_matching(asked, last, duty.events, duty.where)
    if until is not None:
        flags[2, ends.duty] |= is_matching(asked, last, until.events, until.where)
    wanted = missing.is_wanted
    missing = missing.where(wanted & flags[0], NONE, NO_ROOM)
    missing = missing.where(wanted & flags[1], UNSURE, CONTRADICTION)
    return missing.where(wanted & flags[2], UNSURE, ENTANGLED)


def _holds_at_its_ends(asked: Asked, found: Record, when: Span, condition: Condition) -> Flags:
    """(k,) where the record satisfies a condition on its time at either end of its span, too."""
    told = np.ones(len(found.first), np.bool_)
    if all(test.field != "time" for test in tests_of(condition)):
        return told
    civil = asked.wide.civil
    for at in (when.first, when.last):
        told &= (at <= ALWAYS) | (at >= NEVER) | holding(asked, replace(found, first=at, last=at), condition)
    for day in (when.first_day, when.last_day):
        shown = np.where(day == NO_DAY, 0, day)
        whole = replace(found, first=civil.starts(shown), last=civil.starts(shown + 1) - 1)
        told &= (day == NO_DAY) | holding(asked, whole, condition)
    return told


def _is_entangled(asked: Asked, found: Record) -> Flags:
    """(k,) where the record would itself raise, move or end the duty, or touch the breach that raised it."""
    book, rule = asked.judgement.stage.rulebook, asked.judgement.rule
    entangled = np.zeros(len(found.first), np.bool_)
    root = root_of(book, rule)
    for step in {rule.id: rule, root.id: root}.values():
        occasion = step.duty.occasion
        until = getattr(occasion, "until", None)
        if until is not None:
            entangled |= is_matching(asked, found, until.events, until.where)
        if isinstance(occasion, EachEvent) and (occasion.occurrence != "each" or occasion.threshold is not None):
            entangled |= is_matching(asked, found, occasion.events, occasion.where)
    measured = asked.judgement.duty.measure.until
    if measured is not None:
        entangled |= is_matching(asked, found, measured.events, measured.where)
    is_early = found.first <= asked.windows.raised
    if isinstance(rule.duty.occasion, EachBreach) and is_early.any():
        breached = takewhile(lambda step: step.id != rule.id, chain(root))
        entangled |= is_early & _touches(asked, found, breached)
    return entangled | _feeds(asked, found, [root, rule])


def _feeds(asked: Asked, found: Record, own: list[Rule]) -> Flags:
    """(k,) where what was decided of others raises the duty, and the record would touch one of these."""
    occasions = [rule.duty.occasion for rule in own]
    if not any(isinstance(one, EachEvent) and DUTY_DECIDED in one.events for one in occasions):
        return np.zeros(len(found.first), np.bool_)
    steps = (step for rule in asked.judgement.stage.rulebook.rules for step in chain(rule))
    return _touches(asked, found, (step for step in steps if step not in own))


def _touches(asked: Asked, found: Record, steps: Iterable[Rule]) -> Flags:
    """(k,) where the record would count for a duty of the rules, raise it or end it, or end what stands under it."""
    touched = np.zeros(len(found.first), np.bool_)
    for step in steps:
        for duty in (step.duty, *(variant.duty for variant in step.variants)):
            touched |= is_matching(asked, found, duty.events, duty.where)
            if isinstance(duty.occasion, EachEvent):
                touched |= is_matching(asked, found, duty.occasion.events, duty.occasion.where)
            for end in (getattr(duty.occasion, "until", None), duty.measure.until):
                if end is not None:
                    touched |= is_matching(asked, found, end.events, end.where)
    return touched
