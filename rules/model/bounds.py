"""How much a measure has to come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """`{field: F, times: X}`: X times a number of the occasion, or of the bearer, at the opening.

    `times` is in millionths. `on_occasion`: read on the trigger event (or entity), else on the bearer.
    """

    field: str
    times: int
    on_occasion: bool = False


@dataclass(frozen=True, slots=True)
class PreviousLimit:
    """`{previous: X}`: X times what the window before measured; `times` is in millionths."""

    times: int


Limit = int | FieldLimit | PreviousLimit


@dataclass(frozen=True, slots=True)
class Bound:
    """Limits in millionths, both included. at_least: low; at_most: high; exactly: low == high; between: both."""

    name: Literal["at_least", "at_most", "exactly", "between"]
    low: Limit | None = None
    high: Limit | None = None
