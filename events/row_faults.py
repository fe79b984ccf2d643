"""Which rows of a sheet are lost, and why: every cell that is not understood is a problem, and rejects its row."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from zhiben.events.binding import Binding
from zhiben.events.column_doubts import lost_months, out_of_proportion
from zhiben.events.distinct import Decoded
from zhiben.events.looking_over import is_written
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet import Sheet
from zhiben.events.values import Fault

Flags = npt.NDArray[np.bool_]

MISSING, UNKNOWN, IGNORED = -1, -2, -3  # in place of a type
_WORDS_IN_A_MAP = "in a log map `values` says which of them is meant, and `blank` leaves the field open"
_DATES_IN_A_MAP = "in a log map `blank` leaves the date open, and `means` gives it that of another column"


@dataclass(slots=True)
class RowFaults:
    """What has been found wrong so far. Rows that are ignored have no faults.

    Attributes:
        rejected: (n,) rows that are lost.
        types: (n,) place of each row's type in the vocabulary, or why it has none; 0 until it is known.
    """

    sheet: Sheet
    binding: Binding
    rejected: Flags = field(init=False)
    types: npt.NDArray[np.int32] = field(init=False)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rejected = np.zeros(len(self.sheet.lines), np.bool_)
        self.types = np.zeros(len(self.sheet.lines), np.int32)

    def missing(self, name: str, missing: Flags) -> None:
        """Rejects rows that lack what every event has."""
        rows = np.flatnonzero(missing & self._counts()) if missing.any() else np.zeros(0, np.int64)
        self.rejected[rows] = True
        code, message = f"missing-{name}", f"the {name} is missing; every event has one"
        place = self.binding.envelope.get(name)
        self.problems.extend(
            Problem(code, message, self._at(row, place), self._of_merging(row, place), field=name)
            for row in rows.tolist()
        )

    def reject(self, name: str, found: Decoded, place: int | None = None) -> None:
        """Rejects the rows of cells that could not be read."""
        place = self.binding.envelope.get(name) if place is None else place
        counts = self._counts() if len(found.bad) else self.rejected
        for row, fault, text in zip(found.bad.tolist(), found.faults, found.texts, strict=True):
            if counts[row]:
                self.rejected[row] = True
                where = self._at(row, place)
                hint = f"{fault.hint}{_in_a_map(fault, text)}"
                self.problems.append(Problem(fault.code, str(fault), where, hint, field=name, value=text))

    def doubt(self, storage: str, found: Decoded, place: int) -> None:
        """Says what a column shows that none of its cells does alone."""
        if place >= len(self.sheet.headers) or not is_written(self.sheet):
            return
        heading = self.sheet.headers[place]
        if storage == "number":
            self.problems += out_of_proportion(self.sheet, place, heading, found.first)
        elif found.last is not None:
            self.problems += lost_months(self.sheet, place, heading, found)

    def _of_merging(self, row: int, place: int | None) -> str:
        """What to do about an empty cell that is part of a merged one; its first row alone holds the value."""
        line = int(self.sheet.lines[row])
        for top, left, bottom, right in self.sheet.merged:
            if place is not None and left <= place <= right and top < line <= bottom:
                heading = self.sheet.headers[place]
                return f"it is part of a merged cell; a log map fills it from above: read: {{fill_down: [{heading}]}}"
        return ""

    def _at(self, row: int, place: int | None) -> Span:
        """Where a cell stands, or where its row does; a derived one where the first is that it is made of."""
        if place is not None and place >= len(self.sheet.headers):
            place = self.binding.derived[place - len(self.sheet.headers)].at[0]
        return self.sheet.span(row) if place is None else self.sheet.cell(row, place)

    def _counts(self) -> Flags:
        """Rows that are not ignored."""
        counts: Flags = self.types != IGNORED
        return counts


def _in_a_map(fault: Fault, text: str) -> str:
    """What a log map can do about a cell that holds words of its own."""
    if fault.code == "unknown-value":
        return f"{_after(fault.hint)}{_WORDS_IN_A_MAP}"
    is_of_words = fault.code == "bad-date" and bool(fault.hint) and not any(c.isdigit() for c in text)
    return f"{_after(fault.hint)}{_DATES_IN_A_MAP}" if is_of_words else ""


def _after(hint: str) -> str:
    return "" if not hint else " " if hint.endswith("?") else "; "
