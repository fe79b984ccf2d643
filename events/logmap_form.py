"""The form of a log map: what may be written, and what it means to leave something out.

read: {delimiter: ";", encoding: gb18030, sheet: 台账, header_row: 3, skip_rows: {序号: [合计]}, fill_down: [单位]}
type: inspection                      # or {column: …, values: {old: new}, other: reject | ignore}
subject: {column: business_id, split: "、"}
time: {column: date, format: "%Y%m%d"}
recordedtime: {column: entered}
source: {column: office}              # or a constant
id: {columns: [business_id, date]}    # or {column: number}
fields: {kind: {column: type}, score: score, key: {columns: [business_id, number]}}
events:                               # in place of `type` and `time`: one event for each date that is filled
  - {type: found, time: {column: found_on}, fields: {due: {column: due}}}
contradictions:
  - {column: state, says: [done], needs: done_on}
cases:
  - {key: hazard_id, opens: found, closes: closed}
maps:                                 # in place of all that: maps for different files
  - {files: "hazards*.xlsx", …}
"""

from __future__ import annotations

import unicodedata
from fnmatch import fnmatchcase
from typing import Annotated, ClassVar, Literal, Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from zhiben.events.dates import pattern_fault
from zhiben.events.encoding import encoding_named
from zhiben.events.mistakes import mistake
from zhiben.events.sheet import Reading
from zhiben.events.values import plain

_ROWS = ("header_row", "skip_rows", "fill_down", "sheet", "delimiter", "encoding")
# Words that name no day whatever a map says: to give them one would hide a hazard for ever.
_NEVER_A_DAY = ("长期", "持续", "待定", "常态", "另行", "暂无", "无期")

Words = Annotated[tuple[str, ...], Field(strict=False)]


