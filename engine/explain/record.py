"""The one record that would have met a duty, as columns: made from the rule, the occasion and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints, one
from zhiben.engine.conditions import FALSE, TRUE, tested, truths
from zhiben.engine.correlation import field_columns, joint_codes
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.named import tests_of
from zhiben.engine.explain.shortfall import Shortfall, is_free
from zhiben.engine.explain.span import NO_DAY, Span, free_day
from zhiben.engine.explain.values import choices, satisfying
from zhiben.engine.reference.facts import Value
from zhiben.engine.search import Flags, Ints, counted
from zhiben.engine.simulate.conditions import alternatives
from zhiben.engine.simulate.palette import Palette
from zhiben.events.civil import ALWAYS, DAY
from zhiben.events.vocabulary import ARROW, DUTY_DECIDED, LAST, SCALE, Field
from zhiben.rules.model import ALWAYS as ANY
from zhiben.rules.model import AllOf, Condition, Duty, Moment, Not, Test

_TIME = ARROW["time"]
_PLAIN = ("example 1", "example 2")
_BUILT_IN = {"subject", "source", "time", "recordedtime", "recorded_after"}


@dataclass
class Record:
    """(k,) records.

    Attributes:
        type: the event type of all.
        subject: (k,) whose each is; null = anybody's.
        first, last: (k,) the time, a whole day where there is one.
        columns: by field, with `NAME.last` of times; null where the record need not say anything.
        is_sound: (k,) whether the values satisfy all conditions together; where not, nothing is known of a record.
    """

    type: str
    subject: pa.Array
    first: Ints
    last: Ints
    columns: dict[str, pa.Array] = field(default_factory=dict)
    is_sound: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))


def record(asked: Asked, palette: Palette, missing: Shortfall, when: Span) -> Record:
    """One more record for every asked duty, whether it is needed or not."""
    judgement = asked.judgement
    duty, events = judgement.duty, judgement.stage.events
    condition = _condition(duty, missing)
    pinned = _pinned(duty)
    first, last, is_day = _time(asked, missing, when)
    day = int(np.median(events.civil.days(first))) if len(first) else 0
    kinds = [name for name in duty.events if _carries(asked, name, condition, duty)]
    kinds += sorted(duty.events, key=DUTY_DECIDED.__eq__)
    found = Record(kinds[0], _subject(asked), first, last)
    fields = fields_of_type(asked, found.type)
    constants = satisfying(condition, fields, palette, day, pinned)
    is_sound = np.full(len(first), constants is not None) & is_day
    for name, value in (constants or {}).items():
        put(found, name, *value_columns(value, len(first)))
    for mine, other in duty.same:
        _copy(asked, found, mine, other)
    own = {mine: found.columns.get(mine) for mine, _ in duty.same}
    is_sound &= _measure(asked, found, missing)
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        _differ(asked, found, condition, palette, day, mine, other, side, fields)
    if duty.measure.until is not None:
        for _, mine in duty.measure.until.same:
            if mine not in found.columns and mine != "subject":
                put(found, mine, *value_columns(_any(fields.get(mine), 0, day), len(first)))
    _enter(found, condition)
    is_sound &= holding(asked, found, condition) & _differs(asked, found)
    if any(found.columns.get(mine) is not column for mine, column in own.items()):
        is_sound = np.zeros(len(first), np.bool_)  # another value was put where the trigger's has to be
    if not _is_of_its_type(asked, found):
        if DUTY_DECIDED in duty.events:
            found.type = DUTY_DECIDED
        is_sound = np.zeros(len(first), np.bool_)
    found.is_sound = is_sound
    return found


def _is_of_its_type(asked: Asked, found: Record) -> bool:
    """Whether records of the type can say all this: of several types a rule may ask for what only another one has."""
    kind = asked.judgement.stage.rulebook.vocabulary.events.get(found.type)
    told = {name.removesuffix(LAST) for name in found.columns} - _BUILT_IN
    return kind is None or told <= set(kind.fields)


def fields_of_type(asked: Asked, name: str) -> Mapping[str, Field]:
    """The fields of an event type as it declares them: a category of one name may have other values elsewhere."""
    events, kinds = asked.judgement.stage.events, asked.judgement.stage.rulebook.vocabulary.events
    return {**events.fields, **(kinds[name].fields if name in kinds else {})}


def _condition(duty: Duty, missing: Shortfall) -> Condition:
    share = duty.measure.where
    if share is None or missing.hits is None:
        return duty.where
    return AllOf((duty.where, share if missing.hits else Not(share)))


def _pinned(duty: Duty) -> frozenset[str]:
    measured = {duty.measure.field} if duty.measure.field else set()
    return frozenset({mine for mine, _ in duty.same} | measured)


def _carries(asked: Asked, name: str, condition: Condition, duty: Duty) -> bool:
    """Whether an event type has every field that the record must have."""
    kind = asked.judgement.stage.rulebook.vocabulary.events.get(name)
    if kind is None:
        return False
    needed = {mine for mine, _ in duty.same} | {mine for mine, _ in duty.differs}
    needed |= {duty.measure.field} if duty.measure.field else set()
    needed |= {test.field for test in tests_of(condition)}
    return needed - _BUILT_IN <= set(kind.fields)


def _subject(asked: Asked) -> pa.Array:
    """Whose the record is: the bearer's; of a rule of the whole log, the trigger's subject or anybody's."""
    judgement, registry = asked.judgement, asked.judgement.stage.registry
    code = judgement.occasions.bearer[asked.occasion]
    if judgement.rule.bearer is None:
        trigger = judgement.occasions.trigger[asked.occasion]
        subjects = np.append(registry.event_subject, -1)
        code = subjects[np.where(trigger < 0, len(subjects) - 1, trigger)]
    found = registry.names.take(pa.array(code, mask=code < 0))
    if judgement.rule.bearer is None and len(registry.names):
        found = found.fill_null(registry.names[0])
    return found


