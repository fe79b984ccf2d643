"""`zhiben explain`: the story of a duty of any verdict, from the report alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from zhiben.engine.audit import audit
from zhiben.reports.report import write_report
from zhiben.reports.why.reading import read_report
from zhiben.reports.why.story import story
from zhiben.reports.words import Lang

from .running import Zhiben

DEMO = Path(__file__).resolve().parents[2] / "rules" / "workshop-safety" / "demo"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the workshop's demonstration, moved away from where it was written."""
    folder = tmp_path_factory.mktemp("explain")
    inputs = folder / "inputs"
    shutil.copytree(DEMO, inputs)
    found = audit(inputs / "log.csv", "workshop-safety", entities=inputs / "entities.csv", as_of="2025-04-30")
    written = write_report(found, folder / "written")
    shutil.rmtree(inputs)
    return Path(shutil.move(written, folder / "moved"))


def ledger(report: Path) -> pl.DataFrame:
    return pl.read_parquet(report / "ledger.parquet")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_verdict_has_its_story(zhiben: Zhiben, report: Path, lang: str) -> None:
    rows = ledger(report).unique(["rule", "verdict"], maintain_order=True)
    assert {"met", "breached", "pending"} <= set(rows["verdict"])
    for row in rows.group_by("verdict", maintain_order=True).head(2).iter_rows(named=True):
        result = zhiben("explain", row["duty"], "--ledger", str(report), "--lang", lang)
        assert result.code == 0, result.err
        assert row["duty"] in result.out and row["bearer"] in result.out
        places = pl.read_parquet(report / "events.parquet").filter(pl.col("reference").is_in(row["evidence"]))
        for place in places.iter_rows(named=True):
            assert f"{place['file']}:{place['line']}" in result.out


def test_what_the_findings_say_is_told(zhiben: Zhiben, report: Path) -> None:
    findings = json.loads((report / "findings.json").read_text(encoding="utf-8"))["findings"]
    for finding in findings[:5]:
        told = zhiben("explain", finding["duty"], "--ledger", str(report), "--lang", "en").out
        assert finding["explanation"]["remedy"]["en"] in told
        for miss in finding["explanation"]["misses"]:
            assert miss["en"] in told


def test_the_beginning_of_an_id_is_enough_where_it_is_one_dutys_alone(zhiben: Zhiben, report: Path) -> None:
    ids = ledger(report)["duty"].to_list()
    wanted = ids[0]
    size = next(n for n in range(1, 17) if sum(one.startswith(wanted[:n]) for one in ids) == 1)
    assert wanted in zhiben("explain", wanted[:size], "--ledger", str(report)).out
    shared = zhiben("explain", "", "--ledger", str(report))
    assert shared.code == 2 and "ambiguous-duty" in shared.err and str(len(ids)) in shared.err


def test_an_unknown_id_is_answered_with_the_nearest(zhiben: Zhiben, report: Path) -> None:
    wanted = ledger(report)["duty"][0]
    result = zhiben("explain", wanted[:8] + "zzzzzzzz", "--ledger", str(report))
    assert result.code == 2 and result.out == ""
    assert "unknown-duty" in result.err and wanted in result.err


def test_a_directory_that_is_no_report_is_refused(zhiben: Zhiben, tmp_path: Path) -> None:
    result = zhiben("explain", "0", "--ledger", str(tmp_path))
    assert result.code == 2 and "no-report" in result.err


@pytest.mark.parametrize("name", ["ledger.parquet", "explanations.parquet", "events.parquet", "findings.json"])
def test_a_damaged_report_is_refused_and_a_changed_one_is_told(
    zhiben: Zhiben, report: Path, tmp_path: Path, name: str
) -> None:
    copy = Path(shutil.copytree(report, tmp_path / "copy"))
    duty = ledger(report)["duty"][0]
    whole = (copy / name).read_bytes()
    (copy / name).write_bytes(whole[: len(whole) // 2])
    result = zhiben("explain", duty, "--ledger", str(copy))
    assert result.code == 2 and "report-unreadable" in result.err
    if name == "findings.json":
        (copy / name).write_bytes(whole + b"\n")
        changed = zhiben("explain", duty, "--ledger", str(copy))
        assert changed.code == 0 and "report-changed" in changed.err and name in changed.err


def test_hostile_text_stays_harmless(zhiben: Zhiben, report: Path) -> None:
    result = zhiben("explain", "\x1b[31m", "--ledger", str(report))
    assert result.code == 2 and "\x1b" not in result.err


LENGTHS = """\
rulebook: lengths
version: "1"
title: {zh: 时长, en: Lengths}
timezone: Asia/Shanghai
in_force: {from: 2024-01-01, through: 2024-12-31}
"""
WORDS = """\
events:
  drill:
    label: {zh: 演练, en: Drill}
    fields:
      took: {type: duration, label: {zh: 用时, en: Time taken}}
      topics: {type: text, many: true, label: {zh: 内容, en: Topics}}
      cost: {type: number, label: {zh: 费用, en: Cost}}
"""


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "用时: 1天1小时30分钟；内容: 火、电；费用: 12345678901.234567"),
        ("en", "Time taken: 1 day 1 hour 30 minutes; Topics: 火, 电; Cost: 12345678901.234567"),
    ],
)
def test_lengths_lists_and_numbers_are_told_exactly_and_in_the_language(tmp_path: Path, lang: Lang, said: str) -> None:
    (tmp_path / "book" / "tasks").mkdir(parents=True)
    (tmp_path / "book" / "rulebook.yaml").write_text(LENGTHS, encoding="utf-8")
    (tmp_path / "book" / "vocabulary.yaml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "book" / "tasks" / "a.yaml").write_text("- id: a\n  duty: {event: drill, at_least: 1, every: year}\n")
    log = "type,subject,time,took,topics,cost\ndrill,A,2024-03-25,1530 minutes,火、电,12345678901.234567\n"
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    found = audit(tmp_path / "log.csv", str(tmp_path / "book"), as_of="2024-12-31")
    written = write_report(found, tmp_path / "written")
    told = story(read_report(written), ledger(written)["duty"][0], lang)
    assert said in told
