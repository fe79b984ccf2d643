"""findings.csv: one line per finding, for spreadsheets: UTF-8 with a byte order mark, no cell taken for a formula."""

from __future__ import annotations

from io import BytesIO
from typing import IO

import polars as pl
import polars.selectors as cs

from zhiben.reports.safe import spreadsheet_column, visible_column

COLUMNS = (
    "duty", "rule", "variant", "title_zh", "title_en", "clause", "severity", "bearer", "key", "raised_by", "raised_at",
    "opens", "closes", "due", "required", "observed", "verdict", "decided", "cured", "sentence_zh", "sentence_en",
    "parameters", "evidence", "evidence_at", "evidence_count", "miss_zh", "miss_en", "remedy_zh", "remedy_en",
    "status",
)  # fmt: skip


def csv_lines(findings: pl.DataFrame, *, with_head: bool = False) -> bytes:
    """Findings (`Block.readable`) as lines under the columns `COLUMNS`; lists are joined by `; `.

    No cell has a line break in it, so each finding is one line.
    """
    items = pl.col("evidence").list.eval(pl.element().struct.field("id")).list.join("; ")
    places = pl.col("evidence").list.eval(pl.element().struct.field("place").drop_nulls()).list.join("; ")
    table = findings.with_columns(evidence=items, evidence_at=places).select(COLUMNS)
    table = table.with_columns(visible_column(cs.string()))
    table = table.with_columns(spreadsheet_column(cs.string()))
    lines = BytesIO()
    table.write_csv(lines, include_bom=with_head, include_header=with_head)
    return lines.getvalue()


class FindingsCsv:
    """The file as it grows; findings are taken a block at a time, in the order of the ledger."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._has_head = False

    def take(self, findings: pl.DataFrame) -> None:
        """Write findings (`Block.readable`)."""
        if self._has_head and findings.is_empty():
            return
        self._file.write(csv_lines(findings, with_head=not self._has_head))
        self._has_head = True