def _time(asked: Asked, missing: Shortfall, when: Span) -> tuple[Ints, Ints, Flags]:
    """First and last instant of the record, a whole day where that is possible; and where there is any time at all."""
    civil = asked.wide.civil
    day = np.where(when.first_day != NO_DAY, when.first_day, when.last_day)
    if asked.judgement.duty.measure.name == "days":
        day = free_day(asked, when)
    is_day = when.has_days & (day != NO_DAY)
    at = np.where(when.first > ALWAYS, when.first, when.last)
    shown = np.where(is_day, day, 0)
    first = np.where(is_day, civil.starts(shown), at)
    last = np.where(is_day, civil.starts(shown + 1) - 1, at)
    is_there = is_day if asked.judgement.duty.measure.name == "days" else ~when.is_empty
    return first, last, is_there


def _measure(asked: Asked, found: Record, missing: Shortfall) -> Flags:
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
    return enough


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


def _copy(asked: Asked, found: Record, mine: str, other: str) -> None:
    """A value of the trigger, or the name of the entity."""
    judgement, which = asked.judgement, asked.occasion
    if judgement.occasions.on_entities:
        columns = [asked.entity.take(pa.array(which))]
    else:
        columns = [one(c) for c in field_columns(judgement.stage.events, other, judgement.occasions.trigger[which])]
    if mine == "subject":
        found.subject = columns[0].cast(pa.string())
    elif mine != "time":
        put(found, mine, *columns)


