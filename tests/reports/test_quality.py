"""Remarks on the log in words and files: every code has both languages, and nothing else of the report rests on them."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

import zhiben
from tests.demo.test_stories import audited as demonstration
from tests.quality.worlds import audited, check
from zhiben.cli.judging import exit_code
from zhiben.engine.quality import Remark, codes
from zhiben.engine.quality._remark import SHOWN, few
from zhiben.reports.compact import closing_lines
from zhiben.reports.contents import Contents
from zhiben.reports.remark_words import TEXTS
from zhiben.reports.remarks import quality_lines, remark_text
from zhiben.reports.summary import summarise
from zhiben.reports.terminal import summary_text
from zhiben.reports.words import LANGS, Lang

DOCS = Path(__file__).resolve().parents[2] / "docs" / "outputs.md"
NUMBERS: dict[str, int] = dict.fromkeys("late limit subjects left median ninety most events".split(), 7)


def reasons() -> list[tuple[str, str]]:
    """Every code with every reason that it is worded for."""
    pairs = [(code, key.partition(":")[2]) for code in codes() for key in TEXTS if key.partition(":")[0] == code]
    return [*pairs, *((code, "more") for code in codes())]


@pytest.mark.parametrize("code", codes())
def test_every_code_is_worded_and_documented(code: str) -> None:
    assert [key for key in TEXTS if key.partition(":")[0] == code]
    assert f"| `{code}` |" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize(("code", "reason"), reasons())
@pytest.mark.parametrize("lang", LANGS)
def test_every_remark_can_be_said(code: str, reason: str, lang: Lang) -> None:
    found = demonstration()
    remark = Remark(
        code, "note", reason, "inspection", "led_by", "甲", "evacuation-drill", 3, 9, NUMBERS,
        date(2024, 1, 5), date(2024, 3, 5), date(2024, 4, 1), ("x",), ("evacuation-drill",),
    )  # fmt: skip
    said = remark_text(found, remark, lang)
    assert "{" not in said and ("3" in said or "9" in said)
    assert said.endswith(("。", "？") if lang == "zh" else (".", "?"))
    assert remark_text(found, replace(remark, names=tuple("abcdefgh")), lang).count("…") <= 1


def test_the_story_of_nine_inspections_entered_on_one_day() -> None:
    (batch,) = [one for one in demonstration().quality if one.code == "entered-together"]
    assert (batch.subject, batch.count, batch.total, batch.entered) == ("示例乙建工集团", 9, 11, date(2024, 12, 28))
    assert (batch.level, batch.reason) == ("warning", "before-deadline")
    met = [one for one in demonstration().quality if one.rule == "principal-leads-inspection"]
    assert [(one.code, one.subject, one.count, one.total) for one in met] == [
        ("met-on-late-evidence", "示例乙建工集团", 8, 10)
    ]
    ledger = demonstration().ledger.to_pylist()
    assert {duty["verdict"] for duty in ledger if duty["duty"] in met[0].duties} == {"met"}
    assert len(met[0].duties) == 8
    assert "all entered on 28 December 2024" in remark_text(demonstration(), met[0], "en")
    assert "均于2024年12月28日录入" in remark_text(demonstration(), met[0], "zh")
    assert not [one for one in demonstration().quality if one.code == "recorded-late"]


def test_nothing_else_rests_on_them(tmp_path: Path) -> None:
    rows = [check(f"2024-{n:02}-05", "2024-12-28") for n in range(1, 13)]
    found = audited(tmp_path, rows)
    assert any(one.level == "warning" for one in found.quality)
    assert found.findings.num_rows == 0 and not found.rejected and exit_code(found, "low") == 0
    assert not [p for p in found.problems if p.code in codes()]


@pytest.mark.parametrize("lang", LANGS)
def test_the_summary_and_check_have_a_section_of_their_own(lang: Lang) -> None:
    found = demonstration()
    said = summary_text(found, summarise(found), lang)
    head = "记录质量（" if lang == "zh" else "Quality of the log ("
    assert said.count(head) == 1
    section = said.split(head)[1]
    assert ("不影响任何判定" if lang == "zh" else "no verdict") in section.splitlines()[0]
    assert section.count("[entered-together]") == 1 and section.count("[met-on-late-evidence]") == 2
    assert "[recorded-on-days-off]" not in section  # a note, and there are warnings
    assert [line for line in closing_lines(found, lang) if head in line]


def test_without_warnings_the_notes_are_shown_and_without_remarks_nothing(tmp_path: Path) -> None:
    found = audited(tmp_path, [check(f"2024-{n:02}-05") for n in range(1, 13)])
    assert quality_lines(found, "en") == []
    note = dataclasses.replace(found, quality=(Remark("recorded-on-days-off", "note", count=1, total=20),))
    assert "note[recorded-on-days-off] 1 of 20 events (5 %)" in quality_lines(note, "en")[1]


def test_findings_json_holds_them_apart(tmp_path: Path) -> None:
    found = demonstration()
    zhiben.write_report(found, tmp_path / "out")
    content = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert [one["code"] for one in content["quality"]] == [one.code for one in found.quality]
    first = next(one for one in content["quality"] if one["code"] == "entered-together")
    assert first["level"] == "warning" and first["entered"] == "2024-12-28" and first["numbers"]["late"] == 8
    assert first["places"][0]["sheet"] == "检查记录" and first["zh"] != first["en"]
    assert str(found.log.table["file"][0]).rpartition("/")[0] not in json.dumps(content["quality"], ensure_ascii=False)


def test_the_contents_of_a_report_word_them_in_both_languages() -> None:
    told = Contents.of(demonstration(), "en").remarks
    assert len(told) == len(demonstration().quality) and all(set(said) == set(LANGS) for _, said in told)


def test_of_many_the_first_are_told_and_the_rest_counted() -> None:
    many = [Remark("recorded-late", "warning", count=n) for n in range(SHOWN + 3)]
    *first, rest = few("recorded-late", many)
    assert first == many[:SHOWN] and (rest.reason, rest.count) == ("more", 3)
    assert few("recorded-late", many[:SHOWN]) == many[:SHOWN]


def test_hostile_names_stay_harmless(tmp_path: Path) -> None:
    rows = [check(f"2024-{n:02}-05", "2024-12-28", subject="<img>\u202e") for n in range(1, 7)]
    found = audited(tmp_path, rows, entities=None)
    assert any(one.subject for one in found.quality)
    assert "\u202e" not in "\n".join(quality_lines(found, "en"))
    zhiben.write_report(found, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "\u202e" not in page and "<img>" not in page
