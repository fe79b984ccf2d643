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
    """The file; rows are taken in the order of the ledger, any number at a time."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Begin the file.

        Args:
            schema: `ledger.SCHEMA`, its metadata saying where the ledger comes from.
        """
        columns: dict[str, Any] = {"use_dictionary": list(_WORDS), "write_statistics": list(_BOUNDED)}
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", **columns)

    def take(self, rows: pa.Table) -> None:
        """Write rows."""
        self._writer.write_table(rows, row_group_size=ROWS)

    def close(self) -> None:
        """Write what ends the file."""
        self._writer.close()
