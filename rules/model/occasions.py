"""Occasions: what raises a duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhiben.rules.model.conditions import ALWAYS, Condition
from zhiben.rules.model.lengths import Duration

Whose = Literal["own", "below", "above", "any"]


@dataclass(frozen=True, slots=True)
class BearerInForce:
    """The bearer itself, as long as it is in force (no `for_each`)."""


@dataclass(frozen=True, slots=True)
class EachEntity:
    """Each entity of `kind` strictly below the bearer (`for_each: {entity: …}`); `where` is read at each opening."""

    kind: str
    where: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Until:
    """Ends the life of a trigger at the first such event.

    `same` pairs are (field of this event, field of the trigger).
    """

    events: tuple[str, ...]
    where: Condition = ALWAYS
    same: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """The `count`-th event inside the rolling `within` raises the duty, then counting restarts."""

    count: int
    within: Duration


@dataclass(frozen=True, slots=True)
class EachEvent:
    """Each trigger event (`for_each: {event: …}`)."""

    events: tuple[str, ...]
    where: Condition = ALWAYS
    whose: Whose = "own"
    occurrence: Literal["each", "first", "last"] = "each"
    threshold: Threshold | None = None
    until: Until | None = None


@dataclass(frozen=True, slots=True)
class EachBreach:
    """Each breach of the parent rule (`otherwise`).

    It falls at the parent's `decided` and keeps the parent's bearer, key and occasion.
    Names in `same`, `differs`, `when` resolve on the parent's own occasion (the root trigger event or entity).
    """

    until: Until | None = None


Occasion = BearerInForce | EachEntity | EachEvent | EachBreach
