"""Several pieces of work at a time, each on a thread: numpy, Arrow and polars let go of the interpreter meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

import pyarrow as pa

Item = TypeVar("Item")
Made = TypeVar("Made")


def cores() -> int:
    """How many pieces of work are worth doing at a time: two at most, and one where Arrow was told of one core only."""
    return min(int(pa.cpu_count()), 2)


def abreast(
    work: Callable[[Item], Made], items: Iterable[Item], at_once: int, ahead: int | None = None
) -> Iterator[Made]:
    """What `work` makes of each item, in the order of the items.

    Args:
        at_once: pieces under way. 1 = no threads, and an item is not touched before the results of those before it
            were taken.
        ahead: pieces that may be done, or wait, besides, so that no more is held in memory; None = as many again.

    Raises:
        Exception: what `work` raised for the first item for which it did.
    """
    if at_once < 2:
        yield from map(work, items)
        return
    pool = ThreadPoolExecutor(at_once)
    begun = (pool.submit(work, item) for item in items)
    try:
        waiting = deque(islice(begun, at_once + (at_once if ahead is None else ahead)))
        for first in iter(lambda: waiting.popleft() if waiting else None, None):
            yield first.result()
            waiting.extend(islice(begun, 1))
    finally:
        pool.shutdown(cancel_futures=True)
