"""Where events come from: standard input, a file that grows, or HTTP. Each fills one queue from a thread of its own.

The queue holds what one step takes, and no more: whoever sends faster than the monitor judges has to wait, and nothing
piles up in memory.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from zhiben.engine.monitor.settings import Outcome
from zhiben.events.arriving import Arrived, Arriving
from zhiben.events.problem import Problem, Unusable

CHUNK = 1 << 20  # bytes read at once; a pipe has fewer
POLL = 0.2  # seconds between looks at a file that grows


class Delivery(Struct, frozen=True):
    """Some events, how far their source has been read with them, and whom to tell what became of them."""

    arrived: Arrived
    marks: Mapping[str, Any] = field(default_factory=dict)
    reply: Callable[[Outcome], None] | None = None

    @property
    def size(self) -> int:
        """How much there is to do for it: its events, and whatever else its lines hold."""
        events: int = self.arrived.table.num_rows
        return max(events + self.arrived.rejected + self.arrived.ignored, 1)


class Queue:
    """Deliveries on their way to the monitor; `None` says that a source has come to its end."""

    def __init__(self, most: int) -> None:
        """An empty one, with room for `most` events; a delivery of more than these is let in alone."""
        self._most, self._size = most, 0
        self._waiting: deque[Delivery | None] = deque()
        self._changed = threading.Condition()
        self.stopped = threading.Event()
        self.failure: BaseException | None = None

    def put(self, delivery: Delivery | None, patience: float = math.inf) -> bool:
        """Wait for room; False where there was none within so many seconds, or the monitor has stopped."""
        size = 0 if delivery is None else delivery.size
        end = time.monotonic() + patience
        with self._changed:
            while self._size and self._size + size > self._most and not self.stopped.is_set():
                if time.monotonic() >= end:
                    return False
                self._changed.wait(POLL)
            if self.stopped.is_set():
                return False
            self._waiting.append(delivery)
            self._size += size
            self._changed.notify_all()
        return True

    def take(self, patience: float) -> list[Delivery | None]:
        """All that has come, in its order; waits for the first, and never for more."""
        with self._changed:
            if not self._waiting:
                self._changed.wait(patience)
            found, self._size = list(self._waiting), 0
            self._waiting.clear()
            self._changed.notify_all()
        return found


class _Reader(threading.Thread):
    """A thread that reads; what it fails of ends the monitor."""

    def __init__(self, queue_: Queue, arriving: Arriving, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._queue, self._arriving = queue_, arriving

    def run(self) -> None:
        try:
            self.read()
        except BaseException as error:  # noqa: BLE001  # raised by the loop instead
            self._queue.failure = error
        self._queue.put(None)

    def read(self) -> None:
        raise NotImplementedError


class Lines(_Reader):
    """Lines of JSON from a descriptor, until its end."""

    def __init__(self, queue_: Queue, arriving: Arriving, most: int, descriptor: int = 0) -> None:
        """Read standard input; `most` lines become one delivery."""
        super().__init__(queue_, arriving, "lines")
        self._descriptor, self._most = descriptor, most

    def read(self) -> None:
        rest, before = b"", 0
        while content := os.read(self._descriptor, CHUNK):
            lines = (rest + content).splitlines(keepends=True)
            rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
            before = self._deliver(lines, before)
        if rest.strip():
            self._deliver([rest], before)

    def _deliver(self, lines: list[bytes], before: int) -> int:
        for at in range(0, len(lines), self._most):
            some = lines[at : at + self._most]
            if any(not line.isspace() for line in some):
                self._queue.put(Delivery(self._arriving.read(b"".join(some), "stdin", before)))
            before += len(some)
        return before


class Tail(_Reader):
    """Lines of JSON from a file that grows; one that is replaced or cut short is read from its beginning."""

    def __init__(
        self,
        queue_: Queue,
        arriving: Arriving,
        path: Path,
        mark: Mapping[str, Any] | None,
        once: bool,
        most: int,
    ) -> None:
        """Go on at a mark.

        Args:
            mark: of an earlier run.
            once: stop at the end of the file instead of waiting for more.
        """
        super().__init__(queue_, arriving, "tail")
        self._path, self._once, self._most = path, once, most
        self._mark = dict(mark or {"inode": 0, "offset": 0, "line": 0})

    def read(self) -> None:
        rest = b""
        while not self._queue.stopped.is_set():
            try:
                with open(self._path, "rb") as file:
                    now = os.fstat(file.fileno())
                    if now.st_ino != self._mark["inode"] or now.st_size < self._mark["offset"]:
                        self._mark, rest = {"inode": now.st_ino, "offset": 0, "line": 0}, b""
                    file.seek(self._mark["offset"])
                    while content := file.read(CHUNK):
                        lines = (rest + content).splitlines(keepends=True)
                        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
                        self._deliver(lines)
            except FileNotFoundError:
                if self._once:
                    raise Unusable([Problem("no-such-file", f"there is no file `{self._path}`")]) from None
            if self._once:
                if rest.strip():
                    self._deliver([rest])
                return
            rest = b""  # a line that is not complete yet is read again from its beginning
            self._queue.stopped.wait(POLL)

    def _deliver(self, lines: list[bytes]) -> None:
        for at in range(0, len(lines), self._most):
            some = lines[at : at + self._most]
            size = sum(map(len, some))
            before = self._mark["line"]
            self._mark = {
                "inode": self._mark["inode"], "offset": self._mark["offset"] + size, "line": before + len(some)
            }  # fmt: skip
            if any(not line.isspace() for line in some):
                arrived = self._arriving.read(b"".join(some), str(self._path), before)
                self._queue.put(Delivery(arrived, {f"tail:{self._path}": self._mark}))
