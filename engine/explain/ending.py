"""The record that would have ended, in time, one of the things that stood when too many did (`standing`)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.arrow import one
from zhiben.engine.correlation import field_columns, value_codes
from zhiben.engine.covered import is_covered
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.named import tests_of
from zhiben.engine.explain.record import Record, fields_of_type, holding, put, value_columns
from zhiben.engine.explain.shortfall import ONE, SEVERAL, STANDING, UNBOUNDED, UNCOVERED, UNSURE, Shortfall
from zhiben.engine.explain.span import NO_DAY, Span
from zhiben.engine.explain.values import satisfying
from zhiben.engine.limits import Limits
from zhiben.engine.search import Flags, Ints, counted, firsts, written_out
from zhiben.engine.simulate.palette import Palette
from zhiben.engine.standing import broken_by, ends_of
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Throughout, Until


class Ending(Struct, frozen=True):
    """What would have to be ended.

    Attributes:
        duty: (j,) the duties where too much stands, ascending.
        position: (j,) the event of each that began what would best be ended: what stands longest, the latest of those.
    """

    duty: Ints
    position: Ints

    def __len__(self) -> int:
        return len(self.duty)


def eased(asked: Asked, missing: Shortfall) -> Shortfall:
    """Claims about what stands throughout: one record changes the number at every later instant by one."""
    duty = asked.judgement.duty
    if duty.measure.name != "standing" or not isinstance(duty.window, Throughout):
        return missing
    is_lacking = missing.is_wanted
    missing = missing.where(is_lacking & ~_is_covered(asked), UNSURE, UNCOVERED)
    is_one = (missing.kind == ONE) & _holds_with(asked, -1)
    return missing.where(missing.is_wanted & ~is_one, UNSURE, UNBOUNDED)


def ending(asked: Asked, missing: Shortfall) -> tuple[Ending, Shortfall]:
    """The things to be ended, and how many of them."""
    until, measure = asked.judgement.duty.measure.until, asked.judgement.part.limits
    none = Ending(np.zeros(0, np.int64), np.zeros(0, np.int64))
    over = np.flatnonzero((missing.why == STANDING) & (asked.judgement.part.judged.reason[asked.rows] == 0))
    if until is None or not len(over) or measure.high is None:
        return none, missing
    judgement, elements = asked.judgement, asked.judgement.part.slices.elements
    which, element = written_out(asked.lo[over], asked.hi[over])
    positions, ends = _ends(asked)
    end = ends[np.searchsorted(positions, elements.position[element])]
    excess = (missing.reading.floor - measure.high[asked.rows] // SCALE * SCALE) // SCALE
    order = np.lexsort((element, end, which))
    last = order[np.append(firsts(which[order])[1:], True)[: len(order)]]
    found = Ending(over[which[last]], elements.position[element[last]])
    is_known = np.zeros(len(missing.kind), np.bool_)
    is_known[found.duty] = True
    is_known &= (excess == 1) | _have_ends_of_their_own(asked, over[which], elements.position[element])
    if isinstance(judgement.duty.window, Throughout):
        is_known[found.duty] &= end[last] >= judgement.part.windows.closes[asked.rows[found.duty]]
        is_known &= _is_covered(asked) & (_holds_with(asked, 1) | (excess > 1))
    flags = np.zeros(len(missing.kind), np.bool_)
    flags[over] = True
    kind = np.where(flags & is_known, np.where(excess == 1, ONE, SEVERAL), missing.kind)
    claimed = replace(missing, kind=kind.astype(np.int8), count=np.where(flags, excess, missing.count))
    why = np.where(flags & is_known, 0, claimed.why).astype(np.int8)
    return found, replace(claimed, why=why)


def ending_span(asked: Asked, found: Ending, when: Span) -> Span:
    """From the beginning of what is to be ended through the instant that decides."""
    if not len(found):
        return when
    first, last = when.first.copy(), when.last.copy()
    first[found.duty] = asked.judgement.stage.events.first[found.position]
    last[found.duty] = asked.windows.closes[found.duty] - 1
    civil = asked.wide.civil
    first_day = civil.days(first)
    first_day = np.where(civil.starts(first_day) < first, first_day + 1, first_day)
    last_day = civil.days(last)
    has_days = when.has_days.copy()
    has_days[found.duty] = (first_day <= last_day)[found.duty]
    days = [when.first_day.copy(), when.last_day.copy()]
    for mine, theirs in zip(days, (first_day, last_day), strict=True):
        mine[found.duty] = np.where(has_days, theirs, NO_DAY)[found.duty]
    return Span(first, last, days[0], days[1], has_days)


def ending_record(asked: Asked, palette: Palette, found: Ending, when: Span) -> Record:
    """(j,) records, one for each thing to be ended."""
    until = asked.judgement.duty.measure.until
    assert until is not None
    events, registry = asked.judgement.stage.events, asked.judgement.stage.registry
    civil = asked.wide.civil
    day = when.first_day[found.duty]
    is_day = day != NO_DAY
    first = np.where(is_day, civil.starts(np.where(is_day, day, 0)), when.first[found.duty])
    last = np.where(is_day, civil.starts(np.where(is_day, day, 0) + 1) - 1, when.first[found.duty])
    subject = registry.names.take(pa.array(np.maximum(registry.event_subject[found.position], 0)))
    record = Record(_type(asked, until), subject, first, last)
    middle = int(np.median(civil.days(first))) if len(first) else 0
    pinned = frozenset(mine for mine, _ in until.same)
    constants = satisfying(until.where, fields_of_type(asked, record.type), palette, middle, pinned)
    for name, (value,) in (constants or {}).items():
        put(record, name, *value_columns(value, len(first)))
    for mine, other in until.same:
        columns = [one(column) for column in field_columns(events, other, found.position)]
        if mine == "subject":
            record.subject = columns[0].cast(pa.string())
        else:
            put(record, mine, *columns)
    record.is_sound = np.full(len(first), constants is not None) & holding(asked, record, until.where)
    return record


def _type(asked: Asked, until: Until) -> str:
    kinds = asked.judgement.stage.rulebook.vocabulary.events
    needed = {mine for mine, _ in until.same} | {test.field for test in tests_of(until.where)}
    own = [name for name in until.events if name in kinds and needed & set(kinds[name].fields) == needed]
    return [*own, *until.events][0]


def _ends(asked: Asked) -> tuple[Ints, Ints]:
    """Each distinct event among the elements, by position, and when it ended; NEVER where it did not."""
    judgement = asked.judgement
    elements = judgement.elements
    end = ends_of(judgement.stage, judgement.rule, judgement.duty, judgement.occasions, elements)
    order = np.lexsort((end, elements.position))
    last = order[np.append(firsts(elements.position[order])[1:], True)[: len(order)]]
    return elements.position[last], end[last]


def _have_ends_of_their_own(asked: Asked, duty: Ints, position: Ints) -> Flags:
    """(k,) where no single record could end two of the things that stand; (p,) duties and positions of what stands."""
    until, events = asked.judgement.duty.measure.until, asked.judgement.stage.events
    size = len(asked.rows)
    if until is None or not until.same:
        return np.zeros(size, np.bool_)
    codes = [duty]
    for _, other in until.same:
        codes.append(value_codes(events, other, position))
    distinct = np.unique(np.stack(codes), axis=1)
    found: Flags = counted(distinct[0], size) == counted(duty, size)
    return found


def _is_covered(asked: Asked) -> Flags:
    """(k,) whether the log is complete for the whole of each window: broken off earlier, it was not asked for all."""
    judgement = asked.judgement
    windows = judgement.part.windows
    flags = np.zeros(len(windows), np.bool_)
    flags[asked.rows] = windows.closes[asked.rows] <= judgement.stage.as_of.clock
    found = is_covered(judgement.stage, judgement.rule, judgement.duty, judgement.occasions, windows, flags)
    return found[asked.rows]


def _holds_with(asked: Asked, slack: int) -> Flags:
    """(k,) whether the bound held throughout if one more, or one less, had stood."""
    judgement, limits = asked.judgement, asked.judgement.part.limits
    moved = Limits(
        None if limits.low is None else limits.low + slack * SCALE,
        None if limits.high is None else limits.high + slack * SCALE,
        limits.reason,
    )
    found = broken_by(
        judgement.stage, judgement.rule, judgement.duty, judgement.occasions, judgement.elements,
        judgement.part.windows, moved,
    )  # fmt: skip
    return ~found[asked.rows]
