"""Two directories change places in one step, where the system can do that (Linux)."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_HERE = -100  # AT_FDCWD
_SWAP = 2  # RENAME_EXCHANGE
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}  # this system or this file system does not know how


def exchange(one: Path, other: Path) -> bool:
    """Let two paths of one file system change places; at no instant is either of them absent.

    Returns:
        False where the system cannot do that; then nothing has happened.

    Raises:
        OSError: the system can, and refuses: a path is not there, or may not be moved.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # a C library older than the call
        return False
    swap = ctypes.c_uint(_SWAP)
    if rename(ctypes.c_int(_HERE), os.fsencode(one), ctypes.c_int(_HERE), os.fsencode(other), swap) == 0:
        return True
    if (code := ctypes.get_errno()) in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))
