"""Headings parted by a mark that is not looked for: `类型，单位，日期` reads as one heading where three are meant."""

from __future__ import annotations

from zhiben.events.headings import Headings
from zhiben.events.problem import Problem
from zhiben.events.sheet import Sheet

_MARKS = ("，", "；", "、", "|")
_RECOGNISABLE = 2  # headings that mean something


def delimiter_problem(sheet: Sheet, headings: Headings, in_a_map: bool = True) -> Problem | None:
    """What to say of a text file with one heading, which another mark parts into several; None where none does.

    Args:
        sheet: whose headings do not suffice.
        headings: what headings may mean.
        in_a_map: whether a log map can say what stands between cells.
    """
    if len(sheet.headers) != 1 or sheet.name is not None:
        return None
    (heading,) = sheet.headers
    for mark in _MARKS:
        words = heading.split(mark)
        if sum(headings.meaning(word.strip()) is not None for word in words) >= _RECOGNISABLE:
            message = f"`{heading[:60]}` is read as one heading, because `{mark}` does not part cells"
            hint, mapped = "put commas (,) between cells", f"or say in a log map: read: {{delimiter: '{mark}'}}"
            return Problem("bad-delimiter", message, sheet.header_span(), f"{hint}; {mapped}" if in_a_map else hint)
    return None
