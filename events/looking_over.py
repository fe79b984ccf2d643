"""A sheet looked over before it is read cell by cell: headings further down, rows that report nothing."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from zhiben.events.headings import EVENT_WORDS, Headings
from zhiben.events.headings_again import headings_again
from zhiben.events.nothing_found import nil_returns
from zhiben.events.problem import Problem
from zhiben.events.sheet import Sheet
from zhiben.events.vocabulary import Vocabulary

_WRITTEN = 100_000  # rows; nobody wrote a longer register by hand


def is_written(sheet: Sheet) -> bool:
    """Whether people may have written the sheet: then it is worth a look at what people do."""
    return len(sheet.lines) <= _WRITTEN and not sheet.is_cut


def looked_over(sheet: Sheet, vocabulary: Vocabulary) -> tuple[Sheet, list[Problem]]:
    """The sheet without its further rows of headings, which count as rejected, and what is said of it.

    Raises:
        Broken: the file is damaged inside.
    """
    if not is_written(sheet):
        return sheet, []
    problems: list[Problem] = []
    if sheet.name is not None:
        rows, problems = headings_again(sheet, Headings(EVENT_WORDS, vocabulary.events.values()))
        if len(rows):
            rest = np.setdiff1d(np.arange(len(sheet.lines)), rows)
            sheet = replace(sheet.only_rows(rest), spoiled=sheet.spoiled + len(rows))
    return sheet, [*problems, *nil_returns(sheet)]
