"""A table as it was found in a file: headers, columns of cells, and the line of every row.

Readers of the file formats make sheets; everything after them no longer knows which format a row came from.

Cells of a text column are the cell's text, null or blank where the cell is empty. What a flat text cannot hold is
marked by its first character: `LIST` before every item of a list, `OBJECT` before anything nested deeper.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from zhiben.events.problem import Problem, Span, column_letters

# Not white space for anybody, and refused in CSV.
LIST = "\x01"
OBJECT = "\x02"
# A worksheet with this in its first cell is a page for people (instructions, lists to choose from): never data.
UNREAD = "本页供填表人阅读，不作为数据读取 / this page is for people and not read as data"
LONGEST_CELL = 1_000_000  # characters; a longer cell rejects its row

Rows = npt.NDArray[np.int64]


class Reading(Struct, frozen=True):
    """How a file is to be read, where that is declared; None = detect.

    Attributes:
        delimiter: one character between cells (CSV).
        encoding: `utf-8` or `gb18030` (CSV, JSONL).
        sheets: worksheets to read (XLSX); None = those that are not hidden.
        header_row: 1-based row of the headers (CSV: line, XLSX: sheet row).
    """

    delimiter: str | None = None
    encoding: str | None = None
    sheets: tuple[str, ...] | None = None
    header_row: int | None = None


DETECT = Reading()  # nothing declared


class Sheet(Struct, frozen=True):
    """One table of a file.

    Attributes:
        file: path as the user gave it.
        name: worksheet, for workbooks.
        headers: column headings, stripped; may repeat or be empty.
        read: (n,) cells of the columns at the given positions, text or of a native Arrow type.
        lines: (n,) line or sheet row of each row, 1-based.
        has_serials: whether a bare number in a date column is an Excel serial.
        header_line: line of the headings.
        spoiled: rows that could not even be split into cells; each has a problem.
        problems: of those rows, and of the file as a whole.
        merged: merged cells: first sheet row, first column (0-based), last sheet row, last column, ends included.
        skipped: rows left out because a map says so; they are not among the n.
        is_cut: these are some of the rows of a longer table.
    """

    file: str
    name: str | None
    headers: tuple[str, ...]
    read: Callable[[Sequence[int]], list[pa.Array]]
    lines: Rows
    has_serials: bool = False
    header_line: int = 1
    spoiled: int = 0
    problems: tuple[Problem, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    skipped: int = 0
    is_cut: bool = False

    def span(self, row: int) -> Span:
        """Where a row stands."""
        return Span(self.file, int(self.lines[row]), sheet=self.name)

    def cell(self, row: int, place: int) -> Span:
        """Where one cell stands; in a text file, where its row does."""
        return Span(self.file, int(self.lines[row]), place + 1 if self.name is not None else 0, sheet=self.name)

    def cell_name(self, row: int, place: int) -> str:
        """What people call a cell: `H12` in a worksheet, `line 12` in a text file."""
        line = int(self.lines[row])
        return f"line {line}" if self.name is None else f"{column_letters(place + 1)}{line}"

    def header_span(self) -> Span:
        """Where the headings stand."""
        return Span(self.file, self.header_line, sheet=self.name)

    def with_problems(self, *more: Problem) -> Sheet:
        """The same sheet with problems added."""
        return replace(self, problems=self.problems + more)

    def with_skipped(self, rows: int) -> Sheet:
        """The same sheet with that many more rows counted as left out."""
        return replace(self, skipped=self.skipped + rows)

    def with_cells(self, changed: Mapping[int, pa.Array]) -> Sheet:
        """The same sheet with other cells in some columns; positions past the headings are columns of their own."""

        def read(wanted: Sequence[int]) -> list[pa.Array]:
            rest = [place for place in wanted if place not in changed]
            found = dict(zip(rest, self.read(rest), strict=True)) if rest else {}
            return [changed[place] if place in changed else found[place] for place in wanted]

        return replace(self, read=read)

    def only_rows(self, rows: Rows) -> Sheet:
        """A sheet of the given rows, in that order; a row may be given several times."""
        places = pa.array(rows)
        return replace(
            self, lines=self.lines[rows], read=lambda wanted: [column.take(places) for column in self.read(wanted)]
        )


class Broken(ValueError):
    """Raised by `Sheet.read` where a file turns out to be damaged further inside; `str()` says why."""


def held(columns: Sequence[pa.Array]) -> Callable[[Sequence[int]], list[pa.Array]]:
    """Columns that are in memory already."""
    return lambda wanted: [columns[i] for i in wanted]


def cell_text(cell: Any) -> str | None:
    """A cell of JSON or of a nested Arrow column as text: lists and objects marked, words for true and false."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, list):
        if not any(isinstance(item, list | dict) for item in cell):
            return "".join(f"{LIST}{cell_text(item)}" for item in cell if item is not None)
        return OBJECT + json.dumps(cell, default=str, ensure_ascii=False)
    return OBJECT + json.dumps(cell, default=str, ensure_ascii=False) if isinstance(cell, dict) else str(cell)


def as_found(text: str) -> str:
    """A cell's text for people, without the marks of lists and objects."""
    return text.lstrip(LIST + OBJECT).replace(LIST, "、")


def unreadable(path: Path, code: str, message: str, hint: str = "", line: int = 0) -> Sheet:
    """The sheet of a file that gives no rows at all, only a reason."""
    problem = Problem(code, message, Span(str(path), line), hint)
    return Sheet(str(path), None, (), held(()), np.zeros(0, np.int64), problems=(problem,))
