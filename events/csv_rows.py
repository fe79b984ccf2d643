"""Stretches of the rows of a large CSV file, each of which can be read apart from the others, in any process.

What is not well-formed is only found when it is read; then the file is left to those who read it whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from zhiben.events.csv_blocks import PIECES, coded_columns, cut, extents_of
from zhiben.events.csv_fast import row_cells
from zhiben.events.csv_layout import LONGEST_LINE, Layout, layout
from zhiben.events.csv_sheet import sheet_of
from zhiben.events.sheet import DETECT, Reading, Sheet

_BYTES = 1 << 5  # to a row that is asked for
_LINE = 1 << 20  # bytes of a longer line do not tell where one begins


class CsvRows(Struct, frozen=True):
    """A stretch of the rows of a CSV file.

    Attributes:
        headings: of the file; coded: places of the columns that are read as codes.
        begin, end: bytes; none between them stands for rows whose end was not found.
        lines: that end between the line of the headings and these rows.
    """

    path: Path
    layout: Layout
    headings: tuple[str, ...]
    coded: frozenset[int]
    begin: int
    end: int
    lines: int

    def sheet(self) -> Sheet | None:
        """Its rows as a sheet, or None where they are not well-formed."""
        if self.begin == self.end:
            return None
        headings = None if self.begin == self.layout.start else self.headings
        found = cut(self.path, self.layout.delimiter, LONGEST_LINE, headings, self.coded, (self.begin, self.end))
        if found is None:
            return None
        lines = found.lines + self.lines
        uneven = [(line + self.lines, cells) for line, cells in found.uneven]
        sheet = sheet_of(self.path, found.headings, found.columns, lines, uneven, self.layout.skipped)
        return replace(sheet, is_cut=True)


def csv_stretches(path: Path, head: bytes, rows: int, reading: Reading = DETECT) -> Iterator[CsvRows]:
    """The rows of a CSV file, about so many at a time; none where it is as well, or can only be, read whole.

    Args:
        path: as the user gave it.
        head: the first bytes of the file.
        reading: declared delimiter, encoding, header row.

    Raises:
        OSError: the file cannot be read.
    """
    size, most = path.stat().st_size, rows * _BYTES
    found = layout(head, reading) if size > most else None
    row = None if found is None else _first_row(head[found.start :])
    if found is None or row is None:
        return
    headings = tuple(row_cells(row, found.delimiter))
    begins = _some_rows(path, found.start + len(row), size)
    coded = coded_columns(path, found.delimiter, LONGEST_LINE, headings, rows, begins)
    at = found.start
    for extent in extents_of(path, found.start, most):
        begin, end, lines = (at, at, 0) if extent is None else (extent.begin, extent.end, extent.lines)
        yield CsvRows(path, found, headings, coded, begin, end, lines)


def _first_row(head: bytes) -> bytes | None:
    end = head.find(b"\n") + 1
    while end and head.count(b'"', 0, end) % 2:
        end = head.find(b"\n", end) + 1
    return head[:end] or None


def _some_rows(path: Path, start: int, size: int) -> list[int]:
    """Where rows begin here and there; unless the line break is one inside quotation marks."""
    found = [start]
    with path.open("rb") as file:
        for piece in range(1, PIECES):
            file.seek(start + (size - start) * piece // PIECES)
            file.readline(_LINE)
            found.append(file.tell())
    return found
