"""Blank workbooks: a worksheet per event type, with lists to choose from, and a page of instructions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from zhiben.events.sheet import UNREAD
from zhiben.reports.blank.columns import Column
from zhiben.reports.blank.instructions import FLAGS, note, page
from zhiben.reports.words import LANGS, Lang

_LONG_AGO = dt.datetime(2024, 1, 1)
_ROWS = 5000  # rows that carry lists and formats; more may be filled in
_LONGEST_NAME = 31  # of a worksheet, as spreadsheets allow
_LONGEST_MESSAGE = 255
_FILL = {"required": "#1F4E78", "asked": "#BDD7EE", "free": "#FFFFFF"}
_INK = {"required": "#FFFFFF", "asked": "#000000", "free": "#000000"}
_FORMAT = {
    "date": "yyyy-mm-dd", "time": "yyyy-mm-dd", "number": "General", "integer": "0", "flag": "@", "choice": "@",
    "list": "@", "text": "@", "duration": "@",
}  # fmt: skip
_WIDTHS = {"text": 16, "list": 24, "choice": 16, "time": 18, "date": 13}


def sheet_name(label: str, name: str, taken: set[str]) -> str:
    """The worksheet of an event type: its label where a spreadsheet allows that, else the type's name."""
    fits = len(label) <= _LONGEST_NAME and not re.search(r"[\[\]:*?/\\]|^'|'$", label) and label.casefold() not in taken
    chosen = label if fits else name[:_LONGEST_NAME]
    taken.add(chosen.casefold())
    return chosen


def write_workbook(
    path: Path, title: str, sheets: Sequence[tuple[str, Sequence[Column]]], command: str, lang: Lang
) -> None:
    """Write one workbook: the instructions, one worksheet per entry of `sheets`, and the lists behind them."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # The same input gives the same bytes.
        book.set_properties({"title": title, "created": _LONG_AGO})
        _instructions(book, page(title, sheets, command, lang), lang)
        lists = _Lists(book, lang)
        for name, columns in sheets:
            _sheet(book, book.add_worksheet(name), columns, lists, lang)
        lists.write()


class _Lists:
    """The words of drop-down lists; they stand on a worksheet of their own, for they may be long."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self._book = book
        self._name = "选项" if lang == "zh" else "Lists"
        self._columns: dict[tuple[str, ...], int] = {}

    def range_of(self, words: tuple[str, ...]) -> str:
        """The cells that hold these words."""
        place = self._columns.setdefault(words, len(self._columns) + 1)
        letter = xl_col_to_name(place, col_abs=True)
        return f"='{self._name}'!{letter}$1:{letter}${len(words)}"

    def write(self) -> None:
        """Add the worksheet; its first cell says that it is not read."""
        sheet = self._book.add_worksheet(self._name)
        sheet.write_string(0, 0, UNREAD)
        for words, place in self._columns.items():
            for row, word in enumerate(words):
                sheet.write_string(row, place, word)


def _sheet(book: Any, sheet: Any, columns: Sequence[Column], lists: _Lists, lang: Lang) -> None:
    for place, column in enumerate(columns):
        heading = book.add_format({
            "bold": True, "bg_color": _FILL[column.need], "font_color": _INK[column.need], "border": 1,
            "text_wrap": True, "valign": "vcenter",
        })  # fmt: skip
        body = book.add_format({"num_format": _FORMAT[column.cell]})
        width = max(_WIDTHS.get(column.cell, 12), 2 * len(column.heading) if lang == "zh" else len(column.heading) + 2)
        sheet.set_column(place, place, min(width, 40), body)
        sheet.write_string(0, place, column.heading, heading)
        sheet.write_comment(0, place, note(column, lang), {"x_scale": 2})
        sheet.data_validation(1, place, _ROWS, place, _validation(column, lists, lang))
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 30)


def _validation(column: Column, lists: _Lists, lang: Lang) -> dict[str, Any]:
    """What a cell accepts. A cell of several items is not held to the list; the message names the words."""
    found: dict[str, Any] = {"validate": "any"}
    words = FLAGS[LANGS.index(lang)] if column.cell == "flag" else column.choices
    if words and column.cell != "list":
        found = {"validate": "list", "source": lists.range_of(words)}
    elif column.cell in ("number", "integer"):
        found = {"validate": "decimal" if column.cell == "number" else "integer", "criteria": "between",
                 "minimum": -(10**11), "maximum": 10**11}  # fmt: skip
    message = note(column, lang)
    cut = message if len(message) <= _LONGEST_MESSAGE else message[: _LONGEST_MESSAGE - 1] + "…"
    return {**found, "input_message": cut, "error_message": cut}


def _instructions(book: Any, rows: Sequence[tuple[str, ...]], lang: Lang) -> None:
    sheet = book.add_worksheet("填表说明" if lang == "zh" else "Instructions")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 3, 30)
    sheet.set_column(4, 4, 90)
    grey, bold = book.add_format({"font_color": "#808080"}), book.add_format({"bold": True})
    head = next((number for number, row in enumerate(rows) if len(row) > 1), len(rows))
    for number, row in enumerate(rows):
        style = grey if number == 0 else bold if number in (1, head) else None
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, style)
