"""A whole log map: the events of a row, what contradicts itself, and maps for different files."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, ClassVar, Mapping

from pydantic import Field, field_validator, model_validator

from zhiben.events.logmap_form.base import Form, Read, Words
from zhiben.events.logmap_form.cells import Cell, Column, Identity, Subject, TimeColumn, TypeColumn, is_no_day
from zhiben.events.mistakes import mistake
from zhiben.events.sheet import Reading

_ROWS = ("header_row", "skip_rows", "fill_down", "sheet", "delimiter", "encoding")


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
            if is_no_day(word):
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