class Form(BaseModel):
    """What all parts of a map have in common: frozen, and no word that they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Read(Form):
    """How the file is laid out, where it cannot be detected."""

    ELSEWHERE: ClassVar[Mapping[str, str]] = {
        "sheets": "write `sheet`: one name, or a list; without it every visible sheet is read"
    }

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | Words | None = None
    header_row: int | None = Field(default=None, ge=1)
    skip_rows: Mapping[str, Words] = {}
    fill_down: Words = ()

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


def _pattern(value: str | None) -> str | None:
    fault = None if value is None else pattern_fault(value)
    if fault is not None:
        raise mistake("bad-format", f"the date format `{value}` does not work: {fault}", "write it like %Y%m%d")
    return value


def _separators(value: str | None) -> str | None:
    if value is not None and (not value or any(unicodedata.category(c)[0] in "LN" for c in value)):
        message = f"`split` holds the characters between the items, such as `、；`; found `{value}`"
        raise mistake("bad-split", message, 'letters, words and digits cannot separate; write split: "、；,"')
    return value


def _name_days(value: Mapping[str, str]) -> Mapping[str, str]:
    for word in value:
        if _is_no_day(word):
            message = f"`{word}` names no day, and a map cannot give it one"
            raise mistake("no-such-day", message, f"`blank: [{word}]` leaves the date open and reports the cell")
    return value


def _is_no_day(word: str) -> bool:
    return any(never in plain(word) for never in _NEVER_A_DAY)


class Cell(Form):
    """Where a value comes from, and how its cells are to be understood.

    Attributes:
        column: the column of its cells.
        columns: several columns, whose cells together are the value; either this or `column`.
        split: the characters between the items of a list.
        values: words of the log and what stands for them; other words are left as they are.
        blank: words that are no value; their cells count as empty and are reported.
        means: words that stand for the date in another column, such as 立即: 检查日期.
        format: `strptime` format of dates.
    """

    column: str | None = None
    columns: Words = ()
    split: str | None = None
    values: Mapping[str, str] = {}
    blank: Words = ()
    means: Mapping[str, str] = {}
    format: str | None = None

    _understood = field_validator("format")(_pattern)
    _separating = field_validator("split")(_separators)
    _days = field_validator("means")(_name_days)

    @model_validator(mode="after")
    def _one_of_both(self) -> Cell:
        if (self.column is None) == (not self.columns):
            message = "a value has either a `column` or `columns`"
            raise mistake("bad-source", message, "write {column: NAME}, or {columns: [A, B]} for a composed key")
        return self

    @property
    def is_plain(self) -> bool:
        """Whether the cells of one column are read as they are."""
        return not (self.columns or self.split or self.values or self.blank or self.means)


class TypeColumn(Form):
    """Event types from a column, its words translated; words that mean nothing reject their row or are ignored."""

    column: str
    values: Mapping[str, str] = {}
    other: Literal["reject", "ignore"] = "reject"


class Subject(Form):
    """Whom a row concerns; with `split`, every item of the cell has an event of its own."""

    column: str | None = None
    columns: Words = ()
    split: str | None = None
    values: Mapping[str, str] = {}

    _separating = field_validator("split")(_separators)

    @model_validator(mode="after")
    def _one_of_both(self) -> Subject:
        if (self.column is None) == (not self.columns):
            message = "a subject has either a `column` or `columns`"
            raise mistake("bad-source", message, "write {column: NAME}, or {columns: [A, B]}")
        return self

    @property
    def cell(self) -> Cell:
        """The same as any other cell."""
        return Cell(column=self.column, columns=self.columns, split=self.split, values=self.values)


class TimeColumn(Form):
    """The column of a time, how its dates are written, and words in it that are none."""

    column: str
    format: str | None = None
    blank: Words = ()
    means: Mapping[str, str] = {}

    _understood = field_validator("format")(_pattern)
    _days = field_validator("means")(_name_days)

    @property
    def cell(self) -> Cell:
        """The same as any other cell."""
        return Cell(column=self.column, blank=self.blank, means=self.means, format=self.format)


class Column(Form):
    """The column that supplies something."""

    column: str


class Identity(Form):
    """The column that holds the id, or the columns that together make it."""

    column: str | None = None
    columns: Words = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Identity:
        if (self.column is None) == (not self.columns):
            raise mistake("bad-id", "an id has either a `column` or `columns`", "write id: {column: number}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The columns named."""
        return self.columns if self.column is None else (self.column,)


class EventEntry(Form):
    """One of the events that a row may give: given where the cell of its `time` is filled."""

    type: str
    time: TimeColumn
    recordedtime: TimeColumn | None = None
    fields: Mapping[str, str | Cell] = {}


class Contradiction(Form):
    """Rows that say two things.

    Attributes:
        column, says: the column, and the words in it that are meant.
        needs: the column that must be filled where they stand; where it is not, that is reported.
        forbids: the column that must be empty where they stand; a date in it is reported and not believed.
        date: with `needs`: the column whose date is taken for the missing one (立行立改: the day of the inspection).
    """

    column: str
    says: Annotated[Words, Field(min_length=1)]
    needs: str | None = None
    forbids: str | None = None
    date: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Contradiction:
        if (self.needs is None) == (self.forbids is None):
            message = "a contradiction names either the column it `needs` or the one it `forbids`"
            raise mistake("bad-contradiction", message, "write {column: 整改情况, says: [已整改], needs: 整改完成日期}")
        if self.date is not None and self.needs is None:
            raise mistake("bad-contradiction", "`date` says what stands for the cell that `needs` names; there is none")
        for word in self.says if self.date is not None else ():
            if _is_no_day(word):
                message = f"`{word}` names no day, and a map cannot give it one"
                raise mistake("no-such-day", message, "leave out `date`; the row is reported, and nothing is closed")
        return self


class Case(Form):
    """Events that belong together by a field: what opens a case, and what closes it.

    Attributes:
        key: the field that both carry.
        opens, closes: their event types.
    """

    key: str
    opens: str
    closes: str


