"""A report directory: written beside its place, moved there when complete; so it is there whole or not at all."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhiben.events.problem import Problem, Span, Unusable
from zhiben.reports import manifest
from zhiben.reports.exchange import exchange
from zhiben.reports.leftovers import clear, held, made, remove

_ATTEMPTS = 100  # against other runs that write to the same place at the same time
_ELSEWHERE = "get the right to write there, or give --out a directory in which you may write"
_REMEDY: dict[int | None, str] = {
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: "nothing can be written to that file system: give --out a directory on another",
    errno.ENOSPC: "make room there, or give --out a directory on another disk",
    errno.EDQUOT: "make room there, or give --out a directory on another disk",
    errno.ENOTDIR: "part of that path is a file: give --out a directory below directories only",
    errno.ENAMETOOLONG: "give --out a shorter name",
}


def check_place(out: Path) -> None:
    """See that a report may be written to `out`: nothing is there, or an empty directory, or just an older report.

    Raises:
        Unusable: code `out-not-ours` or `out-not-writable`.
    """
    try:
        is_there = _is_there(out)
        if is_there and not out.is_dir():
            raise _not_ours(out, "it is a file, and a report is a directory")
        foreign = _foreign(out) if is_there else []
        if not foreign:
            target = out.resolve()
            made(next(parent for parent in target.parents if parent.exists()) / target.name).rmdir()  # just to see
    except (OSError, ValueError) as error:
        raise _refused(out, error) from None
    if foreign:
        raise _not_ours(out, _held_by_others(foreign))


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
        fresh = made(target)
    except OSError as error:
        raise _refused(out, error) from None
    try:
        with held(fresh):
            fresh.chmod(0o777 & ~_umask())
            yield fresh
            _take_place(fresh, target)
    except OSError as error:
        raise _refused(out, error) from None
    finally:
        remove(fresh)
    clear(target)


def _take_place(fresh: Path, target: Path) -> None:
    """Other runs may be doing the same: whatever they do, one whole report stands there afterwards."""
    for _ in range(_ATTEMPTS):
        try:
            fresh.rename(target)  # onto nothing, or onto an empty directory
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        try:
            if exchange(fresh, target):
                break
            with _set_aside(target):
                fresh.rename(target)
            return
        except FileNotFoundError:  # moved away by another run between two steps
            continue
    else:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))
    if foreign := _foreign(fresh):  # put there while this run was writing
        exchange(fresh, target)
        raise _not_ours(target, _held_by_others(foreign))


@contextmanager
def _set_aside(target: Path) -> Iterator[None]:
    """Where directories cannot change places: the older one steps aside, and back if the new one cannot follow."""
    old = made(target)
    try:
        target.rename(old)  # onto an empty directory
        os.utime(old)  # else it would look left by a run of long ago
        yield
    except BaseException:
        with suppress(OSError):
            old.rename(target)  # refused where another run's report has taken the place
        raise
    finally:
        remove(old)


def _is_there(out: Path) -> bool:
    """`Path.exists`, but for names that no file can have, which it takes for files that are not there."""
    try:
        out.stat()
    except FileNotFoundError:
        return False
    return True


def _foreign(out: Path) -> list[str]:
    """Names in a directory that no report of ours put there, sorted."""
    names = {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_symlink() or not file.is_dir()}
    names |= {folder.name for folder in out.iterdir() if folder.is_dir() and not any(folder.iterdir())}
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


def _held_by_others(foreign: list[str]) -> str:
    names = ", ".join(f"`{name}`" for name in foreign[:3])
    names += f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
    return f"it holds {names}, which no Zhiben report has written"


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _not_ours(out: Path, why: str) -> Unusable:
    hint = "give --out a directory that does not exist yet, or the directory of an older report"
    return _unusable("out-not-ours", out, why, hint)


def _refused(out: Path, error: OSError | ValueError) -> Unusable:
    code = error.errno if isinstance(error, OSError) else None
    return _unusable("out-not-writable", out, _why(error), _REMEDY.get(code, "give --out another directory"))


def _unusable(code: str, out: Path, why: str, hint: str) -> Unusable:
    return Unusable([Problem(code, f"the report cannot be written to `{out}`: {why}", Span(str(out)), hint)])
