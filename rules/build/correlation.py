"""`same` and `differs`: which field of the matching event is compared with which field of the occasion."""

from __future__ import annotations

from typing import Literal

from zhiben.events.spanned import Path_
from zhiben.rules.build.condition import condition
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields, Known, event_fields
from zhiben.rules.form.ending import EndForm
from zhiben.rules.model import Until

Pairs = tuple[tuple[str, str], ...]
_ID = Known("text")


def same(pairs: Pairs | None, path: Path_, events: Fields, occasion: Fields, kind: str, desk: Desk) -> Pairs:
    """Pairs (field of the matching event, field of the occasion), each of one storage and no list.

    `kind` is what the occasion is ("event", "entity" or "bearer"); on an entity only its `id` can be compared.
    """
    for i, (mine, other) in enumerate(pairs or ()):
        at = _at(path, mine, i, desk)
        if kind == "bearer":
            message = "`same` compares with a trigger, and this duty has none"
            desk.error("same-without-trigger", message, path, "for_each: {event: …} or {entity: …}", key=True)
            return ()
        left = events.find(mine, at, desk)
        if kind == "entity" and other != "id":
            message = f"events are tied to an entity by its id, found `{other}`"
            desk.error("same-not-id", message, at, f"same: {{{mine}: id}}")
            continue
        right = _ID if kind == "entity" else occasion.find(other, at, desk)
        _comparable("same", mine, left, other, right, at, desk)
    return tuple(dict.fromkeys(_called(mine, events, other, occasion) for mine, other in pairs or ()))


def differs(
    pairs: Pairs | None, path: Path_, events: Fields, occasion: Fields, kind: str, desk: Desk
) -> tuple[Pairs, tuple[Literal["occasion", "event"], ...]]:
    """Pairs (field of the matching event, other field), and on which of the two the other field is read."""
    sides: list[Literal["occasion", "event"]] = []
    for i, (mine, other) in enumerate(pairs or ()):
        at = _at(path, mine, i, desk)
        on_trigger = kind == "event" and (other in occasion.known or (occasion.is_open and other not in events.known))
        sides.append("occasion" if on_trigger else "event")
        left = events.find(mine, at, desk)
        if mine == other and not on_trigger:
            why = f"the trigger, which has no `{mine}`" if kind == "event" else "a trigger, and this duty has none"
            message = f"`differs: [{mine}]` compares with {why}"
            desk.error("differs-without-trigger", message, at, "differs: {event_field: other_field}", key=True)
            continue
        right = occasion.known.get(other) if on_trigger else events.find(other, at, desk)
        _comparable("differs", mine, left, other, right, at, desk)
    called = tuple(
        _called(mine, events, other, occasion if side == "occasion" else events)
        for (mine, other), side in zip(pairs or (), sides, strict=True)
    )
    return called, tuple(sides)


def until(form: EndForm, path: Path_, occasion: Fields, kind: str, desk: Desk) -> Until:
    """What ends a life; its `same` pairs are (field of the ending event, field of the trigger)."""
    events = event_fields(form.event, (*path, "event"), desk)
    pairs = same(form.same, (*path, "same"), events, occasion, kind, desk)
    where = condition(form.where, (*path, "where"), events, desk)
    return Until(tuple(dict.fromkeys(form.event)), where, pairs)


def _called(mine: str, events: Fields, other: str, theirs: Fields) -> tuple[str, str]:
    """A pair by the names that judgement reads."""
    left, right = events.known.get(mine), theirs.known.get(other)
    return left.called(mine) if left else mine, right.called(other) if right else other


def _at(path: Path_, mine: str, i: int, desk: Desk) -> Path_:
    """Where a pair stands: at its key where `same` is a mapping, at its place in the list otherwise."""
    written = desk.value(path)
    return (*path, mine) if isinstance(written, dict) else (*path, i) if isinstance(written, list) else path


def _comparable(
    word: str, mine: str, left: Known | None, other: str, right: Known | None, path: Path_, desk: Desk
) -> None:
    if left is None or right is None:
        return
    for name, known in ((mine, left), (other, right)):
        if known.many:
            message = f"`{word}` cannot compare `{name}`, which is a list"
            desk.error("incompatible-fields", message, path, "use a field with one value")
            return
    if left.storage != right.storage:
        message = f"`{mine}` holds {left.holds} and `{other}` holds {right.holds}; `{word}` cannot compare them"
        desk.error("incompatible-fields", message, path, "use fields of one type")
