"""What a measured value is short of its bound, and how many more records would make it up.

One module for all measures, since a record changes a value in three ways only: it adds one to a number, it brings
values that were not seen yet, or it carries a number of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import one
from zhiben.engine.explain.asked import Asked
from zhiben.engine.measures import Reading
from zhiben.engine.measures.exact import fewest
from zhiben.engine.measures.sum import Totals, scaled
from zhiben.engine.search import Flags, Ints, counted, written_out
from zhiben.events.vocabulary import NUMBER_LIMIT, SCALE
from zhiben.rules.model import EntitySet

NOTHING, ONE, SEVERAL, NONE, UNSURE = range(5)
KINDS = ("nothing", "one", "several", "none", "unsure")
# Why no further record makes up for it.
WHYS = (
    "", "exceeded", "standing", "no_room", "contradiction", "entangled", "unbounded", "decided", "uncovered", "ended",
)  # fmt: skip
EXCEEDED, STANDING, NO_ROOM, CONTRADICTION, ENTANGLED, UNBOUNDED, DECIDED, UNCOVERED, ENDED = range(1, 10)

_WIDE = 2**62
_FREE = np.iinfo(np.int64).min  # an amount without a limit on that side


@dataclass(frozen=True)
class Shortfall:
    """(k,) what is missing.

    Attributes:
        kind: number in `KINDS`; why: number in `WHYS`, for NONE and UNSURE.
        count: how many records more, 0 = cannot be told.
        low, high: limits of the number that the record carries, in millionths; `_FREE` = none.
        owner, value: (p,) pairs of a duty and a value that is missing (`covers`), or was seen already (`distinct`).
        hits: whether the record has to satisfy the condition of a `share` (True), must not (False), or may (None).
        reading: what was measured.
    """

    kind: npt.NDArray[np.int8]
    why: npt.NDArray[np.int8]
    count: Ints
    low: Ints
    high: Ints
    reading: Reading
    owner: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    value: pa.Array = field(default_factory=lambda: pa.array([], pa.string()))
    wanted: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    hits: bool | None = None


def is_free(limit: Ints) -> Flags:
    """(k,) True where an amount has no limit on that side."""
    found: Flags = limit == _FREE
    return found


def shortfall(asked: Asked) -> Shortfall:
    """What every asked duty lacks; duties that are unknown at once lack nothing here."""
    reading = _reading(asked)
    low, high = _limits(asked)
    empty = _nothing(asked, reading)
    is_asked = asked.judgement.part.windows.reason[asked.rows] == 0
    below = is_asked & ((reading.reason != 0) | (~is_free(low) & (reading.floor < low)))
    above = is_asked & (reading.reason == 0) & ~is_free(high) & (reading.ceiling > high)
    name = asked.judgement.duty.measure.name
    if name in ("count", "days", "distinct", "covers", "standing"):
        found = _number(asked, empty, low, high, below)
        return _marked(found, above, NONE, STANDING if name == "standing" else EXCEEDED)
    if name == "share":
        return _share(asked, empty, low, high, below | above)
    if name in ("sum", "max"):
        return _marked(_amount(asked, empty, low, high, below), above, NONE, EXCEEDED)
    if name == "min":
        found = _amount(asked, empty, low, high, above | (is_asked & (reading.reason != 0)))
        return _marked(found, below & (reading.reason == 0), NONE, EXCEEDED)
    return _amount(asked, empty, low, high, below | above)


def _reading(asked: Asked) -> Reading:
    part = asked.judgement.part
    whole = part.measure.read(part.slices.lo, part.slices.hi)
    return Reading(*(getattr(whole, name)[asked.rows] for name in ("floor", "ceiling", "shown", "reason")))


def _limits(asked: Asked) -> tuple[Ints, Ints]:
    limits, size = asked.judgement.part.limits, len(asked.rows)
    unlimited = np.full(size, _FREE)
    low = unlimited if limits.low is None else limits.low[asked.rows]
    high = unlimited if limits.high is None else limits.high[asked.rows]
    return low, high


def _nothing(asked: Asked, reading: Reading) -> Shortfall:
    size = len(asked.rows)
    none, free = np.zeros(size, np.int8), np.full(size, _FREE)
    return Shortfall(none, none, np.zeros(size, np.int64), free, free, reading)


def _marked(found: Shortfall, flags: Flags, kind: int, why: int) -> Shortfall:
    return replace(
        found,
        kind=np.where(flags, kind, found.kind).astype(np.int8),
        why=np.where(flags, why, found.why).astype(np.int8),
        count=np.where(flags, 0, found.count),
    )


def _needing(found: Shortfall, flags: Flags, count: Ints, a_record: Ints | int = 1) -> Shortfall:
    """Duties that need `count` units, of which one record may bring `a_record`."""
    records = -(-count // np.maximum(a_record, 1))
    kind = np.where(flags, np.where(records == 1, ONE, SEVERAL), found.kind)
    return replace(found, kind=kind.astype(np.int8), count=np.where(flags, records, found.count))


def _number(asked: Asked, found: Shortfall, low: Ints, high: Ints, below: Flags) -> Shortfall:
    """Numbers that one record adds one to, or to which it brings values."""
    measure = asked.judgement.duty.measure
    have = np.where(np.isnan(found.reading.shown), 0, found.reading.floor // SCALE).astype(np.int64)
    if measure.name == "covers":
        return _covers(asked, found, low, high, below)
    need = fewest(np.where(below, low, 0), False) - have
    known = asked.judgement.stage.events.fields.get(measure.field or "")
    found = _needing(found, below, need, 10**9 if measure.name == "distinct" and known and known.many else 1)
    if measure.name == "distinct":
        owner, value = _seen(asked, measure.field or "")
        found = replace(found, owner=owner, value=value, wanted=np.where(below, need, 0))
    # Beyond the upper limit no number of records helps: between 1.2 and 1.8 there is no whole number.
    is_over = below & ~is_free(high) & ((have + need) * SCALE > high)
    return _marked(found, is_over, NONE, UNBOUNDED)


def _seen(asked: Asked, name: str) -> tuple[Ints, pa.Array]:
    """Pairs of a duty and a value of a field that its window holds, each once."""
    part, events = asked.judgement.part, asked.judgement.stage.events
    owner, element = written_out(asked.lo, asked.hi)
    positions = part.slices.elements.position[element]
    column = events.column(name).take(pa.array(positions))
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        owner = owner[np.asarray(pc.list_parent_indices(column)).astype(np.int64)]
        column = pc.list_flatten(column)
    whole = one(column)
    if pa.types.is_dictionary(whole.type):
        whole = whole.cast(whole.type.value_type)
    encoded = whole.dictionary_encode()
    codes = np.asarray(encoded.indices.fill_null(-1)).astype(np.int64)
    kept = codes >= 0
    pairs = np.unique(np.stack([owner[kept], codes[kept]]), axis=1)
    return pairs[0], encoded.dictionary.take(pa.array(pairs[1]))


def _covers(asked: Asked, found: Shortfall, low: Ints, high: Ints, below: Flags) -> Shortfall:
    measure, part, events = asked.judgement.duty.measure, asked.judgement.part, asked.judgement.stage.events
    size = len(asked.rows)
    if part.sets is None:
        words = pa.array(list(dict.fromkeys(measure.values)), pa.string())
        owner = np.repeat(np.arange(size, dtype=np.int64), len(words))
        value = np.tile(np.arange(len(words), dtype=np.int64), size)
        total = np.full(size, len(words), np.int64)
    else:
        sets = part.sets.take(asked.rows)
        owner, pair = written_out(sets.start, sets.end)
        value, words, total = sets.value[pair], sets.words, sets.end - sets.start
    which, element = written_out(asked.lo, asked.hi)
    item, seen = events.items(measure.field or "", part.slices.elements.position[element], words)
    there = np.unique(which[item[seen >= 0]] * (len(words) + 1) + seen[seen >= 0])
    is_missing = ~np.isin(owner * (len(words) + 1) + value, there) & below[owner]
    missing = counted(owner[is_missing], size)
    have = total - missing
    need = fewest(np.where(below, low, 0), False, np.maximum(total, 1)) - have
    known = events.fields.get(measure.field or "")
    found = _needing(found, below, need, 10**9 if known and known.many else 1)
    # Of a single thing either none or all is covered: no share lies between.
    is_over = below & ~is_free(high) & ((have + need) * SCALE > np.where(is_free(high), 0, high) * total)
    if measure.field == "subject" and isinstance(measure.wanted, EntitySet) and is_of_own(asked):
        is_over = below  # those below the bearer are not the bearer
    found = _marked(found, is_over, NONE, UNBOUNDED)
    value_text = words.take(pa.array(value[is_missing])).cast(pa.string())
    return replace(found, owner=owner[is_missing], value=value_text, wanted=np.where(below, need, 0))


def is_of_own(asked: Asked) -> bool:
    """Whether only events of the bearer itself count, whatever else they say."""
    duty = asked.judgement.duty
    return asked.judgement.rule.bearer is not None and duty.whose == "own" and "subject" not in dict(duty.same)


def _share(asked: Asked, found: Shortfall, low: Ints, high: Ints, flags: Flags) -> Shortfall:
    """How many records of one kind move a share inside its bound."""
    of = asked.hi - asked.lo
    hits = np.rint(np.where(np.isnan(found.reading.shown), 0, found.reading.shown) * of).astype(np.int64)
    is_low = asked.judgement.duty.bound.name == "at_least"
    if is_low:
        room = SCALE - low
        need = -(-(low * of - hits * SCALE) // np.maximum(room, 1))
        never = (room <= 0) & (hits < of)
    elif asked.judgement.duty.bound.name == "at_most":
        need = -(-hits * SCALE // np.maximum(high, 1)) - of
        never = (high <= 0) & (hits > 0)
    else:
        return _marked(found, flags, UNSURE, UNBOUNDED)
    need = np.maximum(need, 1)
    is_beyond = is_low & (low > SCALE)
    found = replace(_needing(found, flags, need), hits=is_low)
    return _marked(found, flags & (never | is_beyond), NONE, UNBOUNDED)


def _amount(asked: Asked, found: Shortfall, low: Ints, high: Ints, flags: Flags) -> Shortfall:
    """The number that one more record has to carry."""
    measure, reading = asked.judgement.duty.measure, found.reading
    have = np.where(reading.reason != 0, 0, reading.floor)
    least, greatest = low, high
    if measure.name == "sum":
        least, greatest = _less(low, have), _less(high, have)
    elif measure.name == "mean":
        size = asked.hi - asked.lo
        total = _totals(asked)
        is_far = np.abs(np.where(is_free(low), 0, low)).astype(np.float64) * (size + 1) > _WIDE
        is_far |= np.abs(np.where(is_free(high), 0, high)).astype(np.float64) * (size + 1) > _WIDE
        least = np.where(is_free(low) | is_far, _FREE, np.where(is_far, 0, low) * (size + 1) - total)
        greatest = np.where(is_free(high) | is_far, _FREE, np.where(is_far, 0, high) * (size + 1) - total)
        found = _marked(found, flags & is_far, UNSURE, UNBOUNDED)
        flags = flags & ~is_far
    known = asked.judgement.stage.events.fields.get(measure.field or "")
    if known is not None and known.type == "integer":
        least = np.where(is_free(least), least, -(-least // SCALE) * SCALE)
        greatest = np.where(is_free(greatest), greatest, greatest // SCALE * SCALE)
    found = replace(_needing(found, flags, np.ones(len(flags), np.int64)), low=least, high=greatest)
    limit = NUMBER_LIMIT * SCALE
    is_void = ~is_free(least) & ~is_free(greatest) & (least > greatest)
    is_void |= ~is_free(least) & (least >= limit)
    found = _marked(found, flags & is_void, NONE, UNBOUNDED)
    return _several_small(asked, found, high, flags) if measure.name == "mean" else found


def _several_small(asked: Asked, found: Shortfall, high: Ints, flags: Flags) -> Shortfall:
    """A mean that only a negative number would bring down: rather several records of 0."""
    is_odd = flags & is_free(found.low) & ~is_free(found.high) & (found.high < 0) & (high >= 0)
    size, total = asked.hi - asked.lo, _totals(asked)
    need = -(-total // np.maximum(high, 1)) - size
    found = replace(found, high=np.where(is_odd, 0, found.high))
    found = replace(
        found,
        kind=np.where(is_odd, SEVERAL, found.kind).astype(np.int8),
        count=np.where(is_odd, need, found.count),
    )
    return _marked(found, is_odd & (high == 0), NONE, UNBOUNDED)


def _totals(asked: Asked) -> Ints:
    """(k,) sums of the measured field over the windows; wide ones are kept inside int64."""
    events, elements = asked.judgement.stage.events, asked.judgement.part.slices.elements
    totals = Totals(events.numbers(asked.judgement.duty.measure.field or "", elements.position))
    return scaled(*totals.between(asked.lo, asked.hi))


def _less(limit: Ints, have: Ints) -> Ints:
    return np.where(is_free(limit), limit, limit - have)
