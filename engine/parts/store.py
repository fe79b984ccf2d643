"""Rows of judged parts on disk, piece by piece, until they are put in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pyarrow.ipc as ipc

from zhiben.engine.parts.merging import Piece, Pieces, piece, stretches

_OPTIONS = ipc.IpcWriteOptions(compression="lz4")


@dataclass
class Store:
    """Tables of one kind: the ledger, or something with its columns rule, bearer, key, opens and raised_by."""

    directory: Path
    parts: list[Pieces]
    _lock: Lock

    @classmethod
    def at(cls, directory: Path) -> Store:
        """In a directory that does not exist yet."""
        directory.mkdir()
        return cls(directory, [], Lock())

    def add(self, rows: pa.Table) -> None:
        """Keep the rows of a part, which are in the order of the ledger; from any thread."""
        if not rows.num_rows:
            return
        found: dict[str, list[Piece]] = {}
        with self._lock:
            file = self.directory / f"{len(self.parts)}.arrow"
            self.parts.append(found)
        with ipc.new_file(str(file), rows.schema, options=_OPTIONS) as writer:
            for number, (rule, part) in enumerate(stretches(rows)):
                writer.write_batch(part.combine_chunks().to_batches()[0])
                found.setdefault(rule, []).append(piece(part, partial(_loaded, file, number)))


def _loaded(file: Path, number: int) -> pa.Table:
    with pa.OSFile(str(file)) as source, ipc.open_file(source) as reader:
        return pa.Table.from_batches([reader.get_batch(number)])
