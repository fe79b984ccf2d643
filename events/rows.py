"""The rows of one sheet as events, each cell checked against the vocabulary; a wrong one rejects its row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import msgspec
import numpy as np
import pyarrow as pa
from msgspec import Struct

from zhiben.events.binding import Binding
from zhiben.events.cells import composed
from zhiben.events.civil import CivilCalendar
from zhiben.events.columns import decode
from zhiben.events.constant import constant, nothing
from zhiben.events.distinct import Decoded, as_coded, as_text, flagged
from zhiben.events.distinct_ids import are_distinct
from zhiben.events.logmap_form import LogMap
from zhiben.events.moments import decode_moments
from zhiben.events.problem import Problem
from zhiben.events.row_faults import IGNORED, RowFaults
from zhiben.events.row_fields import RowFields
from zhiben.events.row_types import types_of
from zhiben.events.sheet import Rows, Sheet
from zhiben.events.typed_moments import INSTANT
from zhiben.events.values import counted
from zhiben.events.vocabulary import Field, Vocabulary

WORD = pa.dictionary(pa.int32(), pa.string())
# The columns that every sheet's events have, whatever their fields.
TYPES = {
    "id": pa.string(), "source": pa.string(), "type": WORD, "subject": WORD, "first": INSTANT, "last": INSTANT,
    "recordedtime": INSTANT, "file": WORD, "sheet": WORD, "line": pa.int64(),
}  # fmt: skip
EMPTY = pa.schema(list(TYPES.items())).empty_table()
_TEXT = Field("text", "text")


class Part(Struct, frozen=True):
    """Events of one sheet before their ids are settled; `id` is null where the content is to name them.

    Attributes:
        read, ignored, rejected: counts of rows.
        has_distinct_ids: no id occurs twice for certain.
        faulty: lines of the rejected rows; an event of such a row may stand in the table all the same.
        left_out: lines of the ignored rows.
    """

    table: pa.Table
    read: int
    ignored: int
    rejected: int
    problems: tuple[Problem, ...]
    has_distinct_ids: bool = False
    faulty: Rows = msgspec.field(default_factory=lambda: np.zeros(0, np.int64))
    left_out: Rows = msgspec.field(default_factory=lambda: np.zeros(0, np.int64))


def read_rows(
    sheet: Sheet, binding: Binding, vocabulary: Vocabulary, civil: CivilCalendar, mapping: LogMap | None
) -> Part:
    """The events of a sheet.

    Args:
        sheet: the table as found.
        binding: which column supplies what; usable.
        vocabulary: types and fields.
        civil: days and instants of the zone.
        mapping: the log map, for the words of its types.

    Raises:
        Broken: the file is damaged inside.
    """
    return _Rows(sheet, binding, vocabulary, civil, mapping, RowFaults(sheet, binding)).part()


@dataclass(slots=True)
class _Rows:
    """State of one sheet's reading."""

    sheet: Sheet
    binding: Binding
    vocabulary: Vocabulary
    civil: CivilCalendar
    mapping: LogMap | None
    faults: RowFaults
    cells: dict[int, pa.Array] = field(init=False)
    uses: Counter[int] = field(init=False)
    has_distinct_ids: bool = False

    def part(self) -> Part:
        fields = dict.fromkeys(place for _, place in self.binding.fields)
        self.uses = Counter([*self.binding.envelope.values(), *self.binding.identity, *fields])
        places = sorted(self.uses)
        self.cells = dict(zip(places, self.sheet.read(places), strict=True))
        count = len(self.sheet.lines)
        typed = self.binding.envelope.get("type")
        self.faults.types = types_of(
            None if typed is None else self._cells(typed), self.vocabulary, self.mapping, self.faults
        )
        columns: dict[str, pa.Array] = {"id": self._ids(), "source": self._text("source"), "type": self._type_column()}
        columns["subject"] = self._subjects()
        columns["first"], columns["last"] = self._moments("time", is_required=True)
        columns["recordedtime"] = self._moments("recordedtime")[1]
        columns["file"] = constant(self.sheet.file, count)
        columns["sheet"] = constant(self.sheet.name, count)
        columns["line"] = pa.array(self.sheet.lines, pa.int64())
        reader = RowFields(self.vocabulary, self.civil, self.faults, columns)
        for place in fields:
            reader.read(place, self._cells(place))
        self._unnamed()
        if not count + self.sheet.spoiled + self.sheet.skipped:
            self.faults.problems.append(no_rows(self.sheet))
        ignored, rejected = self.faults.types == IGNORED, self.faults.rejected
        lost = rejected | ignored
        table = pa.table(columns)
        return Part(
            table.filter(pa.array(~lost)) if lost.any() else table,
            count + self.sheet.spoiled,
            int(ignored.sum()),
            int((rejected & ~ignored).sum()) + self.sheet.spoiled,
            tuple(self.faults.problems),
            self.has_distinct_ids,
            self.sheet.lines[rejected & ~ignored],
            self.sheet.lines[ignored],
        )

    def _cells(self, place: int) -> pa.Array:
        """Cells of a column, let go of when they are asked for the last time."""
        self.uses[place] -= 1
        return self.cells[place] if self.uses[place] > 0 else self.cells.pop(place)

    def _type_column(self) -> pa.DictionaryArray:
        is_void = self.faults.types < 0
        codes = pa.array(self.faults.types, mask=is_void if is_void.any() else None)
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(self.vocabulary.events), pa.string()))

    def _subjects(self) -> pa.DictionaryArray:
        place = self.binding.envelope.get("subject")
        if place is None or not pa.types.is_dictionary(self.cells[place].type):
            return self._text("subject", is_required=True).dictionary_encode()
        found = as_coded(self._cells(place))
        if found.null_count:
            self.faults.missing("subject", flagged(found.is_null()))
        return found

    def _text(self, name: str, is_required: bool = False) -> pa.Array:
        place = self.binding.envelope.get(name)
        if place is None:
            given = self.binding.constants.get(name)
            count = len(self.sheet.lines)
            return nothing(count, pa.string()) if given is None else constant(given, count).cast(pa.string())
        found = decode(self._cells(place), _TEXT, self.civil)
        self.faults.reject(name, found)
        self._require(name, found, is_required)
        return found.first

    def _require(self, name: str, found: Decoded, is_required: bool) -> None:
        """Rejects the rows that lack what every event has."""
        if is_required and found.first.null_count:
            missing = flagged(found.first.is_null())
            missing[found.bad] = False
            self.faults.missing(name, missing)

    def _ids(self) -> pa.Array:
        """Ids as given, or composed of the columns that make a row's identity, or null: such rows are named by content.

        A map's ids are required. Of others each row is asked by itself, so that nothing depends on what stands beside
        it; where only some of them lack an id, that is told.
        """
        if self.binding.identity:
            found = composed([self._cells(place) for place in self.binding.identity])
            self.faults.missing("id", flagged(found.is_null()))
            return found
        place = self.binding.envelope.get("id")
        if place is not None and pa.types.is_integer(self.cells[place].type):
            self.has_distinct_ids = not self.cells[place].null_count and are_distinct(self.cells[place])
        if place is not None and self.mapping is not None and self.mapping.id is not None:
            return self._text("id", is_required=True)
        ids = self._text("id")
        if place is not None and 0 < ids.null_count < len(ids):
            first = int(np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False))[0])
            message = (
                f"{counted(ids.null_count, 'row')} without an id among others that have one; named by their content"
            )
            hint = "fill it in, so that a row that is sent again is known as the same"
            self.faults.problems.append(
                Problem("missing-id", message, self.sheet.cell(first, place), hint, "warning", "id")
            )
        return ids

    def _moments(self, name: str, is_required: bool = False) -> tuple[pa.Array, pa.Array]:
        place = self.binding.envelope.get(name)
        if place is None:
            unknown = nothing(len(self.sheet.lines), INSTANT)
            return unknown, unknown
        cells, pattern = self._cells(place), self.binding.patterns.get(name)
        found = decode_moments(cells, self.civil, pattern, self.sheet.has_serials)
        self.faults.reject(name, found)
        self.faults.doubt("time", found, place)
        self._require(name, found, is_required)
        return found.first, found.last if found.last is not None else found.first

    def _unnamed(self) -> None:
        """Warns where a column without a heading is filled."""
        unnamed = [place for place, heading in enumerate(self.sheet.headers) if not heading]
        for place, cells in zip(unnamed, self.sheet.read(unnamed) if unnamed else [], strict=True):
            rows = np.flatnonzero(as_text(cells).is_valid().to_numpy(zero_copy_only=False)).tolist()
            if rows:
                filled_in = counted(len(rows), "row")
                message = f"column {place + 1} has no heading: filled in {filled_in}, first here; not read"
                hint = "name it after a field of the vocabulary, or empty it"
                self.faults.problems.append(
                    Problem("unnamed-column", message, self.sheet.span(rows[0]), hint, "warning")
                )


def no_rows(sheet: Sheet) -> Problem:
    """What is said of headings with nothing below them."""
    return Problem("empty-log", "the log has headings, but no rows", sheet.header_span(), level="warning")
