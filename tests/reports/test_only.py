"""`write_report(only=…)`: some files of a report are the same files as in the whole one, and the others are not made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reports.worlds import demo
from zhiben.reports import parts
from zhiben.reports.contents import Contents
from zhiben.reports.manifest import sha256
from zhiben.reports.report import write_report


@pytest.mark.parametrize("word", [*parts.part_names(), *parts.FILES])
def test_a_part_alone_has_the_bytes_it_has_in_the_whole_report(tmp_path: Path, word: str) -> None:
    write_report(demo(), tmp_path / "whole")
    write_report(demo(), tmp_path / "part", only=[word])
    written = {file.name for file in (tmp_path / "part").iterdir()}
    assert written == {*parts.chosen_files([word]), "manifest.json"}
    for name in written - {"manifest.json"}:
        assert (tmp_path / "part" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def test_the_manifest_lists_what_is_there_and_counts_everything(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out", only=["findings.csv"], group_by=["bearer"], formats=["markdown"])
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(told["files"]) == {"findings.csv", "summary.csv", "summary.md"}
    assert told["files"]["findings.csv"] == sha256(tmp_path / "out" / "findings.csv")
    assert (told["duties"], told["findings"]) == (demo().ledger.num_rows, demo().findings.num_rows)


@pytest.mark.parametrize(
    ("word", "made"),
    [("ledger", set()), ("findings.csv", {"block", "findings"}), ("explanations", {"block"})],
)
def test_what_is_not_written_is_not_made(tmp_path: Path, word: str, made: set[str]) -> None:
    contents = Contents.of(demo(), "en")
    write_report(demo(), tmp_path / "out", only=[word], contents=contents)
    assert {"block", "findings"} & set(vars(contents)) == made


def test_an_older_whole_report_gives_way_to_a_part(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out")
    write_report(demo(), tmp_path / "out", only=["ledger"])
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"ledger.parquet", "manifest.json"}


def test_an_unknown_word_is_refused_with_the_nearest_and_all_of_them(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no part `Findngs`; did you mean `findings`\? parts: ledger, findings, "):
        write_report(demo(), tmp_path / "out", only=["ledger", "Findngs"])
    with pytest.raises(TypeError, match="a list of parts"):
        write_report(demo(), tmp_path / "out", only="ledger")
    assert not (tmp_path / "out").exists()
