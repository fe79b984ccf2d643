"""Memory given back to the system soon after it is free, in a process that long waits for others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pyarrow as pa


@contextmanager
def sparing() -> Iterator[None]:
    """While it lasts Arrow takes its memory from jemalloc, where it was built with it.

    Arrow's usual pool keeps what its threads have freed: twice as much, beside the processes that judge parts.
    """
    before = pa.default_memory_pool()
    with suppress(NotImplementedError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
