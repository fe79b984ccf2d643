"""Tables on disk, each in pieces that can be read apart: what does not fit into memory waits there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc
from msgspec import Struct

_OPTIONS = ipc.IpcWriteOptions(compression="lz4", use_threads=False)
Wanted = Iterable[tuple[int, Sequence[int]]]  # numbers of tables, and which pieces of each


class Spill(Struct, frozen=True):
    """Tables by number, each in a file of its own; any process may write one, and any may read it afterwards."""

    directory: Path

    @classmethod
    def at(cls, directory: Path) -> Spill:
        """In a directory that does not exist yet."""
        directory.mkdir()
        return cls(directory)

    def add(self, number: int, table: pa.Table, ends: Sequence[int] | None = None) -> None:
        """Keep a table that has rows; all that are read together have the same columns.

        Args:
            ends: behind which rows its pieces end, ascending; None = all rows are one piece.
        """
        [batch] = table.combine_chunks().to_batches()
        with ipc.new_file(str(self._file(number)), table.schema, options=_OPTIONS) as file:
            for start, end in pairwise((0, *(ends or [table.num_rows]))):
                file.write_batch(batch.slice(start, end - start))

    def read(self, wanted: Wanted) -> pa.Table | None:
        """All rows of some pieces, table by table; None where there are none."""
        found = [piece for number, pieces in wanted for piece in self._pieces(number, pieces)]
        return pa.concat_tables(found) if found else None

    def _pieces(self, number: int, pieces: Sequence[int]) -> Iterator[pa.Table]:
        if pieces:
            with pa.OSFile(str(self._file(number))) as file, ipc.open_file(file) as source:
                yield pa.Table.from_batches([source.get_batch(piece) for piece in pieces])

    def _file(self, number: int) -> Path:
        return self.directory / f"{number}.arrow"
