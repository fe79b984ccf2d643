"""Processes that do the same work side by side; what they find comes back as if one had done it, in the same order.

Threads would share one lock of Python, which most of the judgement holds. A process that is copied (`fork`) would have
copies of locks that threads of Arrow and Polars hold, and `multiprocessing` would run a caller's script again: the
processes of `loky` are new ones that import what they need.
"""

from __future__ import annotations

import os
import pickle
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from msgspec import Struct

from zhiben.events.problem import Problem, Unusable

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

EACH = 500_000  # rows of a log that are worth a process: judging so many takes a few times as long as its imports
MOST = 8  # processes, whatever the machine has: each holds a part
_IDLE = 60  # seconds after which a process ends that has nothing to do
# One pool of memory instead of three: a fifth less for each process. To give back at once what is free takes still
# less, and a quarter more processor time.
_SPARING = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
}


def workers_for(rows: int) -> int:
    """How many processes a log of so many rows is worth; 0 = none besides this one."""
    if rows < 2 * EACH:
        return 0
    from loky import cpu_count

    number = min(cpu_count(), MOST, rows // EACH)  # cores that this process may use, in a container too
    return number if number > 1 else 0


class Crew:
    """So many processes, or none: then the work is done here, by the same functions.

    A context: when it is left, they have ended; when it is left by an error or by Ctrl-C, at once.
    """

    def __init__(self, size: int, modules: Sequence[str] = ()) -> None:
        """Start them.

        Args:
            modules: what they import while they have nothing to do yet.
        """
        self._pool = _pool(size, modules) if size else None
        self._directory: TemporaryDirectory[str] | None = None
        self._works = 0

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: object, trace: TracebackType | None) -> None:
        self._end(is_lost=kind is not None)
        if self._directory is not None:
            self._directory.cleanup()

    def end(self) -> None:
        """End the processes, whose memory is free then; what is asked for later is done here."""
        self._end(is_lost=False)

    def _end(self, is_lost: bool) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(kill_workers=is_lost)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Results in the order of the items; what an item raises is raised in its place.

        Work, items and results are pickled where there are processes, the work once; these begin at once.

        Raises:
            Unusable: code `worker-lost`, when a process ended before its work was done.
        """
        return map(work, items) if self._pool is None else _told(self._pool.map(self._laid_out(work), items))

    def _laid_out(self, work: Callable[[T], R]) -> _Work[T, R]:
        """Work that each process reads once, since it may hold a whole registry."""
        from loky.backend.reduction import dumps

        if self._directory is None:
            self._directory = TemporaryDirectory(prefix="zhiben-")
        self._works += 1
        file = Path(self._directory.name) / str(self._works)
        file.write_bytes(dumps(work))
        return _Work(file)


class _Work(Struct, Generic[T, R], frozen=True):
    """What is to be done, in a file."""

    file: Path

    def __call__(self, item: T) -> R:
        found: R = _work(self.file)(item)
        return found


@lru_cache(1)
def _work(file: Path) -> Callable[[Any], Any]:
    return cast("Callable[[Any], Any]", pickle.loads(file.read_bytes()))


def _pool(size: int, modules: Sequence[str]) -> ProcessPoolExecutor | None:
    from loky import ProcessPoolExecutor, cpu_count

    # Each has its share of the cores; more threads than those would only wait for each other.
    threads = str(max(cpu_count() // size, 1))
    wanted = {"POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads, **_SPARING}
    try:
        pool = ProcessPoolExecutor(
            size,
            timeout=_IDLE,
            initializer=_begin,
            initargs=(tuple(modules), os.getpid()),
            env={name: os.environ.get(name, value) for name, value in wanted.items()},
        )
        pool.submit(_nothing)  # they begin with the first work that they are given
    except (OSError, NotImplementedError):  # no processes, or no semaphores, are to be had
        return None
    return pool


def _told(results: Iterator[R]) -> Iterator[R]:
    from loky.process_executor import TerminatedWorkerError

    try:
        yield from results
    except TerminatedWorkerError as why:
        raise Unusable([_lost(str(why))]) from None


def _lost(why: str) -> Problem:
    signalled = re.search(r"SIG\w+\(-(\d+)\)", why)
    how = f"was ended by signal {signalled[1]}" if signalled else "ended"
    message = f"one of the processes that worked on the log {how} before it was done; no report was written"
    return Problem("worker-lost", message, hint="often memory ran out: close other programs, and audit again")


def _begin(modules: Sequence[str], asking: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that is waited for
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # which Polars cannot take back
    Thread(target=_end_with, args=(asking,), daemon=True).start()
    for name in modules:
        with suppress(ImportError):  # told by the work that needs it
            import_module(name)


def _end_with(asking: int) -> None:
    """A process that was killed cannot tell the others; where they see it (not on Windows), they end soon after."""
    while os.getppid() == asking or os.name == "nt":
        time.sleep(1)
    os._exit(1)


def _nothing() -> None:
    pass
