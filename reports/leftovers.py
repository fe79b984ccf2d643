"""Temporary directories beside a report: made, held while in use, and cleared away after runs that were killed.

A directory is a leftover when all of this holds: its name is one that `made` gives, it holds nothing but files of a
report, nothing in it was touched for an hour, and no process holds it. Where that last thing cannot be known (no locks
on directories: Windows, some network file systems), everything is left alone.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhiben.reports import parts

FILES = frozenset({*parts.FILES, "manifest.json", "summary.csv"})
_QUIET = 3600.0  # seconds; between making a directory and holding it lie microseconds


def made(target: Path) -> Path:
    """A new empty directory beside `target`."""
    return Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))


@contextmanager
def held(directory: Path) -> Iterator[bool]:
    """Hold a directory, wherever it is moved meanwhile; yields False where it is held by another, or cannot be."""
    try:
        import fcntl

        descriptor = os.open(directory, os.O_RDONLY)
    except (ImportError, OSError):
        yield False
        return
    try:
        is_held = True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            is_held = False
        yield is_held
    finally:
        os.close(descriptor)


def clear(target: Path) -> None:
    """Remove the leftovers beside `target`; what cannot be removed stays."""
    name = re.compile(re.escape(f".{target.name}-") + r"[a-z0-9_]{8}\Z")  # as tempfile forms it
    with suppress(OSError):
        for entry in sorted(target.parent.iterdir()):
            if name.match(entry.name):
                with held(entry) as is_held, suppress(OSError):
                    if is_held and _is_left(entry):
                        remove(entry)


def remove(directory: Path) -> None:
    """Remove a directory, also one that was made read-only; what cannot be removed stays."""
    with suppress(OSError):
        directory.chmod(0o700)
    shutil.rmtree(directory, ignore_errors=True)


def _is_left(directory: Path) -> bool:
    if directory.is_symlink() or not directory.is_dir():
        return False
    files = list(directory.rglob("*"))
    if any(file.is_symlink() or not _is_ours(file, directory) for file in files):
        return False
    return max(path.stat().st_mtime for path in (directory, *files)) < time.time() - _QUIET


def _is_ours(path: Path, directory: Path) -> bool:
    """Whether a file, or a directory of files, is part of a report."""
    from zhiben.reports.formats import format_files

    first, *rest = path.relative_to(directory).parts
    if rest or path.is_dir():
        return f"{first}/" in format_files() and len(rest) <= 1 and (not rest or path.is_file())
    return path.is_file() and first in FILES | format_files()
