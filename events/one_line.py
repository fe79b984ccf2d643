"""One line of JSON as the row of an event, where nothing about it is out of the ordinary.

A step for one event would spend most of its time on columns of one cell. What is read here is what the columns would
give, by the same readers of cells; where anything has to be looked at more closely, or said of, nothing is read, and
the line goes the way of all files (`arriving`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import pyarrow as pa
from msgspec import Struct

from zhiben.events import values
from zhiben.events.aliases import Names
from zhiben.events.civil import CivilCalendar, calendar
from zhiben.events.dates import BadDate, read_date, whole_day
from zhiben.events.entities import Entities
from zhiben.events.jsonl_sheet import BadLine, record_of
from zhiben.events.line_plan import Plans
from zhiben.events.logmap import LogMap
from zhiben.events.rows import TYPES
from zhiben.events.sheet import LONGEST_CELL
from zhiben.events.validity import Validity
from zhiben.events.vocabulary import ARROW, LAST, Field, Kind, Vocabulary

_CODED = pa.dictionary(pa.int32(), pa.string())
_LIST = pa.list_(pa.string())

_Read = Callable[[str], Any]


class OneLine(Struct, frozen=True, dict=True):
    """What reads it."""

    vocabulary: Vocabulary
    zone: str
    mapping: LogMap | None
    entities: Entities | None
    names: Names | None

    def read(self, content: bytes, name: str, number: int) -> pa.Table | None:
        """The row of the only line of `content`, as `Arriving.read` gives it; None = look closer.

        Args:
            name: of the source.
            number: of the line.
        """
        record = _record(content)
        plan = None if record is None else self._plans.of(tuple(record), name)
        if record is None or plan is None or not all(map(_is_plain, record.values())):
            return None
        envelope, fields = plan.envelope, plan.fields
        kind = self.vocabulary.events.get(record[envelope["type"]])
        subject = record[envelope["subject"]]
        if kind is None or (self.names is not None and subject not in (self.names.spelled or ())):
            return None
        if any(name not in kind.fields for name, _ in fields):
            return None
        try:
            first, last = self._moment(record[envelope["time"]], "time")
            known = self._moment(record[envelope["recordedtime"]], "time")[1] if "recordedtime" in envelope else None
            columns = [column for name, key in fields for column in self._columns(kind, name, record[key])]
        except (values.Fault, BadDate):
            return None
        if columns and None in (column for _, column in columns):
            return None
        if self._validity is not None and not self._validity.holds(subject, self._civil.day(first)):
            return None
        row: dict[str, pa.Array] = {
            "id": pa.array([record[envelope["id"]]], pa.string()),
            "source": pa.array([record[envelope["source"]] if "source" in envelope else None], pa.string()),
            "type": self._types[kind.name],
            "subject": _coded(subject),
            "first": pa.array([first], TYPES["first"]),
            "last": pa.array([last], TYPES["last"]),
            "recordedtime": pa.array([known], TYPES["recordedtime"]),
            "file": _coded(name),
            "sheet": _NO_WORD,
            "line": pa.array([number], pa.int64()),
        }
        return pa.table(row | {name: column for name, column in columns if column is not None})

    def _columns(self, kind: Kind, name: str, cell: str) -> list[tuple[str, pa.Array | None]]:
        """The columns of a field of an event type, by name; None = look closer."""
        spelled = kind.fields[name]
        if spelled.storage == "time":
            moments = zip((name, name + LAST), self._moment(cell, spelled.type), strict=True)
            return [(column, pa.array([moment], ARROW["time"])) for column, moment in moments]
        if spelled.type == "ref" and self.names is not None and cell not in (self.names.spelled or ()):
            return [(name, None)]
        value = self._reader(kind, spelled)(cell)
        if spelled.many:
            return [(name, pa.array([value], _LIST) if value else None)]
        return [(name, _coded(value) if spelled.type == "category" else pa.array([value], ARROW[spelled.storage]))]

    def _moment(self, cell: str, kind: str) -> tuple[int, int]:
        first, last = read_date(cell, self._civil)
        return whole_day(self._civil.day(first), self._civil) if kind == "date" else (first, last)

    def _reader(self, kind: Kind, spelled: Field) -> _Read:
        """What reads the cells of a field: event types may spell it out differently."""
        key = kind.name, spelled.name
        if key not in self._readers:
            self._readers[key] = _reader_of(spelled)
        return self._readers[key]

    @cached_property
    def _plans(self) -> Plans:
        return Plans(self.vocabulary, self.mapping)

    @cached_property
    def _readers(self) -> dict[tuple[str, str], _Read]:
        return {}

    @cached_property
    def _types(self) -> Mapping[str, pa.DictionaryArray]:
        names = pa.array(list(self.vocabulary.events), pa.string())
        codes = (pa.array([place], pa.int32()) for place in range(len(names)))
        made = (pa.DictionaryArray.from_arrays(code, names) for code in codes)
        return dict(zip(self.vocabulary.events, made, strict=True))

    @cached_property
    def _civil(self) -> CivilCalendar:
        return calendar(self.zone)

    @cached_property
    def _validity(self) -> Validity | None:
        return None if self.entities is None else Validity.of(self.entities)


def _record(content: bytes) -> dict[str, Any] | None:
    """The object of the only line; None = there are several, or it is none."""
    line = content.removesuffix(b"\n").removesuffix(b"\r")
    if not line.startswith(b"{") or b"\n" in line or b"\r" in line or b"\0" in line:
        return None
    try:
        return record_of(line.decode())
    except (UnicodeDecodeError, BadLine):
        return None


def _is_plain(cell: Any) -> bool:
    """A text without anything around it, and without marks of what a text cannot hold."""
    if not isinstance(cell, str) or not cell or len(cell) > LONGEST_CELL:
        return False
    # Letters and digits are no white space in anybody's view, and no marks.
    return all(letter.isalnum() or "!" <= letter <= "~" for letter in (cell[0], cell[-1]))


def _reader_of(spelled: Field) -> _Read:
    if spelled.many:
        return values.many(values.category(spelled) if spelled.type == "category" else values.text)
    if spelled.type == "category":
        return values.category(spelled)
    plain: Mapping[str, _Read] = {
        "number": values.integer if spelled.type == "integer" else values.number,
        "flag": values.flag,
        "duration": values.duration,
    }
    return plain.get(spelled.storage, values.text)


def _coded(word: str) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(_FIRST, pa.array([word], pa.string()))


_FIRST = pa.array([0], pa.int32())
_NO_WORD = pa.nulls(1, _CODED)
