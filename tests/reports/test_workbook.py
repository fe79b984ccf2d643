"""The workbook, read back by other programs: complete, typed, inert, and the same every time."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.reports.worlds import DEMO, demo, judged
from zhiben.engine.audit import audit
from zhiben.reports.contents import Contents
from zhiben.reports.formats import xlsx
from zhiben.reports.report import write_report
from zhiben.reports.words import LANGS, Lang, say
from zhiben.reports.workbook import matrix, sheets
from zhiben.reports.workbook.words import word

SHEETS = {
    "zh": ["概览", "单位×时期", "单位×任务", "问题", "按规则", "按任务", "按责任主体", "台账", "数据问题", "参数"],
    "en": ["Overview", "By period", "By task", "Findings", "Rules", "Tasks", "Bearers", "Ledger", "Data problems", "Parameters"],
}  # fmt: skip


def load(file: Path) -> Any:
    return openpyxl.load_workbook(file)


def written(folder: Path, lang: Lang = "zh") -> Path:
    xlsx.write(Contents.of(demo(), lang), folder / "workbook.xlsx")
    return folder / "workbook.xlsx"


def table(file: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a worksheet by their headings."""
    head, *rows = load(file)[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("lang", LANGS)
def test_sheets_headings_filters_and_print_are_as_they_must_be(tmp_path: Path, lang: Lang) -> None:
    book = load(written(tmp_path, lang))
    assert book.sheetnames == SHEETS[lang]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes in ("A2", "B2"), sheet.title
        assert sheet.auto_filter.ref, sheet.title
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.value for cell in sheet[1]), sheet.title
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_every_duty_is_in_the_ledger_and_every_finding_in_its_sheet(tmp_path: Path) -> None:
    file = written(tmp_path)
    ledger = demo().ledger.to_pylist()
    assert [row["义务编号"] for row in table(file, "台账")] == [row["duty"] for row in ledger]
    assert [row["判定"] for row in table(file, "台账")] == [say("zh", "verdict", row["verdict"]) for row in ledger]
    found = Contents.of(demo(), "zh").findings.to_dicts()
    rows = table(file, "问题")
    assert [row["义务编号"] for row in rows] == [row["duty"] for row in found]
    for row, finding in zip(rows, found, strict=True):
        assert (row["说明"], row["英文说明"]) == (finding["sentence_zh"], finding["sentence_en"]) or row[
            "说明"
        ] == finding["sentence_zh"]
        assert row["怎样才算履行"] == (finding["remedy_zh"] or None)
        assert row["最接近的记录"] == (finding["miss_zh"] or None)
    assert any(row["最接近的记录"] for row in rows) and any(row["怎样才算履行"] for row in rows)


def test_dates_are_dates_on_the_rulebooks_clocks(tmp_path: Path) -> None:
    late = next(
        row for row in table(written(tmp_path), "问题") if row["对象"] == "H-2024-02" and row["判定"] == "逾期补做"
    )
    assert late["期限"] == dt.datetime(2024, 5, 31, 23, 59, 59)
    assert late["补做时点"] == dt.datetime(2024, 6, 11, 11)
    assert late["证据条数"] == 1
    assert late["证据位置"] == "log.csv:16"


