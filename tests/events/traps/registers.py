"""Workbooks with a hazard register of the usual form, a map for them, and what came of reading one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.events.logs import checked
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.logmap import LogMap, read_map
from zhiben.events.reading import read_log
from zhiben.events.vocabulary import Field, Kind, Label, Value, Vocabulary

ZONE = "Asia/Shanghai"
HEAD = [
    "序号",
    "责任单位",
    "检查日期",
    "隐患描述",
    "隐患级别",
    "整改期限",
    "方案日期",
    "五落实",
    "整改完成日期",
    "整改情况",
]

_ID = Field("hazard_id", "text", label=Label("隐患编号"))
_LEVEL = Field("level", "category", values=(Value("major", Label("重大")), Value("general", Label("一般"))))
_PARTS = Field(
    "parts",
    "category",
    many=True,
    values=tuple(
        Value(n, Label(w)) for n, w in (("duty", "责任"), ("measures", "措施"), ("money", "资金"), ("deadline", "时限"))
    ),
)


def _kind(name: str, *fields: Field) -> Kind:
    return Kind(name, fields={f.name: f for f in (_ID, _LEVEL, *fields)})


VOCABULARY = Vocabulary(
    {"enterprise": Kind("enterprise"), "site": Kind("site")},
    {
        k.name: k
        for k in (
            _kind("hazard_found", Field("rectify_by", "date"), Field("text", "text"), Field("persons", "integer")),
            _kind("hazard_planned", _PARTS),
            Kind("hazard_closed", fields={"hazard_id": _ID}),
        )
    },
)

READ = "read:\n  header_row: 3\n  skip_rows: {序号: [合计, 小计, 本月无隐患]}\n  fill_down: [责任单位]\n"
MAP = (
    READ
    + """subject: {column: 责任单位}
id: {columns: [责任单位, 检查日期, 序号]}
fields:
  hazard_id: {columns: [责任单位, 检查日期, 序号]}
  level: 隐患级别
events:
  - {type: hazard_found, time: {column: 检查日期}, fields: {rectify_by: 整改期限, text: 隐患描述}}
  - {type: hazard_planned, time: {column: 方案日期}, fields: {parts: {column: 五落实, split: "、；,"}}}
  - {type: hazard_closed, time: {column: 整改完成日期}}
contradictions:
  - {column: 整改情况, says: [已整改, 已完成], needs: 整改完成日期}
"""
)


def day(month: int, number: int, year: int = 2024) -> dt.date:
    """A day of 2024, for a cell that holds a date."""
    return dt.date(year, month, number)


def row(number: Any, unit: Any, found: Any, **more: Any) -> list[Any]:
    """A row of the register: `text, level, due, planned, parts, closed, state` by name, the rest usual or empty."""
    usual = {
        "text": f"{number}号灭火器过期",
        "level": "一般",
        "due": None,
        "planned": None,
        "parts": None,
        "closed": None,
        "state": None,
    }
    cells = {**usual, **more}
    assert cells.keys() == usual.keys()
    return [number, unit, found, *cells.values()]


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    change: Callable[[xlsxwriter.Workbook, dict[str, Any]], object] | None = None,
    title: bool = True,
) -> Path:
    """A workbook with a merged title, a blank row, and the given rows from row 3 on; `change` may add to it."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    made = {}
    for name, rows in sheets.items():
        sheet = made[name] = book.add_worksheet(name)
        if title:
            sheet.merge_range(0, 0, 0, len(HEAD) - 1, "隐患排查治理台账")
        for number, cells in enumerate(rows, 2 if title else 0):
            for place, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(number, place, cell)
    if change is not None:
        change(book, made)
    book.close()
    return path


def mapped(folder: Path, text: str) -> LogMap:
    """A map."""
    path = folder / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return read_map(path, VOCABULARY)


def read(path: Path, text: str = MAP, entities: Entities | None = None) -> EventLog:
    """The register as the map reads it, its account balanced."""
    return checked(read_log([path], VOCABULARY, ZONE, mapping=mapped(path.parent, text), entities=entities))


def told(log: EventLog) -> list[str]:
    """Each event: sheet, row, type, subject, civil day; in the order of rows and types."""
    rows = sorted(log.table.to_pylist(), key=lambda r: (str(r["sheet"]), r["line"]))
    return [
        f"{r['sheet']}!{r['line']} {r['type']} {r['subject']} {(r['last'] + dt.timedelta(hours=8)):%m-%d}" for r in rows
    ]


def said(log: EventLog) -> list[tuple[str, str, str]]:
    """Each problem: level, code and place."""
    return [(p.level, p.code, str(p.span).rpartition("/")[2] if p.span else "") for p in log.problems]


def message(log: EventLog, code: str) -> str:
    """Message and hint of the one problem of that code."""
    found = [f"{p.message} | {p.hint}" for p in log.problems if p.code == code]
    assert len(found) == 1, found
    return found[0]
