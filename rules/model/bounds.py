"""How much a measure has to come to."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class FieldLimit(Struct, frozen=True):
    """`{field: F, times: X}`: X times a number of the occasion, or of the bearer, at the opening.

    `times` is in millionths. `on_occasion`: read on the trigger event (or entity), else on the bearer.
    """

    field: str
    times: int
    on_occasion: bool = False


class PreviousLimit(Struct, frozen=True):
    """`{previous: X}`: X times what the window before measured; `times` is in millionths."""

    times: int


Limit = int | FieldLimit | PreviousLimit


class Bound(Struct, frozen=True):
    """Limits in millionths, both included. at_least: low; at_most: high; exactly: low == high; between: both."""

    name: Literal["at_least", "at_most", "exactly", "between"]
    low: Limit | None = None
    high: Limit | None = None
