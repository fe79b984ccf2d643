"""A report worded in many small blocks has the bytes of one that is worded at once."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.demo.test_waivers_and_baseline import WAIVERS, december, judged
from tests.reports.worlds import demo
from zhiben.engine.audit import Audit
from zhiben.engine.ledger import NOT_MET
from zhiben.events.problem import Unusable
from zhiben.reports import beside, blocks
from zhiben.reports.ledger_file import LedgerFile
from zhiben.reports.report import write_report
from zhiben.reports.why import stored


def waived_and_compared(tmp_path: Path) -> Audit:
    (tmp_path / "waivers.csv").write_text(WAIVERS, encoding="utf-8")
    return judged("2025-01-31", tmp_path / "waivers.csv", december())


@pytest.mark.parametrize("size", [1, 7, 40])
def test_files_do_not_depend_on_how_many_duties_are_worded_at_once(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = waived_and_compared(tmp_path) if size == 40 else demo()
    write_report(found, tmp_path / "whole", formats=["sarif", "junit", "oscal"])
    monkeypatch.setattr(blocks, "SIZE", size)
    monkeypatch.setattr(stored, "_GROUP", size)
    write_report(found, tmp_path / "parts", formats=["sarif", "junit", "oscal"])
    for file in (tmp_path / "whole").iterdir():
        other = tmp_path / "parts" / file.name
        if file.name in ("explanations.parquet", "events.parquet"):  # a group of rows for every block
            assert pq.read_table(file).equals(pq.read_table(other), check_metadata=True)
            assert pq.ParquetFile(other).num_row_groups > 1
        elif file.name != "manifest.json":
            assert other.read_bytes() == file.read_bytes(), file.name


def test_files_do_not_depend_on_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = waived_and_compared(tmp_path)
    write_report(found, tmp_path / "alone")
    monkeypatch.setattr(beside, "_MANY", 0)
    write_report(found, tmp_path / "threads")
    for file in (tmp_path / "alone").iterdir():
        assert (tmp_path / "threads" / file.name).read_bytes() == file.read_bytes(), file.name


def test_what_a_thread_cannot_write_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(LedgerFile, "take", full)
    with pytest.raises(Unusable, match="no space left"):
        write_report(demo(), tmp_path / "report", only=["ledger"])
    assert not (tmp_path / "report").exists()


def test_a_report_of_an_audit_that_explained_meanwhile_is_the_same(tmp_path: Path) -> None:
    later = waived_and_compared(tmp_path)
    (tmp_path / "waivers.csv").write_text(WAIVERS, encoding="utf-8")
    meanwhile = judged("2025-01-31", tmp_path / "waivers.csv", december(), explain=NOT_MET)
    assert meanwhile.told is not None
    for name, found in {"later": replace(later, kept=None), "meanwhile": meanwhile}.items():
        write_report(found, tmp_path / name)
    for file in (tmp_path / "later").iterdir():
        assert (tmp_path / "meanwhile" / file.name).read_bytes() == file.read_bytes(), file.name
