"""findings.csv: one line per finding, for spreadsheets: UTF-8 with a byte order mark, no cell taken for a formula."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import polars.selectors as cs

from zhiben.reports.safe import spreadsheet_column, visible_column

COLUMNS = (
    "duty", "rule", "variant", "title_zh", "title_en", "clause", "severity", "bearer", "key", "raised_by", "raised_at",
    "opens", "closes", "due", "required", "observed", "verdict", "decided", "cured", "sentence_zh", "sentence_en",
    "parameters", "evidence", "evidence_at", "evidence_count", "miss_zh", "miss_en", "remedy_zh", "remedy_en",
    "status",
)  # fmt: skip


def write_findings_csv(findings: pl.DataFrame, path: Path) -> None:
    """Write findings (`rows.explained`) under the columns `COLUMNS`; lists are joined by `; `."""
    items = pl.col("evidence").list.eval(pl.element().struct.field("id")).list.join("; ")
    places = pl.col("evidence").list.eval(pl.element().struct.field("place").drop_nulls()).list.join("; ")
    table = findings.with_columns(evidence=items, evidence_at=places).select(COLUMNS)
    table = table.with_columns(visible_column(cs.string()))
    table = table.with_columns(spreadsheet_column(cs.string()))
    table.write_csv(path, include_bom=True)
