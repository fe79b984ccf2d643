"""How much the machine itself draws work out: a plain loop that takes as long as a decision, again and again."""

from __future__ import annotations

import time

import numpy as np


def drawn_out(seconds: float, times: int) -> float:
    """99th percentile of the seconds that a plain loop takes so many times whose median is as given.

    What is above the median is none of the loop's doing: it does the same every time, and asks for nothing.
    """
    units = [_timed(1) for _ in range(1_000)]
    many = max(round(seconds / float(np.median(units))), 1)
    took = np.array([_timed(many) for _ in range(times)])
    return float(np.percentile(took, 99) * seconds / np.median(took))


def _timed(many: int) -> float:
    begun = time.perf_counter()
    for _ in range(many):
        _ = {str(number): number for number in range(100)}
    return time.perf_counter() - begun
