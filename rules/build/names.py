"""Which fields a name may mean: those of some event types, of an entity kind, of the occasion and then the bearer."""

from __future__ import annotations

from typing import Mapping, Sequence

from msgspec import Struct, field

from zhiben.events.spanned import Path_
from zhiben.events.vocabulary import DECIDED, DUTY_DECIDED, EVENT_BUILT_IN, Field, FieldType, Kind, Storage, Value
from zhiben.rules.build.desk import Desk

_TYPES: Mapping[str, str] = {
    "text": "text", "category": "a category", "ref": "a reference", "number": "a number", "integer": "a whole number",
    "flag": "a flag", "date": "a date", "time": "a time", "duration": "a duration",
}  # fmt: skip


def holds(type: str, many: bool) -> str:
    """What a field of a type holds, in words: `a list of text`."""
    word = _TYPES[type]
    if not many:
        return word
    return "a list of " + {"text": "text", "category": "categories"}.get(type, word.removeprefix("a ") + "s")


class Known(Struct, frozen=True):
    """What is known of a field: how it is stored, whether it is a list, and the values it may have (empty = any).

    `stored` is the name it has in the events, where that is not the one written in rules.
    """

    storage: Storage
    many: bool = False
    values: tuple[Value, ...] = ()
    type: FieldType | None = None
    headings: tuple[str, ...] = ()
    stored: str = ""

    def called(self, name: str) -> str:
        """The name by which judgement reads a field that a rule calls `name`."""
        return self.stored or name

    @property
    def holds(self) -> str:
        """What the field holds, in words."""
        return holds(self.type or self.storage, self.many)


class Fields(Struct, frozen=True):
    """The fields of something, by name, and whose they are.

    `is_open`: something unknown is among the owners, so that any name may be right. `twofold`: names that decided
    duties and another of the owners have for things of their own.
    """

    owners: tuple[str, ...]
    known: Mapping[str, Known] = field(default_factory=dict)
    is_open: bool = False
    twofold: frozenset[str] = frozenset()

    def find(self, name: str, path: Path_, desk: Desk) -> Known | None:
        """The field of a name; an unknown name is reported at `path`."""
        if name not in self.known and not self.is_open:
            listed = [n for n in self.known if n not in EVENT_BUILT_IN] or list(self.known)
            owners = " nor ".join(self.owners)
            message = f"neither {owners} has a field `{name}`" if self.owners[1:] else f"{owners} has no field `{name}`"
            headings = {n: self.known[n].headings for n in listed}
            desk.unknown("unknown-field", message, path, name, listed, "fields", headings)
        if name in self.twofold:
            message = f"`{name}` is a field of a decided duty and, for itself, of another of these events"
            desk.error("ambiguous-field", message, path, "write one rule for decided duties and one for the others")
            return None
        return self.known.get(name)


def event_fields(types: Sequence[str], path: Path_, desk: Desk) -> Fields:
    """Fields that any of the event types has, built-in ones included; unknown types are reported at `path`."""
    known: dict[str, Known] = {name: Known(storage) for name, storage in EVENT_BUILT_IN.items()}
    is_open = desk.is_open or not types  # a duty without an event has that mistake only
    for i, name in enumerate(types):
        if name == DUTY_DECIDED:
            continue
        kind = desk.vocabulary.events.get(name)
        if kind is None:
            is_open = True
            # `event: [a, b]` has a place for each; `event: a` has one.
            at = (*path, i) if isinstance(desk.value(path), list) else path
            if not desk.is_open:
                events = {**desk.vocabulary.events, DUTY_DECIDED: DECIDED}
                message, labels = f"there is no event `{name}`", _labels(events)
                desk.unknown("unknown-event", message, at, name, events, "events", labels)
            continue
        for f in kind.fields.values():
            before = known.get(f.name)
            values = (*before.values, *(v for v in f.values if v not in before.values)) if before else f.values
            known[f.name] = Known(f.storage, f.many, values, f.type, _headings(f))
    twofold: frozenset[str] = frozenset()
    if DUTY_DECIDED in types:
        decided = {
            written: Known(f.storage, f.many, f.values, f.type, _headings(f), f.name)
            for written, f in ((f.name.removeprefix(DUTY_DECIDED + "."), f) for f in DECIDED.fields.values())
        }
        twofold, known = frozenset(known.keys() & decided.keys()), {**decided, **known}
    return Fields(tuple(f"event `{name}`" for name in types), known, is_open, twofold)


def entity_fields(kind: str | None, path: Path_, desk: Desk) -> Fields:
    """Attributes of an entity kind; an unknown kind is reported at `path`. None: the log as a whole, which has none."""
    if kind is None:
        return Fields(("the log as a whole (a rule without `bearer`)",))
    found = desk.vocabulary.entities.get(kind)
    if found is None and desk.is_open:
        return Fields((f"entity `{kind}`",), {}, is_open=True)
    if found is None:
        message = f"there is no entity kind `{kind}`"
        kinds = desk.vocabulary.entities
        desk.unknown("unknown-entity", message, path, kind, kinds, "entities", _labels(kinds))
        return Fields((f"entity `{kind}`",), {}, is_open=True)
    known = {f.name: Known(f.storage, f.many, f.values, f.type, _headings(f)) for f in found.fields.values()}
    return Fields((f"entity `{kind}`",), known, desk.is_open)


def first_of(occasion: Fields, bearer: Fields) -> Fields:
    """Names read on the occasion first, then on the bearer."""
    owners = (*occasion.owners, *bearer.owners)
    is_open = occasion.is_open or bearer.is_open
    return Fields(owners, {**bearer.known, **occasion.known}, is_open, occasion.twofold)


def _headings(of: Field) -> tuple[str, ...]:
    return (of.label.zh, of.label.en, *of.aka)


def _labels(kinds: Mapping[str, Kind]) -> dict[str, tuple[str, ...]]:
    return {kind.name: (kind.label.zh, kind.label.en) for kind in kinds.values()}
