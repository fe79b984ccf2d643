"""Twins and repeated texts are information: notes, never a rejected row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.events.logs import codes
from tests.events.traps.registers import HEAD, day, message, read, row, said, workbook
from zhiben.events.log import Account

SAME = "三号车间灭火器过期"


def register(folder: Path, **sheets: list[list[Any]]) -> Path:
    return workbook(folder / "r.xlsx", {name: [HEAD, *rows] for name, rows in sheets.items()})


def test_the_same_hazard_under_two_numbers_is_a_likely_twin(tmp_path: Path) -> None:
    path = register(
        tmp_path,
        子企业=[row(1, "甲", day(1, 5), text=SAME)],
        集团=[row(7, "甲", day(1, 5), text=SAME), row(8, "乙", day(1, 5), text=SAME)],
    )
    log = read(path)
    assert said(log) == [("note", "likely-twins", "r.xlsx[子企业]:4")]
    assert "told 2 times, also at" in message(log, "likely-twins")
    assert log.account == Account(read=3, accepted=3, events=3)


def test_another_text_or_another_day_makes_no_twin(tmp_path: Path) -> None:
    rows = [
        row(1, "甲", day(1, 5)),
        row(2, "甲", day(1, 5), text="应急灯不亮"),
        row(3, "甲", day(1, 6)),
        row(4, "甲", day(1, 5), text="同上"),
    ]
    assert read(register(tmp_path, 一月=rows)).problems == ()


def test_a_text_repeated_from_month_to_month_is_told_once(tmp_path: Path) -> None:
    path = register(tmp_path, **{f"{m}月": [row(1, "甲", day(m, 5), text=SAME)] for m in range(1, 7)})
    log = read(path)
    assert said(log) == [("note", "repeated-text", "r.xlsx[1月]:4")]
    assert "word for word on 6 days" in message(log, "repeated-text")


def test_a_number_that_comes_back_is_no_text(tmp_path: Path) -> None:
    mapping = "type: hazard_found\nsubject: {column: 单位}\ntime: {column: 日期}\nfields: {text: {column: 编号}}\n"
    for number, found in (("H-000015926", []), ("一号仓 H-000015926", ["repeated-text"])):
        rows = "".join(f"甲,2024-0{m}-05,{number}\n" for m in range(1, 7))
        (tmp_path / "log.csv").write_text("单位,日期,编号\n" + rows, encoding="utf-8")
        assert codes(read(tmp_path / "log.csv", mapping)) == found


def test_many_twins_are_counted_together(tmp_path: Path) -> None:
    rows = [row(n, "甲", day(1, 1 + n // 2), text=f"第{n // 2}处灭火器过期") for n in range(30)]
    log = read(register(tmp_path, 一月=rows))
    assert codes(log) == ["likely-twins"] * 11
    assert "5 more cases of the same" in [p.message for p in log.problems][-1]
