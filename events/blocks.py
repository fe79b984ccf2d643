"""What is read of a log at a time: a file, a stretch of a large one, or several small ones together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from zhiben.events.civil import CivilCalendar
from zhiben.events.logmap_form import LogMap
from zhiben.events.opening import Stretch, open_sheets, stretches
from zhiben.events.problem import Problem, Span
from zhiben.events.rows import EMPTY, Part
from zhiben.events.sheet import DETECT, Sheet, held
from zhiben.events.sheet_reading import bound_of, map_for, part_of
from zhiben.events.small_files import MOST, are_alike, in_pieces, small, together, with_files
from zhiben.events.vocabulary import Vocabulary


class Block(Struct, frozen=True):
    """What is read of a log at a time: a file, or a stretch of a large one.

    Attributes:
        path: of the file.
        stretch: of its rows; None = all that it has.
        is_again: the file was named before.
    """

    path: Path
    stretch: Stretch | None = None
    is_again: bool = False


def blocks(files: Iterable[Path], mapping: LogMap | None = None, rows: int | None = None) -> Iterator[Block]:
    """Files as they are read one after the other.

    Args:
        rows: of a stretch of a large Parquet or CSV file, about; None = files are read whole, as are those in which
            a map says that a row depends on those beside it.
    """
    seen: set[Path] = set()
    for path in files:
        place, own = path.absolute(), map_for(path, mapping)
        cut: Iterable[Stretch] = ()
        if rows is not None and place not in seen and (own is None or not own.arranges):
            cut = stretches(path, rows, DETECT if own is None else own.reading)
        is_cut = False
        for stretch in cut:
            is_cut = True
            yield Block(path, stretch)
        if not is_cut:
            yield Block(path, is_again=place in seen)
        seen.add(place)


def read_block(
    block: Block, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Iterator[tuple[Sheet, Part]] | None:
    """The events of every sheet of a block; None = the file can only be read whole."""
    if block.is_again:
        return iter([_again(block.path)])
    own = map_for(block.path, mapping)
    if block.stretch is None:
        sheets = open_sheets(block.path, DETECT if own is None else own.reading)
    elif (sheet := block.stretch.sheet()) is not None:
        sheets = [sheet]
    else:
        return None
    return (
        (sheet, part_of(sheet, bound, vocabulary, civil, own)) for sheet, bound in bound_of(sheets, vocabulary, own)
    )


def in_turn(
    blocks: Iterable[Block], vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Iterator[tuple[Sequence[Sheet], Part]]:
    """The events of every sheet of whole files; of several small files together where that comes to the same."""
    reader = _Reader(vocabulary, civil)
    waiting: list[Sheet] = []
    shared: LogMap | None = None
    rows = 0
    for block in blocks:
        own = map_for(block.path, mapping)
        sheets = [] if block.is_again else open_sheets(block.path, DETECT if own is None else own.reading)
        one = small(sheets, own)
        if waiting and (one is None or own is not shared or rows > MOST or not are_alike(waiting[0], one)):
            yield from reader.alike(waiting, shared)
            waiting, rows = [], 0
        if one is not None:
            waiting.append(one)
            shared, rows = own, rows + len(one.lines)
        elif block.is_again:
            sheet, part = _again(block.path)
            yield [sheet], part
        else:
            yield from reader.one_by_one(sheets, own)
    yield from reader.alike(waiting, shared)


class _Reader(Struct, frozen=True):
    """Sheets in, their events out."""

    vocabulary: Vocabulary
    civil: CivilCalendar

    def one_by_one(self, sheets: Sequence[Sheet], own: LogMap | None) -> Iterator[tuple[Sequence[Sheet], Part]]:
        """Of the sheets of one file each by itself."""
        for sheet, bound in bound_of(sheets, self.vocabulary, own):
            yield [sheet], part_of(sheet, bound, self.vocabulary, self.civil, own)

    def alike(self, sheets: Sequence[Sheet], own: LogMap | None) -> Iterator[tuple[Sequence[Sheet], Part]]:
        """Of small files of the same columns as many together as it goes."""
        for some, part in in_pieces(sheets, lambda some: self._together(some, own)):
            yield from self.one_by_one(some, own) if part is None else [(some, part)]

    def _together(self, sheets: Sequence[Sheet], own: LogMap | None) -> Part | None:
        whole = together(sheets)
        if whole is None:
            return None
        [(sheet, bound)] = bound_of([whole], self.vocabulary, own)
        if bound is None or any(binding.problems or binding.derived for _, binding in bound):
            return None
        return with_files(part_of(sheet, bound, self.vocabulary, self.civil, own), sheets, self.vocabulary)


def _again(path: Path) -> tuple[Sheet, Part]:
    again = Problem("file-twice", "the file is named twice; it is read once", Span(str(path)), level="warning")
    sheet = Sheet(str(path), None, (), held(()), np.zeros(0, np.int64), problems=(again,))
    return sheet, Part(EMPTY, 0, 0, 0, sheet.problems)
