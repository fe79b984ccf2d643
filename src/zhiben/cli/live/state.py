"""The folder of the state: one that is named and kept, or one of this run alone.

A run without `--state` has its events and duties on disk, too, for as long as it lives. What a run that was killed
could not remove, the next one does.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from zhiben.engine.monitor.state.store import FILE, Store
from zhiben.events.problem import Problem, Unusable

PREFIX = "zhiben-watch-"
YOUNG = 3_600  # seconds within which a folder may be one that a run has just begun with
_SINGLE = "a second monitor of one state would repeat everything; stop the other one, or use another --state"


@contextmanager
def state(folder: str | None, digest: str) -> Iterator[Store]:
    """The state, opened for this run alone; None = one that is thrown away.

    Raises:
        Unusable: another run has it open, it is no state, or that of other inputs (`digest`).
    """
    if folder is not None:
        with closing(_opened(Path(folder), digest)) as store:
            yield store
        return
    _clear_away()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as spare, closing(_opened(Path(spare), digest)) as store:
        yield store


def _opened(folder: Path, digest: str) -> Store:
    try:
        store = Store(folder)
        known = store.facts().get("digest")
        if known is None:
            store.say(digest=digest)
    except (sqlite3.Error, OSError) as error:
        is_locked = "locked" in str(error)
        code, hint = ("state-in-use", _SINGLE) if is_locked else ("bad-state", "name an empty folder for --state")
        raise Unusable([Problem(code, f"the state in `{folder}` cannot be opened: {error}", hint=hint)]) from None
    if known not in (None, digest):
        message = f"the state in `{folder}` is that of another rulebook, or of other entities, coverage or waivers"
        hint = "begin a new state and send the events again: what was judged by other rules cannot be gone on with"
        raise Unusable([Problem("state-of-other-inputs", message, hint=hint)])
    return store


def _clear_away() -> None:
    """Remove the folders of this user's runs that have come to no good end."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            seen = left.lstat()
            is_own = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
            is_old = stat.S_ISDIR(seen.st_mode) and time.time() - seen.st_mtime > YOUNG
            if is_own and is_old and not _is_open(left / FILE):
                shutil.rmtree(left, ignore_errors=True)
        except OSError:  # somebody else was quicker, or it is not ours
            continue


def _is_open(base: Path) -> bool:
    """Whether a run has the state open: it holds a lock for as long as it lives."""
    if not base.exists():
        return False
    try:
        with closing(sqlite3.connect(base, timeout=0)) as found:
            found.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False
    return False
