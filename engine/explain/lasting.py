"""Whether what a record would begin (`standing`) is still there when it is asked about: an event may end it before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import one
from zhiben.engine.conditions import of_kind
from zhiben.engine.correlation import combined, field_columns, joint_codes
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.fixed import is_of_own
from zhiben.engine.explain.record import Record
from zhiben.engine.explain.record.columns import columns_of
from zhiben.engine.explain.span import Span
from zhiben.engine.search import Flags, GroupedTimes, Ints
from zhiben.engine.standing import of_same_subject


def is_ended(asked: Asked, found: Record, when: Span) -> Flags:
    """(k,) where an event might end what the record begins, wherever in its span, before the window closes.

    Of rules that look below or above their bearers, anybody's event might: rather no claim than a wrong one.
    """
    size, judgement = len(found.first), asked.judgement
    events, duty = judgement.stage.events, judgement.duty
    if duty.measure.until is None or not size:
        return np.zeros(size, np.bool_)
    until = of_same_subject(duty.measure.until, duty)
    ends = of_kind(events, until.events, until.where)
    theirs, mine = [np.zeros(len(ends), np.int64)], [np.zeros(size, np.int64)]
    if is_of_own(asked) and "subject" not in dict(until.same):
        theirs.append(judgement.stage.registry.event_subject[ends])
        mine.append(judgement.occasions.bearer[asked.occasion])
    for end, begun in until.same:
        left, right = _tied(asked, found, end, begun, ends)
        theirs.append(left)
        mine.append(right)
    joined = combined([np.concatenate([left, right]) for left, right in zip(theirs, mine, strict=True)])
    group, wanted = joined[: len(ends)], joined[len(ends) :]
    order = np.lexsort((events.first[ends], group))
    index = GroupedTimes.of(group[order], events.first[ends[order]])
    is_between = index.before(wanted, when.first) < index.before(wanted, judgement.part.windows.closes[asked.rows])
    ended: Flags = is_between & (wanted >= 0)
    return ended


def _tied(asked: Asked, found: Record, end: str, begun: str, ends: Ints) -> tuple[Ints, Ints]:
    """Codes of a field of (e,) ends and of a field of (k,) records, equal where the values are."""
    columns = [found.subject] if begun == "subject" else columns_of(found, begun)
    if not columns:
        return np.zeros(len(ends), np.int64), np.full(len(found.first), -1)
    theirs = [one(column) for column in field_columns(asked.judgement.stage.events, end, ends)]
    return joint_codes(*([pa.chunked_array([c]) for c in side] for side in (theirs, columns)))
