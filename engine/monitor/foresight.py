"""When time alone will open a duty: windows that open without an event, a breach or a decision at that instant.

Found by judging ahead, with the code of every audit: the windows of a later day, given that nothing more happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from zhiben.engine.decided import Handed
from zhiben.engine.evaluate import Judgement, evaluate
from zhiben.engine.intervals import Windows
from zhiben.engine.ledger import AsOf
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.decided import chain, duties_of_chain
from zhiben.rules.model import BearerInForce, By, Duty, EachEntity, Every, Rule, Rulebook, SinceLast, Throughout

WHOLE = "*"  # the bearer of a rule without one


def opens_by_the_calendar(rule: Rule) -> bool:
    """The rule raises duties of bearers or entities: when, the registry alone says."""
    return isinstance(rule.duty.occasion, BearerInForce | EachEntity)


def opens_later(rule: Rule) -> bool:
    """Something of the rule may open on a later day than that of the event or breach that raised it."""
    steps = list(chain(rule))
    triggered = steps[1:] if opens_by_the_calendar(rule) else steps
    return any(isinstance(step.duty.window, Every | By) for step in triggered)


def openings(
    rulebook: Rulebook,
    places: Sequence[int],
    log: EventLog,
    entities: Entities | None,
    now: int,
    until: int,
    place_of: Mapping[str, int],
    given: pa.Table | None = None,
) -> tuple[Ints, list[str], Ints]:
    """Windows of some rules that open after `now` and not after `until`, if nothing more happens.

    Args:
        place_of: place in the whole rulebook of every name that a ledger may give.
        given: decided duties that the rules read.

    Returns:
        (k,) instants, the bearer of each (`WHOLE` = the log as a whole), and (k,) places of their rules.
    """
    at, who, which = [np.zeros(0, np.int64)], list[str](), [np.zeros(0, np.int64)]
    wanted = set(places)

    def watch(judgement: Judgement) -> None:
        windows = judgement.part.windows
        rows = np.flatnonzero((windows.raised > now) & (windows.raised <= until))
        place = place_of[judgement.rule.id]
        if place not in wanted or not len(rows):
            return
        bearer = judgement.occasions.bearer[windows.occasion[rows]]
        pairs = np.unique(np.stack([windows.raised[rows], bearer]), axis=1)
        names = judgement.stage.registry.names.to_pylist()
        at.append(pairs[0])
        who.extend(WHOLE if code < 0 else names[code] for code in pairs[1].tolist())
        which.append(np.full(pairs.shape[1], place, np.int64))

    parents = {place_of[rule.id] for rule in rulebook.rules if rule.otherwise is not None}

    def opens_then(_: Stage, rule: Rule, __: Occasions, windows: Windows) -> Flags:
        found: Flags = (windows.raised > now) & (windows.raised <= until)
        return np.ones(len(windows), np.bool_) if place_of[rule.id] in parents else found

    handed = None if given is None else Handed(given)
    evaluate(rulebook, log, entities, None, AsOf(until, until + 1), watch=watch, only=opens_then, handed=handed)
    return np.concatenate(at), who, np.concatenate(which)


def calendar_only(rulebook: Rulebook, places: Sequence[int]) -> Rulebook:
    """The rules that raise duties by the calendar, without what follows a breach.

    The instants at which anything may open are those of the registry alone. Where a cadence goes on from an earlier
    event (`since_last` with `from`), what is due at its start depends on that event, so every stretch of a life stands
    for it.
    """
    return replace(rulebook, rules=tuple(_calendar_only(rulebook.rules[place]) for place in places))


def _calendar_only(rule: Rule) -> Rule:
    alone = replace(rule, otherwise=None)
    if not any(isinstance(duty.window, SinceLast) and duty.from_ is not None for duty in duties_of_chain(alone)):
        return alone
    variants = tuple(replace(variant, duty=_whole_life(variant.duty)) for variant in alone.variants)
    return replace(alone, duty=_whole_life(alone.duty), variants=variants)


def _whole_life(duty: Duty) -> Duty:
    return replace(duty, window=Throughout(), from_=None)
