"""CSV files: rows of cells with the physical line each begins on, quoted line breaks included.

A row that cannot be split into as many cells as there are headings is rejected with its line; the rest is still read.
A quotation mark that is never closed spoils its own line only.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator

import numpy as np
import pyarrow as pa

from zhiben.events.csv_blocks import stretches
from zhiben.events.csv_fast import is_text, split
from zhiben.events.encoding import Undecodable, decode
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet import DETECT, LONGEST_CELL, Reading, Rows, Sheet, held, unreadable

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
    if "\n" not in decoded.text:  # lines end as on an old Mac, if there are several
        decoded = replace(decoded, text=decoded.text.replace("\r", "\n"))
    start = _header_start(decoded.text, reading.header_row)
    if start is None and reading.header_row is not None and decoded.text.strip():
        message, hint = f"line {reading.header_row} holds no headings", "`header_row` in a log map is their line"
        return unreadable(path, "empty-file", message, hint)
    if start is None:
        return unreadable(
            path, "empty-file", "the file has no headings: it is empty", "the first line names the columns"
        )
    skipped = decoded.text.count("\n", 0, start)
    text = decoded.text[start:]
    heading = text[: text.find("\n") + 1] or text
    if len(heading) > LONGEST_LINE:
        hint = "the first line names the columns"
        return unreadable(path, "too-long", _too_long(heading), hint, line=skipped + 1)
    delimiter = reading.delimiter or _delimiter(heading)
    sheet = _fast(path, text, delimiter, skipped) if not decoded.has_bad_bytes else None
    if sheet is None:
        csv.field_size_limit(sys.maxsize)  # long cells are rejected later, one by one, with their place
        sheet = _Parser(str(path), io.StringIO(text, newline="").readlines(), delimiter, skipped).sheet()
    if decoded.is_detected:
        note = "read as GB18030, because it is not UTF-8"
        sheet = sheet.with_problems(Problem("gb18030-detected", note, Span(str(path)), level="note"))
    return sheet


def read_large_csv(path: Path, head: bytes, reading: Reading = DETECT) -> list[Sheet] | None:
    """The table of a large CSV file, cut into sheets of at most a gigabyte, or None where `read_csv` must read it.

    Args:
        path: as the user gave it.
        head: the first bytes of the file.
        reading: as for `read_csv`.

    Raises:
        OSError: the file cannot be read.
    """
    found = layout(head, reading)
    cut = None if found is None else stretches(path, found.start, found.delimiter, LONGEST_LINE)
    if found is None or cut is None:
        return None
    headings, parts = cut
    return [sheet_of(path, headings, part.columns, part.lines, part.uneven, found.skipped) for part in parts]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the line of the headings begins, in bytes, how many lines are before it, and what is between cells."""

    start: int
    skipped: int
    delimiter: str


def layout(head: bytes, reading: Reading) -> Layout | None:
    """Told by the first bytes of a file; None where they are no UTF-8, or have no headings."""
    if reading.encoding not in (None, "utf-8"):
        return None
    mark = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    try:
        text = head[mark : head.rfind(b"\n") + 1].decode()
    except UnicodeDecodeError:
        return None
    start = _header_start(text, reading.header_row)
    if start is None:
        return None
    delimiter = reading.delimiter or _delimiter(text[start : text.find("\n", start) + 1])
    return Layout(mark + len(text[:start].encode()), text.count("\n", 0, start), delimiter)


def _header_start(text: str, header_row: int | None) -> int | None:
    """Where the line with the headings begins: the declared one, else the first that is not blank."""
    start = 0
    if header_row is None:
        found = re.search(r"\S", text)
        return None if found is None else text.rfind("\n", 0, found.start()) + 1
    for _ in range(header_row - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None
    return start if text[start:].split("\n", 1)[0].strip() else None


def _fast(path: Path, text: str, delimiter: str, skipped: int) -> Sheet | None:
    """The sheet of a text that is well-formed but for rows with too few cells."""
    content = text.encode()
    if not is_text(content):
        return None
    found = split(content, delimiter, LONGEST_LINE)
    if found is None:
        return None
    return sheet_of(path, found.headings, found.columns, found.lines, found.uneven, skipped)


def sheet_of(
    path: Path, headings: list[str], columns: list[pa.Array], lines: Rows, uneven: list[tuple[int, int]], skipped: int
) -> Sheet:
    """The sheet of cells that are split; `lines`, and those of `uneven`, count from behind so many others."""
    return Sheet(
        str(path),
        None,
        tuple(heading.strip() for heading in headings),
        held(columns),
        lines + skipped,
        header_line=skipped + 1,
        spoiled=len(uneven),
        problems=tuple(_uneven(str(path), line + skipped, cells, len(headings)) for line, cells in uneven),
    )


def _delimiter(header: str) -> str:
    """The delimiter that splits the headings most, quoted text aside."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


class _Parser:
    """One pass over the lines; columns grow by chunks so that only a chunk is ever held as Python strings."""

    def __init__(self, file: str, lines: list[str], delimiter: str, skipped: int) -> None:
        self._file, self._lines, self._delimiter, self._skipped = file, lines, delimiter, skipped
        self._problems: list[Problem] = []
        self._bad_lines: set[int] = set()
        self._spoiled = 0
        self._is_sound = _are_sound(lines)

    def sheet(self) -> Sheet:
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
                self._problems.append(_uneven(self._file, begin + self._skipped, len(cells), width))
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
            self._spoil(number, "too-long", _too_long(line))
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


def _too_long(line: str) -> str:
    return f"a line of {len(line):,} characters; at most {LONGEST_LINE:,} are read"


def _uneven(file: str, line: int, found: int, expected: int) -> Problem:
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
