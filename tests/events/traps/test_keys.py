"""Numbers that start again: keys made of several columns, and cases that open and close in the wrong order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.events.logs import codes, column
from tests.events.traps.registers import HEAD, MAP, day, message, read, row, said, workbook

CASES = MAP + "cases:\n  - {key: hazard_id, opens: hazard_found, closes: hazard_closed}\n"
BY_NUMBER = CASES.replace("hazard_id: {columns: [责任单位, 检查日期, 序号]}", "hazard_id: 序号")


def register(folder: Path, **sheets: list[list[Any]]) -> Path:
    return workbook(folder / "r.xlsx", {name: [HEAD, *rows] for name, rows in sheets.items()})


def test_a_number_that_starts_again_on_each_sheet_opens_twice(tmp_path: Path) -> None:
    path = register(tmp_path, 一月=[row(1, "甲", day(1, 5))], 二月=[row(1, "乙", day(2, 6), closed=day(2, 8))])
    log = read(path, BY_NUMBER)
    assert said(log) == [("warning", "opened-twice", "r.xlsx[二月]:4")]
    assert "`1`, 2024-01-05" in message(log, "opened-twice")
    assert "make the key of more columns" in message(log, "opened-twice")


def test_composed_keys_keep_the_months_apart(tmp_path: Path) -> None:
    path = register(tmp_path, 一月=[row(1, "甲", day(1, 5))], 二月=[row(1, "乙", day(2, 6), closed=day(2, 8))])
    log = read(path, CASES)
    assert log.problems == ()
    assert sorted(set(column(log, "hazard_id"))) == ["乙|2024-02-06|1", "甲|2024-01-05|1"]


def test_a_key_may_open_again_once_it_is_closed(tmp_path: Path) -> None:
    path = register(
        tmp_path, 一月=[row(1, "甲", day(1, 5), closed=day(1, 6))], 二月=[row(1, "甲", day(2, 6), closed=day(2, 8))]
    )
    assert read(path, BY_NUMBER).problems == ()


def test_opened_and_closed_on_one_day_is_in_order(tmp_path: Path) -> None:
    assert read(register(tmp_path, 一月=[row(1, "甲", day(1, 5), closed=day(1, 5))]), CASES).problems == ()


def test_a_closing_without_an_opening(tmp_path: Path) -> None:
    log = read(register(tmp_path, 一月=[row(1, "甲", None, closed=day(1, 9)), row(2, "甲", day(1, 5))]), BY_NUMBER)
    assert said(log) == [("warning", "closed-unopened", "r.xlsx[一月]:4")]
    assert "`1`, closed on 2024-01-09" in message(log, "closed-unopened")


def test_a_closing_before_the_opening(tmp_path: Path) -> None:
    log = read(register(tmp_path, 一月=[row(1, "甲", day(1, 9), closed=day(1, 5))]), CASES)
    assert said(log) == [("warning", "closed-before-opened", "r.xlsx[一月]:4")]
    assert "closed on 2024-01-05, opened on 2024-01-09" in message(log, "closed-before-opened")
    assert log.account.rejected == 0


def test_the_register_handed_in_again_opens_nothing_twice(tmp_path: Path) -> None:
    rows = [row(1, "甲", day(1, 5)), row(2, "甲", day(1, 6), closed=day(1, 8))]
    log = read(register(tmp_path, 一月=rows, 二月=rows), CASES)
    assert codes(log) == ["duplicates"]


def test_many_odd_keys_are_counted_together(tmp_path: Path) -> None:
    path = register(tmp_path, 一月=[row(n, "甲", None, closed=day(1, 9)) for n in range(1, 16)])
    log = read(path, BY_NUMBER)
    assert codes(log) == ["closed-unopened"] * 11
    assert any("5 more keys" in p.message for p in log.problems)
