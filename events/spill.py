"""Tables on disk by number, written a little at a time: what does not fit into memory waits there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc

_OPTIONS = ipc.IpcWriteOptions(compression="lz4")


@dataclass
class Spill:
    """Rows of several parts, in a directory of their own.

    Attributes:
        rows: by part, how many it has.
    """

    directory: Path
    rows: dict[int, int] = field(default_factory=dict)
    _writers: dict[int, ipc.RecordBatchStreamWriter] = field(default_factory=dict)

    @classmethod
    def at(cls, directory: Path) -> Spill:
        """In a directory that does not exist yet."""
        directory.mkdir()
        return cls(directory)

    def add(self, part: int, table: pa.Table) -> None:
        """Append rows to a part; all of a part have the same columns."""
        if not table.num_rows:
            return
        if part not in self._writers:
            self._writers[part] = ipc.new_stream(str(self._file(part)), table.schema, options=_OPTIONS)
            self.rows[part] = 0
        self._writers[part].write_table(table.combine_chunks())
        self.rows[part] += table.num_rows

    def close(self) -> None:
        """Nothing is added any more."""
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()

    def read(self, part: int) -> pa.Table | None:
        """All rows of a part in the order in which they came; None where it has none."""
        if part not in self.rows:
            return None
        with pa.OSFile(str(self._file(part))) as file, ipc.open_stream(file) as stream:
            return stream.read_all()

    def drop(self, part: int) -> None:
        """Free the room of a part that is not needed any more."""
        if self.rows.pop(part, None) is not None:
            self._file(part).unlink()

    def _file(self, part: int) -> Path:
        return self.directory / f"{part}.arrows"
