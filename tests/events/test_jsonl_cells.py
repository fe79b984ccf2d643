"""Cells of JSONL: each where its record has it, and no line counts that is not text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zhiben.events.jsonl_sheet import read_jsonl

FILE = Path("log.jsonl")
GOOD = {"id": "1", "type": "检查"}


def test_a_column_holds_what_each_record_has_under_its_key() -> None:
    records = [{"a": "x", "b": 1}, {"b": None, "c": ["y", "z"]}, {"a": "", "d": True}]
    sheet = read_jsonl(FILE, "".join(f"{json.dumps(one)}\n" for one in records).encode())
    assert sheet.headers == ("a", "b", "c", "d"), "in the order in which they first appear"
    cells = [column.to_pylist() for column in sheet.read(range(4))]
    assert cells[:2] == [["x", None, ""], ["1", None, None]]
    assert [[cell is None for cell in column] for column in cells[2:]] == [[True, False, True], [True, True, False]]


@pytest.mark.parametrize("spoilt", [b'"\xe6\xa3\xff"', b'"\\ud800"', "\\ud800 检".join('""').encode()])
def test_a_line_with_what_is_no_text_is_rejected(spoilt: bytes) -> None:
    good = json.dumps(GOOD, ensure_ascii=False).encode()
    line = good[:-1] + b', "note": ' + spoilt + b"}"
    sheet = read_jsonl(FILE, b"\n".join([good, line, good]))
    assert (sheet.spoiled, sheet.lines.tolist()) == (1, [1, 3])
    assert [(one.code, one.message) for one in sheet.problems] == [
        ("bad-json", "the line holds characters that are not text")
    ]
