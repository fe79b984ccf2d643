"""Words, numbers and plans as they are written: full-width forms, separators, units of measure, plans for facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.events.logs import codes, column
from tests.events.traps.registers import HEAD, MAP, day, message, read, row, said, told, workbook
from zhiben.events.log import Account
from zhiben.events.vocabulary import SCALE


@pytest.mark.parametrize("word", ["重大", " 重大　", "重 大", "Ｍａｊｏｒ", "MAJOR", "major"])
def test_a_category_however_it_is_spaced_or_widened(word: str, tmp_path: Path) -> None:
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", day(1, 5), level=word)]}))
    assert (column(log, "level"), log.problems) == (["major"], ())


def test_another_word_is_reported_with_the_nearest(tmp_path: Path) -> None:
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", day(1, 5), level="一般隐患")]}))
    assert said(log) == [("error", "unknown-value", "r.xlsx[一月]:E4")]
    assert "did you mean `一般`?" in message(log, "unknown-value")


@pytest.mark.parametrize("cell", ["责任、措施、资金", "责任；措施,资金", "责任/ 措施 ／资金", "责任，措施；\n资金"])
def test_lists_with_any_separator(cell: str, tmp_path: Path) -> None:
    text = MAP.replace('split: "、；,"', 'split: "、；;，,/／\\n"')
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", None, planned=day(1, 6), parts=cell)]}), text)
    assert [p for p in column(log, "parts") if p] == [["duty", "measures", "money"]]


def test_a_nil_return_is_no_hazard(tmp_path: Path) -> None:
    text = MAP.replace("skip_rows: {", "skip_rows: {隐患描述: [无, 未发现隐患], ")
    rows = [
        HEAD,
        row(1, "甲", day(1, 5), text="无"),
        row(2, "甲", day(1, 6)),
        row(3, "甲", day(1, 7), text="未发现隐患。"),
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), text)
    assert [t.rpartition(" ")[2] for t in told(log)] == ["01-06"]
    assert log.account == Account(read=3, accepted=1, ignored=2, events=1)


PERSONS = "type: hazard_found\nsubject: {column: 单位}\ntime: {column: 日期}\nfields: {persons: %s}\n"


@pytest.mark.parametrize(
    ("heading", "cell", "read_as"),
    [
        ("人数（人）", "200人", 200),
        ("人数(单位：人)", "200 人", 200),
        ("人数（人）", "２００", 200),
        ("人数", "200人", None),
        ("人数（人）", "约200人", None),
        ("人数（人）", "全员", None),
        ("学时（学时）", "8学时×2天", None),
        ("投入（万元）", "12万元", 12),
        ("投入（万元）", "120000元", None),
    ],
)
def test_a_unit_of_measure_only_where_the_heading_states_it(
    heading: str, cell: str, read_as: int | None, tmp_path: Path
) -> None:
    (tmp_path / "log.csv").write_text(f"单位,日期,{heading}\n甲,2024-01-05,{cell}\n", encoding="utf-8")
    log = read(tmp_path / "log.csv", PERSONS % heading)
    if read_as is None:
        assert codes(log) == ["bad-number"]
        assert log.problems[0].value == cell
    else:
        assert (column(log, "persons"), log.problems) == ([read_as * SCALE], ())


def test_a_plan_is_no_fact(tmp_path: Path) -> None:
    text = MAP + "  - {column: 整改情况, says: [计划, 拟], forbids: 检查日期}\n"
    rows: list[Any] = [HEAD, row(1, "甲", day(6, 5), state="计划"), row(2, "甲", day(1, 6))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), text)
    assert [t.rpartition(" ")[2] for t in told(log)] == ["01-06"]
    assert said(log) == [("error", "no-event", "r.xlsx[一月]:4"), ("warning", "contradiction", "r.xlsx[一月]:C4")]
    assert log.account == Account(read=2, accepted=1, rejected=1, events=1)


def test_text_na_is_data_and_so_is_a_number_with_zeros_in_front(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("单位,日期,描述\n007,2024-01-05,NA\n", encoding="utf-8")
    log = read(
        tmp_path / "log.csv",
        "type: hazard_found\nsubject: {column: 单位}\ntime: {column: 日期}\nfields: {text: 描述}\n",
    )
    assert (column(log, "subject"), column(log, "text")) == (["007"], ["NA"])
