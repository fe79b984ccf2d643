"""Why a duty cannot be judged: stable codes, strongest first (docs/decisions/0001, reading 31)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zhiben.engine.search import Flags

# The number of a reason is its place here; 0 = the duty can be judged.
REASONS = (
    "",
    "missing-attribute",
    "missing-trigger-value",
    "missing-due-date",
    "due-date-before-trigger",
    "calendar-not-published",
    "nothing-to-compare",
    "not-covered",
    "nothing-to-measure",
    "conflicting-latest",
)
MISSING_ATTRIBUTE, MISSING_TRIGGER_VALUE, MISSING_DUE_DATE, DUE_DATE_BEFORE_TRIGGER, NOT_PUBLISHED = range(1, 6)
NOTHING_TO_COMPARE, NOT_COVERED, NOTHING_TO_MEASURE, CONFLICTING_LATEST = range(6, 10)

Reasons = npt.NDArray[np.int8]


def unknown_where(reason: Reasons, flags: Flags, code: int) -> Reasons:
    """(d,) reasons with `code` where `flags`, unless a stronger one stands there already.

    Without any flag they are the same array.
    """
    if not flags.any():
        return reason
    return np.where(flags & ((reason == 0) | (reason > code)), code, reason).astype(np.int8)


def strongest(reason: Reasons, other: Reasons) -> Reasons:
    """(d,) of two reasons the one that is named first; 0 where neither holds.

    Without any other reason they are the same array.
    """
    if not other.any():
        return reason
    return np.where((reason == 0) | ((other != 0) & (other < reason)), other, reason).astype(np.int8)
