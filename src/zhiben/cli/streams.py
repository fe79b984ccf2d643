"""The standard streams, made so that a closed or a full one ends in a message and an exit code.

A closed stream becomes one that goes nowhere. What stderr cannot take is lost and changes nothing else: messages are
said beside the result. What stdout cannot take is `OutputLost`: whoever asked for the result does not have it.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TextIO


class OutputLost(Exception):
    """Stdout refuses what is written to it; `str()` is the system's reason."""


class _Result(io.FileIO):
    """Stdout's file: its refusals are told apart from those of any other file."""

    def write(self, data: object, /) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]  # whatever a buffer hands on
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputLost((error.strerror or str(error)).lower()) from None


class _Messages(io.FileIO):
    """Stderr's file: what it refuses is lost."""

    def write(self, data: object, /) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]
        except OSError:
            return memoryview(data).nbytes  # type: ignore[arg-type]


def settle() -> None:
    """Give this process a stdout and a stderr that behave as this module says."""
    _occupy()
    sys.stdout = _settled(sys.stdout, sys.__stdout__, _Result)
    sys.stderr = _settled(sys.stderr, sys.__stderr__, _Messages)


def silence_stdout() -> None:
    """Let whatever is still buffered go nowhere, also in the interpreter's own last flush."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _occupy() -> None:
    """Open the closed ones of descriptors 0 to 2 on nothing, lest a log or a report be opened as one of them."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest that is free


def _settled(stream: TextIO | None, original: TextIO | None, kind: type[io.FileIO]) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8", errors="backslashreplace")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    file = getattr(stream.buffer, "raw", stream.buffer)
    if stream is not original or type(file) is not io.FileIO:  # somebody listens in, or it is a console of Windows
        stream.reconfigure(errors="backslashreplace")
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(kind(stream.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering or kind is _Messages,
        write_through=stream.write_through,
    )
