"""Lengths of time, stretches of days, and instants as rules write them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

Unit = Literal["minutes", "hours", "days", "workdays", "weeks", "months", "years"]


class Duration(Struct, frozen=True):
    """A length of time in words: `30 days` is Duration(30, "days"). Minutes and hours are exact elapsed time."""

    amount: int
    unit: Unit

    @property
    def is_exact(self) -> bool:
        """True for minutes and hours; civil units are counted by days of the calendar."""
        return self.unit in ("minutes", "hours")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"


class DateRange(Struct, frozen=True):
    """Days from `start` through `end`, both included; None = without limit."""

    start: dt.date | None = None
    end: dt.date | None = None


class Moment(Struct, frozen=True):
    """A date or instant written in a rule: its first and last instant (equal unless it is a whole day)."""

    first: int
    last: int
