"""JSONL files: one object per line, flat or a CloudEvent whose fields are nested in `data`.

Numbers keep their digits as written. A key inside `data` that is named like an attribute of the envelope is called
`data.KEY`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa

from zhiben.events.encoding import Undecodable, decode
from zhiben.events.problem import Problem, Span
from zhiben.events.sheet import DETECT, LONGEST_CELL, Reading, Sheet, cell_text, held, unreadable

ENVELOPE = frozenset({"id", "source", "type", "subject", "time", "recordedtime"})
# Attributes of CloudEvents that say nothing about the event itself.
_TRANSPORT = frozenset({"specversion", "datacontenttype", "dataschema", "data"})
LONGEST_LINE = 8 * LONGEST_CELL


def read_jsonl(path: Path, content: bytes, reading: Reading = DETECT) -> Sheet:
    """The table of a JSONL file: a column per key, in order of first appearance.

    Args:
        path: as the user gave it.
        content: the whole file.
        reading: declared encoding.
    """
    try:
        decoded = decode(content, reading.encoding)
    except Undecodable as why:
        return unreadable(path, "not-text", f"{why}", "save the file as UTF-8 text")
    if not decoded.text.strip():
        return unreadable(path, "empty-file", "the file is empty", "one JSON object per line was expected")
    problems = []
    if decoded.is_detected:
        problems.append(
            Problem("gb18030-detected", "read as GB18030, because it is not UTF-8", Span(str(path)), level="note")
        )
    records: list[dict[str, Any]] = []
    lines: list[int] = []
    spoiled = 0
    for number, line in enumerate(io.StringIO(decoded.text, newline=""), 1):
        if line.isspace():
            continue
        try:
            records.append(record_of(line))
            lines.append(number)
        except BadLine as why:
            spoiled += 1
            where = Span(str(path), number, why.column)
            problems.append(Problem("bad-json", f"{why}", where, "each line is one JSON object"))
    found = _cells(records)
    columns = [_column(len(records), *cells) for cells in found.values()]
    return Sheet(
        str(path), None, tuple(found), held(columns), np.array(lines, np.int64), header_line=0, spoiled=spoiled,
        problems=tuple(problems),
    )  # fmt: skip


def _cells(records: Sequence[Mapping[str, Any]]) -> dict[str, tuple[list[int], list[Any]]]:
    """What there is of each key: in which records, ascending, and the cells; of many keys each record has few."""
    found: dict[str, tuple[list[int], list[Any]]] = {}
    for row, record in enumerate(records):
        for key, cell in record.items():
            mine = found.get(key)
            if mine is None:
                mine = found[key] = ([], [])
            mine[0].append(row)
            mine[1].append(cell)
    return found


def _column(size: int, rows: list[int], there: list[Any]) -> pa.Array:
    """(size,) cells as text, where each record has its own; None of the others."""
    cells = there
    if len(rows) < size:
        cells = [None] * size
        for row, cell in zip(rows, there, strict=True):
            cells[row] = cell
    try:
        return pa.array(cells, pa.string())  # most are texts already, and numbers are kept as they were written
    except pa.ArrowTypeError:
        return pa.array([cell_text(cell) for cell in cells], pa.string())


class BadLine(ValueError):
    """A line that is no object of JSON; `str()` says why, `column` is the 1-based place, 0 = the whole line."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


def record_of(line: str) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise BadLine(f"a line of {len(line):,} characters; at most {LONGEST_LINE:,} are read")
    try:
        found = _DECODER.decode(line)
        # Half a surrogate pair is no text: an escape can name it, and a byte foreign to the encoding stands as one.
        if "\\u" in line:
            json.dumps(found, ensure_ascii=False).encode()
        else:
            line.encode()
    except json.JSONDecodeError as why:
        # An object that is cut off is found out behind the line's end, which no editor shows.
        column = min(why.pos, len(line.rstrip())) + 1
        raise BadLine(f"this is not JSON: {why.msg.lower().removesuffix(' at')} at column {column}", column) from None
    except RecursionError:
        raise BadLine("objects are nested too deeply") from None
    except UnicodeEncodeError:
        raise BadLine("the line holds characters that are not text") from None
    if not isinstance(found, dict):
        raise BadLine("a JSON object in braces was expected")
    return _flat(found) if "data" in found or "specversion" in found else found


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    data = record.get("data")
    if not isinstance(data, dict):
        return (
            record
            if "specversion" not in record
            else {k: v for k, v in record.items() if k not in _TRANSPORT - {"data"}}
        )
    outer = {k: v for k, v in record.items() if k not in _TRANSPORT}
    return outer | {(f"data.{k}" if k in ENVELOPE or k in outer else k): v for k, v in data.items()}


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadLine(f"the key `{twice[:40]}` occurs twice")
    return found


def _refused(word: str) -> NoReturn:
    raise BadLine(f"{word} is not a number of JSON")


# Made once: `json.loads` would make one for every line.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refused, object_pairs_hook=_distinct)
