"""Two audits of the demonstration, a month apart: what was waived in between, what is new, what became of the rest."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from zhiben.engine.audit import Audit, audit
from zhiben.rules.shipped import rulebook_path

DEMO = rulebook_path("dongsheng-2024-21") / "demo"
HAZARD = "庚粮储|2024-10-09|4"
WAIVERS = f"""文号,规则,单位,标识,时限开始日期,时限结束日期,原因,批准单位,开始日期,截止日期
东安委〔2024〕15号,principal-leads-inspection,示例己客运集团,,2024/6/1,2024/6/30,改制期间主要负责人空缺,区安委办,2024/6/1,2024年6月30日
东安委〔2024〕31号,major-hazard-closed,示例庚粮储集团,{HAZARD},,,筒仓改造须待秋粮出库,区安委办,2024-11-01,2025-02-28
"""


@cache
def december() -> Audit:
    return judged("2024-12-31")


def judged(as_of: str, waivers: Path | None = None, baseline: Audit | None = None, **options: Any) -> Audit:
    logs = [DEMO / f"{name}.xlsx" for name in ("hazards", "records", "documents")]
    return audit(
        logs, "dongsheng-2024-21", map=DEMO / "map.yaml", entities=DEMO / "entities.csv",
        coverage=DEMO / "coverage.csv", as_of=as_of, waivers=waivers, baseline=baseline, **options,
    )  # fmt: skip


def test_a_month_later_with_two_waivers(tmp_path: Path) -> None:
    (tmp_path / "waivers.csv").write_text(WAIVERS, encoding="utf-8")
    before = december()
    now = judged("2025-01-31", tmp_path / "waivers.csv", before)
    assert [(use.waiver.id, use.state, use.excused) for use in now.waiver_uses] == [
        ("东安委〔2024〕15号", "expired", 1),
        ("东安委〔2024〕31号", "expiring", 1),
    ]
    assert now.comparison is not None
    gone = {(row["rule"], row["bearer"]): row for row in now.comparison.gone.to_pylist()}
    told = {place: (row["outcome"], row["reason"], row["detail"]) for place, row in gone.items()}
    parent = gone["major-hazard-closed", "示例庚粮储集团"]["duty"]
    assert told == {
        ("principal-leads-inspection", "示例己客运集团"): ("waived", "waiver", "东安委〔2024〕15号"),
        ("major-hazard-closed", "示例庚粮储集团"): ("waived", "waiver", "东安委〔2024〕31号"),
        ("major-hazard-closed/otherwise", "示例庚粮储集团"): ("not-owed", "raiser-waived", parent),
    }
    old = {row["duty"] for row in before.findings.to_pylist()}
    for row in now.findings.to_pylist():
        assert (row["status"] == "persisting") == (row["duty"] in old)
    new = [row for row in now.findings.to_pylist() if row["status"] == "new"]
    assert {row["rule"] for row in new} >= {"no-major-hazard-at-month-end", "open-major-hazard-watched"}
    assert before.findings.num_rows + len(new) == now.findings.num_rows + len(told)


def test_the_same_again_is_no_news() -> None:
    again = judged("2024-12-31", baseline=december())
    assert again.comparison is not None
    assert set(again.findings["status"].to_pylist()) == {"persisting"}
    assert again.comparison.gone.num_rows == 0
    assert len(again.comparison.lost) == 0
