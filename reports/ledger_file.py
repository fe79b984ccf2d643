"""ledger.parquet as it grows: every duty in the order of the ledger, in groups of rows that are read one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 131_072  # of a group: some ten megabytes in memory
# Columns of few different values, which are stored once for a group of rows. Ids are all different, and bearers and
# instants that are sorted are smaller, and sooner written, without a dictionary.
_WORDS = (
    "rule", "variant", "clause", "severity", "required", "observed", "verdict", "reason", "evidence_count", "waiver",
)  # fmt: skip
_BOUNDED = (
    "rule",
    "severity",
    "bearer",
    "opens",
    "closes",
    "due",
    "verdict",
    "decided",
)  # by which readers may skip rows


class LedgerFile:
    """The file; rows are taken in the order of the ledger, any number at a time, and written a group at a time.

    So the file does not show in which portions it was taken.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Begin the file.

        Args:
            schema: `ledger.SCHEMA`, its metadata saying where the ledger comes from.
        """
        columns: dict[str, Any] = {"use_dictionary": list(_WORDS), "write_statistics": list(_BOUNDED)}
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", **columns)
        self._waiting: list[pa.Table] = []

    def take(self, rows: pa.Table) -> None:
        """Write rows, or keep them until they fill a group."""
        start = 0
        while rows.num_rows - start >= (room := ROWS - sum(table.num_rows for table in self._waiting)):
            self._waiting.append(rows.slice(start, room))
            self._write()
            start += room
        self._waiting.append(rows.slice(start))

    def close(self) -> None:
        """Write what is left, and what ends the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        group = pa.concat_tables(self._waiting) if self._waiting else None
        self._waiting = []
        if group is not None and group.num_rows:
            self._writer.write_table(group.combine_chunks(), row_group_size=ROWS)
