"""Waivers: which duties are excused, by whom, why, and from when to when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from zhiben.events.problem import Problem, Span
from zhiben.rules.model import DateRange

SOON = 30  # days after the as-of day within which a waiver that ends is said to expire soon
SELECTORS = ("duty", "rule", "bearer", "key")  # columns of a ledger that a waiver may name


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver; a duty is in its scope when every selector that is given fits.

    Attributes:
        start, end: first and last day on which it holds, both included.
        duty, rule, bearer, key: as a ledger writes them; None = any.
        window: the duty opens and is due within these days, both included; an end that is not given is without limit.
        spans: where its fields stand, by name; "" = the waiver as a whole.
    """

    id: str
    reason: str
    approved_by: str
    start: dt.date
    end: dt.date
    duty: str | None = None
    rule: str | None = None
    bearer: str | None = None
    key: str | None = None
    window: DateRange = DateRange()
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False)

    def span(self, name: str = "") -> Span | None:
        """Where a field stands, else the waiver; None for one that was not read from a file."""
        return self.spans.get(name, self.spans.get(""))


class Waivers(Struct, frozen=True):
    """The waivers of an audit in the order given, and what is worth saying about them."""

    items: tuple[Waiver, ...]
    problems: tuple[Problem, ...] = ()


def preference(waiver: Waiver) -> tuple[int, str]:
    """Of several waivers that cover a duty the one with the least preference is named: the longest, then by id."""
    return -waiver.end.toordinal(), waiver.id
