"""The records that would have met the duties as a table."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.claims import is_at_once
from zhiben.engine.explain.ending import Ending
from zhiben.engine.explain.record import Record
from zhiben.engine.explain.shape import REMEDIES
from zhiben.engine.explain.shortfall import KINDS, WHYS, Shortfall
from zhiben.engine.explain.span import NO_DAY, Span
from zhiben.engine.explain.telling import ids_of
from zhiben.engine.judge import WAIVED
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.events.vocabulary import ARROW


def remedies(
    asked: Asked, missing: Shortfall, when: Span, found: Record, ends: Ending, last: Record | None
) -> pa.Table:
    size = len(asked.rows)
    everything = np.arange(size, dtype=np.int64)
    wanted = missing.is_wanted
    kind = ARROW["time"]
    is_closed = asked.judgement.part.windows.closes[asked.rows] <= asked.judgement.stage.as_of.clock
    is_excused = asked.judgement.part.judged.verdict[asked.rows] == WAIVED  # and what is open stays so
    becomes = np.where(wanted, np.where(is_closed | is_at_once(asked), 1, np.where(is_excused, 3, 2)), 0)
    is_ending = np.zeros(size, np.bool_)
    is_ending[ends.duty] = True
    types = pa.array([found.type, last.type if last else ""], pa.string())
    subjects = pa.concat_arrays([part.subject.cast(pa.string()) for part in (found, last) if part])
    at = everything.copy()
    at[ends.duty] = size + np.arange(len(ends), dtype=np.int64)
    columns = [
        ids_of(asked, everything),
        pa.array(KINDS, pa.string()).take(pa.array(missing.kind.astype(np.int64))),
        pa.array(WHYS, pa.string()).take(pa.array(missing.why.astype(np.int64))),
        pa.array(missing.count),
        pa.array(["", "met", "pending", "waived"], pa.string()).take(pa.array(becomes)),
        pa.array(is_ending & wanted),
        types.take(pa.array(is_ending.astype(np.int64), mask=~wanted)),
        subjects.take(pa.array(at, mask=~wanted)),
        pa.array(when.first, mask=~wanted | (when.first <= ALWAYS)).cast(kind),
        pa.array(when.last, mask=~wanted | (when.last >= NEVER)).cast(kind),
        _days(when.first_day, wanted),
        _days(when.last_day, wanted),
    ]
    return pa.table(columns, schema=REMEDIES)


def _days(days: Ints, wanted: Flags) -> pa.Array:
    is_null = ~wanted | (days == NO_DAY)
    return pa.array(np.where(is_null, 0, days).astype(np.int32), mask=is_null).cast(pa.date32())
