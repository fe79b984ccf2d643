"""What a person fills into a blank file is read without a log map: every column of every type, all words of the lists."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import python_calamine

from tests.reports.filling import type_in
from zhiben.events.coverage_reading import read_coverage
from zhiben.events.log import EventLog
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities
from zhiben.events.sheet import UNREAD
from zhiben.events.vocabulary import LAST, Kind
from zhiben.reports.blank.columns import (
    Column,
    called,
    coverage_columns,
    entity_columns,
    event_columns,
)
from zhiben.reports.blank.workbook import sheet_name
from zhiben.reports.blank.write import write_template
from zhiben.reports.words import LANGS, Lang
from zhiben.rules.event_reads import asked_fields
from zhiben.rules.loading import load_rulebook
from zhiben.rules.model import Rulebook
from zhiben.rules.shipped import rulebook_path, shipped_rulebooks

TYPED = {
    "text": "甲-1",
    "date": "2024/3/25",
    "time": "2024年3月25日",
    "number": "1,234.5",
    "integer": "12",
    "duration": "3 days",
}
FLAG = {"zh": "是", "en": "yes"}


@pytest.fixture(params=shipped_rulebooks())
def rulebook(request: pytest.FixtureRequest) -> Rulebook:
    return load_rulebook(rulebook_path(str(request.param)))


def typed(column: Column, number: int, lang: Lang) -> str:
    """What somebody types into a cell of the `number`-th row, going through the words of a list one by one."""
    if column.cell == "list":
        return "、".join(column.choices[: number + 1]) or "甲、乙"
    if column.choices:
        return column.choices[number % len(column.choices)]
    return FLAG[lang] if column.cell == "flag" else TYPED[column.cell]


def rows_of(columns: list[Column], lang: Lang, **fixed: str) -> list[list[str]]:
    """One row for every word of the longest list, each with its own id."""
    count = max([1, *(len(column.choices) for column in columns)])
    given = {"subject": "甲", "source": "", **fixed}
    return [
        [
            f"{number}" if column.name == "id" else given.get(column.name) or typed(column, number, lang)
            for column in columns
        ]
        for number in range(count)
    ]


def sheets(rulebook: Rulebook, lang: Lang) -> dict[str, tuple[Kind, list[Column]]]:
    taken: set[str] = set()
    asked = asked_fields(rulebook)
    return {
        sheet_name(called(kind, lang), kind.name, taken): (
            kind,
            event_columns(kind, rulebook.vocabulary, asked[kind.name], lang),
        )
        for kind in rulebook.vocabulary.events.values()
    }


def assert_all_there(log: EventLog, kind: Kind, rows: int) -> None:
    """Every field of the type is filled in every row of it."""
    table = log.table.to_pandas()
    mine = table[table["type"] == kind.name]
    assert len(mine) == rows
    for field in kind.fields.values():
        assert mine[field.name].notna().all(), f"{kind.name}.{field.name}"
        if field.storage == "time":
            assert mine[field.name + LAST].notna().all()


@pytest.mark.parametrize("lang", LANGS)
def test_every_column_of_the_workbook_is_read(rulebook: Rulebook, lang: Lang, tmp_path: Path) -> None:
    out = tmp_path / "blank"
    assert write_template(rulebook, rulebook.name, out, "xlsx", lang) == ["coverage.xlsx", "entities.xlsx", "log.xlsx"]
    filled = {
        name: [[f"{name}-{row[0]}", *row[1:]] for row in rows_of(columns, lang)]
        for name, (_, columns) in sheets(rulebook, lang).items()
    }
    type_in(out / "log.xlsx", filled)
    log = read_log(out / "log.xlsx", rulebook.vocabulary, rulebook.timezone)
    assert log.problems == ()
    assert log.account.read == sum(map(len, filled.values())) == log.table.num_rows
    for name, (kind, _) in sheets(rulebook, lang).items():
        assert_all_there(log, kind, len(filled[name]))
        words = {value.name for field in kind.fields.values() for value in field.values}
        seen = {item for field in kind.fields.values() if field.values for value in log.table[field.name].drop_null().to_pylist()
                for item in (value if field.many else [value])}  # fmt: skip
        assert words <= seen


@pytest.mark.parametrize("lang", LANGS)
def test_ids_may_stay_empty_and_so_may_worksheets(rulebook: Rulebook, lang: Lang, tmp_path: Path) -> None:
    write_template(rulebook, rulebook.name, tmp_path / "blank", "xlsx", lang)
    name, (kind, columns) = next(iter(sheets(rulebook, lang).items()))
    rows = [["", *row[1:]] for row in rows_of(columns, lang)]
    type_in(tmp_path / "blank" / "log.xlsx", {name: rows})
    log = read_log(tmp_path / "blank" / "log.xlsx", rulebook.vocabulary, rulebook.timezone)
    assert [problem.code for problem in log.problems if problem.level != "note"] == []
    assert_all_there(log, kind, len(rows))


@pytest.mark.parametrize("lang", LANGS)
def test_every_column_of_the_csv_files_is_read(rulebook: Rulebook, lang: Lang, tmp_path: Path) -> None:
    out = tmp_path / "blank"
    write_template(rulebook, rulebook.name, out, "csv", lang)
    for kind, columns in sheets(rulebook, lang).values():
        file = out / f"{kind.name}.csv"
        rows = rows_of(columns, lang)
        with file.open("a", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([called(kind, lang), *row] for row in rows)
        log = read_log(file, rulebook.vocabulary, rulebook.timezone)
        assert log.problems == ()
        assert_all_there(log, kind, len(rows))


@pytest.mark.parametrize("lang", LANGS)
def test_entities_and_coverage_are_read(rulebook: Rulebook, lang: Lang, tmp_path: Path) -> None:
    out = tmp_path / "blank"
    write_template(rulebook, rulebook.name, out, "xlsx", lang)
    vocabulary, zone = rulebook.vocabulary, rulebook.timezone
    columns = entity_columns(vocabulary, lang)
    rows = []
    for number, kind in enumerate(vocabulary.entities.values()):
        own = {
            "id": f"u{number}",
            "kind": called(kind, lang),
            "owner": f"u{number - 1}" if number else "",
            "aliases": f"别名{number}",
        }
        row = []
        for column in columns:
            is_envelope = column.name in ("valid_from", "valid_to")
            mine = is_envelope or column.name in kind.fields
            row.append(own.get(column.name, typed(column, number, lang) if mine else ""))
        rows.append(row)
    type_in(out / "entities.xlsx", {"单位清单" if lang == "zh" else "Entities": rows})
    found = read_entities(out / "entities.xlsx", vocabulary, zone)
    assert found.problems == ()
    assert sorted(set(found.table["kind"].to_pylist())) == sorted(vocabulary.entities)
    for kind in vocabulary.entities.values():
        mine = found.table.to_pandas().query("kind == @kind.name")
        assert all(mine[name].notna().all() for name in kind.fields)
    about = rows_of(coverage_columns(vocabulary, lang), lang, subject="u0")
    type_in(out / "coverage.xlsx", {"完整性申报" if lang == "zh" else "Coverage": about})
    declared = read_coverage(out / "coverage.xlsx", vocabulary, zone, found)
    assert declared.problems == () and declared.table.num_rows == len(vocabulary.events)


def test_an_empty_template_is_an_empty_log(rulebook: Rulebook, tmp_path: Path) -> None:
    write_template(rulebook, rulebook.name, tmp_path / "blank", "xlsx", "zh")
    log = read_log(tmp_path / "blank" / "log.xlsx", rulebook.vocabulary, rulebook.timezone)
    assert log.table.num_rows == 0 and not [p for p in log.problems if p.level == "error"]


def test_the_instructions_name_every_column_and_the_lists_every_word(rulebook: Rulebook, tmp_path: Path) -> None:
    write_template(rulebook, rulebook.name, tmp_path / "blank", "xlsx", "zh")
    book = python_calamine.load_workbook(str(tmp_path / "blank" / "log.xlsx"))
    rows = book.get_sheet_by_name("填表说明").to_python()
    assert rows[0][0] == UNREAD == book.get_sheet_by_name("选项").to_python()[0][0]
    named = {(row[0], row[1]) for row in rows}
    for name, (_, columns) in sheets(rulebook, "zh").items():
        assert {(name, column.heading) for column in columns} <= named


def test_the_same_rulebook_gives_the_same_bytes(rulebook: Rulebook, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_template(rulebook, rulebook.name, tmp_path / name, "xlsx", "zh")
    for file in ("log.xlsx", "entities.xlsx", "coverage.xlsx"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_labels_that_mean_something_else_give_way_to_names(tmp_path: Path) -> None:
    book = tmp_path / "book"
    (book / "tasks").mkdir(parents=True)
    (book / "rulebook.yaml").write_text("rulebook: odd\ntimezone: Asia/Shanghai\nholidays: CN\n", encoding="utf-8")
    (book / "vocabulary.yaml").write_text(
        "entities: {firm: {label: {zh: 企业, en: Firm}, fields: {}}}\n"
        "events:\n"
        "  visit:\n"
        "    label: {zh: '走访/检查', en: Visit}\n"
        "    fields:\n"
        "      place: {type: text, label: {zh: 单位, en: Enterprise}}\n"
        "      one: {type: text, label: {zh: 备注, en: Remark}}\n"
        "      other: {type: number, label: {zh: 备注, en: Remark}}\n",
        encoding="utf-8",
    )
    (book / "tasks" / "a.yaml").write_text(
        "- {id: visited, bearer: firm, duty: {event: visit, where: {one: {exists: true}}, at_least: 1, every: year}}\n",
        encoding="utf-8",
    )
    loaded = load_rulebook(book)
    ((name, (kind, columns)),) = sheets(loaded, "zh").items()
    assert name == "visit"  # a worksheet's name holds no slash
    assert [c.heading for c in columns] == ["编号", "主体", "日期", "单位", "one", "other", "录入时间"]
    assert [c.need for c in columns if c.name in kind.fields] == ["free", "asked", "free"]