def _differ(
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
    offered = offered[:2] if len(offered) > 1 else [_any(fields.get(mine), n, day) for n in (0, 1)]
    first, second = (value_columns(value, size) for value in offered)
    if side == "event":
        if other not in found.columns and other != "subject":
            put(found, other, *value_columns(offered[0], size))
        theirs = [found.subject] if other == "subject" else _columns(found, other)
    else:
        trigger = asked.judgement.occasions.trigger[asked.occasion]
        theirs = [one(column) for column in field_columns(asked.judgement.stage.events, other, trigger)]
    if mine in found.columns:
        left, right = joint_codes(_chunked(_columns(found, mine)), _chunked(theirs))
        if bool((left != right).all()):
            return
    left, right = joint_codes(_chunked(list(first)), _chunked(theirs))
    is_alike = pa.array(left == right)
    put(found, mine, *(pc.if_else(is_alike, b, a) for a, b in zip(first, second, strict=True)))


def _any(known: Field | None, number: int, day: int) -> Value:
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


def value_columns(value: Value, size: int) -> tuple[pa.Array, ...]:
    """A value as (k,) columns of its field's storage."""
    if isinstance(value, Moment):
        return tuple(pa.repeat(pa.scalar(at, pa.int64()), size).cast(_TIME) for at in (value.first, value.last))
    if isinstance(value, tuple):
        return (pa.repeat(pa.scalar(list(value), pa.list_(pa.string())), size),)
    return (pa.repeat(pa.scalar(value), size),)


def put(found: Record, name: str, *columns: pa.Array) -> None:
    plain = [c.cast(c.type.value_type) if pa.types.is_dictionary(c.type) else c for c in columns]
    found.columns[name] = plain[0]
    if len(plain) > 1:
        found.columns[name + LAST] = plain[1]


def _columns(found: Record, name: str) -> list[pa.Array]:
    return [found.columns[part] for part in (name, name + LAST) if part in found.columns]


def _chunked(columns: list[pa.Array]) -> list[pa.ChunkedArray]:
    return [pa.chunked_array([column]) for column in columns]


def _enter(found: Record, condition: Condition) -> None:
    """When the record is entered, where a test asks for it."""
    tests = [test for test in tests_of(condition) if test.field in ("recorded_after", "recordedtime")]
    if not tests:
        return
    delays = [int(value) for test in tests for value in test.values if isinstance(value, int)]
    tried = [0, *delays, *(delay + 1 for delay in delays)]
    wanted = [test for test in tests if test.field == "recorded_after"]
    good = [delay for delay in tried if all(holds_length(test, delay) for test in wanted)]
    found.columns["recordedtime"] = pa.array(found.first + (good[0] if good else 0)).cast(_TIME)


def holds_length(test: Test, delay: int) -> bool:
    """Whether a test on `recorded_after` is true of a delay."""
    hits, _ = tested(test, pa.array([delay], pa.int64()), pa.array([delay], pa.int64()))
    return bool(hits[0])


def holding(asked: Asked, found: Record, condition: Condition) -> Flags:
    """(k,) where the record satisfies the conditions on its own values."""
    size = len(found.first)
    if condition == ANY:
        return np.ones(size, np.bool_)

    def leaf(test: Test) -> object:
        column, last = _read(asked, found, test.field)
        hits, _ = tested(test, column, last)
        return np.where(hits, TRUE, FALSE)

    reading: Callable[..., object] = leaf
    fulfilled: Flags = truths(condition, size, reading) == TRUE  # type: ignore[arg-type]
    return fulfilled


def _read(asked: Asked, found: Record, name: str) -> tuple[pa.Array, pa.Array]:
    size = len(found.first)
    if name == "subject":
        return found.subject, found.subject
    if name == "time":
        return pa.array(found.first).cast(_TIME), pa.array(found.last).cast(_TIME)
    if name == "recorded_after":
        entered = found.columns.get("recordedtime", pa.nulls(size, _TIME)).cast(pa.int64())
        delay = pc.subtract(entered, pa.array(found.first))
        return delay, delay
    if name in found.columns:
        columns = _columns(found, name)
        return columns[0], columns[-1]
    empty = pa.nulls(size, asked.judgement.stage.events.column(name).type)
    return empty, empty


def _differs(asked: Asked, found: Record) -> Flags:
    """(k,) where what has to differ is there and does."""
    duty, size = asked.judgement.duty, len(found.first)
    told = np.ones(size, np.bool_)
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        left_columns = [found.subject] if mine == "subject" else _columns(found, mine)
        if side == "event":
            right_columns = [found.subject] if other == "subject" else _columns(found, other)
        else:
            trigger = asked.judgement.occasions.trigger[asked.occasion]
            right_columns = [one(c) for c in field_columns(asked.judgement.stage.events, other, trigger)]
        if not left_columns or not right_columns:
            return np.zeros(size, np.bool_)
        left, right = joint_codes(_chunked(left_columns), _chunked(right_columns))
        told &= (left >= 0) & (right >= 0) & (left != right)
    return told


def is_matching(asked: Asked, found: Record, types: tuple[str, ...], condition: Condition) -> Flags:
    """(k,) where the record is itself an event of the types that satisfies a condition."""
    if found.type not in types:
        return np.zeros(len(found.first), np.bool_)
    return holding(asked, found, condition)
