"""Lengths of time, stretches of days, and instants as rules write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Unit = Literal["minutes", "hours", "days", "workdays", "weeks", "months", "years"]


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in words: `30 days` is Duration(30, "days"). Minutes and hours are exact elapsed time."""

    amount: int
    unit: Unit

    @property
    def is_exact(self) -> bool:
        """True for minutes and hours; civil units are counted by days of the calendar."""
        return self.unit in ("minutes", "hours")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `start` through `end`, both included; None = without limit."""

    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or instant written in a rule: its first and last instant (equal unless it is a whole day)."""

    first: int
    last: int
