"""What of a row a value is read from, and how its cells are understood."""

from __future__ import annotations

import unicodedata
from typing import Literal, Mapping

from pydantic import field_validator, model_validator

from zhiben.events.dates import pattern_fault
from zhiben.events.logmap_form.base import Form, Words
from zhiben.events.mistakes import mistake
from zhiben.events.values import plain

# Words that name no day whatever a map says: to give them one would hide a hazard for ever.
_NEVER_A_DAY = ("长期", "持续", "待定", "常态", "另行", "暂无", "无期")


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
        if is_no_day(word):
            message = f"`{word}` names no day, and a map cannot give it one"
            raise mistake("no-such-day", message, f"`blank: [{word}]` leaves the date open and reports the cell")
    return value


def is_no_day(word: str) -> bool:
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
