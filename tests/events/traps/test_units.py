"""Units as they are written: several in one cell, words for all of them, names that nobody has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.events.logs import codes, column
from tests.events.traps.registers import HEAD, MAP, VOCABULARY, ZONE, day, message, read, row, said, workbook
from zhiben.events.collective import is_collective
from zhiben.events.entities import Entities
from zhiben.events.registry import read_entities


@pytest.fixture
def entities(tmp_path: Path) -> Entities:
    text = "id,kind,aliases,valid_from,valid_to\n甲集团,enterprise,甲投,2020-01-01,2024-01-31\n甲控股,enterprise,甲投,2024-02-01,\nA项目部,site,A,,\nB项目部,site,B,,\n"
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    return read_entities(tmp_path / "e.csv", VOCABULARY, ZONE)


@pytest.mark.parametrize(
    "name", ["全系统", "各部门", "所属各单位", "各相关单位", "各级单位", "全体职工", "各 部 门", "下属企业", "各项目部"]
)
def test_words_for_all(name: str) -> None:
    assert is_collective(name)


@pytest.mark.parametrize("name", ["甲集团", "第一项目部", "全聚德公司", "各得其所公司", "安全部门", "A项目部"])
def test_names_that_are_no_words_for_all(name: str) -> None:
    assert not is_collective(name)


def test_a_word_for_all_credits_nobody(tmp_path: Path, entities: Entities) -> None:
    rows = [HEAD, row(1, "全系统", day(1, 5)), row(2, "各部门", day(1, 6)), row(3, "甲集团", day(1, 7))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), entities=entities)
    assert column(log, "subject") == ["全系统", "各部门", "甲集团"]
    assert said(log) == [("warning", "unknown-subject", f"r.xlsx[一月]:{n}") for n in (4, 5)]
    assert "credited to none" in log.problems[0].message
    assert log.account.rejected == 0


def test_a_word_for_all_is_pointed_out_without_a_registry_too(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "全系统", day(1, 5)), row(2, "甲", day(1, 7))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert said(log) == [("warning", "collective-subject", "r.xlsx[一月]:4")]


def test_several_units_in_one_cell_are_pointed_out_and_split_if_the_map_says_so(
    tmp_path: Path, entities: Entities
) -> None:
    path = workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "A、B", day(1, 5))]})
    log = read(path, entities=entities)
    assert codes(log) == ["unknown-subject"]
    assert "several units" in message(log, "unknown-subject")
    assert "split" in message(log, "unknown-subject")
    log = read(
        path, MAP.replace("subject: {column: 责任单位}", "subject: {column: 责任单位, split: 、}"), entities=entities
    )
    assert (column(log, "subject"), log.problems) == (["A项目部", "B项目部"], ())


def test_old_names_are_resolved_by_the_day_of_the_event(tmp_path: Path, entities: Entities) -> None:
    rows = [HEAD, row(1, "甲投", day(1, 5)), row(2, " 甲投　", day(2, 5))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), entities=entities)
    assert (column(log, "subject"), log.problems) == (["甲集团", "甲控股"], ())


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("7", "did you mean `007`? a spreadsheet program may have dropped the zeros in front"),
        ("9.1310105E+17", "a spreadsheet program has rounded a long number"),
        ("8", "add it to the entities"),
    ],
)
def test_numbers_that_a_spreadsheet_program_spoilt(written: str, advice: str, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("id,kind\n007,enterprise\n0008,enterprise\n08,enterprise\n", encoding="utf-8")
    (tmp_path / "log.csv").write_bytes(f"单位,日期\n{written},2024-01-05\n".encode("gb18030"))
    known = read_entities(tmp_path / "e.csv", VOCABULARY, ZONE)
    text = "type: hazard_closed\nsubject: {column: 单位}\ntime: {column: 日期}\n"
    log = read(tmp_path / "log.csv", text, entities=known)
    assert column(log, "subject") == [written]
    assert advice in message(log, "unknown-subject")


def test_a_name_that_is_nearly_one_is_never_taken_for_it(tmp_path: Path, entities: Entities) -> None:
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲集团公司", day(1, 5))]}), entities=entities)
    assert column(log, "subject") == ["甲集团公司"]
    assert "did you mean `甲集团`?" in message(log, "unknown-subject")
