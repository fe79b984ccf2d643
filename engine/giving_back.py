"""Memory that was needed for a while and lies between what is in use is given back to the system."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import pyarrow as pa


def give_back() -> None:
    """Free memory that lies between what is in use, lest it stay at its height; nothing where the C library cannot."""
    pool, trim = pa.default_memory_pool(), _trim()
    pool.release_unused()
    if trim is not None and pool.backend_name != "system":  # that one has just asked the C library itself
        trim(0)


@cache
def _trim() -> Any:
    """`malloc_trim` of glibc, or None."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library; on Windows None is no library
        return None
