"""Titles, merged cells, totals, several months, hidden sheets and rows, formulas: the sheet before its cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.events.logs import codes, column
from tests.events.traps.registers import HEAD, MAP, day, message, read, row, said, told, workbook
from zhiben.events.log import Account


def test_one_row_gives_an_event_for_each_date_that_is_filled(tmp_path: Path) -> None:
    rows = [
        HEAD,
        row(1, "甲", day(1, 5), planned=day(1, 6), parts="责任、措施", closed=day(1, 10)),
        row(2, "乙", day(1, 8)),
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert told(log) == [
        "一月!4 hazard_found 甲 01-05",
        "一月!4 hazard_planned 甲 01-06",
        "一月!4 hazard_closed 甲 01-10",
        "一月!5 hazard_found 乙 01-08",
    ]
    assert log.problems == ()
    assert (log.account, log.account.events) == (Account(read=2, accepted=2, events=4), 4)
    assert column(log, "id")[:2] == ["甲|2024-01-05|1|hazard_found", "乙|2024-01-08|2|hazard_found"]
    assert set(column(log, "hazard_id")) == {"甲|2024-01-05|1", "乙|2024-01-08|2"}
    assert [p for p in column(log, "parts") if p] == [["duty", "measures"]]


def test_a_title_taken_for_headings_is_recognised_by_the_map_as_well(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", day(1, 5))]})
    log = read(path, MAP.replace("header_row: 3", "header_row: 1"))
    assert codes(log) == ["title-row"]
    assert "read: {header_row: 3}" in message(log, "title-row")


def test_merged_units_are_filled_within_their_cell_and_counted(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5)), row(2, None, day(1, 6)), row(3, None, day(1, 7)), row(4, "乙", day(1, 8))]
    path = workbook(tmp_path / "r.xlsx", {"一月": rows}, lambda _, made: made["一月"].merge_range(3, 1, 5, 1, "甲"))
    log = read(path)
    assert column(log, "subject") == ["甲", "甲", "甲", "乙"]
    assert said(log) == [("note", "filled-down", "r.xlsx[一月]:B5")]
    assert message(log, "filled-down").startswith(
        "2 empty cells of `责任单位` filled with the value above; inside merged cells: 2"
    )


def test_an_empty_unit_outside_a_merged_cell_is_filled_and_named(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5)), row(2, None, day(1, 6)), row(3, None, day(1, 7))]
    path = workbook(tmp_path / "r.xlsx", {"一月": rows}, lambda _, made: made["一月"].merge_range(3, 1, 4, 1, "甲"))
    assert "inside merged cells: 1; not merged are 1: B6" in message(read(path), "filled-down")


@pytest.mark.parametrize("between", [row("小计", None, None), row("小计", 5, None), [None]])
def test_no_unit_is_carried_across_a_total_or_a_blank_row(tmp_path: Path, between: list[Any]) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5)), between, row(2, None, day(1, 6)), row(3, "乙", day(1, 7))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert column(log, "subject") == ["甲", "乙"]
    assert [s for s in said(log) if s[0] == "error"] == [("error", "missing-subject", "r.xlsx[一月]:B6")]
    assert log.account.rejected == 1


def test_a_merged_cell_goes_across_a_blank_row(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5)), [], row(2, None, day(1, 6))]
    path = workbook(tmp_path / "r.xlsx", {"一月": rows}, lambda _, made: made["一月"].merge_range(3, 1, 5, 1, "甲"))
    assert column(read(path), "subject") == ["甲", "甲"]


def test_in_a_text_file_a_cell_of_two_lines_is_no_blank_row(tmp_path: Path) -> None:
    text = '序号,责任单位,检查日期,隐患描述\n1,甲,2024-01-05,"一\n二"\n2,,2024-01-06,三\n\n3,,2024-01-07,四\n'
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    yaml = "read: {fill_down: [责任单位]}\nsubject: {column: 责任单位}\nevents: [{type: hazard_found, time: {column: 检查日期}}]\n"
    log = read(tmp_path / "r.csv", yaml)
    assert [(p.code, p.span and p.span.line) for p in log.problems] == [("filled-down", 4), ("missing-subject", 6)]
    assert column(log, "subject") == ["甲", "甲"]


def test_totals_are_left_out_however_they_are_spaced_and_counted(tmp_path: Path) -> None:
    rows = [
        HEAD,
        row(1, "甲", day(1, 5)),
        row("合 计：", 3, day(1, 31)),
        row("小计", None, None),
        row("合计", None, None),
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert log.account == Account(read=4, accepted=1, ignored=3, events=1)
    assert [(p.value, p.message) for p in log.problems] == [
        ("合计", "2 rows skipped, where `序号` says `合计`: 5, 7"),
        ("小计", "1 row skipped, where `序号` says `小计`: 6"),
    ]
    assert {p.level for p in log.problems} == {"note"}


def test_a_total_that_the_map_does_not_know_is_rejected_and_the_map_taught(tmp_path: Path) -> None:
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", day(1, 5)), row("总计", "1项", None)]}))
    assert log.account == Account(read=2, accepted=1, rejected=1, events=1)
    assert "read: {skip_rows: {序号: [总计]}}" in message(log, "no-event")


def test_one_map_reads_every_month(tmp_path: Path) -> None:
    sheets = {f"{month}月": [HEAD, row(1, "甲", day(month, 5))] for month in (1, 2, 3)}
    log = read(workbook(tmp_path / "r.xlsx", sheets))
    assert told(log) == [f"{month}月!4 hazard_found 甲 0{month}-05" for month in (1, 2, 3)]
    assert log.problems == ()


def test_a_map_may_name_the_sheets(tmp_path: Path) -> None:
    sheets = {f"{month}月": [HEAD, row(1, "甲", day(month, 5))] for month in (1, 2, 3)}
    path = workbook(tmp_path / "r.xlsx", sheets)
    assert column(read(path, MAP.replace("read:", "read:\n  sheet: [3月, 1月]")), "sheet") == ["3月", "1月"]
    assert codes(read(path, MAP.replace("read:", "read:\n  sheet: [1月, 4月, 五月]"))) == ["unknown-sheet"] * 2


def test_a_month_with_one_heading_misspelt_is_an_error_not_a_sheet_of_something_else(tmp_path: Path) -> None:
    other = ["整改完成时间" if heading == "整改完成日期" else heading for heading in HEAD]
    sheets = {"1月": [HEAD, row(1, "甲", day(1, 5))], "2月": [other, row(1, "甲", day(2, 5))], "说明": [["如何填写"]]}
    log = read(workbook(tmp_path / "r.xlsx", sheets))
    assert said(log) == [
        ("error", "unknown-column", "r.xlsx[2月]:3"),
        ("warning", "unread-sheet", "r.xlsx[说明]"),
    ]
    assert "did you mean `整改完成时间`?" in message(log, "unknown-column")
    assert log.account == Account(read=2, accepted=1, rejected=1, events=1)


def test_a_hidden_sheet_is_not_read_unless_it_is_named(tmp_path: Path) -> None:
    sheets = {"1月": [HEAD, row(1, "甲", day(1, 5))], "旧": [HEAD, row(1, "甲", day(2, 5))]}
    path = workbook(tmp_path / "r.xlsx", sheets, lambda _, made: made["旧"].hide())
    log = read(path)
    assert told(log) == ["1月!4 hazard_found 甲 01-05"]
    assert said(log) == [("warning", "hidden-sheet", "r.xlsx[旧]")]
    assert "3 rows not read" in message(log, "hidden-sheet")
    named = read(path, MAP.replace("read:", "read:\n  sheet: [1月, 旧]"))
    assert (len(told(named)), named.problems) == (2, ())


def test_hidden_rows_are_read_and_named(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5)), row(2, "乙", day(1, 6)), row(3, "丙", day(1, 7))]

    def hide(_: Any, made: dict[str, Any]) -> None:
        for number in (1, 4, 5):
            made["一月"].set_row(number, None, None, {"hidden": True})

    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}, hide))
    assert len(told(log)) == 3
    assert said(log) == [("warning", "hidden-rows", "r.xlsx[一月]:5")]
    assert message(log, "hidden-rows").startswith("2 hidden rows read like the others: 5, 6 |")


def test_formulas_without_a_value_and_with_an_error_are_named(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5)), row(2, "乙", day(1, 6)), row(3, "丙", day(1, 7)), row(4, "丁", day(1, 8))]

    def formulas(_: Any, made: dict[str, Any]) -> None:
        made["一月"].write_formula("I4", "=C4+3", None, "")
        made["一月"].write_formula("I5", "=1/0", None, "#DIV/0!")
        made["一月"].write_formula("I6", "=C6+3", None, 45302)

    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}, formulas))
    assert [t for t in told(log) if "closed" in t] == ["一月!6 hazard_closed 丙 01-11"]
    assert said(log) == [
        ("warning", "formula-without-value", "r.xlsx[一月]:4"),
        ("warning", "formula-error", "r.xlsx[一月]:5"),
    ]
    assert "1 formula without a stored value, read as empty: I4" in message(log, "formula-without-value")
    assert "read as empty: I5" in message(log, "formula-error")


def test_headings_that_are_broken_and_spaced_out_are_found(tmp_path: Path) -> None:
    headings = [{"检查日期": "检查\n日期", "责任单位": "责 任 单 位"}.get(heading, heading) for heading in HEAD]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [headings, row(1, "甲", day(1, 5))]}))
    assert (told(log), log.problems) == (["一月!4 hazard_found 甲 01-05"], ())
