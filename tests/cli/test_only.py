"""`zhiben audit --only`: a report of the parts that are wanted."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import DEMO, Zhiben


def test_parts_are_joined_by_commas_or_by_repeating(zhiben: Zhiben, tmp_path: Path) -> None:
    out = tmp_path / "zhiben-report"
    said = zhiben("audit", *DEMO, "--only", "ledger,findings")
    names = {file.name for file in out.iterdir()}
    assert said.code == 1 and names == {"ledger.parquet", "findings.csv", "findings.json", "manifest.json"}
    zhiben("audit", *DEMO, "--only", "ledger", "--only", "findings.csv")
    assert {file.name for file in out.iterdir()} == {"ledger.parquet", "findings.csv", "manifest.json"}


def test_the_summary_stays_and_points_to_what_was_written(zhiben: Zhiben) -> None:
    whole, part = zhiben("audit", *DEMO), zhiben("audit", *DEMO, "--only", "ledger")
    page = zhiben("audit", *DEMO, "--only", "report")
    assert whole.out.splitlines()[-1].endswith("zhiben-report/report.html") and page.out == whole.out
    assert part.out.splitlines()[-1].endswith("zhiben-report")
    assert part.out.splitlines()[:-1] == whole.out.splitlines()[:-1]


def test_an_unknown_part_is_refused_before_anything_is_read(zhiben: Zhiben) -> None:
    said = zhiben("audit", "no-such.csv", "--rulebook", "workshop-safety", "--only", "ledger,html")
    assert said.code == 2 and "a report has no part `html`" in said.err and "report.html" in said.err


def test_a_duty_cannot_be_explained_from_a_part_and_it_says_why(zhiben: Zhiben) -> None:
    zhiben("audit", *DEMO, "--only", "ledger,findings")
    said = zhiben("explain", "0", "--ledger", "zhiben-report")
    assert said.code == 2 and "`explanations.parquet`" in said.err and "--only" in said.err
