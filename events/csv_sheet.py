"""CSV files: rows of cells with the physical line each begins on, quoted line breaks included.

A row that cannot be split into as many cells as there are headings is rejected with its line; the rest is still read.
A quotation mark that is never closed spoils its own line only.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
from pathlib import Path
from typing import Iterator

import numpy as np
import pyarrow as pa

from zhiben.events.encoding import Undecodable, decode
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet import DETECT, LONGEST_CELL, Reading, Sheet, held, unreadable

DELIMITERS = (",", ";", "\t")
LONGEST_LINE = 8 * LONGEST_CELL
_CHUNK = 1 << 16
# Not text: control characters other than tab and line ends, and what decoding could not understand.
_BAD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\udc80-\udcff]")


def read_csv(path: Path, content: bytes, reading: Reading = DETECT) -> Sheet:
    """The table of a CSV file.

    Args:
        path: as the user gave it.
        content: the whole file.
        reading: declared delimiter, encoding, header row.

    Returns:
        A sheet; without columns where the file as a whole could not be read.
    """
    try:
        decoded = decode(content, reading.encoding)
    except Undecodable as why:
        return unreadable(path, "not-text", f"{why}", "save the file as UTF-8 text")
    csv.field_size_limit(sys.maxsize)  # long cells are rejected later, one by one, with their place
    lines = io.StringIO(decoded.text, newline="").readlines()
    header_line = reading.header_row or next((i for i, line in enumerate(lines, 1) if line.strip()), 0)
    if not 0 < header_line <= len(lines) or not lines[header_line - 1].strip():
        return unreadable(
            path, "empty-file", "the file has no headings: it is empty", "the first line names the columns"
        )
    delimiter = reading.delimiter or _delimiter(lines[header_line - 1])
    parser = _Parser(str(path), lines, delimiter, header_line)
    sheet = parser.sheet()
    if decoded.is_detected:
        note = "read as GB18030, because it is not UTF-8"
        sheet = sheet.with_problems(Problem("gb18030-detected", note, Span(str(path)), level="note"))
    return sheet


def _delimiter(header: str) -> str:
    """The delimiter that splits the headings most, quoted text aside."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


class _Parser:
    """One pass over the lines; columns grow by chunks so that only a chunk is ever held as Python strings."""

    def __init__(self, file: str, lines: list[str], delimiter: str, header_line: int) -> None:
        self._file, self._lines, self._delimiter, self._header_line = file, lines, delimiter, header_line
        self._problems: list[Problem] = []
        self._bad_lines: set[int] = set()
        self._spoiled = 0
        self._is_sound = _are_sound(lines)

    def sheet(self) -> Sheet:
        rows = self._rows(self._header_line)
        first, _, headings = next(rows, (self._header_line, 0, []))
        width = len(headings)
        chunks: list[list[pa.Array]] = [[] for _ in headings]
        numbers: list[int] = []
        waiting: list[list[str]] = []
        for begin, end, cells in rows:
            if self._bad_lines and not self._bad_lines.isdisjoint(range(begin, end + 1)):
                self._spoiled += 1
            elif len(cells) == width or (len(cells) > width and not any(c.strip() for c in cells[width:])):
                # Spreadsheets write trailing delimiters; empty cells beyond the headings say nothing.
                numbers.append(begin)
                waiting.append(cells)
                if len(waiting) == _CHUNK:
                    _flush(waiting, chunks)
            else:
                self._uneven(begin, len(cells), width)
        _flush(waiting, chunks)
        return Sheet(
            self._file,
            None,
            tuple(h.strip().encode("utf-8", "replace").decode() for h in headings),
            held([pa.chunked_array(c, pa.string()).combine_chunks() for c in chunks]),
            np.array(numbers, np.int64),
            header_line=first,
            spoiled=self._spoiled,
            problems=tuple(self._problems),
        )

    def _rows(self, start: int) -> Iterator[tuple[int, int, list[str]]]:
        """First line, last line and cells of each row that is not blank."""
        width = 0
        while start:
            end = start - 1
            reader = csv.reader(self._text(start), delimiter=self._delimiter)
            offset, start = end, 0
            for cells in reader:
                begin, end = end + 1, offset + reader.line_num
                if not cells or (not cells[0].strip() and not any(map(str.strip, cells))):
                    continue
                if end > begin and width and len(cells) != width and begin not in self._bad_lines:
                    # What was swallowed up to the next quotation mark is read again, line by line.
                    self._spoil(
                        begin,
                        "unclosed-quote",
                        "a quotation mark opens here and is never closed",
                        'write a quotation mark inside quoted text twice: ""',
                    )
                    self._spoiled += 1
                    start = begin + 1
                    break
                width = width or len(cells)
                yield begin, end, cells

    def _text(self, start: int) -> Iterator[str]:
        """Lines that a CSV parser can take; what cannot be text is reported and spoils its row."""
        lines = itertools.islice(self._lines, start - 1, None)
        return lines if self._is_sound else itertools.starmap(self._mended, enumerate(lines, start))

    def _mended(self, number: int, line: str) -> str:
        if len(line) > LONGEST_LINE:
            self._spoil(number, "too-long", f"a line of {len(line):,} characters; at most {LONGEST_LINE:,} are read")
            # The number of quotation marks stays even or odd, so that the next line is read as before.
            return '?"\n' if line.count('"') % 2 else "?\n"
        bad = _BAD.search(line)
        if bad is not None:
            self._spoil(number, *_unreadable(bad.group()))
        return line

    def _uneven(self, line: int, found: int, expected: int) -> None:
        few = "too few" if found < expected else "too many"
        self._spoiled += 1
        self._spoil(
            line,
            "uneven-row",
            f"{few} cells: {found} where the headings are {expected}",
            "put text that holds the delimiter or a line break between quotation marks",
        )

    def _spoil(self, line: int, code: str, message: str, hint: str = "") -> None:
        if line not in self._bad_lines:
            self._bad_lines.add(line)
            self._problems.append(Problem(code, message, Span(self._file, line), hint))


def _are_sound(lines: list[str]) -> bool:
    return max(map(len, lines), default=0) <= LONGEST_LINE and not any(map(_BAD.search, lines))


def _unreadable(character: str) -> tuple[str, str, str]:
    if character >= "\udc80":
        return "undecodable", f"byte 0x{ord(character) - 0xDC00:02X} does not belong to the encoding", "save as UTF-8"
    return "control-character", f"the character U+{ord(character):04X} is not text", "remove it"


def _flush(rows: list[list[str]], chunks: list[list[pa.Array]]) -> None:
    for chunk, cells in zip(chunks, zip(*rows, strict=True), strict=False):
        chunk.append(pa.array(cells, pa.string()))
    rows.clear()
