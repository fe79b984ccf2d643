"""Where changes go: standard output, or a file that is continued exactly where it ends.

A change is in the state before it is in the output. Whoever reads standard output sees a change again after a crash at
worst, under the same sequence number; in a file each stands once, because its last line says which one is next.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO

from zhiben.events.problem import Problem, Unusable


class Sink(Protocol):
    """Somewhere to write lines to. `last`: sequence number of the last line there, None = it cannot be known."""

    last: int | None

    def write(self, lines: Iterable[tuple[int, str]]) -> None:
        """Write lines with their sequence numbers; they are on their way when this returns."""

    def settle(self) -> None:
        """Make sure that what was written stays."""

    def close(self) -> None:
        """Write no more."""


class StreamSink:
    """Lines on a stream."""

    def __init__(self, stream: TextIO) -> None:
        """Write to a stream of text."""
        self.last: int | None = None
        self._stream = stream

    def write(self, lines: Iterable[tuple[int, str]]) -> None:
        """As `Sink.write`."""
        self._stream.write("".join(f"{line}\n" for _, line in lines))
        self._stream.flush()

    def settle(self) -> None:
        """Nothing more can be done about a stream."""

    def close(self) -> None:
        """The stream is somebody else's."""


class FileSink:
    """Lines at the end of a file."""

    def __init__(self, path: Path) -> None:
        """Continue a file; a last line that was not written whole is cut off.

        Raises:
            Unusable: the file holds something else, or cannot be written.
        """
        try:
            self._file: BinaryIO = open(path, "ab+")  # noqa: SIM115  # it stays open as long as the monitor runs
        except OSError as error:
            raise Unusable([Problem("cannot-write", f"`{path}`: {(error.strerror or str(error)).lower()}")]) from None
        self.last: int | None = self._mended(path)

    def _mended(self, path: Path) -> int:
        end = self._file.seek(0, os.SEEK_END)
        tail = b""
        while end and tail.rstrip(b"\n").count(b"\n") < 2:
            start = max(0, end - (1 << 16))
            self._file.seek(start)
            tail, end = self._file.read(end - start) + tail, start
        whole = tail[: tail.rfind(b"\n") + 1]
        self._file.truncate(end + len(whole))
        lines = whole.splitlines()
        if not lines:
            return 0
        try:
            return int(json.loads(lines[-1])["seq"])
        except (ValueError, TypeError, KeyError):
            message = f"`{path}` is no output of `zhiben watch`: its last line has no sequence number"
            raise Unusable([Problem("not-an-output", message, hint="name a file that does not exist yet")]) from None

    def write(self, lines: Iterable[tuple[int, str]]) -> None:
        """As `Sink.write`."""
        self._file.write("".join(f"{line}\n" for _, line in lines).encode())
        self._file.flush()

    def settle(self) -> None:
        """Have the system write everything to its disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """As `Sink.close`."""
        self._file.close()
