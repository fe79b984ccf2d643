"""The measured field of a record: what is still missing, what was not seen yet, or an amount."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.correlation import joint_codes
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.fixed import given, is_allowed
from zhiben.engine.explain.record.columns import Record, chunked, fields_of_type, put
from zhiben.engine.explain.record.differing import first_free
from zhiben.engine.explain.shortfall import Shortfall, is_free
from zhiben.engine.search import Flags, Ints, counted
from zhiben.events.vocabulary import SCALE, Field


def measured(asked: Asked, found: Record, missing: Shortfall) -> Flags:
    """The measured field; (k,) where a value for it is known."""
    measure = asked.judgement.duty.measure
    name = measure.field
    if name is None:
        return np.ones(len(found.first), np.bool_)
    known = fields_of_type(asked, found.type).get(name)
    if measure.name in ("covers", "distinct"):
        return _listed(asked, found, missing, name, known)
    return _amount(asked, found, missing, name)


def _amount(asked: Asked, found: Record, missing: Shortfall, name: str) -> Flags:
    """The least that will do, the greatest where there is no least, or anything; the trigger's own where it must be."""
    least, greatest = missing.low, missing.high
    own = given(asked, name)
    if own:
        value = ints(own[0], null=0)
    else:
        value = np.where(~is_free(least), least, np.where(~is_free(greatest), greatest, SCALE))
        step = np.where(is_free(least) & ~is_free(greatest), -SCALE, SCALE)
        tried = [(pa.array(value + number * step),) for number in range(1 + len(asked.judgement.duty.differs))]
        (column,) = first_free(asked, found, name, tried)
        put(found, name, column)
        value = ints(column)
    return (is_free(least) | (value >= least)) & (is_free(greatest) | (value <= greatest))


def _listed(asked: Asked, found: Record, missing: Shortfall, name: str, known: Field | None) -> Flags:
    """Values that are still missing (`covers`), or were not seen yet (`distinct`)."""
    size, measure = len(found.first), asked.judgement.duty.measure
    many = bool(known and known.many)
    if measure.name == "covers":
        owner, value = missing.owner, missing.value
    else:
        owner, value = _unseen(asked, missing, name, known)
    starts = np.cumsum(counted(owner, size)) - counted(owner, size)
    rank = np.arange(len(owner), dtype=np.int64) - starts[owner]
    kept = rank < (np.maximum(missing.wanted, 1)[owner] if many else 1)
    owner, value = owner[kept], value.take(pa.array(np.flatnonzero(kept)))
    number = counted(owner, size)
    if many:
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(number)]).astype(np.int32)
        column: pa.Array = pa.ListArray.from_arrays(pa.array(offsets), value.cast(pa.string()))
    else:
        at = np.full(size, -1, np.int64)
        at[owner] = np.arange(len(owner))
        column = value.take(pa.array(at, mask=at < 0))
    if name == "subject":
        found.subject = column
    else:
        put(found, name, column)
    enough: Flags = number >= (np.maximum(missing.wanted, 1) if many else 1)
    return enough


def _unseen(asked: Asked, missing: Shortfall, name: str, known: Field | None) -> tuple[Ints, pa.Array]:
    """Pairs of a duty and a value its window lacks: the trigger's own, or of a category the rest, or made-up ones."""
    size = len(asked.rows)
    everything = np.arange(size, dtype=np.int64)
    if known is None or known.storage in ("time", "duration"):
        return np.zeros(0, np.int64), pa.array([], pa.string())
    if own := given(asked, name):
        seen, mine = joint_codes(chunked([missing.value]), chunked(own))
        width = 1 + max(int(seen.max(initial=0)), int(mine.max(initial=0)))
        is_new = (mine >= 0) & ~np.isin(everything * width + mine, missing.owner * width + seen)
        return everything[is_new], own[0].filter(pa.array(is_new))
    spare = len(asked.judgement.duty.differs)  # so many values may be ruled out beside
    if known.storage == "number":
        top = np.zeros(size, np.int64)
        np.maximum.at(top, missing.owner, ints(missing.value))
        owner = np.repeat(everything, 1 + spare)
        step = np.tile(np.arange(1, 2 + spare, dtype=np.int64), size)
        return _allowed(asked, name, owner, pa.array((top // SCALE)[owner] * SCALE + step * SCALE))
    if known.storage == "flag":
        tried: pa.Array = pa.array([True, False])
    elif known.type == "category":
        tried = pa.array([value.name for value in known.values], pa.string())
    else:
        most = int(missing.wanted.max(initial=1)) + spare
        distinct = len(pc.unique(missing.value)) if len(missing.value) else 0
        tried = pa.array([f"example {number}" for number in range(1, 1 + most + distinct)], pa.string())
        tried = tried.filter(pc.invert(pc.is_in(tried, value_set=missing.value.cast(pa.string()))))
        tried = tried.slice(0, max(most, 1))
    place = ints(pc.index_in(missing.value.cast(tried.type), value_set=tried), null=-1)
    taken = np.unique(missing.owner[place >= 0] * len(tried) + place[place >= 0])
    pairs = np.setdiff1d(np.arange(size * len(tried), dtype=np.int64), taken)
    return _allowed(asked, name, pairs // max(len(tried), 1), tried.take(pa.array(pairs % max(len(tried), 1))))


def _allowed(asked: Asked, name: str, owner: Ints, value: pa.Array) -> tuple[Ints, pa.Array]:
    """The pairs of which a record may have the value."""
    kept = is_allowed(asked, name, owner, value)
    return owner[kept], value.filter(pa.array(kept))
