"""One map file for several registers: each file is read by the first map that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.events.traps.registers import VOCABULARY, ZONE
from zhiben.events.logmap import read_map
from zhiben.events.problem import Unusable
from zhiben.events.reading import read_log

MAP = """\
maps:
  - files: [found*.csv]
    type: hazard_found
    subject: {column: who}
    time: {column: on}
    fields: {hazard_id: {columns: [who, number]}}
  - files: "register?.csv"
    read: {delimiter: ";"}
    subject: {column: unit}
    events:
      - {type: hazard_found, time: {column: found}, recordedtime: {column: entered}, fields: {hazard_id: number}}
      - {type: hazard_closed, time: {column: closed}, fields: {hazard_id: number}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "map.yaml": MAP,
        "found-1.csv": "who,on,number\n甲,2024-03-01,1\n",
        "register1.csv": "unit;found;entered;closed;number\n乙;2024-03-02;2024-03-05;2024-03-09;7\n",
        "other.csv": "类型,单位,日期,隐患编号\nhazard_closed,丙,2024-03-03,9\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_file_is_read_by_its_own_map_and_others_by_their_headings(folder: Path) -> None:
    mapping = read_map(folder / "map.yaml", VOCABULARY)
    log = read_log(
        [folder / n for n in ("found-1.csv", "register1.csv", "other.csv")], VOCABULARY, ZONE, mapping=mapping
    )
    assert not [p for p in log.problems if p.level != "note"]
    rows = zip(*(log.table[name].to_pylist() for name in ("type", "subject", "hazard_id", "recordedtime")), strict=True)
    assert [(*row[:3], row[3] is not None) for row in rows] == [
        ("hazard_found", "甲", "甲|1", False),
        ("hazard_found", "乙", "7", True),
        ("hazard_closed", "乙", "7", False),
        ("hazard_closed", "丙", "9", False),
    ]


def test_a_map_for_a_file_that_is_not_there_is_told(folder: Path) -> None:
    mapping = read_map(folder / "map.yaml", VOCABULARY)
    log = read_log([folder / "found-1.csv"], VOCABULARY, ZONE, mapping=mapping)
    (unused,) = [p for p in log.problems if p.code == "unused-map"]
    assert "`register?.csv`" in unused.message and "`found-1.csv`" in unused.hint and unused.level == "warning"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("type: hazard_found\nmaps: [{files: a}]", "bad-maps", 1),
        ("maps: [{type: hazard_found}]", "bad-maps", 1),
        ("maps: [{files: a, maps: [{files: b}]}]", "bad-maps", 1),
        ("maps: []", "bad-maps", 1),
        ("maps:\n  - files: a\n    type: hazard_fund", "unknown-type", 3),
        ("maps:\n  - files: a\n    fields: {level: {columns: [a, b]}}", "misfit", 3),
        (
            "maps:\n  - {files: a, events: [{type: hazard_found, time: {column: a}, fields: {lvl: b}}]}",
            "unknown-field",
            2,
        ),
    ],
)
def test_mistakes_are_told_at_their_place(tmp_path: Path, text: str, code: str, line: int) -> None:
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as told:
        read_map(tmp_path / "map.yaml", VOCABULARY)
    (problem,) = told.value.problems
    assert problem.code == code and problem.span is not None and problem.span.line == line
