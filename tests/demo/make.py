"""Makes the files of the demonstration: `python -m tests.demo.make` writes them into the rulebook's demo folder."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.demo.stories import SILENT_SINCE, all_cases, all_records
from tests.demo.units import AUTHORITY, UNITS, Unit
from tests.demo.workbooks import write_records, write_register

HOME = Path(__file__).resolve().parents[2] / "rules" / "dongsheng-2024-21" / "demo"
AS_OF = "2025-01-31"
LOGS = ("hazards.xlsx", "records.xlsx", "documents.xlsx")
MADE = (*LOGS, "entities.csv", "coverage.csv")
_COLUMNS = (
    "编号", "类型", "上级单位", "别名", "生效日期", "失效日期", "高危行业领域", "培训规定所列高危单位", "人员密集场所经营单位", "行业领域", "从业人员数", "使用外包单位",
    "应配安全管理人员数", "行业要求标准化达标", "老旧场所", "消防安全重点单位", "应配消防设施",
)  # fmt: skip


def make(directory: Path) -> None:
    """Write workbooks, entities and coverage; the same bytes every time."""
    directory.mkdir(parents=True, exist_ok=True)
    records = all_records()
    write_register(directory / "hazards.xlsx", all_cases())
    write_records(directory / "records.xlsx", records, True)
    write_records(directory / "documents.xlsx", records, False)
    with (directory / "entities.csv").open("w", encoding="utf-8", newline="") as file:
        table: csv.DictWriter[str] = csv.DictWriter(file, _COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        table.writerow({"编号": AUTHORITY, "类型": "监管机构", "生效日期": "2024-01-01"})
        for letter, unit in UNITS.items():
            table.writerows(_entities(letter, unit))
    with (directory / "coverage.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["单位", "事件类型", "自", "至"])
        lines.writerow(["*", "承包商管理记录", "", AS_OF])  # nobody outside this log uses these contractors
        lines.writerow([AUTHORITY, "", "", AS_OF])
        for letter, unit in UNITS.items():
            end = SILENT_SINCE.isoformat() if letter == "壬" else AS_OF
            lines.writerows(
                [name, "", "", end] for name in (unit.id, *unit.subsidiaries, *unit.sites, *unit.contractors)
            )


def _entities(letter: str, unit: Unit) -> list[dict[str, Any]]:
    own: dict[str, Any] = {
        "编号": unit.id, "类型": "直属国有企业", "上级单位": AUTHORITY, "别名": "、".join(unit.aliases), "生效日期": "2024-01-01",
        "高危行业领域": _yes(unit.high_risk), "培训规定所列高危单位": "否", "人员密集场所经营单位": _yes(unit.crowded), "行业领域": unit.sector, "从业人员数": unit.headcount,
        "使用外包单位": _yes(bool(unit.contractors)), "应配安全管理人员数": unit.staff_needed,
    }  # fmt: skip
    rows = [own]
    if letter == "甲":  # named a high-risk enterprise on 10 August 2024
        rows = [{**own, "失效日期": "2024-08-09"}, {**own, "生效日期": "2024-08-10", "高危行业领域": "是"}]
    if letter == "癸":
        rows = [{**own, "生效日期": "2024-11-15"}]
    common: dict[str, Any] = {"上级单位": unit.id, "生效日期": "2024-01-01"}
    rows += [
        {
            **common,
            "编号": name,
            "类型": "子企业（基层单位）",
            "高危行业领域": "否",
            "培训规定所列高危单位": "否",
            "从业人员数": 60,
            "行业要求标准化达标": "否",
        }
        for name in unit.subsidiaries
    ]
    rows += [
        {
            **common,
            "编号": name,
            "类型": "场所",
            "老旧场所": "是",
            "消防安全重点单位": "是",
            "应配消防设施": "消火栓、灭火器、自动喷淋、火灾探测器",
        }
        for name in unit.sites
    ]
    rows += [
        {**common, "编号": name, "类型": "承包商（外包单位）", "生效日期": "2024-04-01"} for name in unit.contractors
    ]
    return rows


def _yes(value: bool) -> str:
    return "是" if value else "否"


if __name__ == "__main__":
    make(HOME)
