"""Whatever a rulebook asks for, all files of its report are written, and tell of the same findings."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from zhiben.reports.formats import format_names
from zhiben.reports.report import write_report

from ..agreement.strategies import THEMES, Example, examples, judged
from ..explain.worlds import audit_of_example

WRITTEN = set(format_names()) - {"docx", "xlsx"}  # a document for each bearer, or a workbook, takes a second to write


@pytest.mark.parametrize("theme", ["anything", "decided duties of chains, covered", "waivers of chains"])
def test_every_file_tells_of_the_findings(theme: str) -> None:
    @settings(max_examples=examples(4))
    @given(judged(**THEMES[theme]))
    def is_written(example: Example) -> None:
        found = audit_of_example(example)
        with tempfile.TemporaryDirectory() as made:
            out = write_report(found, Path(made) / "out", formats=sorted(WRITTEN))
            expected = sorted(found.findings["duty"].to_pylist())
            with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
                assert sorted(row["duty"] for row in csv.DictReader(file)) == expected
            told = json.loads((out / "findings.json").read_text(encoding="utf-8"))["findings"]
            assert sorted(row["duty"] for row in told) == expected
            assert pq.read_table(out / "ledger.parquet").num_rows == found.ledger.num_rows
            assert "</html>" in (out / "report.html").read_text(encoding="utf-8")

    is_written()
