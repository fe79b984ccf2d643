"""Fills in a workbook as a person does: cells are typed into the rows below the headings of each worksheet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def worksheets(path: Path) -> dict[str, str]:
    """Worksheets in order, with the part of the archive that holds each."""
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    names = [sheet.get("name") or "" for sheet in book.iter(f"{_MAIN}sheet")]
    return {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(names, 1)}


def type_in(path: Path, rows: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Type rows of text into worksheets, from the second row on."""
    parts = worksheets(path)
    typed = {parts[name]: cells for name, cells in rows.items()}
    with zipfile.ZipFile(path) as archive:
        content = {item: archive.read(item) for item in archive.namelist()}
    for part, cells in typed.items():
        text = content[part].decode("utf-8")
        added = "".join(_row(number, row) for number, row in enumerate(cells, 2))
        assert text.count("</sheetData>") == 1
        last = f"{xl_col_to_name(max(map(len, cells)) - 1)}{len(cells) + 1}"
        text = re.sub(r'<dimension ref="A1[^"]*"/>', f'<dimension ref="A1:{last}"/>', text)
        content[part] = text.replace("</sheetData>", added + "</sheetData>").encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for item, data in content.items():
            archive.writestr(item, data)


def _row(number: int, cells: Sequence[str]) -> str:
    written = "".join(
        f'<c r="{xl_col_to_name(place)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{written}</row>'
