"""XLSX workbooks: the worksheets that hold rows, with the sheet row of every row."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from zhiben.events.problem import nearest
from zhiben.events.sheet import DETECT, UNREAD, Reading, Sheet, held, unreadable
from zhiben.events.xlsx_extent import workbook_fault

_HINT = "save it as .xlsx or .csv"


def read_xlsx(path: Path, content: bytes, reading: Reading = DETECT) -> list[Sheet]:
    """The worksheets of a workbook that are not empty, or the one that `reading` names.

    Cells become text: dates and times in ISO form, numbers with the 15 digits that a workbook shows. Bare numbers in a
    date column are Excel serials.
    """
    import python_calamine

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            fault = workbook_fault(archive)
        if fault is not None:
            return [unreadable(path, "not-a-workbook", f"this workbook cannot be read: {fault}", _HINT)]
        book = python_calamine.load_workbook(io.BytesIO(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, python_calamine.CalamineError, OSError, ValueError,
            NotImplementedError, RuntimeError) as why:  # fmt: skip
        return [unreadable(path, "not-a-workbook", f"this is not a whole XLSX workbook: {why}", _HINT)]
    if reading.sheet is not None and reading.sheet not in book.sheet_names:
        near = nearest(reading.sheet, book.sheet_names) or ", ".join(book.sheet_names)
        return [unreadable(path, "unknown-sheet", f"there is no sheet `{reading.sheet}`", f"did you mean `{near}`?")]
    sheets = []
    for name in book.sheet_names if reading.sheet is None else [reading.sheet]:
        try:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, ValueError) as why:
            sheets.append(unreadable(path, "not-a-workbook", f"the sheet `{name}` cannot be read: {why}"))
            continue
        if rows and rows[0] and rows[0][0] == UNREAD:
            continue
        found = _sheet(path, name, rows, reading.header_row)
        if found is not None:
            sheets.append(found)
    return sheets or [unreadable(path, "empty-file", "the workbook has no rows", "the first row names the columns")]


def _sheet(path: Path, name: str, rows: list[list[Any]], header_row: int | None) -> Sheet | None:
    filled = [number for number, row in enumerate(rows, 1) if any(cell != "" for cell in row)]
    if header_row is not None and header_row not in filled:
        return unreadable(
            path, "empty-file", f"row {header_row} of the sheet `{name}` holds no headings", "see header_row"
        )
    if not filled:
        return None
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
