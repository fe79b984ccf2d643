"""Rows and events are accounted for apart; ids are stable; an event stands or falls by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.events.logs import checked, codes, column
from tests.events.traps.registers import (
    HEAD,
    MAP,
    VOCABULARY,
    ZONE,
    day,
    mapped,
    message,
    read,
    row,
    said,
    told,
    workbook,
)
from zhiben.events.log import Account
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities
from zhiben.events.settling import met


def test_a_wrong_closing_date_loses_the_closing_not_the_hazard(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5), closed="9月31日"), row(2, "甲", day(1, 6), closed="2024-09-31")]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert told(log) == ["一月!4 hazard_found 甲 01-05", "一月!5 hazard_found 甲 01-06"]
    assert said(log) == [("error", "bad-date", "r.xlsx[一月]:I4"), ("error", "bad-date", "r.xlsx[一月]:I5")]
    assert (log.account, log.account.events) == (Account(read=2, rejected=2, events=2), 2)


def test_a_wrong_cell_that_the_events_share_is_told_once(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "甲", day(1, 5), level="特大", planned=day(1, 6), closed=day(1, 7))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    # The closing has no level, so nothing is wrong with it.
    assert told(log) == ["一月!4 hazard_closed 甲 01-07"]
    assert said(log) == [("error", "unknown-value", "r.xlsx[一月]:E4")]


def test_a_row_without_any_date_is_rejected(tmp_path: Path) -> None:
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", None), row(2, "甲", day(1, 5))]}))
    assert log.account == Account(read=2, accepted=1, rejected=1, events=1)
    assert said(log) == [("error", "no-event", "r.xlsx[一月]:4")]
    assert "`检查日期`, `方案日期`, `整改完成日期`" in message(log, "no-event")


def test_next_months_version_of_the_register_adds_what_is_new(tmp_path: Path) -> None:
    first = [row(1, "甲", day(1, 5)), row(2, "甲", day(1, 6)), row(3, "甲", day(1, 7))]
    later = [
        row(1, "甲", day(1, 5)),
        row(2, "甲", day(1, 6), closed=day(2, 1)),
        row(3, "甲", day(1, 8)),
        row(4, "甲", day(2, 2)),
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, *first], "二月": [HEAD, *later]}))
    assert log.account == Account(read=7, accepted=6, duplicates=1, events=6)
    assert [t for t in told(log) if t.startswith("二月")] == [
        "二月!5 hazard_closed 甲 02-01",
        "二月!6 hazard_found 甲 01-08",
        "二月!7 hazard_found 甲 02-02",
    ]


def test_a_hazard_regraded_under_the_same_key_is_a_conflict_in_both_rows(tmp_path: Path) -> None:
    first = [HEAD, row(1, "甲", day(1, 5), level="重大"), row(2, "甲", day(1, 6))]
    later = [HEAD, row(1, "甲", day(1, 5), level="一般", closed=day(2, 1)), row(2, "甲", day(1, 6))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": first, "二月": later}))
    assert said(log)[:2] == [("error", "conflict", "r.xlsx[一月]:4"), ("error", "conflict", "r.xlsx[二月]:4")]
    assert told(log) == ["一月!5 hazard_found 甲 01-06", "二月!4 hazard_closed 甲 02-01"]
    assert log.account == Account(read=4, accepted=1, duplicates=1, rejected=2, events=2)


def test_two_events_of_one_type_have_ids_of_their_own(tmp_path: Path) -> None:
    text = MAP.replace("type: hazard_closed", "type: hazard_planned")
    log = read(
        workbook(tmp_path / "r.xlsx", {"一月": [HEAD, row(1, "甲", day(1, 5), planned=day(1, 6), closed=day(1, 7))]}),
        text,
    )
    assert sorted(column(log, "id")) == [
        f"甲|2024-01-05|1|{name}" for name in ("hazard_found", "hazard_planned", "hazard_planned-2")
    ]


def test_without_an_id_events_are_named_after_their_content(tmp_path: Path) -> None:
    text = MAP.replace("id: {columns: [责任单位, 检查日期, 序号]}\nfields", "fields")
    rows = [row(1, "甲", day(1, 5), closed=day(1, 7)), row(2, "甲", day(1, 6))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD, *rows]}), text)
    other = read(workbook(tmp_path / "s.xlsx", {"一月": [HEAD, rows[1], row(9, "丙", day(1, 1)), rows[0]]}), text)
    assert set(column(log, "id")) < set(column(other, "id"))
    assert log.account == Account(read=2, accepted=2, events=3)


def test_a_unit_cell_with_several_units_gives_each_an_event(tmp_path: Path) -> None:
    text = MAP.replace("subject: {column: 责任单位}", 'subject: {column: 责任单位, split: "、；,"}')
    rows = [HEAD, row(1, "A、B；C项目部", day(1, 5), closed=day(1, 9)), row(2, "A", day(1, 6)), row(3, "、", day(1, 7))]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}), text)
    units = ("A", "B", "C项目部")
    assert [t for t in told(log) if "!4" in t] == [
        *(f"一月!4 hazard_found {unit} 01-05" for unit in units),
        *(f"一月!4 hazard_closed {unit} 01-09" for unit in units),
    ]
    assert "A、B；C项目部|2024-01-05|1|hazard_found|B" in column(log, "id")
    assert said(log) == [("error", "missing-subject", "r.xlsx[一月]:B6")]
    assert log.account == Account(read=3, accepted=2, rejected=1, events=7)


def test_split_units_without_events_in_the_map(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("单位,日期,序号\n甲、乙,2024-01-05,1\n甲,2024-01-06,2\n", encoding="utf-8")
    text = "type: hazard_closed\nsubject: {column: 单位, split: 、}\nid: {column: 序号}\n"
    log = read(tmp_path / "log.csv", text)
    assert column(log, "id") == ["1|甲", "1|乙", "2|甲"]
    assert log.account == Account(read=2, accepted=2, events=3)


def test_rows_that_the_map_ignores_are_counted_once_though_split(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "单位,日期,事\n甲、乙,2024-01-05,会\n甲、乙,2024-01-06,关\n甲、乙,x,关\n", encoding="utf-8"
    )
    text = "type: {column: 事, values: {关: hazard_closed}, other: ignore}\nsubject: {column: 单位, split: 、}\n"
    log = read(tmp_path / "log.csv", text)
    assert codes(log) == ["bad-date"]
    assert log.account == Account(read=3, accepted=1, ignored=1, rejected=1, events=2)


def test_the_account_is_the_same_when_the_registry_comes_later(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("id,kind,aliases\n甲集团,enterprise,甲\n", encoding="utf-8")
    entities = read_entities(tmp_path / "e.csv", VOCABULARY, ZONE)
    rows = [row(1, "甲", day(1, 5), closed="x"), row(2, "甲集团", day(1, 6), closed=day(1, 7))]
    path = workbook(tmp_path / "r.xlsx", {"一月": [HEAD, *rows]})
    at_once = read(path, entities=entities)
    later = checked(met(read(path), entities, VOCABULARY, ZONE))
    assert at_once.account == later.account == Account(read=2, accepted=1, rejected=1, events=3)
    assert set(column(later, "subject")) == {"甲集团"}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_same_register_in_another_format_says_the_same(tmp_path: Path, suffix: str) -> None:
    rows = [row(1, "甲", "2024-01-05", closed="2024-01-07"), row("合计", None, None), row(2, "乙", "2024-01-06")]
    text = MAP.replace("  header_row: 3\n", "")
    path = tmp_path / f"r.{suffix}"
    if suffix == "xlsx":
        workbook(path, {"一月": [HEAD, *rows]}, title=False)
    else:
        path.write_text("\n".join(",".join(str(c or "") for c in r) for r in [HEAD, *rows]), encoding="utf-8")
    log = checked(read_log([path], VOCABULARY, ZONE, mapping=mapped(tmp_path, text)))
    assert log.account == Account(read=3, accepted=2, ignored=1, events=3)
    assert column(log, "line") == [2, 4, 2]


def test_a_register_without_rows_is_pointed_out_and_one_of_nil_returns_is_not(tmp_path: Path) -> None:
    assert said(read(workbook(tmp_path / "r.xlsx", {"一月": [HEAD]}))) == [("warning", "empty-log", "r.xlsx[一月]:3")]
    nil = [HEAD, row("本月无隐患", None, None, text=None, level=None)]
    log = read(workbook(tmp_path / "s.xlsx", {"一月": nil}))
    assert (codes(log), log.account) == (["skipped-rows"], Account(read=1, ignored=1, events=0))
