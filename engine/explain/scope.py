"""Whether the subject that was chosen for a record is one whose events count: those below, or above, the bearer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.correlation import combined
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.record import Record
from zhiben.engine.explain.span import Span
from zhiben.engine.search import Flags, GroupedTimes
from zhiben.events.civil import NEVER


def is_in_scope(asked: Asked, found: Record, when: Span) -> Flags:
    """(k,) where the subject's events count for the bearer at every instant of the record's span.

    Only a subject that is itself what is measured was chosen; any other comes with the bearer or the occasion.
    """
    judgement, size = asked.judgement, len(found.first)
    rule, duty, registry = judgement.rule, judgement.duty, judgement.stage.registry
    is_chosen = duty.measure.field == "subject" and "subject" not in dict(duty.same)
    if not is_chosen or rule.bearer is None or duty.whose in ("own", "any"):
        return np.ones(size, np.bool_)
    who = ints(pc.index_in(found.subject.cast(pa.string()), value_set=registry.names.cast(pa.string())), null=-1)
    bearer = judgement.occasions.bearer[asked.occasion]
    is_below = duty.whose == "below"
    stays = registry.stays_below(rule.bearer, None) if is_below else registry.stays_below(None, rule.bearer)
    lower, upper = (who, bearer) if is_below else (bearer, who)
    pairs = combined([np.concatenate([stays.who, lower]), np.concatenate([stays.below, upper])])
    pair, wanted = pairs[: len(stays.who)], pairs[len(stays.who) :]
    order = np.lexsort((stays.start, pair))
    index, end = GroupedTimes.of(pair[order], stays.start[order]), np.append(stays.end[order], 0)
    at = index.through(wanted, when.first)
    is_begun = (wanted >= 0) & (at > index.starts(wanted))
    last = end[np.where(is_begun, at - 1, len(order))]
    is_there: Flags = (who == bearer) | (is_begun & ((last > when.last) | (last >= NEVER)))
    return is_there
