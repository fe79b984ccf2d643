"""Worksheets whose cells are text, numbers and dates: no formula, no link, no markup, whatever the text says.

Rows are written as they come and not kept, so that a long ledger needs no more memory than a short one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from msgspec import Struct
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from zhiben.reports.safe import visible
from zhiben.reports.words import Lang
from zhiben.rules.render import width

ROWS = 1_048_576  # of a worksheet, the headings among them
SHEETS = 4  # of one table; programs that open four million rows are rare
_LONGEST = 32_767  # UTF-16 units of a cell
_LONG_AGO = dt.datetime(2024, 1, 1)
_LINE, _HIGHEST = 15, 400  # points
_MEASURED = 3_000  # characters; more do not fit into the highest row anyway
_FIRST_YEAR = 1900  # of a spreadsheet's calendar
_CUT = {"zh": "…（此处截断，原长 {} 字符）", "en": "… (cut here; {} characters in all)"}
COLOURS = {
    "breached": "#F4B6B0", "late": "#F9D9A8", "unknown": "#D9D2E9", "pending": "#DCE9F7", "waived": "#E4E4E4",
    "met": "#D5EBD3", "critical": "#F4B6B0", "high": "#F9D9A8", "medium": "#FFF4C2", "low": "#FFFFFF",
}  # fmt: skip

Kind = Literal["text", "wrapped", "number", "time", "coloured"]
Value = str | int | float | dt.datetime | None


class Column(Struct, frozen=True):
    """A heading, how wide it is in characters, and what stands below it.

    A `coloured` cell is given as (text, name of its colour).
    """

    heading: str
    width: float = 14
    kind: Kind = "text"


class Book:
    """A workbook on its way to a file; the same cells give the same bytes."""

    def __init__(self, path: Path, title: str, lang: Lang) -> None:
        options = {
            "constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "nan_inf_to_errors": False,
        }  # fmt: skip
        self._book = Workbook(str(path), options)
        self._book.set_properties({"title": shown(title, lang), "created": _LONG_AGO})
        self.lang: Lang = lang
        base = {"valign": "top"}
        self.formats: dict[str, Any] = {
            "text": self._book.add_format(base),
            "wrapped": self._book.add_format({**base, "text_wrap": True}),
            "number": self._book.add_format({**base, "num_format": "General"}),
            "time": self._book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
            "heading": self._book.add_format(
                {"bold": True, "bg_color": "#1F4E78", "font_color": "#FFFFFF", "border": 1, "text_wrap": True,
                 "valign": "vcenter"}
            ),
            "title": self._book.add_format({"bold": True, "font_size": 16}),
            "section": self._book.add_format({"bold": True, "font_size": 12, "bottom": 1}),
            "left": self._book.add_format({**base, "align": "left"}),
            "label": self._book.add_format({**base, "font_color": "#555555"}),
            "bold": self._book.add_format({**base, "bold": True}),
        }  # fmt: skip
        for name, colour in COLOURS.items():
            self.formats[name] = self._book.add_format(
                {**base, "bg_color": colour, "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
            )

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def sheet(self, name: str) -> Any:
        """An empty worksheet with the book's way of printing: landscape A4, as wide as the page."""
        sheet = self._book.add_worksheet(name, worksheet_class=_PlainSheet)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_header("&L&A")
        sheet.set_footer("&C&P / &N")
        return sheet

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], count: int) -> int:
        """A table on a worksheet, or on several where one is too short; headings stay in sight and can be filtered.

        Returns:
            How many of the `count` rows have no place in `SHEETS` worksheets.
        """
        room = ROWS - 1
        left = iter(rows)
        for number in range(min(max(1, -(-count // room)), SHEETS)):
            sheet = self.sheet(name if number == 0 else f"{name} {number + 1}")
            self.head(sheet, columns)
            height = min(room, count - number * room)
            for row in range(1, height + 1):
                self.cells(sheet, row, columns, next(left))
            sheet.autofilter(0, 0, max(height, 1), len(columns) - 1)
        return max(0, count - SHEETS * room)

    def cells(self, sheet: Any, row: int, columns: Sequence[Column], values: Sequence[Any]) -> None:
        """One row of a table, as high as its wrapped text needs."""
        wrapped = [
            (value, column.width)
            for column, value in zip(columns, values, strict=True)
            if column.kind == "wrapped" and value
        ]
        if wrapped:
            sheet.set_row(row, height(wrapped))
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            if column.kind == "coloured":
                self.put(sheet, row, place, value[0], value[1])
            else:
                self.put(sheet, row, place, value, column.kind)

    def put(self, sheet: Any, row: int, place: int, value: Value, style: str) -> None:
        """One cell: nothing, a number, a date, or text that is no formula."""
        chosen = self.formats[style]
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, place, shown(value, self.lang), chosen)
        elif isinstance(value, dt.datetime):
            if value.year < _FIRST_YEAR:
                sheet.write_string(row, place, value.isoformat(sep=" "), chosen)
            else:
                sheet.write_datetime(row, place, value, chosen)
        else:
            sheet.write_number(row, place, value, chosen)

    def lines(self, sheet: Any, row: int, place: int, lines: str, style: str) -> None:
        """A cell of several lines; they are the program's own words, not a stranger's."""
        sheet.write_string(row, place, lines, self.formats[style])

    def head(self, sheet: Any, columns: Sequence[Column]) -> None:
        """The headings of a table; they stay in sight and are printed on each page."""
        sheet.set_row(0, 2 * _LINE)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, shown(column.heading, self.lang), self.formats["heading"])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)


class _PlainSheet(Worksheet):  # type: ignore[misc]
    """xlsxwriter takes text between <r> and </r> for markup of its own; here there is none."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, attributes)


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for texts in columns so many characters wide; not every program works that out itself."""
    lines = max((-(-width(text[:_MEASURED]) // int(room * 0.9)) for text, room in cells), default=1)
    return min(_LINE * max(1, lines), _HIGHEST)


def shown(text: str, lang: Lang) -> str:
    """Text as a cell can hold it: everything in it visible, and where it is too long, cut with a word about it."""
    seen = visible(text)
    if len(seen) * 2 <= _LONGEST or len(seen.encode("utf-16-le")) // 2 <= _LONGEST:
        return seen
    mark = _CUT[lang].format(len(text))
    kept = seen.encode("utf-16-le")[: 2 * (_LONGEST - len(mark))].decode("utf-16-le", errors="ignore")
    return kept + mark
