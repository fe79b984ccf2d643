"""What a rule asks of the fields of an event or the attributes of an entity."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from zhiben.events.vocabulary import Storage
from zhiben.rules.model.lengths import Moment

Operator = Literal["in", "not_in", "lt", "lte", "gt", "gte", "contains", "matches", "exists", "has_all"]
Constant = str | int | bool | Moment


class Test(Struct, frozen=True):
    """`field operator values`.

    `field: v` and `field: [v, w]` are both `in`; `not: v` is `not_in` with one value. `exists` has one bool; `lt lte gt
    gte contains matches` have one value; `in not_in has_all` have one or more. A value is str for text, int millionths
    for number, int microseconds for duration, bool for flag, Moment for time.
    """

    field: str
    operator: Operator
    values: tuple[Constant, ...]
    storage: Storage
    many: bool = False


class AllOf(Struct, frozen=True):
    """True where every part is; without parts always."""

    parts: tuple[Condition, ...]


class AnyOf(Struct, frozen=True):
    """True where some part is; without parts never."""

    parts: tuple[Condition, ...]


class Not(Struct, frozen=True):
    """True where the part is not."""

    part: Condition


Condition = Test | AllOf | AnyOf | Not
ALWAYS = AllOf(())
