"""Well-formed CSV text cut into columns without a loop over its rows.

Where every quotation mark opens or closes a cell (RFC 4180), whether a delimiter or line break separates anything
follows from the number of marks before it. So rows, their physical lines and their numbers of cells are found with a
few passes over the bytes, and a parser in C++ only sees rows that have as many cells as there are headings.
"""

from __future__ import annotations

import csv
import io
from typing import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from zhiben.events.distinct import as_text, flagged

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_LF, _CR, _QUOTE = 10, 13, 34
_BLOCK = 1 << 22
_SHORT = 1 << 14  # bytes; setting up the parser costs more than so few rows
_WORD = pa.dictionary(pa.int32(), pa.string())


class Split(Struct, frozen=True):
    """Cells of a CSV text.

    Attributes:
        headings: of the first row, as written.
        columns: (n,) text of each heading's cells.
        lines: (n,) line each row begins on, the first of the text being line 1.
        uneven: line and number of cells of the rows that have another number of cells than there are headings.
        breaks: how many lines the text has.
    """

    headings: list[str]
    columns: list[pa.Array]
    lines: Places
    uneven: list[tuple[int, int]]
    breaks: int


def split(
    content: bytes,
    delimiter: str,
    longest_line: int,
    given: Sequence[str] | None = None,
    coded: Collection[int] = (),
) -> Split | None:
    """The cells of a CSV text whose first line holds the headings, or None where it is not well-formed.

    Args:
        content: valid UTF-8 without control characters; its first line is not blank.
        delimiter: one character.
        longest_line: a longer line is left to a more patient reader.
        given: the headings, where the text is one without them.
        coded: positions of the columns that are wanted as codes of distinct texts.
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
    headings = row_cells(content[begins[0] : stop[0]], delimiter) if given is None else list(given)
    width = len(headings)
    if given is None and width != cells[0]:
        return None
    odd = np.flatnonzero(~is_blank & (cells != width))
    spans_lines = np.searchsorted(breaks, ends[odd]) > np.searchsorted(breaks, begins[odd])
    if spans_lines.any() or (cells[odd] > width).any():
        return None  # a mark may not have been closed; cells beyond the headings may be mere padding
    keep = ~is_blank & (cells == width)
    keep[0] &= given is not None
    kinds = [_WORD if place in coded else pa.string() for place in range(width)]
    columns = _columns(data, begins, ends, keep, kinds, delimiter, len(quotes) > 0, len(ends) < len(breaks))
    lines, columns = _without_blank(lines_of[keep], columns)
    uneven = [
        (int(lines_of[row]), int(cells[row]))
        for row in odd.tolist()
        if any(map(str.strip, row_cells(content[begins[row] : stop[row]], delimiter)))
    ]
    return Split(headings, columns, lines, uneven, len(breaks))


def is_text(content: bytes) -> bool:
    """Whether there are no control characters but tabs and line ends."""
    low = int(np.count_nonzero(np.frombuffer(content, np.uint8) < ord(" ")))
    return low == content.count(b"\n") + content.count(b"\t") + content.count(b"\r")


def row_cells(row: bytes, delimiter: str) -> list[str]:
    """The cells of a single row."""
    return next(csv.reader(io.StringIO(row.decode(), newline=""), delimiter=delimiter), [])


def _is_regular(data: Bytes, quotes: Places, delimiter: int) -> bool:
    """Whether marks come in pairs that enclose whole cells, or stand twice inside one."""
    if not len(quotes) or len(quotes) % 2:
        return not len(quotes)
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
    data: Bytes, begins: Places, ends: Places, keep: npt.NDArray[np.bool_], kinds: list[pa.DataType], delimiter: str,
    is_quoted: bool, has_breaks: bool,
) -> list[pa.Array]:  # fmt: skip
    if not keep.any():
        return [pa.array([], kind) for kind in kinds]
    first = int(np.argmax(keep))
    if keep[first:].all():
        rows = data[begins[first] :]
    else:
        lengths = np.minimum(ends + 1, len(data)) - begins
        rows = data[np.repeat(keep, lengths)]
    if len(rows) < _SHORT:
        cells = csv.reader(io.StringIO(rows.tobytes().decode(), newline=""), delimiter=delimiter)
        return [
            pa.array(column, pa.string())
            if pa.types.is_string(kind)
            else pa.array(column, pa.string()).dictionary_encode()
            for column, kind in zip(zip(*cells, strict=True), kinds, strict=True)
        ]
    import pyarrow.csv as pacsv

    types = {str(place): kind for place, kind in enumerate(kinds)}
    longest = int((ends - begins)[keep].max())
    table = pacsv.read_csv(
        pa.py_buffer(rows),
        pacsv.ReadOptions(column_names=list(types), block_size=max(_BLOCK, 2 * longest)),
        pacsv.ParseOptions(
            delimiter=delimiter, quote_char='"' if is_quoted else False, newlines_in_values=has_breaks,
            ignore_empty_lines=False,
        ),
        pacsv.ConvertOptions(
            check_utf8=False, column_types=types, strings_can_be_null=False, null_values=[]
        ),
    )  # fmt: skip
    return [in_one(table.column(name).chunks) for name in types]


def in_one(chunks: list[pa.Array]) -> pa.Array:
    """Chunks of one column as one."""
    if len(chunks) == 1:
        return chunks[0]
    if pa.types.is_dictionary(chunks[0].type):
        chunks = pa.chunked_array(chunks).unify_dictionaries().chunks
    return pa.concat_arrays(chunks)


def _is_blank(column: pa.Array) -> npt.NDArray[np.bool_]:
    """(n,) cells of nothing but white space."""
    if pa.types.is_dictionary(column.type):
        words: npt.NDArray[np.bool_] = _is_blank(column.dictionary)[column.indices.to_numpy()]
        return words
    texts = as_text(column)
    return flagged(texts.is_null()) if texts.null_count else np.zeros(len(column), np.bool_)


def _without_blank(lines: Places, columns: list[pa.Array]) -> tuple[Places, list[pa.Array]]:
    """Rows of nothing but white space are no rows."""
    suspects = np.flatnonzero(_is_blank(columns[0]))
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