def test_the_overview_counts_what_the_audit_counted(tmp_path: Path) -> None:
    contents = Contents.of(demo(), "zh")
    rows = [row[:2] for row in load(written(tmp_path))["概览"].iter_rows(values_only=True)]
    told = dict(row for row in rows if row[0])
    for verdict in ("breached", "late", "unknown", "pending", "waived", "met"):
        assert (say("zh", "verdict", verdict), contents.summary.total.of(verdict)) in rows
    assert told["合计"] == demo().ledger.num_rows
    assert "2025-04-30 (Asia/Shanghai)" in told["基准时点"]
    assert told["记录行数"].startswith("46 读入 = 44 采纳")
    assert any("未申报记录的完整性" in (row[1] or "") for row in rows if isinstance(row[1], str))
    rules = table(tmp_path / "workbook.xlsx", "按规则")
    assert {row["规则"]: row["合计"] for row in rules} == {
        rule.id: counts.total for rule, counts in contents.summary.rules
    }
    for name in ("按任务", "按责任主体"):
        assert sum(row["合计"] for row in table(tmp_path / "workbook.xlsx", name)) == demo().ledger.num_rows
    (parameter,) = table(tmp_path / "workbook.xlsx", "参数")
    assert (parameter["名称"], parameter["取值"], parameter["来源"]) == (
        "accountability_days",
        "15 days",
        "分析人员的解释",
    )
    problems = table(tmp_path / "workbook.xlsx", "数据问题")
    assert [row["代码"] for row in problems] == [problem.code for problem in demo().problems]


@pytest.mark.parametrize(("name", "by"), [("单位×时期", "quarter"), ("单位×任务", "task")])
def test_a_cell_of_a_matrix_says_all_counts_and_has_the_colour_of_the_gravest(
    tmp_path: Path, name: str, by: str
) -> None:
    sheet = load(written(tmp_path))[name]
    heads = [cell.value for cell in sheet[1]]
    words = {say("zh", "verdict", verdict): verdict for verdict in matrix.GRAVEST_FIRST}
    seen = 0
    for row in demo().counts(["bearer", by]).to_pylist():
        line = next(cells for cells in sheet.iter_rows(min_row=2) if cells[0].value == row["bearer"])
        cell = line[heads.index(row[by] or "无期限")]
        told = {words[w.rpartition(" ")[0]]: int(w.rpartition(" ")[2]) for w in cell.value.split("\n")}
        assert told == {verdict: row[verdict] for verdict in words.values() if row[verdict]}
        gravest = next(verdict for verdict in matrix.GRAVEST_FIRST if row[verdict])
        assert cell.fill.fgColor.rgb == "FF" + sheets.COLOURS[gravest][1:]
        seen += sum(told.values())
    assert seen == demo().ledger.num_rows


def test_the_same_audit_gives_the_same_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(tmp_path / name)
        assert [file.name for file in (tmp_path / name).iterdir()] == ["workbook.xlsx"]
    one, two = ((tmp_path / name / "workbook.xlsx").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_long_table_goes_on_further_sheets_and_what_has_no_place_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhiben.reports.workbook import duties, overview

    for module in (sheets, duties, overview):
        monkeypatch.setattr(module, "ROWS", 21)
        monkeypatch.setattr(module, "SHEETS", 3)
    monkeypatch.setattr(duties, "_CHUNK", 7)
    file = written(tmp_path)
    book = load(file)
    names = [name for name in book.sheetnames if name.startswith("台账")]
    want = [row["duty"] for row in demo().ledger.to_pylist()]
    assert names == ["台账", "台账 2", "台账 3"]
    got = [row["义务编号"] for name in names for row in table(file, name)]
    assert got == want[:60]
    said = [row[1] for row in book["概览"].iter_rows(values_only=True) if isinstance(row[1], str)]
    left = len(want) - 60
    assert [line for line in said if "ledger.parquet" in line and "装不下" in line] == (
        [f"注意：“台账”工作表装不下，另有 {left} 行未列出，见 ledger.parquet。"] if left > 0 else []
    )
    monkeypatch.setattr(sheets, "SHEETS", 2)
    monkeypatch.setattr(duties, "SHEETS", 2)
    monkeypatch.setattr(overview, "SHEETS", 2)
    book = load(written(tmp_path))
    said = [row[1] for row in book["概览"].iter_rows(values_only=True) if isinstance(row[1], str)]
    assert f"注意：“台账”工作表装不下，另有 {len(want) - 40} 行未列出，见 ledger.parquet。" in said


def test_long_text_is_cut_visibly_in_utf16_units() -> None:
    assert sheets.shown("甲" * 32_767, "zh") == "甲" * 32_767
    for letter in ("甲", "\U0001f6a7"):
        cut = sheets.shown(letter * 40_000, "zh")
        assert len(cut.encode("utf-16-le")) // 2 in (32_766, 32_767)
        assert cut.endswith("…（此处截断，原长 40000 字符）")


def test_a_date_before_a_spreadsheets_calendar_is_text(tmp_path: Path) -> None:
    with sheets.Book(tmp_path / "a.xlsx", "a", "en") as book:
        book.table("a", [sheets.Column("when", kind="time")], [[dt.datetime(1899, 5, 1)], [dt.datetime(1900, 3, 1)]], 2)
    assert [row["when"] for row in table(tmp_path / "a.xlsx", "a")] == ["1899-05-01 00:00:00", dt.datetime(1900, 3, 1)]


def test_no_findings_and_no_duties_make_a_whole_workbook_too(tmp_path: Path) -> None:
    for number, as_of in enumerate(("2024-01-03", "2020-01-01")):
        found = judged(tmp_path, "1,training,甲,2024-01-02,,,,,,w\n", as_of)
        xlsx.write(Contents.of(found, "en"), tmp_path / f"{number}.xlsx")
        assert CalamineWorkbook.from_path(str(tmp_path / f"{number}.xlsx")).sheet_names == SHEETS["en"]
        assert table(tmp_path / f"{number}.xlsx", "Findings") == []


def test_nothing_is_a_formula_a_link_or_anything_but_cells(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path)) as archive:
        for name in archive.namelist():
            assert not re.search("external|vba|embed|comments|hyperlink", name)
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb"<f[ >]|<hyperlink|<r>", archive.read(name))


