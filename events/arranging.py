"""A register's sheet made a plain table: totals left out, merged cells filled, rows that say two things settled.

All of it is asked for by the map, and all of it is counted and reported.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.distinct import as_text
from zhiben.events.logmap_form import Contradiction, LogMap
from zhiben.events.named import column_problem, places
from zhiben.events.problem import Problem
from zhiben.events.sheet import Rows, Sheet
from zhiben.events.values import counted, listed, plain

Flags = npt.NDArray[np.bool_]


def arrange(sheet: Sheet, mapping: LogMap) -> tuple[Sheet, list[Problem]]:
    """The sheet as the map says it is meant.

    Rows to skip are left out and counted in `Sheet.skipped`. A column to fill down takes the value above, inside a
    merged cell or not, but never from beyond a skipped row, a blank row or a row that could not be read.

    Returns:
        The sheet, reports among its problems; and errors, where the map names columns that it does not have.
    """
    if not mapping.arranges:
        return sheet, []
    work = _Arranging(sheet)
    for column, words in mapping.read.skip_rows.items():
        work.skip(column, words)
    for column in mapping.read.fill_down:
        work.fill(column)
    work.leave_out()
    for contradiction in mapping.contradictions:
        work.settle(contradiction)
    return work.sheet.with_problems(*work.reports), work.errors


class _Arranging:
    """One sheet on its way."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.skipped: Flags = np.zeros(len(sheet.lines), np.bool_)
        self.reports: list[Problem] = []
        self.errors: list[Problem] = []

    def _at(self, column: str) -> int | None:
        found = places(self.sheet, column)
        if found:
            return found[0]
        if not any(p.field == column for p in self.errors):
            self.errors.append(column_problem(self.sheet, column))
        return None

    def _texts(self, place: int) -> pa.Array:
        return as_text(self.sheet.read([place])[0])

    def skip(self, column: str, words: Sequence[str]) -> None:
        """Marks the rows that say one of the words in that column."""
        place = self._at(column)
        if place is None:
            return
        said = _said(self._texts(place))
        for word in words:
            rows = np.flatnonzero((said == _bare(word)) & ~self.skipped).tolist()
            if rows:
                self.skipped[rows] = True
                lines = listed(str(self.sheet.lines[row]) for row in rows)
                message = f"{counted(len(rows), 'row')} skipped, where `{column}` says `{word}`: {lines}"
                where = self.sheet.cell(rows[0], place)
                self.reports.append(Problem("skipped-rows", message, where, "", "note", column, word))

    def fill(self, column: str) -> None:
        """Fills the empty cells of a column with the value above."""
        place = self._at(column)
        if place is None:
            return
        texts = self._texts(place)
        empty: Flags = texts.is_null().to_numpy(zero_copy_only=False) & ~self.skipped
        merged = self._merged(place)
        source = self._above(empty)
        inside = (merged >= 0) & empty
        source[inside] = merged[inside]
        filled = np.flatnonzero(empty & (source >= 0))
        rows = np.where(source >= 0, source, np.arange(len(source)))
        taken = texts.take(pa.array(rows))
        # A merged cell may itself be empty.
        filled = filled[taken.is_valid().to_numpy(zero_copy_only=False)[filled]]
        if not len(filled):
            return
        self.sheet = self.sheet.with_cells({place: taken})
        by_merging = int(inside[filled].sum())
        said = [f"{counted(len(filled), 'empty cell')} of `{column}` filled with the value above"]
        if self.sheet.merged:
            loose = [self.sheet.cell_name(row, place) for row in filled[~inside[filled]].tolist()]
            said += [f"inside merged cells: {by_merging}"]
            said += [f"not merged are {len(loose)}: {listed(loose)}"] if loose else []
        where = self.sheet.cell(int(filled[0]), place)
        self.reports.append(Problem("filled-down", "; ".join(said), where, "", "note", column))

    def _merged(self, place: int) -> Rows:
        """(n,) the row that holds the value of the merged cell each row is part of, -1 outside merged cells."""
        found = np.full(len(self.sheet.lines), -1, np.int64)
        for top, left, bottom, right in self.sheet.merged:
            if left <= place <= right and bottom > top:
                rows = np.flatnonzero((self.sheet.lines >= top) & (self.sheet.lines <= bottom))
                if len(rows) and self.sheet.lines[rows[0]] == top and not self.skipped[rows[0]]:
                    found[rows] = rows[0]
        return found

    def _above(self, empty: Flags) -> Rows:
        """(n,) the nearest row above that is filled, with nothing but empty cells between; -1 where there is none."""
        count = len(empty)
        broken = self.skipped | self._gaps()
        rows = np.arange(count)
        filled = ~empty & ~self.skipped
        last_filled = np.maximum.accumulate(np.where(filled, rows, -1)) if count else rows
        last_break = np.maximum.accumulate(np.where(broken, rows, -1)) if count else rows
        return np.where(empty & (last_filled >= last_break), last_filled, -1)

    def _gaps(self) -> Flags:
        """(n,) whether something that is no row of the table stands between a row and the one above it."""
        lines = self.sheet.lines
        gaps = np.zeros(len(lines), np.bool_)
        if len(lines) < 2:
            return gaps
        gaps[1:] = np.diff(lines) > 1
        if self.sheet.name is None and gaps.any():
            # In text files a cell may be broken over lines.
            rows = np.flatnonzero(gaps) - 1
            cells = [as_text(c).take(pa.array(rows)) for c in self.sheet.read(range(len(self.sheet.headers)))]
            breaks = sum(pc.count_substring(c, "\n").fill_null(0).to_numpy(zero_copy_only=False) for c in cells)
            gaps[rows + 1] = lines[rows + 1] - lines[rows] > 1 + breaks
        return gaps

    def leave_out(self) -> None:
        """Leaves out the rows that are skipped."""
        if self.skipped.any():
            self.sheet = self.sheet.only_rows(np.flatnonzero(~self.skipped)).with_skipped(int(self.skipped.sum()))
            self.skipped = np.zeros(len(self.sheet.lines), np.bool_)

    def settle(self, said: Contradiction) -> None:
        """Reports the rows that say two things, and takes the weaker reading of them."""
        about = [self._at(name) for name in (said.column, said.needs or said.forbids, said.date) if name is not None]
        if any(place is None for place in about):
            return
        column, other = about[0], about[1]
        assert column is not None and other is not None
        states, dates = self._texts(column), self._texts(other)
        has_said = np.isin(_said(states), [_bare(word) for word in said.says])
        filled = dates.is_valid().to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(has_said & (~filled if said.needs is not None else filled))
        if not len(rows):
            return
        if said.date is not None and about[2] is not None:
            rows = self._take_over(said, rows, (other, about[2]))
        for row in rows.tolist():
            state, cell = states[row].as_py(), self.sheet.cell_name(row, other)
            if said.needs is not None:
                message = (
                    f"`{said.column}` says `{state}`, but `{said.needs}` is empty ({cell}); "
                    "without a date it counts as not done"
                )
                hint = f"fill in {cell}: the day on which it was done"
            else:
                message = (
                    f"`{said.column}` says `{state}`, but `{said.forbids}` holds `{dates[row].as_py()}` ({cell}); "
                    "it counts as not done"
                )
                hint = f"correct `{said.column}`, or empty {cell}"
            where = self.sheet.cell(row, other)
            self.reports.append(Problem("contradiction", message, where, hint, "warning", said.column, str(state)))
        if said.forbids is not None:
            keep = np.ones(len(dates), np.bool_)
            keep[rows] = False
            self.sheet = self.sheet.with_cells({other: pc.if_else(pa.array(keep), dates, pa.scalar(None, pa.string()))})

    def _take_over(self, said: Contradiction, rows: Rows, about: tuple[int, int]) -> Rows:
        """Gives empty cells the date of another column, as the map says; tells which rows have none there either."""
        other, source = about
        dates = self._texts(source)
        has_date: Flags = dates.is_valid().to_numpy(zero_copy_only=False)[rows]
        given = rows[has_date]
        if len(given):
            taken = np.zeros(len(self.sheet.lines), np.bool_)
            taken[given] = True
            self.sheet = self.sheet.with_cells({other: pc.if_else(pa.array(taken), dates, self._texts(other))})
            cells = listed(self.sheet.cell_name(row, other) for row in given.tolist())
            message = f"{counted(len(given), 'empty cell')} of `{said.needs}` took the date in `{said.date}`: {cells}"
            where = self.sheet.cell(int(given[0]), other)
            self.reports.append(Problem("date-taken-over", message, where, "", "note", said.column))
        return rows[~has_date]


def _bare(word: str) -> str:
    """How words of a cell are compared here: 合 计： is 合计."""
    return "".join(plain(word).split()).rstrip(":。.;")


def _said(texts: pa.Array) -> npt.NDArray[np.object_]:
    coded = texts.dictionary_encode()
    words = np.array([*(_bare(str(w)) for w in coded.dictionary.to_pylist()), None], np.object_)
    found: npt.NDArray[np.object_] = words[coded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)]
    return found
