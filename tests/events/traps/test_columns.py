"""What a whole column shows: months stored as numbers, numbers in two units, nil returns, headings further down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.events.logs import codes, column
from tests.events.traps.registers import HEAD, MAP, day, message, read, row, said, told, workbook
from zhiben.events.log import Account

MONTHS = "months-as-numbers"


def dated(folder: Path, cells: list[Any]) -> Path:
    return workbook(folder / "r.xlsx", {"一月": [HEAD, *(row(n, "甲", cell) for n, cell in enumerate(cells, 1))]})


def test_months_stored_as_numbers_are_told_of_the_whole_column(tmp_path: Path) -> None:
    log = read(dated(tmp_path, [2024.1, 2024.3, day(5, 6), 2024.11, "2024.12"]))
    assert [t.rpartition(" ")[2] for t in told(log)] == ["05-06"]
    assert [s for s in said(log) if s[1] == MONTHS] == [("warning", MONTHS, "r.xlsx[一月]:C4")]
    assert "4 months stored as numbers: C4, C5, C7, C8" in message(log, MONTHS)
    assert log.account == Account(read=5, accepted=1, rejected=4, events=1)


@pytest.mark.parametrize("cells", [[2024.3, 2024.5], ["2024.1", "2024.10"], [2024.1, day(1, 2)]])
def test_months_that_can_be_told_apart_are_told_cell_by_cell_only(cells: list[Any], tmp_path: Path) -> None:
    log = read(dated(tmp_path, cells))
    assert set(codes(log)) == {"bad-date"}


def test_deadlines_stored_as_months_are_told_of_their_own_column(tmp_path: Path) -> None:
    rows = [HEAD, *(row(n, "甲", day(1, n), due=due) for n, due in enumerate([2024.1, 2024.2], 1))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert [s for s in said(log) if s[1] == MONTHS] == [("warning", MONTHS, "r.xlsx[一月]:F4")]


SPENT = "type: hazard_found\nsubject: {column: 单位}\ntime: {column: 日期}\nfields: {persons: 金额（万元）}\n"


def spent(folder: Path, amounts: list[object]) -> Path:
    rows = "".join(f"甲,2024-01-{n:02},{amount}\n" for n, amount in enumerate(amounts, 1))
    (folder / "log.csv").write_text("单位,日期,金额（万元）\n" + rows, encoding="utf-8")
    return folder / "log.csv"


def test_yuan_in_a_column_of_ten_thousands_is_out_of_proportion(tmp_path: Path) -> None:
    log = read(spent(tmp_path, [12, 8, 15, 120000, 9, 11]), SPENT)
    assert said(log) == [("warning", "out-of-proportion", "log.csv:5")]
    assert "line 5: 120,000" in message(log, "out-of-proportion")
    assert "half of the column is below 11.5" in message(log, "out-of-proportion")
    assert log.account.accepted == 6


def test_ten_thousands_in_a_column_of_yuan_too(tmp_path: Path) -> None:
    log = read(spent(tmp_path, [120000, 80000, 15, 90000, 110000]), SPENT)
    assert said(log) == [("warning", "out-of-proportion", "log.csv:4")]


@pytest.mark.parametrize("amounts", [[1, 5, 100, 900, 0, 0], [1, 1, 1, 5000], [12, 8, 15, 11499, 9, 11]])
def test_numbers_of_different_sizes_are_nothing_to_speak_of(amounts: list[object], tmp_path: Path) -> None:
    assert read(spent(tmp_path, amounts), SPENT).problems == ()


@pytest.mark.parametrize("word", ["无", "未发现隐患。", "/", "本月无隐患", "無隱患", "无 异 常"])
def test_a_nil_return_that_the_map_does_not_know_is_named(word: str, tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5), text=word), row(2, "甲", day(1, 6)), row(3, "甲", day(1, 7), text=word)]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert ("warning", "nil-return", "r.xlsx[一月]:D4") in said(log)
    assert "the row is read like the others: D4, D6" in message(log, "nil-return")
    assert f"read: {{skip_rows: {{隐患描述: [{word}]}}}}" in message(log, "nil-return")
    skipped = MAP.replace("skip_rows: {", f'skip_rows: {{隐患描述: ["{word}"], ')
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), skipped)
    assert (codes(log), log.account) == (["skipped-rows"], Account(read=3, accepted=1, ignored=2, events=1))


def test_a_description_that_only_begins_like_a_nil_return_is_a_hazard(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5), text="无灭火器"), row(2, "甲", day(1, 6), text="未发现隐患排查记录")]
    assert read(workbook(tmp_path / "r.xlsx", {"一月": rows})).problems == ()


def test_headings_that_stand_on_every_printed_page_are_no_events(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5)), HEAD, row(2, "甲", day(1, 6))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert said(log) == [("error", "headings-again", "r.xlsx[一月]:5")]
    assert "read: {skip_rows: {序号: [序号]}}" in message(log, "headings-again")
    assert log.account == Account(read=3, accepted=2, rejected=1, events=2)
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), MAP.replace("skip_rows: {", "skip_rows: {序号: [序号], ", 1)
               .replace("序号: [合计, 小计, 本月无隐患]", "隐患级别: [合计]"))  # fmt: skip
    assert (codes(log), log.account.ignored) == (["skipped-rows"], 1)


def test_a_second_form_on_the_sheet_is_told_where_it_begins(tmp_path: Path) -> None:
    other = ["责任单位", "时间", "隐患编号", "rectify_by"]
    rows = [HEAD, row(1, "甲", day(1, 5)), [], other, ["乙", day(1, 7), "2", day(2, 1)]]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert said(log)[0] == ("error", "headings-again", "r.xlsx[一月]:6")
    assert "a second form seems to begin here" in message(log, "headings-again")
    assert "the headings of row 3" in message(log, "headings-again")
    assert [t for t in told(log) if "甲" in t] == ["一月!4 hazard_found 甲 01-05"]


def test_traditional_characters_are_the_same_words(tmp_path: Path) -> None:
    head = [{"责任单位": "責任單位", "检查日期": "檢查日期", "隐患级别": "隱患級別"}.get(h, h) for h in HEAD]
    log = read(
        workbook(tmp_path / "r.xlsx", {"一月": [head, row(1, "甲", day(1, 5), parts="責任、資金", planned=day(1, 6))]})
    )
    assert (log.problems, column(log, "level")[0]) == ((), "general")
    assert [p for p in column(log, "parts") if p] == [["duty", "money"]]
