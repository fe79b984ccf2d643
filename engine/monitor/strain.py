"""What steps needed for themselves is looked for and given back when nobody waits for it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyarrow as pa

from zhiben.engine.giving_back import give_back as give_back

MANY = 500  # duties judged since the last time, from which on this is worth some thousandths of a second


@contextmanager
def undisturbed() -> Iterator[Callable[[], None]]:
    """Python looks for garbage in cycles only when what is yielded is called, as far as it is due then.

    To look through all that a monitor holds takes as long as some decisions. Without cyclic garbage collection before,
    there is none after either.
    """
    was_enabled = gc.isenabled()
    gc.disable()

    def look() -> None:
        """Let the interpreter do what it has put off."""
        if was_enabled:
            gc.enable()
            _ = [[] for _ in range(2)]  # it looks when something is made
            gc.disable()

    try:
        yield look
    finally:
        if was_enabled:
            gc.enable()


def sparing() -> None:
    """From now on Arrow takes its memory from the C library, where what is free can be given back at any time.

    Its own allocator is faster with large tables by several threads, and holds on to tens of megabytes between steps.
    """
    pa.set_memory_pool(pa.system_memory_pool())
