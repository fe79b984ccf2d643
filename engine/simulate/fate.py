"""What is to become of a duty: kept, late, missed, nearly kept, or nothing; drawn by how many are to be kept."""

from __future__ import annotations

import random
from typing import Literal

from zhiben.engine.ledger import AsOf
from zhiben.engine.simulate.owed import Owed
from zhiben.rules.model import By, Within

Intent = Literal["met", "late", "breached", "near-miss", "none"]
_CURABLE = ("count", "days", "distinct", "covers", "sum", "max")
_GROWING = ("count", "days", "distinct", "covers", "max")


def fate(owed: Owed, is_prohibition: bool, compliance: float, as_of: AsOf, rng: random.Random) -> tuple[Intent, bool]:
    """What is to become of it, and whether that takes a violation.

    Args:
        compliance: share of the duties that are to be kept, 0 to 1.
    """
    draw, kind = rng.random(), rng.random()
    if is_prohibition:
        if draw >= compliance:
            return ("breached", True) if kind < 0.6 else ("near-miss", False)
        return ("none" if _is_open(owed, as_of) else "met"), False
    if draw < compliance:
        return "met", False
    window, bound, measure = owed.duty.window, owed.duty.bound, owed.duty.measure
    if _is_open(owed, as_of):
        return ("near-miss" if kind < 0.3 else "none"), False
    if owed.verdict == "unknown":
        return "met", False  # without anything to measure it stays unknown, whatever fails
    is_curable = isinstance(window, By | Within) and bound.name == "at_least" and measure.name in _CURABLE
    if is_curable and kind < 0.4:
        return "late", False
    return ("near-miss" if kind < 0.75 else "breached"), False


def stays_open(owed: Owed, as_of: AsOf) -> bool:
    """Whether a kept duty is pending still: its window is open, and its verdict falls at the close."""
    return _is_open(owed, as_of) and (owed.duty.bound.name != "at_least" or owed.duty.measure.name not in _GROWING)


def _is_open(owed: Owed, as_of: AsOf) -> bool:
    return owed.closes is None or owed.closes > as_of.clock
