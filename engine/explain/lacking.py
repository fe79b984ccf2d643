"""What every asked duty lacks, by its measure: numbers of records and of values here, amounts in `amounts`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from zhiben.engine.arrow import one
from zhiben.engine.explain.amounts import amount, share
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.fixed import is_allowed
from zhiben.engine.explain.shortfall import (
    EXCEEDED,
    FREE,
    NONE,
    STANDING,
    UNBOUNDED,
    Shortfall,
    is_free,
    marked,
    needing,
)
from zhiben.engine.measures import Reading
from zhiben.engine.measures.exact import fewest
from zhiben.engine.search import Flags, Ints, counted, written_out
from zhiben.events.vocabulary import SCALE


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
        return marked(found, above, NONE, STANDING if name == "standing" else EXCEEDED)
    if name == "share":
        return share(asked, empty, low, high, below | above)
    if name in ("sum", "max"):
        return marked(amount(asked, empty, low, high, below), above, NONE, EXCEEDED)
    if name == "min":
        found = amount(asked, empty, low, high, above | (is_asked & (reading.reason != 0)))
        return marked(found, below & (reading.reason == 0), NONE, EXCEEDED)
    return amount(asked, empty, low, high, below | above)


def _reading(asked: Asked) -> Reading:
    part = asked.judgement.part
    whole = part.measure.read(part.slices.lo, part.slices.hi)
    return Reading(*(getattr(whole, name)[asked.rows] for name in ("floor", "ceiling", "shown", "reason")))


def _limits(asked: Asked) -> tuple[Ints, Ints]:
    limits, size = asked.judgement.part.limits, len(asked.rows)
    unlimited = np.full(size, FREE)
    low = unlimited if limits.low is None else limits.low[asked.rows]
    high = unlimited if limits.high is None else limits.high[asked.rows]
    return low, high


def _nothing(asked: Asked, reading: Reading) -> Shortfall:
    size = len(asked.rows)
    none, free = np.zeros(size, np.int8), np.full(size, FREE)
    return Shortfall(none, none, np.zeros(size, np.int64), free, free, reading)


def _number(asked: Asked, found: Shortfall, low: Ints, high: Ints, below: Flags) -> Shortfall:
    """Numbers that one record adds one to, or to which it brings values."""
    measure = asked.judgement.duty.measure
    have = np.where(np.isnan(found.reading.shown), 0, found.reading.floor // SCALE).astype(np.int64)
    if measure.name == "covers":
        return _covers(asked, found, low, high, below)
    need = fewest(np.where(below, low, 0), False) - have
    known = asked.judgement.stage.events.fields.get(measure.field or "")
    found = needing(found, below, need, 10**9 if measure.name == "distinct" and known and known.many else 1)
    if measure.name == "distinct":
        owner, value = _seen(asked, measure.field or "")
        found = replace(found, owner=owner, value=value, wanted=np.where(below, need, 0))
    # Beyond the upper limit no number of records helps: between 1.2 and 1.8 there is no whole number.
    is_over = below & ~is_free(high) & ((have + need) * SCALE > high)
    return marked(found, is_over, NONE, UNBOUNDED)


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
    found = needing(found, below, need, 10**9 if known and known.many else 1)
    # Of a single thing either none or all is covered: no share lies between.
    is_over = below & ~is_free(high) & ((have + need) * SCALE > np.where(is_free(high), 0, high) * total)
    owner, text = owner[is_missing], words.take(pa.array(value[is_missing])).cast(pa.string())
    is_open = is_allowed(asked, measure.field or "", owner, text)
    is_over |= below & (need > counted(owner[is_open], size))  # of what is missing too much may never be said
    found, text = marked(found, is_over, NONE, UNBOUNDED), text.filter(pa.array(is_open))
    return replace(found, owner=owner[is_open], value=text, wanted=np.where(below, need, 0))
