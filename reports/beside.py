"""The same work for several languages at once: Arrow and polars let go of the interpreter while they compute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
_MANY = 5_000  # rows; starting threads for fewer takes longer than it saves


def each(work: Callable[[Item], Made], items: Sequence[Item], size: int) -> dict[Item, Made]:
    """What `work` makes of each item, on a thread for each where there is much to do.

    Args:
        size: rows that every item is made of.
    """
    if size < _MANY or len(items) < 2:
        return {item: work(item) for item in items}
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(items)) as pool:
        return dict(zip(items, pool.map(work, items), strict=True))
