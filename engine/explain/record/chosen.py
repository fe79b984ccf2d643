"""Values of a record that may be chosen: of the measured field, and of what has to differ from another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import flags, ints, one
from zhiben.engine.correlation import field_columns, joint_codes
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.lacking import is_of_own
from zhiben.engine.explain.record.columns import (
    Record,
    chunked,
    columns_of,
    fields_of_type,
    put,
    value_columns,
)
from zhiben.engine.explain.shortfall import Shortfall, is_free
from zhiben.engine.explain.values import choices
from zhiben.engine.reference.facts import Value
from zhiben.engine.search import Flags, Ints, counted
from zhiben.engine.simulate.conditions import alternatives
from zhiben.engine.simulate.palette import Palette
from zhiben.events.civil import DAY
from zhiben.events.vocabulary import SCALE, Field
from zhiben.rules.model import Condition, Moment

_PLAIN = ("example 1", "example 2")


def measured(asked: Asked, found: Record, missing: Shortfall) -> Flags:
    """The measured field; (k,) where a value for it is known."""
    measure, size = asked.judgement.duty.measure, len(found.first)
    name = measure.field
    known = fields_of_type(asked, found.type).get(name or "")
    if name is None:
        return np.ones(size, np.bool_)
    if measure.name in ("covers", "distinct"):
        return _listed(asked, found, missing, name, known)
    least, greatest = missing.low, missing.high
    if any(mine == name for mine, _ in asked.judgement.duty.same):  # what is the trigger's cannot be chosen
        own = ints(found.columns[name], null=0)
        return (is_free(least) | (own >= least)) & (is_free(greatest) | (own <= greatest))
    value = np.where(~is_free(least), least, np.where(is_free(greatest), 0, greatest))
    is_named = np.isin(np.arange(size), []) | ~is_free(least) | ~is_free(greatest)
    value = np.where(is_named, value, SCALE)
    put(found, name, pa.array(value, pa.int64()))
    return np.ones(size, np.bool_)


def _listed(asked: Asked, found: Record, missing: Shortfall, name: str, known: Field | None) -> Flags:
    """Values that are still missing (`covers`), or were not seen yet (`distinct`)."""
    size, measure = len(found.first), asked.judgement.duty.measure
    many = bool(known and known.many)
    if measure.name == "covers":
        owner, value = missing.owner, missing.value
    else:
        owner, value = _unseen(asked, missing, known)
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
    return enough & _is_in_scope(asked, found) if name == "subject" else enough


def _is_in_scope(asked: Asked, found: Record) -> Flags:
    """(k,) where the chosen subject is one whose events count at all: a rule on the bearer's own has no choice."""
    if not is_of_own(asked):
        return np.ones(len(found.first), np.bool_)
    bearer = asked.judgement.occasions.bearer[asked.occasion]
    names = asked.judgement.stage.registry.names.take(pa.array(bearer, mask=bearer < 0))
    return flags(pc.equal(found.subject.cast(pa.string()), names.cast(pa.string())).fill_null(False))


def _unseen(asked: Asked, missing: Shortfall, known: Field | None) -> tuple[Ints, pa.Array]:
    """Pairs of a duty and a value that its window does not hold: of a category the rest, of a text made-up ones."""
    size = len(asked.rows)
    everything = np.arange(size, dtype=np.int64)
    if known is None or known.storage in ("time", "duration"):
        return np.zeros(0, np.int64), pa.array([], pa.string())
    if known.storage == "number":
        seen = ints(missing.value)
        top = np.zeros(size, np.int64)
        np.maximum.at(top, missing.owner, seen)
        return everything, pa.array(top // SCALE * SCALE + SCALE)
    if known.storage == "flag":
        tried: pa.Array = pa.array([True, False])
    elif known.type == "category":
        tried = pa.array([value.name for value in known.values], pa.string())
    else:
        most = int(missing.wanted.max(initial=1))
        distinct = len(pc.unique(missing.value)) if len(missing.value) else 0
        tried = pa.array([f"example {number}" for number, _ in enumerate([None] * (most + distinct), 1)], pa.string())
        tried = tried.filter(pc.invert(pc.is_in(tried, value_set=missing.value.cast(pa.string()))))
        tried = tried.slice(0, max(most, 1))
    place = ints(pc.index_in(missing.value.cast(tried.type), value_set=tried), null=-1)
    taken = np.unique(missing.owner[place >= 0] * len(tried) + place[place >= 0])
    pairs = np.setdiff1d(np.arange(size * len(tried), dtype=np.int64), taken)
    return pairs // max(len(tried), 1), tried.take(pa.array(pairs % max(len(tried), 1)))


def put_another(
    asked: Asked,
    found: Record,
    condition: Condition,
    palette: Palette,
    day: int,
    mine: str,
    other: str,
    side: str,
    fields: Mapping[str, Field],
) -> None:
    """A value of its own where the field has to differ from another."""
    size = len(found.first)
    ways = alternatives(condition)
    offered = [v for v in choices(mine, ways[0] if ways else [], fields, palette, day) if v is not None]
    offered = offered[:2] if len(offered) > 1 else [any_value(fields.get(mine), n, day) for n in (0, 1)]
    first, second = (value_columns(value, size) for value in offered)
    if side == "event":
        if other not in found.columns and other != "subject":
            put(found, other, *value_columns(offered[0], size))
        theirs = [found.subject] if other == "subject" else columns_of(found, other)
    else:
        trigger = asked.judgement.occasions.trigger[asked.occasion]
        theirs = [one(column) for column in field_columns(asked.judgement.stage.events, other, trigger)]
    if mine in found.columns:
        left, right = joint_codes(chunked(columns_of(found, mine)), chunked(theirs))
        if bool((left != right).all()):
            return
    left, right = joint_codes(chunked(list(first)), chunked(theirs))
    is_alike = pa.array(left == right)
    put(found, mine, *(pc.if_else(is_alike, b, a) for a, b in zip(first, second, strict=True)))


def any_value(known: Field | None, number: int, day: int) -> Value:
    """Some value of a field; another one for another number."""
    if known is None or known.storage == "text":
        if known is not None and known.type == "category" and known.values:
            word = known.values[number % len(known.values)].name
        else:
            word = _PLAIN[number]
        return (word,) if known is not None and known.many else word
    if known.storage == "flag":
        return number == 0
    if known.storage == "time":
        return Moment((day + number) * DAY, (day + number + 1) * DAY - 1)
    return (number + 1) * SCALE
