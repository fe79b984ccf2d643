"""The three workbooks of the demonstration, audited as of 31 January 2025: each story has the verdict it is told for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

import zhiben
from tests.demo.make import AS_OF, HOME, LOGS, MADE, make
from tests.demo.units import UNITS
from zhiben.engine.audit import Audit

ZONE = ZoneInfo("Asia/Shanghai")
LEADS = "principal-leads-inspection"


@cache
def audited(as_of: str = AS_OF, known_at: str | None = None, profile: str | None = None) -> Audit:
    return zhiben.audit(
        [HOME / name for name in LOGS], "dongsheng-2024-21", map=HOME / "map.yaml", entities=HOME / "entities.csv",
        coverage=HOME / "coverage.csv", as_of=as_of, known_at=known_at, profile=profile,
    )  # fmt: skip


def rows(letter: str, rule: str | None = None, found: Audit | None = None) -> pd.DataFrame:
    """Duties of one enterprise, with the civil days of opens, due, decided and cured."""
    ledger = (found or audited()).to_pandas()
    mine = ledger[ledger["bearer"] == UNITS[letter].id]
    mine = mine if rule is None else mine[mine["rule"] == rule]
    mine = mine.reset_index(drop=True)
    for name in ("opens", "due", "decided", "cured"):
        mine[name] = pd.Series([day(value) for value in mine[name]], mine.index, dtype=object)
    return mine


def day(value: pd.Timestamp) -> str | None:
    return None if pd.isna(value) else value.tz_convert(ZONE).date().isoformat()


def one(letter: str, rule: str, found: Audit | None = None) -> pd.Series:
    found_rows = rows(letter, rule, found)
    assert len(found_rows) == 1, found_rows
    return found_rows.iloc[0]


def test_the_files_are_what_their_makers_make(tmp_path: Path) -> None:
    """Changed a story? `python -m tests.demo.make` from the root of the repository makes the files anew."""
    make(tmp_path)
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (HOME / name).read_bytes(), name


def test_every_row_is_accounted_for_and_every_bad_cell_is_named() -> None:
    log = audited().log
    account = log.account
    assert account.read == account.accepted + account.duplicates + account.ignored + account.rejected
    assert (account.read, account.ignored, account.rejected, account.events) == (833, 30, 7, 868)
    places = {
        (Path(p.span.file).name, p.span.sheet, p.span.line, p.code)
        for p in log.problems
        if p.span is not None and p.level in ("error", "warning") and p.code not in ("unknown-column", "hidden-sheet")
    }
    assert places == {
        ("hazards.xlsx", "2024年上半年", 18, "bad-date"),  # 2024.6
        ("hazards.xlsx", "2024年下半年", 23, "word-as-blank"),  # 12月底
        ("hazards.xlsx", "2024年下半年", 49, "word-as-blank"),  # 长期
        ("hazards.xlsx", "2024年下半年", 58, "contradiction"),  # 已整改, without a date
        ("records.xlsx", "培训记录", 26, "bad-date"),  # 31 June
        ("records.xlsx", "培训记录", 46, "bad-number"),  # 8学时×2天
        ("records.xlsx", "安全投入", 11, "bad-number"),  # 三十万
        ("records.xlsx", "检查记录", 71, "unknown-value"),  # led by 公司领导
        ("records.xlsx", "演练记录", 5, "bad-number"),  # 约200人
        ("records.xlsx", "会议", 40, "unknown-subject"),  # 全系统
        ("documents.xlsx", "制度文件发布", 121, "unknown-value"),  # a kind of document that is not in the list
    }


def test_the_control_counted_by_hand() -> None:
    leads = audited().to_pandas().query("rule == @LEADS")
    assert leads["verdict"].value_counts().to_dict() == {"met": 41, "pending": 7, "unknown": 2, "breached": 1}
    assert len(leads) == 51


def test_every_verdict_but_waived_appears() -> None:
    assert set(audited().to_pandas()["verdict"]) == {"met", "pending", "breached", "late", "unknown"}


def test_jia_turns_high_risk_in_august_and_owes_months_from_october_on() -> None:
    found = rows("甲", LEADS)
    assert list(found["opens"]) == ["2024-04-01", "2024-07-01", "2024-10-01", "2024-11-01", "2024-12-01", "2025-01-01"]
    assert list(found["due"]) == ["2024-06-30", "2024-09-30", "2024-10-31", "2024-11-30", "2024-12-31", "2025-01-31"]
    assert set(found["verdict"]) == {"met"}


def test_yi_has_perfect_paper_that_was_entered_on_one_day() -> None:
    assert list(rows("乙", LEADS)["verdict"]) == ["met"] * 10
    assert list(rows("乙", "records-made-soon")["verdict"]) == ["breached"] * 3 + ["pending"]
    known_then = rows("乙", LEADS, audited("2024-11-30", "2024-11-30"))
    assert list(known_then["verdict"]) == ["breached"] * 8


def test_bing_upgrades_nine_days_late_and_closes_the_ordinary_before_the_urgent() -> None:
    late = one("丙", "old-premises-fully-equipped")
    assert (late["verdict"], late["due"], late["cured"]) == ("late", "2024-12-31", "2025-01-09")
    breached = rows("丙", "urgent-fire-hazards-first").query("verdict == 'breached'")
    assert list(breached["due"]) == ["2024-09-05"] and list(breached["observed"]) == [1]


def test_ding_has_everything_in_order() -> None:
    found = rows("丁")
    assert not set(found["verdict"]) & {"breached", "late"}
    # What 2023 was like nobody recorded: with that, and nothing else, it cannot be compared.
    unknown = found.query("verdict == 'unknown'")
    assert set(unknown["reason"]) == {"nothing-to-compare"} and len(found.query("verdict == 'met'")) > 100


def test_wu_held_a_tabletop_exercise_only() -> None:
    drill = rows("戊", "evacuation-drill")
    assert [(row.verdict, row.due) for row in drill.itertuples()] == [
        ("breached", "2024-12-31"),
        ("pending", "2025-12-31"),
    ]
    by_law = rows("戊", "evacuation-drill", audited(profile="law"))
    assert [(row.verdict, row.due) for row in by_law.itertuples()] == [
        ("breached", "2024-06-30"), ("breached", "2024-12-31"), ("pending", "2025-06-30"),
    ]  # fmt: skip


def test_ji_sent_the_deputy_in_june() -> None:
    found = rows("己", LEADS)
    assert len(found) == 10
    assert list(found.query("verdict == 'breached'")["opens"]) == ["2024-06-01"]


def test_geng_extends_too_late_and_holds_nobody_to_account() -> None:
    chain = [one("庚", "major-hazard-closed" + "/otherwise" * depth) for depth in range(3)]
    assert [(row["verdict"], row["due"]) for row in chain] == [
        ("breached", "2024-11-08"), ("breached", "2024-11-23"), ("breached", "2025-01-22"),
    ]  # fmt: skip
    authority = audited().to_pandas().query("rule == 'enterprise-interviewed-by-authority'")
    (interview,) = authority[authority["key"] == UNITS["庚"].id].to_dict("records")
    assert (interview["verdict"], day(interview["due"])) == ("pending", "2025-02-06")
    assert interview["raised_by"] == chain[2]["duty"]


def test_xin_lets_a_blacklisted_contractor_back_on_site() -> None:
    found = one("辛", "blacklisted-contractor-not-used")
    assert (found["verdict"], found["decided"], found["key"]) == ("breached", "2024-07-15", "辛-C2")
    log = audited().log.table.to_pandas().set_index("id")
    used, listed = log.loc[found["evidence"][0]], log.loc[found["raised_by"]]
    assert (used["step"], listed["step"]) == ("started", "blacklisted")


def test_xin_says_rectified_and_gives_no_date() -> None:
    found = rows("辛", "general-hazard-closed").query("verdict == 'breached'")
    assert list(found["due"]) == ["2024-12-24"]


def test_ren_handed_in_nothing_since_june_which_proves_nothing() -> None:
    found = rows("壬", LEADS)
    assert list(found["verdict"]) == ["met", "unknown", "unknown", "pending"]
    assert list(found["reason"]) == ["", "not-covered", "not-covered", ""]
    assert "breached" not in set(rows("壬")["verdict"])


def test_gui_is_founded_in_november_and_owes_the_year_end_dates() -> None:
    assert [(row.verdict, row.opens) for row in rows("癸", LEADS).itertuples()] == [("pending", "2025-01-01")]
    standard = one("癸", "hazard-standard-issued")
    assert (standard["verdict"], standard["due"]) == ("met", "2024-12-31")
    assert rows("癸", "implementation-plan-filed").empty  # due long before it was founded


@pytest.mark.parametrize("letter", ["甲", "乙"])
def test_no_deadline_is_no_hiding_place(letter: str) -> None:
    found = rows(letter, "general-hazard-closed").query("reason == 'missing-due-date'")
    assert list(found["verdict"]) == ["unknown"]
