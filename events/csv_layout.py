"""Where the line of the headings of a CSV file begins, and what stands between cells."""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from zhiben.events.sheet import LONGEST_CELL, Reading

DELIMITERS = (",", ";", "\t")

LONGEST_LINE = 8 * LONGEST_CELL


class Layout(Struct, frozen=True):
    """Where the line of the headings begins, in bytes, how many lines are before it, and what is between cells."""

    start: int
    skipped: int
    delimiter: str


def layout(head: bytes, reading: Reading) -> Layout | None:
    """Told by the first bytes of a file; None where they are no UTF-8, or have no headings."""
    if reading.encoding not in (None, "utf-8"):
        return None
    mark = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    try:
        text = head[mark : head.rfind(b"\n") + 1].decode()
    except UnicodeDecodeError:
        return None
    start = header_start(text, reading.header_row)
    if start is None:
        return None
    delimiter = reading.delimiter or delimiter_of(text[start : text.find("\n", start) + 1])
    return Layout(mark + len(text[:start].encode()), text.count("\n", 0, start), delimiter)


def header_start(text: str, header_row: int | None) -> int | None:
    """Where the line with the headings begins: the declared one, else the first that is not blank."""
    start = 0
    if header_row is None:
        found = re.search(r"\S", text)
        return None if found is None else text.rfind("\n", 0, found.start()) + 1
    for _ in range(header_row - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None
    return start if text[start:].split("\n", 1)[0].strip() else None


def delimiter_of(header: str) -> str:
    """The delimiter that splits the headings most, quoted text aside."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)
