"""What raises a duty changed by one step: entities or triggers, whose, how many, until when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from zhiben.events.vocabulary import Vocabulary
from zhiben.rules.model import Duty, EachBreach, EachEntity, EachEvent
from zhiben.rules.mutants.change import ends, event_fields, others_whose
from zhiben.rules.mutants.conditions import conditions
from zhiben.rules.mutants.steps import durations


def occasions(duty: Duty, vocabulary: Vocabulary, bearer: str | None) -> Iterator[tuple[str, Any]]:
    """(what was changed, the occasion with that change)."""
    each = duty.occasion
    if isinstance(each, EachEntity):
        kind = vocabulary.entities.get(each.kind)
        for said, found in conditions(each.where, kind.fields if kind else {}):
            yield f"for_each: {said}", replace(each, where=found)
    if isinstance(each, EachEvent):
        yield from _triggers(each, vocabulary, bearer)
    if isinstance(each, EachEvent | EachBreach) and each.until is not None:
        for said, until in ends(each.until, vocabulary):
            yield f"until: {said}", replace(each, until=until)
        yield "without until", replace(each, until=None)


def _triggers(each: EachEvent, vocabulary: Vocabulary, bearer: str | None) -> Iterator[tuple[str, EachEvent]]:
    for said, found in conditions(each.where, event_fields(each.events, vocabulary)):
        yield f"for_each: {said}", replace(each, where=found)
    if len(each.events) > 1:
        for name in each.events:
            yield f"for_each without {name}", replace(each, events=tuple(n for n in each.events if n != name))
    for other in others_whose(each.whose, vocabulary, bearer):
        yield f"for_each: whose {each.whose} -> {other}", replace(each, whose=other)
    if each.threshold is not None:
        for count in (each.threshold.count - 1, each.threshold.count + 1):
            if count > 0:
                said = f"for_each: count {each.threshold.count} -> {count}"
                yield said, replace(each, threshold=replace(each.threshold, count=count))
        for said, within in durations(each.threshold.within):
            yield f"for_each: within {said}", replace(each, threshold=replace(each.threshold, within=within))
        return
    if each.occurrence != "each":
        yield f"occurrence: {each.occurrence} -> each", replace(each, occurrence="each")
    if each.occurrence == "last":
        yield "occurrence: last -> first", replace(each, occurrence="first")
