"""Rows of judged parts on disk, piece by piece, until they are put in order."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc
from msgspec import Struct

from zhiben.engine.parts.merging import Piece, Pieces, piece, stretches

_OPTIONS = ipc.IpcWriteOptions(compression="lz4", use_threads=False)


class Store(Struct, frozen=True):
    """Tables of one kind: the ledger, or something with its columns rule, bearer, key, opens and raised_by."""

    directory: Path

    @classmethod
    def at(cls, directory: Path) -> Store:
        """In a directory that does not exist yet."""
        directory.mkdir()
        return cls(directory)

    def add(self, number: int, rows: pa.Table) -> Pieces:
        """Keep the rows of a part, which are in the order of the ledger; from any process, each part once."""
        found: dict[str, list[Piece]] = {}
        if rows.num_rows:
            file = self.directory / f"{number}.arrow"
            with ipc.new_file(str(file), rows.schema, options=_OPTIONS) as writer:
                for at, (rule, part) in enumerate(stretches(rows)):
                    writer.write_batch(part.combine_chunks().to_batches()[0])
                    found.setdefault(rule, []).append(piece(part, partial(_loaded, file, at)))
        return found


def _loaded(file: Path, number: int) -> pa.Table:
    with pa.OSFile(str(file)) as source, ipc.open_file(source) as reader:
        return pa.Table.from_batches([reader.get_batch(number)])
