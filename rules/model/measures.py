"""What is counted of the events in a window."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from zhiben.rules.model.conditions import ALWAYS, Condition
from zhiben.rules.model.occasions import Until

MeasureName = Literal["count", "days", "distinct", "sum", "mean", "min", "max", "latest", "share", "covers", "standing"]


class FieldSet(Struct, frozen=True):
    """`covers: {F: {field: G}}`: the items of a list of the occasion (`on_occasion`), else of the bearer."""

    field: str
    on_occasion: bool = False


class EntitySet(Struct, frozen=True):
    """`covers: {F: {entity: KIND, where}}`: entities of a kind below the bearer, valid when the window is read."""

    kind: str
    where: Condition = ALWAYS


class Measure(Struct, frozen=True):
    """What is counted.

    `field` for distinct, sum, mean, min, max, latest, covers; `where` for share; `values` for covers; `until` for
    standing: what ends something begun, its `same` pairs being (field of the end, field of the beginning). `wanted`:
    the set that stands in place of `values` under `covers`; it differs from duty to duty.
    """

    name: MeasureName = "count"
    field: str | None = None
    where: Condition | None = None
    values: tuple[str, ...] = ()
    until: Until | None = None
    wanted: FieldSet | EntitySet | None = None
