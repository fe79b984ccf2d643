"""What a column shows that none of its cells does alone: months stored as numbers, numbers out of all proportion."""

from __future__ import annotations

import re
from typing import Iterator

import numpy as np
import pyarrow as pa

from zhiben.events.distinct import Decoded
from zhiben.events.problem import Problem
from zhiben.events.sheet import Sheet
from zhiben.events.values import counted, listed
from zhiben.events.vocabulary import SCALE

_MONTH = re.compile(r"(?:19|20)\d\d\.(\d{1,2})\Z")
_FEWEST = 5  # numbers from which on there is a usual size
_APART = 1000  # times the median, or a part of it; 万元 beside 元 is 10,000 times, but amounts vary as well


def lost_months(sheet: Sheet, place: int, heading: str, found: Decoded) -> Iterator[Problem]:
    """A warning about a column of dates with numbers such as 2024.1, which were typed as 2024.1 or as 2024.10.

    A column in which some month still ends in 0 has kept its zeros; nothing is said of it.

    Args:
        found: the column as it was read; its faulty cells are looked at.
    """
    cells = zip(found.bad.tolist(), found.texts, strict=True)
    months = [(row, month[1]) for row, text in cells if (month := _MONTH.match(text))]
    if len(months) < 2 or not any(month == "1" for _, month in months) or any(month[-1] == "0" for _, month in months):
        return
    named = listed(sheet.cell_name(row, place) for row, _ in months)
    message = (
        f"`{heading}` holds {len(months)} months stored as numbers: {named}; 2024.10 becomes 2024.1, so January and "
        "October cannot be told apart, and none of these months is to be trusted"
    )
    hint = "write whole days (2024-10-08) in the cells named, in a column formatted as dates or as text"
    yield Problem("months-as-numbers", message, sheet.cell(months[0][0], place), hint, "warning", heading)


def out_of_proportion(sheet: Sheet, place: int, heading: str, numbers: pa.Array) -> Iterator[Problem]:
    """A warning about numbers a thousand times the median of their column or more, or that small a part of it.

    Args:
        numbers: (n,) millionths as read, null where missing; zeros say nothing.
    """
    sizes = np.abs(numbers.fill_null(0).to_numpy(zero_copy_only=False).astype(np.float64))
    filled = sizes > 0
    if int(filled.sum()) < _FEWEST:
        return
    usual = float(np.median(sizes[filled]))
    rows = np.flatnonzero(filled & ((sizes >= usual * _APART) | (sizes * _APART <= usual))).tolist()
    if not rows:
        return
    shown = listed(f"{sheet.cell_name(row, place)}: {_plain(float(sizes[row]))}" for row in rows)
    message = (
        f"`{heading}` holds {counted(len(rows), 'number')} out of all proportion ({shown}); "
        f"half of the column is below {_plain(usual)}, half above"
    )
    hint = "they count as they stand; are they in the same unit (元, 万元), with the decimal point in its place?"
    yield Problem("out-of-proportion", message, sheet.cell(rows[0], place), hint, "warning", heading)


def is_in_proportion(numbers: pa.ChunkedArray) -> bool:
    """Whether nothing is out of all proportion in (n,) numbers, nor in any part of them."""
    sizes = np.abs(numbers.drop_null().to_numpy().astype(np.float64))
    sizes = sizes[sizes > 0]
    return not len(sizes) or bool(sizes.max() < sizes.min() * _APART)


def _plain(scaled: float) -> str:
    return f"{scaled / SCALE:,.6f}".rstrip("0").rstrip(".")
