"""The rows of any CSV text, line by line: what cannot be split or is no text spoils its own row, and is told."""

from __future__ import annotations

import csv
import itertools
import re
from typing import Iterator

import numpy as np
import pyarrow as pa

from zhiben.events.csv_layout import LONGEST_LINE
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet import Sheet, held

_CHUNK = 1 << 16

# Not text: control characters other than tab and line ends, and what decoding could not understand.
_BAD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\udc80-\udcff]")


class SlowParser:
    """One pass over the lines of a text; columns grow by chunks so that only a chunk is ever held as Python strings."""

    def __init__(self, file: str, lines: list[str], delimiter: str, skipped: int) -> None:
        self._file, self._lines, self._delimiter, self._skipped = file, lines, delimiter, skipped
        self._problems: list[Problem] = []
        self._bad_lines: set[int] = set()
        self._spoiled = 0
        self._is_sound = _are_sound(lines)

    def sheet(self) -> Sheet:
        """The table; lines count from the beginning of the file, before which `skipped` others stand."""
        rows = self._rows()
        first, _, headings = next(rows, (1, 1, []))
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
                self._spoiled += 1
                self._problems.append(uneven_row(self._file, begin + self._skipped, len(cells), width))
        _flush(waiting, chunks)
        return Sheet(
            self._file,
            None,
            tuple(h.strip().encode("utf-8", "replace").decode() for h in headings),
            held([pa.chunked_array(c, pa.string()).combine_chunks() for c in chunks]),
            np.array(numbers, np.int64) + self._skipped,
            header_line=first + self._skipped,
            spoiled=self._spoiled,
            problems=tuple(sorted(self._problems, key=lambda p: p.span.line if p.span else 0)),
        )

    def _rows(self) -> Iterator[tuple[int, int, list[str]]]:
        """First line, last line and cells of each row that is not blank."""
        width, start = 0, 1
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
            self._spoil(number, "too-long", too_long(line))
            # The number of quotation marks stays even or odd, so that the next line is read as before.
            return '?"\n' if line.count('"') % 2 else "?\n"
        bad = _BAD.search(line)
        if bad is not None:
            self._spoil(number, *_unreadable(bad.group()), column=bad.start() + 1)
        return line

    def _spoil(self, line: int, code: str, message: str, hint: str = "", column: int = 0) -> None:
        if line not in self._bad_lines:
            self._bad_lines.add(line)
            self._problems.append(Problem(code, message, Span(self._file, line + self._skipped, column), hint))


def too_long(line: str) -> str:
    """What is said of a line that is not read."""
    return f"a line of {len(line):,} characters; at most {LONGEST_LINE:,} are read"


def uneven_row(file: str, line: int, found: int, expected: int) -> Problem:
    """A row with more or fewer cells than there are headings."""
    message = f"{'too few' if found < expected else 'too many'} cells: {found} where the headings are {expected}"
    hint = "put text that holds the delimiter or a line break between quotation marks"
    return Problem("uneven-row", message, Span(file, line), hint)


def _are_sound(lines: list[str]) -> bool:
    return max(map(len, lines), default=0) <= LONGEST_LINE and not any(map(_BAD.search, lines))


def _unreadable(character: str) -> tuple[str, str, str]:
    if character >= "\udc80":
        return "undecodable", f"byte 0x{ord(character) - 0xDC00:02X} does not belong to the encoding", "save as UTF-8"
    name = "NUL" if character == "\0" else f"U+{ord(character):04X}"
    return "control-character", f"the character {name} is not text", "remove it"


def _flush(rows: list[list[str]], chunks: list[list[pa.Array]]) -> None:
    for chunk, cells in zip(chunks, zip(*rows, strict=True), strict=False):
        chunk.append(pa.array(cells, pa.string()))
    rows.clear()
