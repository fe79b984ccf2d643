"""One change of a duty, and what several kinds of change need: fields of events, whose they are, ends of what began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from zhiben.events.vocabulary import Field, Vocabulary
from zhiben.rules.model import Duty, Until, Whose
from zhiben.rules.mutants.conditions import conditions

_OTHER_WHOSE: dict[Whose, tuple[Whose, ...]] = {
    "own": ("below",), "below": ("own", "any"), "above": ("own", "any"), "any": ("below", "above"),
}  # fmt: skip


class Change(Struct, frozen=True):
    """One change of a duty.

    Attributes:
        field: the field of the duty.
        said: what was changed.
        value: the field's new value.
        also: other fields that change with it.
    """

    field: str
    said: str
    value: Any
    also: tuple[tuple[str, Any], ...] = ()

    def made(self, duty: Duty) -> Duty:
        """The duty with this change."""
        return replace(duty, **{self.field: self.value}, **dict(self.also))


def event_fields(types: tuple[str, ...], vocabulary: Vocabulary) -> Mapping[str, Field]:
    """Fields of some event types, the first type's before those of the others."""
    kinds = [vocabulary.events[name] for name in reversed(types) if name in vocabulary.events]
    return {name: found for kind in kinds for name, found in kind.fields.items()}


def others_whose(given: Whose, vocabulary: Vocabulary, bearer: str | None) -> tuple[Whose, ...]:
    """Whose events might count instead.

    All events are those of the log as a whole (`bearer` None), and nobody is below a kind that is the only one.
    """
    is_alone = given == "own" and len(vocabulary.entities) < 2
    return () if bearer is None or is_alone else _OTHER_WHOSE[given]


def ends(given: Until, vocabulary: Vocabulary) -> Iterator[tuple[str, Until]]:
    """Every change of what ends something begun."""
    if len(given.events) > 1:
        for name in given.events:
            yield f"without {name}", replace(given, events=tuple(other for other in given.events if other != name))
    for said, found in conditions(given.where, event_fields(given.events, vocabulary)):
        yield said, replace(given, where=found)
    for pair in given.same:
        yield f"same without {pair[0]}", replace(given, same=tuple(other for other in given.same if other != pair))
