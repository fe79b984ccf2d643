"""A report is there whole or not at all, and takes the place of nothing but an older report."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.reports.worlds import demo
from zhiben.events.problem import Unusable
from zhiben.reports import report
from zhiben.reports.bundle import check_place, replaced
from zhiben.reports.report import write_report


def codes(error: pytest.ExceptionInfo[Unusable]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(report, "write_manifest", fail)
    with pytest.raises(RuntimeError):
        write_report(demo(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_the_older_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_report(demo(), tmp_path / "out")
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "write_manifest", fail)
    with pytest.raises(Unusable) as error:
        write_report(demo(), tmp_path / "out", lang="zh")
    assert codes(error) == ["out-not-writable"]
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out", lang="en")
    write_report(demo(), tmp_path / "out", lang="zh")
    assert "发现的问题" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_empty_directory_may_be_filled_and_missing_parents_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_report(demo(), tmp_path / "empty")
    write_report(demo(), tmp_path / "deep" / "er" / "out")
    assert (tmp_path / "empty" / "manifest.json").is_file()
    assert (tmp_path / "deep" / "er" / "out" / "manifest.json").is_file()


def test_notes_that_somebody_put_beside_a_report_are_not_deleted(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    (tmp_path / "out" / "my-notes.txt").write_text("mine")
    with pytest.raises(Unusable) as error:
        check_place(tmp_path / "out")
    assert codes(error) == ["out-not-ours"]
    assert "my-notes.txt" in error.value.problems[0].message


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"schema": "zhiben-manifest-1"}', '{"schema": 1, "files": {}}'])
def test_a_foreign_manifest_makes_no_report(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(Unusable) as error:
        check_place(tmp_path)
    assert codes(error) == ["out-not-ours"]


def test_a_file_is_no_place_for_a_report(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(Unusable):
            check_place(place)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_directory_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unusable) as error:
        check_place(tmp_path / name)
    assert codes(error) == ["out-not-writable"]


def test_a_link_to_a_directory_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_report(demo(), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "manifest.json").is_file()


def test_others_may_read_it_as_the_umask_says(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        with replaced(tmp_path / "out"):
            pass
    finally:
        os.umask(old)
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755
