"""What steps needed for themselves is given back to the system, lest memory stay at its height in gaps."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import pyarrow as pa

MANY = 20_000  # duties judged since the last time, from which on this is worth some hundredths of a second


def give_back() -> None:
    """Free memory that lies between what is in use; does nothing where the C library cannot."""
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    """`malloc_trim` of glibc, or None."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library; on Windows None is no library
        return None
