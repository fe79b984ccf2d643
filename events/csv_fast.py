"""Well-formed CSV text cut into columns without a loop over its rows.

Where every quotation mark opens or closes a cell (RFC 4180), whether a delimiter or line break separates anything
follows from the number of marks before it. So rows, their physical lines and their numbers of cells are found with a
few passes over the bytes, and a parser in C++ only sees rows that have as many cells as there are headings.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_LF, _CR, _QUOTE = 10, 13, 34
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Split:
    """Cells of a CSV text.

    Attributes:
        headings: of the first row, as written.
        columns: (n,) text of each heading's cells.
        lines: (n,) line each row begins on, the heading's being line 1.
        uneven: line and number of cells of the rows that have another number of cells than there are headings.
    """

    headings: list[str]
    columns: list[pa.Array]
    lines: Places
    uneven: list[tuple[int, int]]


def split(content: bytes, delimiter: str, longest_line: int) -> Split | None:
    """The cells of a CSV text whose first line holds the headings, or None where it is not well-formed.

    Args:
        content: valid UTF-8 without control characters; its first line is not blank.
        delimiter: one character.
        longest_line: a longer line is left to a more patient reader.
    """
    data = np.frombuffer(content, np.uint8)
    # A lone CR ends a line for some programs and not for others.
    if len(delimiter.encode()) != 1 or content.count(b"\r") != content.count(b"\r\n"):
        return None
    quotes = np.flatnonzero(data == _QUOTE) if b'"' in content else np.zeros(0, np.int64)
    if not _is_regular(data, quotes, ord(delimiter)):
        return None
    breaks = np.flatnonzero(data == _LF)
    if not len(breaks) or breaks[-1] != len(data) - 1:
        breaks = np.append(breaks, len(data))
    if np.diff(breaks, prepend=-1).max() > longest_line:
        return None
    ends = _outside(breaks, quotes)
    begins = np.concatenate([[0], ends[:-1] + 1])
    cuts = _outside(np.flatnonzero(data == ord(delimiter)), quotes)
    cells = np.diff(np.searchsorted(cuts, ends), prepend=0) + 1
    lines_of = np.searchsorted(breaks, begins) + 1
    stop = ends - ((ends > 0) & (data[np.maximum(ends, 1) - 1] == _CR))
    is_blank = stop - begins == cells - 1  # nothing between the delimiters
    headings = _cells(content[begins[0] : stop[0]], delimiter)
    if len(headings) != cells[0]:
        return None
    odd = np.flatnonzero(~is_blank & (cells != cells[0]))
    spans_lines = np.searchsorted(breaks, ends[odd]) > np.searchsorted(breaks, begins[odd])
    if spans_lines.any() or (cells[odd] > cells[0]).any():
        return None  # a mark may not have been closed; cells beyond the headings may be mere padding
    keep = ~is_blank & (cells == cells[0])
    keep[0] = False
    columns = _columns(data, begins, ends, keep, len(headings), delimiter, len(quotes) > 0, len(ends) < len(breaks))
    lines, columns = _without_blank(lines_of[keep], columns)
    uneven = [
        (int(lines_of[row]), int(cells[row]))
        for row in odd.tolist()
        if any(map(str.strip, _cells(content[begins[row] : stop[row]], delimiter)))
    ]
    return Split(headings, columns, lines, uneven)


def _cells(row: bytes, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(row.decode(), newline=""), delimiter=delimiter), [])


def _is_regular(data: Bytes, quotes: Places, delimiter: int) -> bool:
    """Whether marks come in pairs that enclose whole cells, or stand twice inside one."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = data[np.maximum(opening, 1) - 1]
    starts = (opening == 0) | np.isin(before, (delimiter, _LF, _QUOTE))
    after = data[np.minimum(closing + 1, len(data) - 1)]
    stops = (closing == len(data) - 1) | np.isin(after, (delimiter, _LF, _CR, _QUOTE))
    if not (starts.all() and stops.all()):
        return False
    # A mark that opens right after another must be the second of a doubled one.
    again = (opening > 0) & (before == _QUOTE)
    return bool(np.isin(opening[again] - 1, closing).all())


def _outside(places: Places, quotes: Places) -> Places:
    """Those places that are not inside quotation marks."""
    if not len(quotes):
        return places
    outside: Places = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside


def _columns(
    data: Bytes, begins: Places, ends: Places, keep: npt.NDArray[np.bool_], width: int, delimiter: str,
    is_quoted: bool, has_breaks: bool,
) -> list[pa.Array]:  # fmt: skip
    import pyarrow.csv as pacsv

    if not keep.any():
        return [pa.array([], pa.string()) for _ in range(width)]
    if keep[1:].all():
        rows = data[begins[1] :]
    else:
        lengths = np.minimum(ends + 1, len(data)) - begins
        rows = data[np.repeat(keep, lengths)]
    names = [str(i) for i in range(width)]
    longest = int((ends - begins)[keep].max())
    table = pacsv.read_csv(
        pa.py_buffer(rows),
        pacsv.ReadOptions(column_names=names, block_size=max(_BLOCK, 2 * longest)),
        pacsv.ParseOptions(
            delimiter=delimiter, quote_char='"' if is_quoted else False, newlines_in_values=has_breaks,
            ignore_empty_lines=False,
        ),
        pacsv.ConvertOptions(
            check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
        ),
    )  # fmt: skip
    return [pa.concat_arrays(table.column(name).chunks) for name in names]


def _without_blank(lines: Places, columns: list[pa.Array]) -> tuple[Places, list[pa.Array]]:
    """Rows of nothing but white space are no rows."""
    suspects = np.flatnonzero(pc.equal(pc.utf8_trim_whitespace(columns[0]), "").to_numpy(zero_copy_only=False))
    if not len(suspects):
        return lines, columns
    picked = [column.take(pa.array(suspects)).to_pylist() for column in columns]
    blank = [
        i for i, cells in zip(suspects.tolist(), zip(*picked, strict=True), strict=True) if not "".join(cells).strip()
    ]
    if not blank:
        return lines, columns
    keep = np.ones(len(lines), np.bool_)
    keep[blank] = False
    return lines[keep], [column.filter(pa.array(keep)) for column in columns]
