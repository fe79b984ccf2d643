"""The events that the monitor holds, kept from one step to the next: parts as rows of the state, larger ones as files.

A file is written before the step that names it, and deleted after the one that no longer does.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhiben.engine.monitor.state import held
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.part import Part
from zhiben.engine.monitor.state.plain import read, written


class KeptEvents:
    """Events in the state of one monitor; what is said here is said within a step of `store`."""

    def __init__(self, base: sqlite3.Connection, folder: Path | None) -> None:
        """Of a state that is open; None = in memory, without files."""
        self._base, self._folder = base, folder
        self._ids: dict[int, int] = {}  # of parts, by identity of their object
        self._files: dict[int, Path] = {}
        self._obsolete: list[Path] = []
        self._names = 0

    def sweep(self) -> None:
        """After a step: files that it no longer names are deleted."""
        for file in self._obsolete:
            file.unlink(missing_ok=True)
        self._obsolete = []

    def lose(self, numbers: Iterable[int]) -> None:
        """Remember that events no longer count."""
        self._base.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((number,) for number in numbers))

    def keep(self, new: Part, replaced: Sequence[Part]) -> None:
        """Keep a part instead of those that it replaces."""
        # Past every part that there is: a name that a mapped file has must not be given again.
        number: int = self._base.execute("SELECT coalesce(max(id), 0) + 1 FROM part").fetchone()[0]
        file = None
        content: Any = None
        if self._folder is not None and new.table.num_rows >= held.ON_DISK:
            file = f"events-{number}-{new.table.num_rows}.arrow"
            _write(self._folder / file, new.table)
        else:
            sink = pa.BufferOutputStream()
            written(new.table, sink)
            content = memoryview(sink.getvalue())
        for part in replaced:
            self._base.execute("DELETE FROM part WHERE id = ?", (self._ids.pop(id(part)),))
            if id(part) in self._files:
                self._obsolete.append(self._files.pop(id(part)))
        self._base.execute("INSERT INTO part VALUES (?, ?, ?, ?)", (number, new.level, content, file))
        self._ids[id(new)] = number
        if file is not None and self._folder is not None:
            self._files[id(new)] = self._folder / file

    def name(self, names: dict[str, int]) -> None:
        """Remember the numbers that were given to names since the last time."""
        more = [(number, name) for name, number in islice(reversed(names.items()), len(names) - self._names)]
        if more:
            self._base.executemany("INSERT INTO name VALUES (?, ?)", more[::-1])
            self._names = len(names)

    def mapped(self, part: Part) -> Part | None:
        """The same part with its events mapped from its file, where it has one, instead of held in memory."""
        if id(part) not in self._files:
            return None
        again = Part(read(self._files[id(part)]), part.who, part.bounds, part.level)
        self._ids[id(again)], self._files[id(again)] = self._ids.pop(id(part)), self._files.pop(id(part))
        return again

    def held(self) -> Held:
        """The events as they were kept; files that no step names are deleted."""
        found = Held()
        for name, number in self._base.execute("SELECT name, number FROM name ORDER BY number"):
            found.numbers[name] = number
        self._names = len(found.numbers)
        for number, content, file in self._base.execute("SELECT id, content, file FROM part ORDER BY id"):
            place = None if file is None or self._folder is None else self._folder / file
            part = found.part(read(content if place is None else place))
            found.parts.append(part)
            self._ids[id(part)] = number
            if place is not None:
                self._files[id(part)] = place
        found.gone = {number for (number,) in self._base.execute("SELECT number FROM gone")}
        if self._folder is not None:
            for stray in set(self._folder.glob("events-*.arrow")) - set(self._files.values()):
                stray.unlink(missing_ok=True)
        return found


def _write(path: Path, table: pa.Table) -> None:
    with open(path, "wb") as file:
        written(table, pa.PythonFile(file, "w"))
        file.flush()
        os.fsync(file.fileno())
