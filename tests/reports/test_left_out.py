"""A page that does not hold all findings says so at its top, with where they are, and counts them all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.test_outputs import page_of
from tests.reports.worlds import demo
from zhiben.reports.html import chosen
from zhiben.reports.report import write_report


def test_findings_that_are_not_held_are_told_at_the_top_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = demo().findings.num_rows
    monkeypatch.setattr(chosen, "HELD_FINDINGS", 4)
    write_report(demo(), tmp_path / "some")
    picked = chosen.chosen(demo())
    assert (len(picked.rows), len(picked.findings)) == (4, 4)
    assert int(picked.rest["count"].sum()) == demo().ledger.num_rows - 4
    words = " ".join(page_of(tmp_path / "some").words)
    told = f"holds the gravest 4 findings one by one; {count - 4} more are not shown here, but in findings.csv"
    assert told in words and f"另有 {count - 4} 项未逐项收录，见报告的 findings.csv" in words
    assert words.index(told) < words.index("Overview")


def test_a_page_that_holds_all_findings_says_nothing_of_it(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "all")
    assert "left-out" not in (tmp_path / "all" / "report.html").read_text(encoding="utf-8")
    assert len(chosen.chosen(demo()).rows) == demo().ledger.num_rows
