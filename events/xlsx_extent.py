"""How large a workbook would be in memory, told before it is loaded.

A reader lays out every cell between the first and the last one. Two cells in opposite corners of a worksheet of a few
hundred bytes are 17 billion, and the process would be gone before anybody could say why.
"""

from __future__ import annotations

import re
import zipfile
from typing import Iterator

MOST_CELLS = 50_000_000
MOST_BYTES = 2_000_000_000

_WORKBOOK = "xl/workbook.xml"
_PLACE = re.compile(rb"""[ \t\r\n:]r\s*=\s*["']([A-Z]{1,3})?([0-9]{1,9})["']""")
_FAR_DOWN = re.compile(rb"""r\s*=\s*["'][A-Z]{0,3}[0-9]{6,}["']""")
_FAR_RIGHT = re.compile(rb"""r\s*=\s*["'][A-Z]{3}[0-9]""")
_CHUNK = 1 << 24
_OVERLAP = 64


def workbook_fault(archive: zipfile.ZipFile) -> str | None:
    """Why a workbook cannot be loaded, or None.

    Raises:
        zipfile.BadZipFile, OSError, zlib.error, EOFError: the archive is damaged.
    """
    parts = archive.infolist()
    if _WORKBOOK not in archive.namelist():
        return "it is an archive of something else"
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_BYTES:
        return f"it unpacks to {unpacked:,} bytes; at most {MOST_BYTES:,} are read"
    for part in parts:
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            cells = _cells(archive, part.filename)
            if cells > MOST_CELLS:
                return f"a sheet extends over {cells:,} cells, most of them empty; at most {MOST_CELLS:,} are read"
    return None


def _cells(archive: zipfile.ZipFile, name: str) -> int:
    """Cells between the corners of a worksheet; 0 where rows of five digits and columns of two letters bound them."""
    if not any(_FAR_DOWN.search(chunk) or _FAR_RIGHT.search(chunk) for chunk in _chunks(archive, name)):
        return 0
    rows = columns = 1
    for chunk in _chunks(archive, name):
        for found in _PLACE.finditer(chunk):
            rows = max(rows, int(found[2]))
            columns = max(columns, _number(found[1] or b"A"))
    return rows * columns


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as file:
        carried = b""
        while chunk := file.read(_CHUNK):
            yield carried + chunk
            carried = chunk[-_OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
