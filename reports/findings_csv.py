"""findings.csv: one line per finding, for spreadsheets: UTF-8 with a byte order mark, no cell taken for a formula."""

from __future__ import annotations

from io import BytesIO

import polars as pl
import polars.selectors as cs

from zhiben.reports.safe import is_all_seen, spreadsheet_column, visible_column

COLUMNS = (
    "duty", "rule", "variant", "title_zh", "title_en", "clause", "severity", "bearer", "key", "raised_by", "raised_at",
    "opens", "closes", "due", "required", "observed", "verdict", "decided", "cured", "sentence_zh", "sentence_en",
    "parameters", "evidence", "evidence_at", "evidence_count", "miss_zh", "miss_en", "remedy_zh", "remedy_en",
    "status",
)  # fmt: skip


def csv_lines(findings: pl.DataFrame) -> bytes:
    """Findings (`Block.readable`) as lines under the columns `COLUMNS`; lists are joined by `; `.

    No cell has a line break in it, so each finding is one line.
    """
    items = pl.col("evidence").list.eval(pl.element().struct.field("id")).list.join("; ")
    places = pl.col("evidence").list.eval(pl.element().struct.field("place").drop_nulls()).list.join("; ")
    table = findings.with_columns(evidence=items, evidence_at=places).select(COLUMNS)
    lines = _written(table)
    return lines if is_all_seen(lines, table.height) else _written(table.with_columns(visible_column(cs.string())))


def _written(table: pl.DataFrame) -> bytes:
    lines = BytesIO()
    table.with_columns(spreadsheet_column(cs.string())).write_csv(lines, include_header=False)
    return lines.getvalue()


def csv_head() -> bytes:
    """The byte order mark and the headings, which stand before all lines."""
    lines = BytesIO()
    pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String)).write_csv(lines, include_bom=True)
    return lines.getvalue()
