"""Workbooks: several sheets, sheets named after a type, dates and numbers as a workbook holds them."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any, Mapping, Sequence

import pytest
import xlsxwriter

from tests.events.logs import checked, codes, column
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.log import Account, EventLog
from zhiben.events.logmap import LogMap, Read
from zhiben.events.reading import read_log
from zhiben.events.vocabulary import SCALE

HEAD = ["subject", "time"]


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of those cells, in native types."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def read(path: Path, mapping: LogMap | None = None) -> EventLog:
    return checked(read_log([path], VOCABULARY, ZONE, mapping=mapping))


def test_a_sheet_named_after_a_type_or_its_label_holds_that_type(tmp_path: Path) -> None:
    sheets = {"drill": [HEAD, ["A", "2024-03-25"]], "检查": [[], HEAD, ["B", "2024-03-26"]], "empty": []}
    log = read(workbook(tmp_path / "log.xlsx", sheets))
    assert log.problems == ()
    assert list(zip(column(log, "type"), column(log, "sheet"), column(log, "line"), strict=True)) == [
        ("drill", "drill", 2),
        ("inspection", "检查", 3),
    ]


def test_a_sheet_beside_the_log_that_is_none_is_pointed_out(tmp_path: Path) -> None:
    sheets = {"说明": [["how to fill this in"], ["carefully"]], "log": [["type", *HEAD], ["drill", "A", "2024-03-25"]]}
    log = read(workbook(tmp_path / "log.xlsx", sheets))
    assert [(p.code, p.level, p.span and p.span.sheet) for p in log.problems] == [("unread-sheet", "warning", "说明")]
    assert log.account == Account(read=1, accepted=1)


def test_a_sheet_named_after_a_type_without_its_columns_is_an_error(tmp_path: Path) -> None:
    sheets = {"drill": [["who"], ["A"]], "inspection": [HEAD, ["A", "2024-03-25"]]}
    log = read(workbook(tmp_path / "log.xlsx", sheets))
    assert [p.code for p in log.problems if p.level == "error"] == ["missing-column"] * 2
    assert log.account == Account(read=2, accepted=1, rejected=1)


def test_cells_hold_dates_serials_numbers_and_flags(tmp_path: Path) -> None:
    rows = [
        ["type", "subject", "time", "due", "score", "persons", "passed", "remarks"],
        ["inspection", "A", dt.datetime(2024, 3, 25, 10, 30), 45377, 0.1 + 0.2, 3, True, 7],
        ["inspection", 1001, dt.datetime(2024, 3, 25), dt.datetime(2024, 3, 26), 5.5, 3.0, False, "NA"],
        ["inspection", "A", 45376, "2024年3月26日", "1,234", None, "√", None],
    ]
    log = read(workbook(tmp_path / "log.xlsx", {"log": rows}))
    assert log.problems == ()
    assert column(log, "subject") == ["A", "1001", "A"]
    assert column(log, "first") == ["2024-03-25T02:30:00+00:00"] + ["2024-03-24T16:00:00+00:00"] * 2
    assert column(log, "last")[1:] == ["2024-03-25T15:59:59.999999+00:00"] * 2
    assert column(log, "due") == ["2024-03-25T16:00:00+00:00"] * 3
    assert column(log, "score") == [300_000, 5_500_000, 1234 * SCALE]
    assert column(log, "persons") == [3 * SCALE, 3 * SCALE, None]
    assert column(log, "passed") == [True, False, True]
    assert column(log, "remarks") == ["7", "NA", None]


def test_a_bare_number_is_no_date_outside_workbooks(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("type,subject,time\ndrill,A,45376\n")
    assert codes(read(tmp_path / "log.csv")) == ["bad-date"]


def test_a_map_names_the_sheet_and_the_row_of_the_headings(tmp_path: Path) -> None:
    rows = [["检查台账"], [], ["类型", "单位", "日期"], ["演练", "甲", "2024-03-25"]]
    path = workbook(tmp_path / "log.xlsx", {"其他": [["x"], ["y"]], "台账": rows})
    log = read(path, LogMap(read=Read(sheet="台账", header_row=3)))
    assert (log.problems, column(log, "line")) == ((), [4])


@pytest.mark.parametrize(("given", "code"), [(Read(sheet="台帐"), "unknown-sheet"), (Read(header_row=9), "empty-file")])
def test_a_map_that_names_what_the_workbook_does_not_have(tmp_path: Path, given: Read, code: str) -> None:
    path = workbook(tmp_path / "log.xlsx", {"台账": [["type", *HEAD], ["drill", "A", "2024-03-25"]]})
    assert codes(read(path, LogMap(read=given))) == [code]


def test_a_workbook_under_the_name_of_a_csv_is_read_all_the_same(tmp_path: Path) -> None:
    path = workbook(tmp_path / "log.xlsx", {"log": [["type", *HEAD], ["drill", "A", "2024-03-25"]]})
    assert read(path.rename(tmp_path / "log.csv")).account.accepted == 1


@pytest.mark.parametrize(("row", "place"), [(1_048_575, 16_383), (1_048_575, 100), (5_000, 16_383)])
def test_a_cell_in_a_far_corner_makes_the_workbook_unreadable_not_the_process(
    tmp_path: Path, row: int, place: int
) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "log.xlsx"))
    sheet = book.add_worksheet("log")
    sheet.write_row(0, 0, ["type", *HEAD])
    sheet.write_string(row, place, "x")
    book.close()
    assert codes(read(tmp_path / "log.xlsx")) == ["not-a-workbook"]


def test_a_long_sheet_is_no_large_one(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "log.xlsx"))
    sheet = book.add_worksheet("log")
    sheet.write_row(0, 0, ["type", *HEAD])
    sheet.write_row(1_000_000, 0, ["drill", "A", "2024-03-25"])
    book.close()
    assert column(read(tmp_path / "log.xlsx"), "line") == [1_000_001]


def test_an_archive_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.xlsx", "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert codes(read(tmp_path / "log.xlsx")) == ["not-a-workbook"]


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9, 0.99])
def test_a_workbook_cut_short_is_a_problem(tmp_path: Path, keep: float) -> None:
    path = workbook(tmp_path / "log.xlsx", {"log": [["type", *HEAD], ["drill", "A", "2024-03-25"]]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert codes(read(path)) == ["not-a-workbook"]


def test_an_empty_workbook_is_a_problem(tmp_path: Path) -> None:
    assert codes(read(workbook(tmp_path / "log.xlsx", {"log": []}))) == ["empty-file"]


def test_an_empty_cell_inside_a_merged_one_is_told_how_to_be_filled(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "log.xlsx"))
    sheet = book.add_worksheet("log")
    for number, row in enumerate(
        [["type", *HEAD], ["drill", "A", "2024-03-25"], ["drill", "", "2024-03-26"], ["drill"]]
    ):
        sheet.write_row(number, 0, row)
    sheet.merge_range(1, 1, 2, 1, "A")
    book.close()
    log = read(tmp_path / "log.xlsx")
    assert [(str(p.span).rpartition(":")[2], p.code, "fill_down: [subject]" in p.hint) for p in log.problems] == [
        ("B3", "missing-subject", True),
        ("B4", "missing-subject", False),
        ("C4", "missing-time", False),
    ]


def test_a_sheet_that_a_map_names_and_no_sheet_is_like_is_answered_with_all_of_them(tmp_path: Path) -> None:
    sheets = {"drill": [HEAD, ["A", "2024-03-25"]], "检查": [HEAD]}
    log = read(workbook(tmp_path / "log.xlsx", sheets), LogMap(read=Read(sheet="台账")))
    assert [(p.code, p.hint) for p in log.problems] == [("unknown-sheet", "sheets: `drill`, `检查`")]
