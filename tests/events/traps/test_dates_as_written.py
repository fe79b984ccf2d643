"""Dates that are nearly dates are refused with what is missing; words in place of a deadline are named, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.events.logs import codes, column
from tests.events.traps.registers import HEAD, MAP, day, message, read, row, said, told, workbook
from zhiben.events.log import Account


@pytest.mark.parametrize(
    ("cell", "missing"),
    [
        ("2024.3", "the day is missing"),
        ("2024年3月", "the day is missing"),
        ("2024年3月底", "the day is missing"),
        ("3月25日", "the year is missing"),
        ("3.25", "the year is missing"),
        ("12月底", "the year and the day are missing"),
        ("24/3/25", "the year has two digits"),
        ("24年3月25日", "the year has two digits"),
        ("2024.3.25-27", "these are several days"),
        ("2024年3月25日至27日", "these are several days"),
        ("2024-03-25~2024-03-27", "these are several days"),
        ("2024年", "this is a year"),
        ("20240325", "a date without separators"),
        ("2024-09-31", "there is no such day"),
        ("2024年9月31日", "there is no such day"),
        ("待定", "these are words"),
    ],
)
def test_a_text_that_is_nearly_a_date(cell: str, missing: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"单位,检查日期\n甲,{cell}\n", encoding="utf-8")
    log = read(tmp_path / "log.csv", "type: hazard_found\nsubject: {column: 单位}\ntime: {column: 检查日期}\n")
    assert codes(log) == ["bad-date"]
    assert log.account == Account(read=1, rejected=1)
    assert message(log, "bad-date").startswith(missing) or missing in message(log, "bad-date")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (2024.1, "January or October 2024"),
        (2024.11, "the day is missing"),
        (2024, "2024 is a year"),
        ("2024.1", "October"),
    ],
)
def test_a_month_that_a_workbook_stored_as_a_number_is_no_day_of_1905(cell: Any, why: str, tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", cell), row(2, "甲", 45376), row(3, "甲", "45377"), row(4, "甲", "2024.3.25")]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert said(log) == [("error", "bad-date", "r.xlsx[一月]:C4")]
    assert why in message(log, "bad-date")
    assert [t.rpartition(" ")[2] for t in told(log)] == ["03-25", "03-26", "03-25"]


DUE = "rectify_by: {column: 整改期限, blank: [长期, 持续整改, 待定], means: {立即: 检查日期, 当场: 检查日期}}"


def test_words_for_a_deadline_are_named_and_the_hazard_stands(tmp_path: Path) -> None:
    words = ["长期", "立即", "持续 整改", "长期", "2024-02-01", None]
    rows = [HEAD, *(row(n, "甲", day(1, n), due=word) for n, word in enumerate(words, 1))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), MAP.replace("rectify_by: 整改期限", DUE))
    assert log.account == Account(read=6, accepted=6, events=6)
    # What is known is the last instant of a civil day at +08:00.
    assert [due and due[:10] for due in column(log, "rectify_by.last")] == [
        None,
        "2024-01-02",
        None,
        None,
        "2024-02-01",
        None,
    ]
    assert said(log) == [
        ("warning", "word-as-blank", "r.xlsx[一月]:F4"),
        ("note", "date-taken-over", "r.xlsx[一月]:F5"),
        ("warning", "word-as-blank", "r.xlsx[一月]:F6"),
    ]
    assert [p.message.rpartition(": ")[2] for p in log.problems] == ["F4, F7", "F5", "F6"]


def test_a_word_that_the_map_does_not_know_rejects_the_hazard_loudly(tmp_path: Path) -> None:
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", day(1, 5), due="加强管理")]}))
    assert said(log) == [("error", "bad-date", "r.xlsx[一月]:F4")]
    assert "`blank` leaves the date open" in message(log, "bad-date")


def test_closed_without_a_date_closes_nothing_and_says_which_cell_cures_it(tmp_path: Path) -> None:
    states = ["已整改", "整改中", "已 完 成", "√", None]
    rows = [HEAD, *(row(n, "甲", day(1, n), state=state) for n, state in enumerate(states, 1))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert {t.split()[1] for t in told(log)} == {"hazard_found"}
    assert said(log) == [("warning", "contradiction", f"r.xlsx[一月]:I{n}") for n in (4, 6)]
    assert log.problems[0].hint == "fill in I4: the day on which it was done"
    assert log.account.rejected == 0


def test_closed_on_the_spot_takes_the_day_of_the_inspection_if_the_map_says_so(tmp_path: Path) -> None:
    text = MAP + "  - {column: 整改情况, says: [立行立改], needs: 整改完成日期, date: 检查日期}\n"
    rows = [
        HEAD,
        row(1, "甲", day(1, 5), state="立行立改"),
        row(2, "甲", day(1, 6), state="立行立改", closed=day(1, 9)),
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), text)
    assert [t for t in told(log) if "closed" in t] == ["一月!4 hazard_closed 甲 01-05", "一月!5 hazard_closed 甲 01-09"]
    assert said(log) == [("note", "date-taken-over", "r.xlsx[一月]:I4")]


def test_closed_on_the_spot_without_the_day_of_the_inspection_closes_nothing_and_says_so(tmp_path: Path) -> None:
    text = MAP.replace("time: {column: 检查日期}", "time: {column: 整改期限}")
    text += "  - {column: 整改情况, says: [立行立改], needs: 整改完成日期, date: 检查日期}\n"
    rows = [
        HEAD,
        row(1, "甲", None, due=day(1, 5), state="立行立改"),
        row(2, "甲", day(1, 6), due=day(1, 6), state="立行立改"),
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), text)
    assert [t for t in told(log) if "closed" in t] == ["一月!5 hazard_closed 甲 01-06"]
    assert said(log) == [
        ("warning", "contradiction", "r.xlsx[一月]:I4"),
        ("note", "date-taken-over", "r.xlsx[一月]:I5"),
    ]


def test_a_date_beside_a_word_that_denies_it_is_not_believed(tmp_path: Path) -> None:
    text = MAP + "  - {column: 整改情况, says: [整改中, 计划], forbids: 整改完成日期}\n"
    rows = [HEAD, row(1, "甲", day(1, 5), state="整改中", closed=day(1, 9)), row(2, "甲", day(1, 6), closed=day(1, 9))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), text)
    assert [t for t in told(log) if "closed" in t] == ["一月!5 hazard_closed 甲 01-09"]
    assert said(log) == [("warning", "contradiction", "r.xlsx[一月]:I4")]


def test_a_word_in_the_column_of_the_closing_date_closes_nothing(tmp_path: Path) -> None:
    text = MAP.replace("time: {column: 整改完成日期}", "time: {column: 整改完成日期, blank: [整改中, /]}")
    rows = [
        HEAD,
        row(1, "甲", day(1, 5), closed="整改中"),
        row(2, "甲", day(1, 6), closed="／"),
        row(3, "甲", day(1, 7)),
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), text)
    assert {t.split()[1] for t in told(log)} == {"hazard_found"}
    assert said(log) == [("warning", "word-as-blank", f"r.xlsx[一月]:I{n}") for n in (4, 5)]


@pytest.mark.parametrize("name", ["r.xls", "r.et", "r.ods", "r.pdf"])
def test_a_file_of_another_format_is_refused_by_name(name: str, tmp_path: Path) -> None:
    head = {"r.xls": b"\xd0\xcf\x11\xe0", "r.et": b"\xd0\xcf\x11\xe0", "r.ods": b"PK\3\4", "r.pdf": b"%PDF-1.7\n"}[name]
    (tmp_path / name).write_bytes(head + b"\0" * 600)
    log = read(tmp_path / name)
    assert codes(log) == ["foreign-format"]
    assert ".xlsx" in message(log, "foreign-format")


def test_a_workbook_or_a_text_under_another_name_is_read_all_the_same(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", day(1, 5))]})
    assert read(path.rename(tmp_path / "r.xls")).account.accepted == 1
    (tmp_path / "s.xls").write_text("单位,日期\n甲,2024-01-05\n", encoding="gb18030")
    assert read(tmp_path / "s.xls", "type: hazard_closed\n").account.accepted == 1
