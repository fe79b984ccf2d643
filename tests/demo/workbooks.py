"""The three workbooks, as untidy as offices keep them: titles above the headings, merged cells, totals, dates in every form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.demo.hazards import Case
from tests.demo.records import Record

MADE = dt.datetime(2025, 2, 5)  # stands in the files, so that they are the same whenever they are made
DOCUMENTS = ("制度文件发布", "材料报送")
REGISTER = (
    "序号", "责任单位", "检查日期", "隐患描述", "隐患级别", "隐患类别", "缓急", "检查来源", "记录方式", "整改期限", "责任人工号", "五落实", "方案日期",
    "延期批准日期", "延期至", "整改情况", "整改完成日期", "验收情况", "验收人工号", "登记日期", "销号登记日期",
)  # fmt: skip
_NUMBERS = ("学时", "参训人数", "参演人数", "蹲点天数", "得分")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def written_date(on: dt.date, number: int) -> str | dt.date:
    """A date as the `number`-th clerk writes it."""
    forms = (on, f"{on.year}.{on.month}.{on.day}", f"{on.year}年{on.month}月{on.day}日", f"{on:%Y/%m/%d}")
    return forms[number % len(forms)]


class Pages:
    """A workbook in the making."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_urls": False})
        self.book.set_properties({"created": MADE})
        self.title = self.book.add_format({"bold": True, "align": "center", "font_size": 14})
        self.heading = self.book.add_format({"bold": True, "border": 1, "bg_color": "#DDDDDD"})
        self.merged = self.book.add_format({"valign": "vcenter", "border": 1})
        self.date = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def page(self, name: str, titles: Sequence[str], headings: Sequence[str]) -> Any:
        """A worksheet with merged titles above its headings."""
        sheet = self.book.add_worksheet(name)
        for row, text in enumerate(titles):
            sheet.merge_range(row, 0, row, len(headings) - 1, text, self.title)
        for column, text in enumerate(headings):
            sheet.write_string(len(titles), column, text, self.heading)
        return sheet

    def cell(self, sheet: Any, row: int, column: int, value: str | dt.date | int | None) -> None:
        """One cell; nothing where there is nothing to write."""
        if isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self.date)
        elif isinstance(value, int):
            sheet.write_number(row, column, value)
        elif value:
            sheet.write_string(row, column, value)


def write_register(path: Path, cases: Iterable[Case]) -> None:
    """The hazard register: a worksheet per half-year, units merged, numbers starting anew, a subtotal below each unit."""
    pages = Pages(path)
    for name, mine in _by_half_year(cases):
        sheet = pages.page(name, (f"隐患排查治理台账（{name}）", "填报部门：安全管理部　　　单位：条"), REGISTER)
        row, count = 3, 0
        for unit, own in groupby(mine, key=lambda case: case.unit):
            rows = list(own)
            if len(rows) > 1:
                sheet.merge_range(row, 1, row + len(rows) - 1, 1, unit, pages.merged)
            else:
                sheet.write_string(row, 1, unit)
            for number, case in enumerate(rows, 1):
                for column, value in enumerate(_cells(number, case)):
                    if column != 1:
                        pages.cell(sheet, row, column, value)
                row += 1
            sheet.write_string(row, 0, "小计")
            sheet.write_number(row, 3, len(rows))
            row, count = row + 1, count + len(rows)
        sheet.write_string(row, 0, "合计")
        sheet.write_number(row, 3, count)
    old = pages.book.add_worksheet("旧模板")
    old.write_row(0, 0, ["序号", "单位", "隐患", "是否整改"])
    old.write_row(1, 0, ["1", "甲水务", "示例", "是"])
    old.hide()
    pages.book.close()


def write_records(path: Path, records: Iterable[Record], is_wanted: bool) -> None:
    """One worksheet per form: those of documents and filings (`is_wanted` False), or all the others."""
    pages = Pages(path)
    chosen = [record for record in records if (record.form not in DOCUMENTS) == is_wanted]
    for form, group in groupby(sorted(chosen, key=lambda record: record.form), key=lambda record: record.form):
        rows = sorted(group, key=lambda record: record.day)
        words = list(dict.fromkeys(word for record in rows for word in record.words))
        entered = ["录入时间"] if any(record.entered for record in rows) else []
        sheet = pages.page(form, (f"{form}登记表（2024年4月—2025年1月）",), ["单位", "日期", *words, *entered])
        for number, record in enumerate(rows):
            row = number + 2
            pages.cell(sheet, row, 0, record.unit + ("　" if number % 7 == 3 else ""))
            pages.cell(sheet, row, 1, record.written or written_date(record.day, number))
            for column, word in enumerate(words, 2):
                text = record.words.get(word, "")
                is_wide = number % 11 == 5 and word in _NUMBERS
                pages.cell(sheet, row, column, text.translate(_FULL_WIDTH) if is_wide else text)
            if record.entered:
                pages.cell(sheet, row, 2 + len(words), record.entered)
    pages.book.close()


def _by_half_year(cases: Iterable[Case]) -> list[tuple[str, list[Case]]]:
    def half(case: Case) -> str:
        if case.found.year == 2025:
            return "2025年1月"
        return "2024年上半年" if case.found.month <= 6 else "2024年下半年"

    ordered = sorted(cases, key=lambda case: (half(case), case.unit, case.found))
    names = ("2024年上半年", "2024年下半年", "2025年1月")
    return [(name, [case for case in ordered if half(case) == name]) for name in names]


def _cells(number: int, case: Case) -> tuple[str | dt.date | int | None, ...]:
    closed = written_date(case.closed, number + 1) if case.closed else ""
    verified = "是" if case.closed else ""
    found = case.found_written or written_date(case.found, number)
    return (
        number, case.unit, found, case.what, case.level, case.domain, case.urgency, case.source, case.channel, case.due, case.responsible, case.parts,
        case.planned, case.extended, case.extended_to, case.state, closed, verified, case.verified_by,
        case.found + dt.timedelta(days=1), case.closed + dt.timedelta(days=2) if case.closed else None,
    )  # fmt: skip
