"""One piece of work after the other on a second core, while the caller goes on; numpy, Arrow and polars let it run.

Where Arrow was told that there is one core for this process, the caller waits instead, and less is held at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa


class Alongside:
    """At most one piece is under way, so that no more is held in memory than the next one needs."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1) if pa.cpu_count() > 1 else None
        self._under_way: Future[None] | None = None

    def begin(self, work: Callable[[], None]) -> None:
        """Start a piece of work when the one before is done.

        Raises:
            Exception: what the one before raised; with one core, what this one raises.
        """
        self.end()
        if self._pool is None:
            work()
        else:
            self._under_way = self._pool.submit(work)

    def end(self) -> None:
        """Wait until nothing is under way.

        Raises:
            Exception: what the last piece raised, once.
        """
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()
