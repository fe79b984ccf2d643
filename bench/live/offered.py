"""Events that arrive at a steady rate, whether or not the monitor keeps up with them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt


def offered(
    events: Sequence[bytes], rate: float, most: int, judge: Callable[[Sequence[bytes]], None], tidy: Callable[[], None]
) -> tuple[npt.NDArray[np.float64], int]:
    """Offer them, one every 1/`rate` seconds; as `zhiben watch` does, a step takes all that has come, up to `most`.

    Args:
        judge: hands on what changes because of some events.
        tidy: what is done after that, while others may arrive.

    Returns:
        (n,) seconds from the arrival of each to the handing on of what it changes, and how many steps there were.
    """
    waits, done, steps = np.zeros(len(events)), 0, 0
    begun = time.perf_counter()
    while done < len(events):
        elapsed = time.perf_counter() - begun
        come = min(int(elapsed * rate) + 1, len(events), done + most)  # the first one at once
        if come == done:
            time.sleep(done / rate - elapsed)
            continue
        judge(events[done:come])
        waits[done:come] = time.perf_counter() - begun - np.arange(done, come) / rate
        done, steps = come, steps + 1
        tidy()
    return waits, steps
