"""One record as an office keeps it: what kind of paper, whose, when, when entered, and the words on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Record:
    """One event in the words of the forms.

    Attributes:
        form: label of the event type.
        unit: whom it concerns, as the form names it.
        words: heading to text.
        written: the date as it stands on paper, where that is no date.
    """

    form: str
    unit: str
    day: dt.date
    words: dict[str, str] = field(default_factory=dict)
    entered: dt.date | None = None
    written: str = ""

    def but(self, day: dt.date | None = None, entered: dt.date | None = None, **words: str) -> Record:
        """The same with something changed."""
        return replace(self, day=day or self.day, entered=entered or self.entered, words={**self.words, **words})


def day(text: str) -> dt.date:
    """`2024-04-03` as a date."""
    return dt.date.fromisoformat(text)


def workday(year: int, month: int, number: int) -> dt.date:
    """The `number`-th weekday of a month, from 1; what offices do they do on weekdays."""
    found = dt.date(year, month, 1)
    left = number
    while True:
        if found.weekday() < 5:
            left -= 1
            if not left:
                return found
        found += dt.timedelta(days=1)


def months(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Months from the first through the last."""
    year, month = first
    while (year, month) <= last:
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