class LogMap(Form):
    """A whole log map. What it does not mention is found by the headings.

    Attributes:
        files: shell patterns of the names of the files that it is for; inside `maps` only.
        maps: maps for different files, in place of everything else; of those for a file the first one is used.
    """

    ELSEWHERE: ClassVar[Mapping[str, str]] = {
        **{word: f"`{word}` stands under `read`: write read: {{{word}: …}}" for word in _ROWS},
        "sheets": "write read: {sheet: [A, B]}; without it every visible sheet is read",
        "split": '`split` belongs to a subject or a field: write {column: NAME, split: "、"}',
    }

    read: Read = Read()
    type: str | TypeColumn | None = None
    subject: Subject | None = None
    time: TimeColumn | None = None
    recordedtime: TimeColumn | None = None
    source: str | Column | None = None
    id: Identity | None = None
    fields: Mapping[str, str | Cell] | None = None
    events: Annotated[tuple[EventEntry, ...], Field(strict=False)] = ()
    contradictions: Annotated[tuple[Contradiction, ...], Field(strict=False)] = ()
    cases: Annotated[tuple[Case, ...], Field(strict=False)] = ()
    files: Words = ()
    maps: Annotated[tuple[LogMap, ...], Field(strict=False)] = ()

    @field_validator("files", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _each_for_its_files(self) -> LogMap:
        if "maps" in self.model_fields_set and not self.maps:
            message = "`maps` is empty, so that nothing says how a file is read"
            raise mistake("bad-maps", message, 'write maps: [{files: "隐患*.xlsx", …}, {files: "*", …}]')
        if self.maps and self.model_fields_set != {"maps"}:
            also = ", ".join(f"`{name}`" for name in sorted(self.model_fields_set - {"maps"}))
            message = f"with `maps`, each of them says everything for its files; the map has {also} beside them"
            raise mistake("bad-maps", message, "move it into the entries of `maps`")
        for inner in self.maps:
            if inner.maps or not inner.files:
                message = "each of `maps` names the `files` it is for, and holds no `maps` of its own"
                raise mistake("bad-maps", message, 'write maps: [{files: "隐患*.xlsx", …}, {files: "*", …}]')
        return self

    def for_file(self, name: str) -> LogMap | None:
        """The map for a file of this name; None where none of `maps` is for it."""
        if not self.maps:
            return self
        return next((one for one in self.maps if any(fnmatchcase(name, pattern) for pattern in one.files)), None)

    @model_validator(mode="after")
    def _events_have_their_own(self) -> LogMap:
        for name in ("type", "time") if self.events else ():
            if getattr(self, name) is not None:
                message = f"with `events`, each of them has its own `{name}`; the map has one for all rows as well"
                raise mistake("bad-events", message, f"move `{name}` into the entries of `events`")
        return self

    @property
    def arranges(self) -> bool:
        """Whether what a row says depends on those beside it, or rows are left out and counted."""
        return bool(self.read.skip_rows or self.read.fill_down or self.contradictions)

    @property
    def reading(self) -> Reading:
        """How the file is laid out, for the readers."""
        sheets = (self.read.sheet,) if isinstance(self.read.sheet, str) else self.read.sheet
        return Reading(self.read.delimiter, self.read.encoding, sheets, self.read.header_row)

    @property
    def keys(self) -> frozenset[str]:
        """Fields that number cases: those of `cases`, and those composed of several columns."""
        given = [self.fields or {}, *(event.fields for event in self.events)]
        composed = (
            name for fields in given for name, cell in fields.items() if isinstance(cell, Cell) and cell.columns
        )
        inner = (key for one in self.maps for key in one.keys)
        return frozenset((*(case.key for case in self.cases), *composed, *inner))

    @property
    def is_spread(self) -> bool:
        """Whether a row may give several events."""
        is_split = self.subject is not None and self.subject.split is not None
        return bool(self.events) or is_split or any(one.is_spread for one in self.maps)
