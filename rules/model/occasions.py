"""Occasions: what raises a duty."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from zhiben.rules.model.conditions import ALWAYS, Condition
from zhiben.rules.model.lengths import Duration

Whose = Literal["own", "below", "above", "any"]


class BearerInForce(Struct, frozen=True):
    """The bearer itself, as long as it is in force (no `for_each`)."""


class EachEntity(Struct, frozen=True):
    """Each entity of `kind` strictly below the bearer (`for_each: {entity: …}`); `where` is read at each opening."""

    kind: str
    where: Condition = ALWAYS


class Until(Struct, frozen=True):
    """Ends the life of a trigger at the first such event.

    `same` pairs are (field of this event, field of the trigger).
    """

    events: tuple[str, ...]
    where: Condition = ALWAYS
    same: tuple[tuple[str, str], ...] = ()


class Threshold(Struct, frozen=True):
    """The `count`-th event inside the rolling `within` raises the duty, then counting restarts."""

    count: int
    within: Duration


class EachEvent(Struct, frozen=True):
    """Each trigger event (`for_each: {event: …}`)."""

    events: tuple[str, ...]
    where: Condition = ALWAYS
    whose: Whose = "own"
    occurrence: Literal["each", "first", "last"] = "each"
    threshold: Threshold | None = None
    until: Until | None = None


class EachBreach(Struct, frozen=True):
    """Each breach of the parent rule (`otherwise`).

    It falls at the parent's `decided` and keeps the parent's bearer, key and occasion.
    Names in `same`, `differs`, `when` resolve on the parent's own occasion (the root trigger event or entity).
    """

    until: Until | None = None


Occasion = BearerInForce | EachEntity | EachEvent | EachBreach
