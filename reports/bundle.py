"""A report directory: written beside its place, moved there when complete; so it is there whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiben.events.problem import Problem, Span, Unusable
from zhiben.reports import manifest


def check_place(out: Path) -> None:
    """See that a report may be written to `out`: nothing is there, or an empty directory, or just an older report.

    Raises:
        Unusable: code `out-not-ours` or `out-not-writable`.
    """
    try:
        if not _is_there(out):
            existing = next(parent for parent in out.absolute().parents if parent.exists())
            if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
                raise _unusable("out-not-writable", out, f"nothing can be written to `{existing}`")
            return
        if not out.is_dir():
            raise _unusable("out-not-ours", out, "it is a file, and a report is a directory")
        foreign = _foreign(out)
    except (OSError, ValueError) as error:
        raise _unusable("out-not-writable", out, _why(error)) from None
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        names = ", ".join(f"`{name}`" for name in foreign[:3])
        raise _unusable("out-not-ours", out, f"it holds {names}{more}, which no Zhiben report has written")


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A fresh directory to write into; when the block ends well it takes the place of `out`, otherwise it vanishes.

    Raises:
        Unusable: as `check_place`, and where the disk refuses.
    """
    check_place(out)
    target = out.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _unusable("out-not-writable", out, _why(error)) from None
    try:
        fresh.chmod(0o777 & ~_umask())
        yield fresh
        _take_place(fresh, target)
    except OSError as error:
        raise _unusable("out-not-writable", out, _why(error)) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _take_place(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old)  # onto an empty directory
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _is_there(out: Path) -> bool:
    """`Path.exists`, but for names that no file can have, which it takes for files that are not there."""
    try:
        out.stat()
    except FileNotFoundError:
        return False
    return True


def _foreign(out: Path) -> list[str]:
    """Names in a directory that no report of ours put there, sorted."""
    names = {entry.name for entry in out.iterdir()}
    try:
        content = json.loads((out / manifest.NAME).read_text(encoding="utf-8"))
        ours = {manifest.NAME, *content["files"]} if content["schema"] == manifest.SCHEMA else set()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        ours = set()
    return sorted(names - ours)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _unusable(code: str, out: Path, why: str) -> Unusable:
    hint = "give --out a directory that does not exist yet, or the directory of an older report"
    return Unusable([Problem(code, f"the report cannot be written to `{out}`: {why}", Span(str(out)), hint)])
