"""The end of what an event began, such as a triggered life: the first `until` event at or after it."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from zhiben.engine.conditions import of_kind
from zhiben.engine.correlation import combined, tied
from zhiben.engine.occasions.bearers import bearer_pairs
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import MISSING_TRIGGER_VALUE, unknown_where
from zhiben.engine.search import Flags, GroupedTimes, Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import NEVER
from zhiben.rules.model import Rule, Until, Whose


def ended(stage: Stage, rule: Rule, until: Until, whose: Whose, found: Occasions) -> Occasions:
    """Lives end at the first `until` event at or after the trigger; an empty life owes nothing (reading 7)."""
    end, is_untied = first_ends(stage, rule, until, whose, found.bearer, found.start, found.trigger, found.raiser)
    lived = replace(found, end=end, reason=unknown_where(found.reason, is_untied, MISSING_TRIGGER_VALUE))
    return lived.take(np.flatnonzero(end > found.start))


def first_ends(
    stage: Stage, rule: Rule, until: Until, whose: Whose, bearer: Ints, start: Ints, trigger: Ints, raiser: Ints
) -> tuple[Ints, Flags]:
    """When something that an event began ends.

    Args:
        bearer, start: (m,) for whom, and when it began.
        trigger: (m,) position of the event that `same` is read on, -1 = none.
        raiser: (m,) position of the event that began it and never ends it itself, -1 = none.

    Returns:
        (m,) first instant of the first end at or after the start, NEVER where there is none; (m,) True where the
        trigger lacks a value that `same` asks for.
    """
    events = stage.events
    candidates = of_kind(events, until.events, until.where)
    # `same` on the subject says whose event it is, instead of the bearer; `any` says that it may be anybody's.
    if whose == "any" or any(field == "subject" for field, _ in until.same):
        position, owed_by, owing = candidates, np.zeros(len(candidates), np.int64), np.zeros(len(start), np.int64)
    else:
        which, owed_by = bearer_pairs(stage, rule.bearer, whose, candidates)
        position, owed_by, owing = candidates[which], owed_by + 1, bearer + 1
    lefts, rights = [owed_by], [owing]
    is_untied = np.zeros(len(start), np.bool_)
    for event_field, trigger_field in until.same:
        left, right = tied(events, event_field, position, events, trigger_field, trigger)
        lefts.append(left)
        rights.append(right)
        is_untied |= right < 0
    joined = combined([np.concatenate([left, right]) for left, right in zip(lefts, rights, strict=True)])
    group, asked = joined[: len(position)], joined[len(position) :]
    order = np.lexsort((position, group))
    order = order[group[order] >= 0]
    group, position = group[order], position[order]
    index = GroupedTimes.of(group, events.first[position])
    lo, hi = index.before(asked, start), index.ends(asked)
    padded = np.append(position, -2)
    lo = np.where((lo < hi) & (padded[lo] == raiser), lo + 1, lo)  # nothing ends what it began itself
    return np.where(lo < hi, np.append(events.first[position], NEVER)[lo], NEVER), is_untied
