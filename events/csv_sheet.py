"""CSV files: rows of cells with the physical line each begins on, quoted line breaks included.

A row that cannot be split into as many cells as there are headings is rejected with its line; the rest is still read.
A quotation mark that is never closed spoils its own line only.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pyarrow as pa
from msgspec.structs import replace

from zhiben.events.csv_blocks import stretches
from zhiben.events.csv_fast import is_text, split
from zhiben.events.csv_layout import LONGEST_LINE, delimiter_of, header_start, layout
from zhiben.events.csv_slowly import SlowParser, too_long, uneven_row
from zhiben.events.encoding import Undecodable, decode
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet import DETECT, Reading, Rows, Sheet, held, unreadable


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
    start = header_start(decoded.text, reading.header_row)
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
        return unreadable(path, "too-long", too_long(heading), hint, line=skipped + 1)
    delimiter = reading.delimiter or delimiter_of(heading)
    sheet = _fast(path, text, delimiter, skipped) if not decoded.has_bad_bytes else None
    if sheet is None:
        csv.field_size_limit(sys.maxsize)  # long cells are rejected later, one by one, with their place
        sheet = SlowParser(str(path), io.StringIO(text, newline="").readlines(), delimiter, skipped).sheet()
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
        problems=tuple(uneven_row(str(path), line + skipped, cells, len(headings)) for line, cells in uneven),
    )
