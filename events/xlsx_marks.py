"""What a workbook says of its cells beside their values: hidden rows, formulas that were never calculated, errors.

The reader of values gives an empty cell for each of the latter, and somebody has to say so.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Iterator
from xml.etree import ElementTree

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_CHUNK = 1 << 22
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<|<(?:\w+:)?is[\s>]")
_ROW_START = re.compile(rb"<(?:\w+:)?row\s")


@dataclass(slots=True)
class Marks:
    """Of one worksheet: 1-based hidden rows; cells as people call them, in the order of the sheet, with their rows."""

    hidden: list[int] = field(default_factory=list)
    uncalculated: list[tuple[int, str]] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def marks_of(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """The marks of each worksheet by its name; nothing where the workbook does not say which part is which sheet.

    Raises:
        zipfile.BadZipFile, OSError, zlib.error, EOFError: the archive is damaged.
    """
    found = {}
    for name, part in _parts(archive).items():
        if part in archive.namelist():
            found[name] = marks = Marks()
            for rows in _whole_rows(archive, part):
                _look(rows, marks)
    return found


def _look(rows: bytes, marks: Marks) -> None:
    if b"hidden" in rows:
        for row in _ROW.finditer(rows):
            place = _PLACE.search(row[1])
            if place is not None and _HIDDEN.search(row[1]):
                marks.hidden.append(int(place[2]))
    if b"<f" not in rows and b":f" not in rows and b"""t="e\"""" not in rows:
        return
    for cell in _CELL.finditer(rows):
        place, kind = _PLACE.search(cell[1]), _TYPE.search(cell[1])
        if place is None:
            continue
        named = int(place[2]), (place[1] + place[2]).decode()
        if kind is not None and kind[1] == b"e":
            marks.errors.append(named)
        elif _FORMULA.search(cell[2]) and not _VALUE.search(cell[2]) and (kind is None or kind[1] != b"str"):
            # An empty text is what a formula may well have given.
            marks.uncalculated.append(named)


def _whole_rows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The content of a worksheet in pieces that no row is cut by."""
    with archive.open(part) as file:
        carried = b""
        while chunk := file.read(_CHUNK):
            carried += chunk
            starts = [found.start() for found in _ROW_START.finditer(carried)]
            if starts:
                yield carried[: starts[-1]]
                carried = carried[starts[-1] :]
        yield carried


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Worksheet names to the parts of the archive that hold them."""
    try:
        relations = {
            node.get("Id"): posixpath.normpath(posixpath.join("/xl", node.get("Target", ""))).lstrip("/")
            for node in ElementTree.fromstring(archive.read(_RELATIONS))
        }
        book = ElementTree.fromstring(archive.read(_WORKBOOK))
    except (KeyError, ElementTree.ParseError):
        return {}
    found = {}
    for node in book.iter():
        if node.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in node.items() if key.rpartition("}")[2] == "id"), None)
            if relation in relations:
                found[str(node.get("name"))] = relations[relation]
    return found
