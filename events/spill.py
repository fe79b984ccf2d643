"""Tables on disk by number, written a little at a time: what does not fit into memory waits there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc

_OPTIONS = ipc.IpcWriteOptions(compression="lz4")


@dataclass
class Spill:
    """Rows of many ranges, each in a file of its own; what is added is one stream more behind those in the file.

    No file stays open: there may be more ranges than a process may open files.

    Attributes:
        rows: by range, how many it has.
    """

    directory: Path
    rows: dict[int, int] = field(default_factory=dict)

    @classmethod
    def at(cls, directory: Path) -> Spill:
        """In a directory that does not exist yet."""
        directory.mkdir()
        return cls(directory)

    def add(self, number: int, table: pa.Table) -> None:
        """Append rows to a range; all that are read together have the same columns."""
        if table.num_rows:
            with self._file(number).open("ab") as file, ipc.new_stream(file, table.schema, options=_OPTIONS) as stream:
                stream.write_table(table.combine_chunks())
            self.rows[number] = self.rows.get(number, 0) + table.num_rows

    def read(self, numbers: Iterable[int]) -> pa.Table | None:
        """All rows of some ranges, of each in the order in which they came; None where there are none."""
        tables = [table for number in numbers if number in self.rows for table in self._tables(number)]
        return pa.concat_tables(tables) if tables else None

    def drop(self, numbers: Iterable[int]) -> None:
        """Free the room of ranges that are not needed any more."""
        for number in numbers:
            if self.rows.pop(number, None) is not None:
                self._file(number).unlink()

    def _tables(self, number: int) -> Iterator[pa.Table]:
        with pa.OSFile(str(self._file(number))) as file:
            size = file.size()
            while file.tell() < size:
                with ipc.open_stream(file) as stream:
                    yield stream.read_all()

    def _file(self, number: int) -> Path:
        return self.directory / f"{number}.arrows"