def test_with_a_baseline_every_finding_says_whether_it_is_new(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "before")
    compared = audit(
        DEMO / "log.csv", "workshop-safety", entities=DEMO / "entities.csv", as_of="2025-04-30",
        baseline=tmp_path / "before" / "ledger.parquet",
    )  # fmt: skip
    xlsx.write(Contents.of(compared, "zh"), tmp_path / "workbook.xlsx")
    rows = table(tmp_path / "workbook.xlsx", "问题")
    assert {row["与基线相比"] for row in rows} == {"持续存在"}
    assert "与基线相比" not in table(written(tmp_path), "问题")[0]


@pytest.mark.parametrize("lang", LANGS)
def test_waivers_are_there_with_approver_reason_and_what_they_excuse(tmp_path: Path, lang: Lang) -> None:
    (tmp_path / "waivers.csv").write_text(
        "id,rule,bearer,reason,approved_by,from,through\n"
        "used,principal-leads-inspection,示例丙集团,=1+1,the board,2025-03-31,2025-03-31\n"
        "idle,principal-leads-inspection,示例甲集团,nothing,nobody,2030-01-01,2030-12-31\n",
        encoding="utf-8",
    )
    found = audit(
        DEMO / "log.csv",
        "workshop-safety",
        entities=DEMO / "entities.csv",
        as_of="2025-04-30",
        waivers=tmp_path / "waivers.csv",
    )
    xlsx.write(Contents.of(found, lang), tmp_path / "book.xlsx")
    waivers = table(tmp_path / "book.xlsx", word("waivers", lang))
    assert [list(row.values())[:6] for row in waivers] == [
        ["used", "the board", "=1+1", "2025-03-31", "2025-03-31", 1],
        ["idle", "nobody", "nothing", "2030-01-01", "2030-12-31", 0],
    ]
    (waived,) = table(tmp_path / "book.xlsx", word("waived", lang))
    assert waived[word("bearer", lang)] == "示例丙集团"
    assert "the board" in list(waived.values())[-1]
    assert word("waivers", lang) not in load(written(tmp_path, lang)).sheetnames  # none were given: no empty worksheet
