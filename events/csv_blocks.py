"""A large CSV file read in blocks that end where a row ends; what is not well-formed throughout is left to others.

The file as a whole is never in memory, and blocks are cut into columns side by side.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Iterator, Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct

from zhiben.events.coding import pays
from zhiben.events.csv_fast import Split, in_one, is_text, split

BLOCK = 1 << 24  # bytes
PIECES, _SAMPLE = 8, 1 << 16  # bytes, here and there, that tell whether the words of a column repeat
_SHEET = 1 << 30  # bytes of one sheet, so that no text column outgrows 32-bit offsets


class Stretch(Struct, frozen=True):
    """Rows of a CSV file that make one sheet: columns as `csv_fast.Split` has them.

    `lines` and those of `uneven` count from the line of the headings, which is line 1.
    """

    columns: list[pa.Array]
    lines: np.ndarray[tuple[int], np.dtype[np.int64]]
    uneven: list[tuple[int, int]]


def stretches(path: Path, start: int, delimiter: str, longest_line: int) -> tuple[list[str], list[Stretch]] | None:
    """The headings and rows of a CSV file, or None where it is not well-formed UTF-8 throughout.

    Args:
        path: a file of more than one block.
        start: where the line of the headings begins, in bytes.
        delimiter: one character.
        longest_line: as for `csv_fast.split`.

    Raises:
        OSError: the file cannot be read.
    """
    found_extents = list(extents_of(path, start, BLOCK))
    extents = [(one.begin, one.end) for one in found_extents if one is not None]
    if len(extents) != len(found_extents):
        return None
    first = cut(path, delimiter, longest_line, None, frozenset(), extents[0])
    if first is None:
        return None
    size = sum(end - begin for begin, end in extents)
    rows = len(first.lines) * size // (extents[0][1] - extents[0][0])
    begins = [begin for begin, _ in extents[:: -(-len(extents) // PIECES)]]
    coded = coded_columns(path, delimiter, longest_line, first.headings, rows, begins)
    first_columns = [c.dictionary_encode() if at in coded else c for at, c in enumerate(first.columns)]
    found = [Split(first.headings, first_columns, first.lines, first.uneven, first.breaks)]
    del first
    one = partial(cut, path, delimiter, longest_line, found[0].headings, coded)
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        for block in pool.map(one, extents[1:]):
            if block is None:
                pool.shutdown(cancel_futures=True)
                return None
            found.append(block)
    return found[0].headings, list(_joined(found, extents))


class Extent(Struct, frozen=True):
    """Bytes from `begin` to `end`, and how many lines end before them."""

    begin: int
    end: int
    lines: int


def extents_of(path: Path, start: int, most: int) -> Iterator[Extent | None]:
    """Blocks of about so many bytes, which end behind a row; then None, where no end of a row is in reach.

    Raises:
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        at, lines = start, 0
        while at < size:
            file.seek(at)
            block = file.read(2 * most)
            length = len(block) if at + len(block) >= size else _end(block, most)
            if not length:
                yield None
                return
            yield Extent(at, at + length, lines)
            at, lines = at + length, lines + block.count(b"\n", 0, length)


def _end(block: bytes, most: int) -> int:
    """Where the last row ends; it may go a little further than asked for. 0 = not in this block."""
    end = block.rfind(b"\n", 0, most) + 1
    marks = block.count(b'"', 0, end)
    while end and marks % 2:
        further = block.find(b"\n", end) + 1
        marks += block.count(b'"', end, further)
        end = further
    return end


def cut(
    path: Path, delimiter: str, longest_line: int, headings: Sequence[str] | None, coded: frozenset[int],
    extent: tuple[int, int],
) -> Split | None:  # fmt: skip
    """The cells of a block, or None where it is not well-formed; `headings`: None = its first row."""
    begin, end = extent
    with path.open("rb") as file:
        file.seek(begin)
        content = file.read(end - begin)
    if len(content) != end - begin or not is_text(content) or not _is_utf8(content):
        return None
    return split(content, delimiter, longest_line, headings, coded)


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    try:
        pa.array([content], pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def coded_columns(
    path: Path, delimiter: str, longest_line: int, headings: Sequence[str], rows: int, begins: Sequence[int]
) -> frozenset[int]:
    """Positions of the columns whose words repeat, by some rows here and there.

    Args:
        rows: how many share a table of words.
        begins: where some rows begin, in bytes; what turns out to be no beginning tells nothing.
    """
    samples = []
    for begin in begins:
        with path.open("rb") as file:
            file.seek(begin)
            piece = file.read(_SAMPLE)
        piece = piece[: piece.rfind(b"\n") + 1]
        if piece and is_text(piece) and _is_utf8(piece):
            found = split(piece, delimiter, longest_line, headings)
            samples += [found] if found is not None else []
    width = range(len(headings) if any(len(sample.lines) for sample in samples) else 0)
    return frozenset(at for at in width if pays([sample.columns[at] for sample in samples], rows))


def _joined(blocks: list[Split], extents: list[tuple[int, int]]) -> Iterator[Stretch]:
    """Blocks put together to sheets; each is let go of when it is taken over."""
    line, is_empty = 0, True
    while blocks:
        most = extents[0][0] + _SHEET
        count = max(1, sum(end <= most for _, end in extents))
        columns = [in_one([block.columns[at] for block in blocks[:count]]) for at in range(len(blocks[0].headings))]
        lines, uneven = [], []
        for block in blocks[:count]:
            lines.append(block.lines + line)
            uneven += [(at + line, cells) for at, cells in block.uneven]
            line += block.breaks
        del blocks[:count], extents[:count]
        stretch = Stretch(columns, np.concatenate(lines), uneven)
        is_empty = is_empty and not (len(stretch.lines) or uneven)
        if len(stretch.lines) or uneven or (is_empty and not blocks):
            yield stretch
