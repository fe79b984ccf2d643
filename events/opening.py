"""Any input file to its sheets: the suffix says which format, the first bytes where the suffix says nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from zhiben.events.sheet import DETECT, Reading, Sheet, unreadable

_FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
# What offices hand in beside them; a word about each is worth more than a row of broken characters.
_FOREIGN = {
    ".xls": "an Excel 97–2003 workbook", ".et": "a WPS workbook", ".ett": "a WPS workbook", ".ods": "an ODF workbook",
    ".pdf": "a PDF", ".doc": "a Word document", ".docx": "a Word document", ".wps": "a WPS document",
    ".jpg": "a picture", ".jpeg": "a picture", ".png": "a picture", ".zip": "an archive", ".rar": "an archive",
}  # fmt: skip
_OLE, _PDF = b"\xd0\xcf\x11\xe0", b"%PDF"
_HEAD = 1 << 16
_LARGE = 1 << 25  # bytes from which on a text file is read in blocks


class Stretch(Protocol):
    """Some of the rows of a file that can be read apart from the others, in any process."""

    def sheet(self) -> Sheet | None:
        """Its rows as a sheet; None where only those who read the file whole can read it."""
        ...


def stretches(path: Path, rows: int, reading: Reading = DETECT) -> Iterator[Stretch]:
    """A large Parquet or CSV file in stretches of about so many rows; none where `open_sheets` reads it whole."""
    try:
        with path.open("rb") if path.is_file() else io.BytesIO() as file:
            head = file.read(_HEAD)
        kind = _kind(path, head)
        if kind == "parquet":
            from zhiben.events.parquet_sheet import parquet_stretches

            yield from parquet_stretches(path, rows)
        elif kind == "csv" and _foreign(path, head) is None:
            from zhiben.events.csv_rows import csv_stretches

            yield from csv_stretches(path, head, rows, reading)
    except OSError:
        return  # told when the file is read


def open_sheets(path: Path, reading: Reading = DETECT) -> list[Sheet]:
    """The sheets of a CSV, JSONL, Parquet or XLSX file; a file that cannot be read gives one sheet with the reason."""
    try:
        if path.is_dir():
            return [unreadable(path, "unreadable-file", "this is a directory, not a file", "name the files themselves")]
        if path.exists() and not path.is_file():
            # It may never end, and a pipe cannot be read a second time for the hash of the inputs.
            what = "a pipe" if path.is_fifo() else "a socket" if path.is_socket() else "a device"
            return [unreadable(path, "unreadable-file", f"this is {what}, not a file", "save its content to a file")]
        with path.open("rb") as file:
            head = file.read(_HEAD)
            kind = _kind(path, head)
            if kind == "csv" and path.stat().st_size > _LARGE and _foreign(path, head) is None:
                from zhiben.events.csv_sheet import read_large_csv

                sheets = read_large_csv(path, head, reading)
                if sheets is not None:
                    return sheets
            content = b"" if kind == "parquet" else head + file.read()
    except FileNotFoundError:
        return [unreadable(path, "unreadable-file", "there is no such file")]
    except (OSError, ValueError) as why:
        reason = why.strerror if isinstance(why, OSError) else why
        return [unreadable(path, "unreadable-file", f"the file cannot be read: {reason}")]
    if not head:
        return [unreadable(path, "empty-file", "the file is empty", "the first line names the columns")]
    foreign = _foreign(path, head)
    if foreign is not None:
        hint = "open it in a spreadsheet program and save it as .xlsx"
        if "workbook" not in foreign:
            hint = "type or copy its table into a workbook, and save that as .xlsx"
        return [unreadable(path, "foreign-format", f"this is {foreign}, which is not read", hint)]
    if kind == "parquet":
        from zhiben.events.parquet_sheet import read_parquet

        return read_parquet(path)
    if kind == "xlsx":
        from zhiben.events.xlsx_sheet import read_xlsx

        return read_xlsx(path, content, reading)
    if kind == "jsonl":
        from zhiben.events.jsonl_sheet import read_jsonl

        return [read_jsonl(path, content, reading)]
    from zhiben.events.csv_sheet import read_csv

    return [read_csv(path, content, reading)]


def _foreign(path: Path, head: bytes) -> str | None:
    """What a file is that only its name, or its first bytes, tell; a readable one under such a name is read."""
    what = _FOREIGN.get(path.suffix.lower())
    if head[:4] == _PDF:
        return "a PDF"
    if head[:4] == _OLE:
        return what or "an Office file of the old kind, or one with a password"
    if head[:4] == b"PK\3\4":
        return what if path.suffix.lower() in (".ods", ".docx", ".zip") else None
    is_text = b"\0" not in head and head[:3] != b"\xff\xd8\xff"
    return None if is_text or head[:4] == b"PAR1" else what


def _kind(path: Path, head: bytes) -> str:
    """The format that a file's name says; a workbook or Parquet file is still what its first bytes say."""
    kind = _FORMATS.get(path.suffix.lower()) or _sniffed(head)
    return {b"PK\3\4": "xlsx", b"PAR1": "parquet"}.get(head[:4], kind)


def _sniffed(head: bytes) -> str:
    return "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"
