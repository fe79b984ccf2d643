"""The log map: how to read a foreign table as events, one event per row.

read: {delimiter: ";", encoding: gb18030, sheet: 台账, header_row: 3}
type: inspection                      # or {column: …, values: {old: new}, other: reject | ignore}
subject: {column: business_id}
time: {column: date, format: "%Y%m%d"}
recordedtime: {column: entered}
source: {column: office}              # or a constant
id: {columns: [business_id, date]}    # or {column: number}
fields: {kind: {column: type}, score: score}
"""

from __future__ import annotations

from typing import Any, Iterable, Literal, Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from zhiben.events.dates import pattern_fault
from zhiben.events.encoding import encoding_named
from zhiben.events.given import FilePath, path_of
from zhiben.events.mistakes import mistake
from zhiben.events.problem import Problem, Unusable, nearest
from zhiben.events.sheet import Reading
from zhiben.events.spanned import Document, read_yaml, validate
from zhiben.events.vocabulary import Vocabulary

# Words of the language that this version cannot carry out; refused, never ignored.
_LATER = {
    "events": "several events from one row",
    "split": "splitting a cell into several events",
    "fill_down": "merged cells",
    "skip_rows": "rows to skip",
    "contradictions": "rows that say two things",
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Read(_Model):
    """How the file is laid out, where it cannot be detected."""

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, value: str | None) -> str | None:
        if value is not None and (len(value) != 1 or value in '"\r\n'):
            raise mistake(
                "bad-delimiter", f"a delimiter is one character, not `{value}`", "write ',' or ';' or \"\\t\""
            )
        return value

    @field_validator("encoding")
    @classmethod
    def _understood(cls, value: str | None) -> str | None:
        known = None if value is None else encoding_named(value)
        if value is not None and known is None:
            raise mistake("unknown-encoding", f"the encoding `{value}` is not understood", "write utf-8 or gb18030")
        return known


class ByColumn(_Model):
    """The column that supplies something, and for dates how they are written."""

    column: str
    format: str | None = None

    @field_validator("format")
    @classmethod
    def _names_a_day(cls, value: str | None) -> str | None:
        fault = None if value is None else pattern_fault(value)
        if fault is not None:
            raise mistake("bad-format", f"the date format `{value}` does not work: {fault}", "write it like %Y%m%d")
        return value


class Column(_Model):
    """The column that supplies something."""

    column: str


class TypeColumn(_Model):
    """Event types from a column, its words translated; words that mean nothing reject their row or are ignored."""

    column: str
    values: Mapping[str, str] = {}
    other: Literal["reject", "ignore"] = "reject"


class Identity(_Model):
    """The column that holds the id, or the columns that together make it."""

    column: str | None = None
    columns: tuple[str, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _one_of_both(self) -> Identity:
        if (self.column is None) == (not self.columns):
            raise mistake("bad-id", "an id has either a `column` or `columns`", "write id: {column: number}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The columns named."""
        return self.columns if self.column is None else (self.column,)


class LogMap(_Model):
    """A whole log map. What it does not mention is found by the headings."""

    read: Read = Read()
    type: str | TypeColumn | None = None
    subject: Column | None = None
    time: ByColumn | None = None
    recordedtime: ByColumn | None = None
    source: str | Column | None = None
    id: Identity | None = None
    fields: Mapping[str, str | Column] | None = None

    @property
    def reading(self) -> Reading:
        """How the file is laid out, for the readers."""
        return Reading(self.read.delimiter, self.read.encoding, self.read.sheet, self.read.header_row)


def read_map(path: FilePath, vocabulary: Vocabulary) -> LogMap:
    """The log map in a YAML file, its names checked against the vocabulary.

    Raises:
        Unusable: with every problem found.
        TypeError: `path` is no path.
    """
    document = read_yaml(path_of(path, "the log map"))
    problems = list(_not_yet(document))
    try:
        found = validate(document, LogMap)
    except Unusable as why:
        places = {p.span for p in problems}
        raise Unusable([*problems, *(p for p in why.problems if not problems or p.span not in places)]) from None
    problems += _unknown_names(found, vocabulary, document)
    if problems:
        raise Unusable(problems)
    return found


def _not_yet(document: Document) -> Iterable[Problem]:
    """Words of the language that this version cannot carry out, at their places."""
    for path in _keys(document.value):
        word = path[-1]
        # A field of the vocabulary, or a word of the log, may well be called `events`.
        if word in _LATER and path[:-1] not in {("fields",), ("type", "values")}:
            what = _LATER[str(word)]
        elif word == "columns" and path[0] != "id":
            what = "a value composed of several columns"
        else:
            continue
        message = f"`{word}` ({what}) is not available yet"
        yield Problem("not-yet", message, document.span(path, key=True), "this version reads one event from each row")


def _keys(value: Any, path: tuple[str | int, ...] = ()) -> Iterable[tuple[str | int, ...]]:
    for key, below in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from _keys(below, (*path, key))


def _unknown_names(found: LogMap, vocabulary: Vocabulary, document: Document) -> Iterable[Problem]:
    types, fields = list(vocabulary.events), vocabulary.event_fields()
    if isinstance(found.type, str) and found.type not in types:
        yield _unknown("type", found.type, types, document, ("type",))
    if isinstance(found.type, TypeColumn):
        for old, new in found.type.values.items():
            if new not in types:
                yield _unknown("type", new, types, document, ("type", "values", old))
    for name in found.fields or {}:
        own = vocabulary.events[found.type].fields if isinstance(found.type, str) and found.type in types else fields
        if name not in own:
            yield _unknown("field", name, list(own), document, ("fields", name), key=True)


def _unknown(
    what: str, word: str, known: list[str], document: Document, path: tuple[str | int, ...], key: bool = False
) -> Problem:
    near = nearest(word, known)
    hint = f"did you mean `{near}`?" if near else f"{what}s: " + ", ".join(known[:12])
    noun = "event type" if what == "type" else "field"
    return Problem(f"unknown-{what}", f"the vocabulary has no {noun} `{word}`", document.span(path, key=key), hint)
