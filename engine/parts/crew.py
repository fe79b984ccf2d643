"""Processes that do the same work side by side; what they find comes back as if one had done it, in the same order.

Threads would share one lock of Python, which most of the judgement holds. A process that is copied (`fork`) would have
copies of locks that threads of Arrow and Polars hold, and `multiprocessing` would run a caller's script again: these
processes are new ones that import what they need, talk over pipes, and end when their pipe does.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock
from types import TracebackType
from typing import TypeVar, cast

from zhiben.events.problem import Problem, Unusable

T = TypeVar("T")
R = TypeVar("R")

EACH = 500_000  # rows of a log that are worth a process: judging so many takes a few times as long as its imports
MOST = 8  # processes, whatever the machine has: each holds a part
_PATIENCE = 10  # seconds that a process may take to end when it has nothing to do any more
# One pool of memory instead of three, from which what is free goes back to the system: a third less for each process.
_SPARING = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 24),
    "MALLOC_TOP_PAD_": str(1 << 22),
}
_BEGIN = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that is waited for
if hasattr(signal, "pthread_sigmask"):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # which Polars cannot take back
import sys
sys.path[:] = {path!r}
from zhiben.engine.parts.hand import serve
serve({modules!r})
"""


def workers_for(rows: int) -> int:
    """How many processes a log of so many rows is worth; 0 = none besides this one."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        cores = os.cpu_count() or 1
    number = min(cores, MOST, rows // EACH)
    return number if number > 1 else 0


class Lost(Exception):
    """A process ended before its work was done."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Crew:
    """So many processes, or none: then the work is done here, by the same functions.

    A context: when it is left, they have ended; when it is left by an error or by Ctrl-C, at once.
    """

    def __init__(self, size: int, modules: Sequence[str] = ()) -> None:
        """Start them.

        Args:
            modules: what they import while they have nothing to do yet.
        """
        self._idle: SimpleQueue[_Hand] = SimpleQueue()
        self._hands: list[_Hand] = []
        while len(self._hands) < size and sys.executable:
            try:
                self._hands.append(_Hand(size, modules))
            except OSError:  # no more processes are to be had: fewer do it, too
                break
            self._idle.put(self._hands[-1])
        self._lost: Lost | None = None  # the first
        self._turn = Lock()
        self._threads = ThreadPoolExecutor(max(len(self._hands), 1))  # one waits for each process

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: object, trace: TracebackType | None) -> None:
        if kind is not None:
            self._kill()
        self._threads.shutdown(cancel_futures=True)
        for hand in self._hands:
            hand.end()

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Results in the order of the items; what an item raises is raised in its place.

        Work, items and results are pickled where there are processes; these begin at once.

        Raises:
            Unusable: code `worker-lost`, when a process ended before its work was done.
        """
        if not self._hands:
            return map(work, items)
        said = pickle.dumps(work, pickle.HIGHEST_PROTOCOL)
        begun = [cast("Future[R]", self._threads.submit(self._one, said, item)) for item in items]
        return _results(deque(begun))

    def _one(self, said: bytes, item: object) -> object:
        hand = self._idle.get()
        try:
            return hand.do(said, item)
        except Lost as why:
            with self._turn:
                self._lost = self._lost or why
                self._kill()  # what the others do is of no use any more, and is not waited for
            raise Unusable([self._lost.problem]) from None
        finally:
            self._idle.put(hand)

    def _kill(self) -> None:
        for hand in self._hands:
            hand.kill()


def _results(waiting: deque[Future[R]]) -> Iterator[R]:
    while len(waiting):
        yield waiting.popleft().result()


class _Hand:
    """One process, seen from outside."""

    def __init__(self, size: int, modules: Sequence[str]) -> None:
        # Each has its share of the cores; more threads than those would only wait for each other.
        threads = str(max((os.cpu_count() or 1) // size, 1))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN.format(path=sys.path, modules=tuple(modules))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads, **_SPARING, **os.environ},
        )
        self._said: bytes | None = None  # the work that it knows already

    def do(self, said: bytes, item: object) -> object:
        """Have it do something, and wait for it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            pickle.dump((None if said is self._said else said, item), self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            self._said = said
            is_done, found = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise Lost(self._problem()) from None
        if not is_done:
            raise found
        return found

    def _problem(self) -> Problem:
        self.kill()
        code = self._process.wait()
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        message = f"one of the processes that worked on the log {how} before it was done; no report was written"
        return Problem("worker-lost", message, hint="often memory ran out: close other programs, and audit again")

    def kill(self) -> None:
        """End it now, whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """See that it has ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()  # which it takes for the end of its work
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
