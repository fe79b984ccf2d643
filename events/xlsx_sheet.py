"""XLSX workbooks: the worksheets that hold rows, with the sheet row of every row."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any, Iterator

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from zhiben.events.encoding import Undecodable, decode
from zhiben.events.problem import Problem, Span, nearest
from zhiben.events.sheet import DETECT, UNREAD, Reading, Sheet, held, unreadable
from zhiben.events.values import counted, listed
from zhiben.events.xlsx_extent import workbook_fault
from zhiben.events.xlsx_marks import Marks, marks_of

_HINT = "save it as .xlsx or .csv"


def read_xlsx(path: Path, content: bytes, reading: Reading = DETECT) -> list[Sheet]:
    """The worksheets of a workbook that are not empty, or those that `reading` names.

    Cells become text: dates and times in ISO form, numbers with the 15 digits that a workbook shows. Bare numbers in a
    date column are Excel serials. Hidden worksheets are read where they are named; hidden rows are read. Both are
    reported, and so are formulas without a value and cells that hold an error.
    """
    import python_calamine

    if _is_text(content):
        return [unreadable(path, "not-a-workbook", "this is text, not an XLSX workbook", "if it is CSV, name it .csv")]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            fault = workbook_fault(archive)
            if fault is not None:
                return [unreadable(path, "not-a-workbook", f"this workbook cannot be read: {fault}", _HINT)]
            marks = marks_of(archive)
        book = python_calamine.load_workbook(io.BytesIO(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, python_calamine.CalamineError, OSError, ValueError,
            NotImplementedError, RuntimeError) as why:  # fmt: skip
        return [unreadable(path, "not-a-workbook", f"this is not a whole XLSX workbook: {why}", _HINT)]
    unknown = [name for name in reading.sheets or () if name not in book.sheet_names]
    if unknown:
        return [_unknown(path, name, book.sheet_names) for name in unknown]
    visible = {m.name for m in book.sheets_metadata if m.visible == python_calamine.SheetVisibleEnum.Visible}
    sheets = []
    for name in reading.sheets or book.sheet_names:
        try:
            table = book.get_sheet_by_name(name)
            rows = table.to_python(skip_empty_area=False)
            merged = tuple((a + 1, b, c + 1, d) for (a, b), (c, d) in table.merged_cell_ranges or ())
        except (python_calamine.CalamineError, ValueError) as why:
            sheets.append(unreadable(path, "not-a-workbook", f"the sheet `{name}` cannot be read: {why}"))
            continue
        if rows and rows[0] and rows[0][0] == UNREAD:
            continue
        if reading.sheets is None and name not in visible:
            sheets += _hidden(path, name, rows)
            continue
        found = _sheet(path, name, rows, reading.header_row)
        if found is not None and found.headers:
            found = replace(found, merged=merged)
            found = found.with_problems(*_said(found, marks.get(name, Marks())))
        if found is not None:
            sheets.append(found)
    if reading.sheets is None and any(sheet.headers for sheet in sheets):
        sheets = [sheet if sheet.headers or sheet.name else _too_short(sheet) for sheet in sheets]
    return sheets or [unreadable(path, "empty-file", "the workbook has no rows", "the first row names the columns")]


def _is_text(content: bytes) -> bool:
    try:
        return not content.startswith(b"PK") and not decode(content).has_bad_bytes
    except Undecodable:
        return False


def _unknown(path: Path, name: str, names: list[str]) -> Sheet:
    near = nearest(name, names)
    hint = f"did you mean `{near}`?" if near else "sheets: " + ", ".join(f"`{one}`" for one in names)
    return unreadable(path, "unknown-sheet", f"there is no sheet `{name}`", hint)


def _too_short(sheet: Sheet) -> Sheet:
    """A worksheet without the row that the map names, beside others that have it: left out, and said so."""
    problems = (
        replace(p, code="unread-sheet", level="warning") if p.code == "empty-file" else p for p in sheet.problems
    )
    return replace(sheet, problems=tuple(problems))


def _hidden(path: Path, name: str, rows: list[list[Any]]) -> list[Sheet]:
    """In place of a hidden worksheet, what was not read of it."""
    filled = sum(any(cell != "" for cell in row) for row in rows)
    if not filled:
        return []
    message = f"the sheet `{name}` is hidden; {counted(filled, 'row')} not read, headings included"
    hint = f"show the sheet, or name it in a log map: read: {{sheet: [{name}]}}"
    problem = Problem("hidden-sheet", message, Span(str(path), sheet=name), hint, "warning")
    return [Sheet(str(path), name, (), held(()), np.zeros(0, np.int64), problems=(problem,))]


def _said(sheet: Sheet, marks: Marks) -> Iterator[Problem]:
    """What a worksheet holds that its values do not show."""
    here = set(sheet.lines.tolist())
    hidden = [row for row in marks.hidden if row in here]
    if hidden:
        message = f"{counted(len(hidden), 'hidden row')} read like the others: {listed(map(str, hidden))}"
        yield Problem("hidden-rows", message, _at(sheet, hidden[0]), "delete rows that do not count", "warning")
    lacking = [named for named in marks.uncalculated if named[0] in here]
    if lacking:
        cells = f"{counted(len(lacking), 'formula')} without a stored value, read as empty: {_cells(lacking)}"
        hint = "open the workbook in a spreadsheet program and save it, so that its formulas are calculated"
        yield Problem("formula-without-value", cells, _at(sheet, lacking[0][0]), hint, "warning")
    wrong = [named for named in marks.errors if named[0] in here]
    if wrong:
        cells = f"{counted(len(wrong), 'cell')} with an error such as #REF! or #DIV/0!, read as empty: {_cells(wrong)}"
        yield Problem("formula-error", cells, _at(sheet, wrong[0][0]), "mend the formula", "warning")


def _at(sheet: Sheet, row: int) -> Span:
    return Span(sheet.file, row, sheet=sheet.name)


def _cells(named: list[tuple[int, str]]) -> str:
    return listed(cell for _, cell in named)


def _sheet(path: Path, name: str, rows: list[list[Any]], header_row: int | None) -> Sheet | None:
    filled = [number for number, row in enumerate(rows, 1) if any(cell != "" for cell in row)]
    if not filled:
        return None
    if header_row is not None and header_row not in filled:
        message = f"row {header_row} of the sheet `{name}` holds no headings"
        return unreadable(path, "empty-file", message, "`header_row` in a log map is the row of the headings")
    header_row = header_row or filled[0]
    numbers = [n for n in filled if n > header_row]
    headings = [_text(cell) or "" for cell in rows[header_row - 1]]
    texts = [[_text(cell) for cell in rows[n - 1]] for n in numbers]
    columns = [pa.array(column, pa.string()) for column in zip(*texts, strict=True)]
    columns = columns or [pa.array([], pa.string()) for _ in headings]
    return Sheet(
        str(path), name, tuple(h.strip() for h in headings), held(columns), np.array(numbers, np.int64),
        has_serials=True, header_line=header_row,
    )  # fmt: skip


def _text(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.15g}" if abs(cell) < 1e15 else f"{cell:.0f}"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, dt.timedelta):
        return f"{cell / dt.timedelta(minutes=1):.15g} minutes"
    return str(cell)
