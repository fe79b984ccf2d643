"""The shorthand of case tables: `reply@48h+1us ticket=1` is an event, `e1 enterprise 2024-01-01..2024-06-30` an entity.

Times are hours from the table's base (`48h`, `0h-1us`), bare dates (`2024-03-31`) or ISO instants, civil where they
have no offset.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Mapping

from zhiben.events.civil import CivilCalendar, from_micros, to_day
from zhiben.events.vocabulary import Field
from zhiben.rules.model import DateRange
from zhiben.rules.waivers import SELECTORS, Waiver

from ..tables import Record, Time

_HOURS = re.compile(r"(-?\d+)h(?:([+-]\d+)us)?")
_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Clock:
    """A zone, and the day whose first instant is `0h`."""

    civil: CivilCalendar
    base: dt.date

    def time(self, word: object) -> Time:
        """The date or instant that a word stands for.

        Raises:
            ValueError: neither hours, nor a date, nor an instant.
        """
        if isinstance(word, dt.datetime):
            return self._aware(word)
        if isinstance(word, dt.date):
            return word
        text = str(word)
        if found := _HOURS.fullmatch(text):
            start = self.civil.start(to_day(self.base))
            return from_micros(start + int(found[1]) * _HOUR + int(found[2] or 0))
        if len(text) == len("2024-03-31"):
            return dt.date.fromisoformat(text)
        return self._aware(dt.datetime.fromisoformat(text))

    def instant(self, word: object) -> dt.datetime:
        """Like `time`; a bare date is its first instant."""
        time = self.time(word)
        return time if isinstance(time, dt.datetime) else from_micros(self.civil.start(to_day(time)))

    def _aware(self, moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(dt.UTC) if moment.tzinfo else from_micros(self.civil.instant(moment))


def event(line: str, number: int, fields: Mapping[str, Field], clock: Clock) -> Record:
    """`TYPE@TIME [subject=e] [id=N] [source=S] [recorded=TIME] [FIELD=VALUE …]`; ids count from 1."""
    head, *pairs = line.split()
    name, _, when = head.partition("@")
    record: dict[str, Any] = {"id": str(number), "type": name, "subject": "e", "time": clock.time(when)}
    for key, text in _pairs(pairs):
        if key == "recorded":
            record["recordedtime"] = clock.time(text)
        else:
            record[key] = text if key in ("id", "source", "subject") else _value(text, fields[key], clock)
    return record


def entity(line: str, fields: Mapping[str, Field], clock: Clock) -> Record:
    """`ID KIND [FROM..TO] [owner=ID] [ATTRIBUTE=VALUE …]`; either end of the days may be left out."""
    name, kind, *rest = line.split()
    record: dict[str, Any] = {"id": name, "kind": kind}
    if rest and ".." in rest[0]:
        record["valid_from"], record["valid_to"] = _days(rest.pop(0))
    for key, text in _pairs(rest):
        record[key] = text if key == "owner" else _value(text, fields[key], clock)
    return record


def declaration(line: str) -> Record:
    """`SUBJECT TYPE FROM..THROUGH`; `*` = all."""
    subject, name, days = line.split()
    start, end = _days(days)
    return {
        "subject": None if subject == "*" else subject,
        "type": None if name == "*" else name,
        "from": start,
        "through": end,
    }


def waiver(line: str) -> Waiver:
    """`ID FROM..THROUGH [rule=R] [bearer=E] [key=K] [duty=D] [window=FROM..THROUGH]`."""
    name, days, *rest = line.split()
    start, end = _days(days)
    assert start and end, "a waiver begins and ends"
    named = dict(_pairs(rest))
    window = DateRange(*_days(named.pop("window", "..")))
    duty, rule, bearer, key = (named.pop(selector, None) for selector in SELECTORS)
    assert not named, f"a waiver has no {sorted(named)}"
    return Waiver(name, "a reason", "an approver", start, end, duty, rule, bearer, key, window)


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return [(key, text) for key, _, text in (word.partition("=") for word in words)]


def _days(word: str) -> tuple[dt.date | None, dt.date | None]:
    start, _, end = word.partition("..")
    return (dt.date.fromisoformat(start) if start else None), (dt.date.fromisoformat(end) if end else None)


def _value(text: str, field: Field, clock: Clock) -> object:
    if field.many:
        return text.split(",")
    match field.storage:
        case "flag":
            return {"true": True, "false": False}[text]
        case "time":
            return clock.time(text)
        case "duration":
            return dt.timedelta(hours=int(text.removesuffix("h")))
        case _:
            return text
