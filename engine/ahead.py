"""The windows a rule will open next, found by judging an empty world ahead of time: the same code as every audit.

The world holds one bearer, in force throughout; below it one entity where the rule asks for one; and where the rule
waits for an event, that event happens once, on the day asked about, with every field filled in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.evaluate import evaluate
from zhiben.engine.ledger import AsOf
from zhiben.events.civil import CivilCalendar, calendar, from_day, to_day
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import ARROW, DECIDED, DUTY_DECIDED, LAST, Field
from zhiben.rules.decided import RULE
from zhiben.rules.model import ALWAYS, DateRange, Duty, EachEntity, EachEvent, Rule, Rulebook, SinceLast, Test, Variant

_YEARS = 4  # looked ahead: three windows of a year, and the rest of this one
_DUE_IN = 30  # days after the example event that its date fields show
_BEARER, _ENTITY = "bearer", "entity"
_TEXT = "…"
_EXAMPLE = Test(RULE, "in", (_TEXT,), "text")


class Ahead(Struct, frozen=True):
    """Windows of one form of a rule: ledger rows, earliest close first; `variant` "" = the base."""

    variant: str
    windows: pa.Table


def windows_ahead(rulebook: Rulebook, rule: Rule, day: dt.date, count: int = 3) -> list[Ahead]:
    """The next windows of a rule's base and of each variant: those that close after the start of `day`.

    Args:
        rule: of that rulebook; for an `otherwise` the windows that follow a breach of its parent's base.

    Returns:
        One entry per form, with at most `count` rows of the ledger's schema; none where nothing is in force any more.
    """
    root = next(r for r in rulebook.rules if rule.id in (step.id for step in _chain(r)))
    forms = [("", root.duty, root.in_force)]
    if rule.id == root.id:
        forms += [(v.name, v.duty, _cut(root.in_force, v)) for v in root.variants]
    return [
        Ahead(name, _windows(rulebook, _unconditional(root, duty, span), rule.id, day, count))
        for name, duty, span in forms
    ]


def _windows(rulebook: Rulebook, root: Rule, wanted: str, day: dt.date, count: int) -> pa.Table:
    civil = calendar(rulebook.timezone)
    world = replace(rulebook, rules=(root,))
    until = AsOf.at(dt.date(min(day.year + _YEARS, 2190), 12, 31), civil)
    ledger = evaluate(world, _events(rulebook, root, day, civil), _entities(rulebook, root, day, civil), None, until)
    now = civil.start(to_day(day))
    ledger = ledger.filter(pc.equal(ledger["rule"], wanted))
    is_ahead = pc.fill_null(pc.greater(ledger["closes"].cast(pa.int64()), now), True)
    return ledger.filter(is_ahead).sort_by([("closes", "ascending"), ("opens", "ascending")]).slice(0, count)


def _chain(rule: Rule) -> Iterator[Rule]:
    step: Rule | None = rule
    while step is not None:
        yield step
        step = step.otherwise


def _unconditional(rule: Rule, duty: Duty, span: DateRange) -> Rule:
    """The same rule for a bearer and a trigger that meet every condition."""
    occasion = duty.occasion
    if isinstance(occasion, EachEntity):
        occasion = replace(occasion, where=ALWAYS)
    elif isinstance(occasion, EachEvent):
        # Decided duties: that of the example only, or the rule would read its own.
        is_decided = occasion.events[0] == DUTY_DECIDED
        occasion = replace(occasion, where=_EXAMPLE if is_decided else ALWAYS, events=occasion.events[:1])
    otherwise = rule.otherwise and _unconditional(rule.otherwise, rule.otherwise.duty, rule.otherwise.in_force)
    return replace(
        rule, duty=replace(duty, occasion=occasion), applies=ALWAYS, variants=(), in_force=span, otherwise=otherwise
    )


def _cut(span: DateRange, variant: Variant) -> DateRange:
    starts = [d for d in (span.start, variant.in_force.start) if d is not None]
    ends = [d for d in (span.end, variant.in_force.end) if d is not None]
    return DateRange(max(starts, default=None), min(ends, default=None))


def _entities(rulebook: Rulebook, rule: Rule, day: dt.date, civil: CivilCalendar) -> Entities:
    # A cadence begins with the bearer; everything else with the rule, or where that has no beginning, with the year.
    start = rule.in_force.start or day.replace(month=1, day=1)
    if isinstance(rule.duty.window, SinceLast):
        start = max(start, day)
    rows: list[tuple[str, str, str | None]] = [(_BEARER, rule.bearer or "", None)]
    if isinstance(rule.duty.occasion, EachEntity):
        rows.append((_ENTITY, rule.duty.occasion.kind, _BEARER))
    ids, kinds, owners = zip(*rows, strict=True)
    table = {
        "id": pa.array(ids, pa.string()),
        "kind": pa.array(kinds, pa.string()),
        "owner": pa.array(owners, pa.string()),
        "valid_from": pa.array([start] * len(rows), pa.date32()),
        "valid_to": pa.nulls(len(rows), pa.date32()),
        "file": pa.nulls(len(rows), pa.string()),
        "sheet": pa.nulls(len(rows), pa.string()),
        "line": pa.array(np.arange(len(rows), dtype=np.int64)),
    } | _filled(rulebook.vocabulary.entity_fields().values(), len(rows), day, civil)
    order = pc.sort_indices(table["id"])
    aliases = pa.table({"alias": [], "id": [], "valid_from": [], "valid_to": []}).cast(
        pa.schema([("alias", pa.string()), ("id", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32())])
    )
    return Entities(pa.table(table).take(order), aliases)


def _events(rulebook: Rulebook, rule: Rule, day: dt.date, civil: CivilCalendar) -> EventLog:
    occasion = rule.duty.occasion
    size = 0
    if isinstance(occasion, EachEvent):
        size = occasion.threshold.count if occasion.threshold else 1
    moment = pa.array([civil.start(to_day(day))] * size, pa.int64()).cast(ARROW["time"])
    end = pa.array([civil.start(to_day(day) + 1) - 1] * size, pa.int64()).cast(ARROW["time"])
    kind = occasion.events[0] if isinstance(occasion, EachEvent) else ""
    words = pa.dictionary(pa.int32(), pa.string())
    table = {
        "id": pa.array([f"example-{i + 1}" for i in range(size)], pa.string()),
        "source": pa.nulls(size, pa.string()),
        "type": pa.array([kind] * size, pa.string()).cast(words),
        "subject": pa.array([_BEARER] * size, pa.string()).cast(words),
        "first": moment,
        "last": end,
        "recordedtime": pa.nulls(size, ARROW["time"]),
        "file": pa.nulls(size, pa.string()).cast(words),
        "sheet": pa.nulls(size, pa.string()).cast(words),
        "line": pa.array(np.arange(size, dtype=np.int64)),
    }
    fields = rulebook.vocabulary.event_fields() | dict(DECIDED.fields)
    return EventLog(pa.table(table | _filled(fields.values(), size, day, civil)))


def _filled(fields: Iterable[Field], size: int, day: dt.date, civil: CivilCalendar) -> dict[str, pa.Array]:
    """A column for every field, with something in it: what matters is that no value is missing."""
    due = to_day(day) + _DUE_IN
    something = {"text": _TEXT, "number": 0, "flag": True, "duration": 0, "time": civil.start(due)}
    found: dict[str, pa.Array] = {}
    for field in fields:
        value = something[field.storage]
        kind = ARROW[field.storage]
        if field.many:
            found[field.name] = pa.array([[value]] * size, pa.list_(kind))
        elif field.storage == "time":
            found[field.name] = pa.array([value] * size, pa.int64()).cast(kind)
            found[field.name + LAST] = pa.array([civil.start(due + 1) - 1] * size, pa.int64()).cast(kind)
        else:
            found[field.name] = pa.array([value] * size, kind)
    return found


def example_due(day: dt.date) -> dt.date:
    """The date that the example event gives in its date fields."""
    return from_day(to_day(day) + _DUE_IN)
