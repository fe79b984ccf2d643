"""An audit against an earlier one: statuses, what became of what is gone, and what is refused as a baseline."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhiben.engine.audit import Audit, audit
from zhiben.engine.baseline import OUTCOMES
from zhiben.engine.departed import MET, NOT_OWED
from zhiben.events.problem import Unusable
from zhiben.reports.change_words import GONE, OUTCOME
from zhiben.reports.report import write_report
from zhiben.rules.waivers import Waiver, Waivers

from ..cli.conftest import zhiben  # noqa: F401
from ..cli.running import Zhiben

HEAD = "id,type,subject,time,led_by,hazard_id,level,rectify_by\n"
LED = "principal-leads-inspection"
CLOSED = "hazard-closed-in-time"
FOUND = "f,hazard_found,甲,2024-03-01,,H,major,2024-03-20\n"
ENTITIES = "id,kind,valid_from,valid_to,high_risk\n甲,company,2024-01-01,,no\n"
COVERED = "subject,type,from,through\n*,*,,\n"


def judged(folder: Path, rows: str, as_of: str = "2024-06-30", entities: str = ENTITIES, **options: Any) -> Audit:
    folder.mkdir(exist_ok=True)
    (folder / "log.csv").write_text(HEAD + rows, encoding="utf-8")
    (folder / "entities.csv").write_text(entities, encoding="utf-8")
    options = {"rules": (LED, CLOSED), **options}
    return audit(folder / "log.csv", "workshop-safety", entities=folder / "entities.csv", as_of=as_of, **options)


def gone(found: Audit) -> dict[str, tuple[str, str]]:
    assert found.comparison is not None
    return {row["rule"]: (row["outcome"], row["reason"]) for row in found.comparison.gone.to_pylist()}


def waiver(rule: str, start: str, end: str) -> Waivers:
    days = (dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    return Waivers((Waiver("w", "a reason", "a board", *days, rule=rule),))


def statuses(found: Audit) -> list[tuple[str, str]]:
    return [(row["rule"], row["status"]) for row in found.findings.to_pylist()]


CLOSE = "c,hazard_closed,甲,2024-03-10,,H,,\n"


def test_pending_then_breached_is_new_and_stays_then(tmp_path: Path) -> None:
    march = judged(tmp_path, FOUND, "2024-03-15")
    april = judged(tmp_path, FOUND, "2024-03-20", baseline=march)
    assert (CLOSED, "new") in statuses(april)
    later = judged(tmp_path, FOUND, "2024-03-21", baseline=april)
    assert (CLOSED, "persisting") in statuses(later)


def test_breached_then_late_persists(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND, "2024-03-25")
    now = judged(tmp_path, FOUND + CLOSE.replace("03-10", "03-26"), "2024-03-31", baseline=before)
    (row,) = [row for row in now.findings.to_pylist() if row["rule"] == CLOSED]
    assert (row["verdict"], row["status"]) == ("late", "persisting")


def test_met_before_and_withdrawn_is_reopened_and_the_record_is_missed(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND + CLOSE)
    now = judged(tmp_path, FOUND, baseline=before)
    assert (CLOSED, "reopened") in statuses(now)
    assert [note.about for note in now.notes if note.code == "baseline-evidence-gone"] == [("c",)]


def test_a_waiver_that_is_taken_back_reopens(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND, waivers=waiver(CLOSED, "2024-03-01", "2024-03-31"))
    assert (CLOSED, "reopened") in statuses(judged(tmp_path, FOUND, baseline=before))


def test_a_record_that_is_handed_in_cures(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND)
    now = judged(tmp_path, FOUND + CLOSE, baseline=before)
    assert gone(now)[CLOSED] == ("cured", "record-added")
    assert gone(now)[f"{CLOSED}/otherwise"] == ("not-owed", "raiser-changed")
    rows = {row["rule"]: row for row in now.comparison.gone.to_pylist()} if now.comparison else {}
    assert rows[CLOSED]["added"] == ["c"]
    folder = write_report(now, tmp_path / "out")
    content = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    (cured,) = [row for row in content["gone"] if row["rule"] == CLOSED]
    assert cured["evidence_added"] == [{"id": "c", "file": "log.csv", "line": 3}]
    assert content["baseline"]["counts"]["cured"] == 1


def test_what_only_became_unknown_is_not_cured(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND)
    (tmp_path / "coverage.csv").write_text("subject,type,from,through\n*,inspection,,\n", encoding="utf-8")
    now = judged(tmp_path, FOUND, baseline=before, coverage=tmp_path / "coverage.csv")
    assert gone(now)[CLOSED] == ("unsettled", "unknown")
    assert now.comparison is not None
    assert now.comparison.count("cured") == 0


def test_an_extended_window_is_unsettled_and_a_waived_parent_owes_nothing_more(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND, "2024-03-25")
    extended = judged(tmp_path, FOUND.replace("03-20", "09-20"), "2024-03-25", baseline=before)
    assert gone(extended)[CLOSED] == ("unsettled", "pending")
    late = judged(tmp_path, FOUND)
    waived = judged(tmp_path, FOUND, baseline=late, waivers=waiver(CLOSED, "2024-03-01", "2024-03-31"))
    assert gone(waived)[CLOSED] == ("waived", "waiver")
    assert gone(waived)[f"{CLOSED}/otherwise"] == ("not-owed", "raiser-waived")


def test_a_trigger_a_bearer_or_a_time_that_is_gone(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND)
    assert gone(judged(tmp_path, "x,drill,甲,2024-05-01,,,,\n", baseline=before))[CLOSED] == (
        "not-owed",
        "trigger-gone",
    )
    other = ENTITIES.replace("甲,", "乙,")
    assert gone(judged(tmp_path, FOUND, entities=other, baseline=before))[LED] == ("not-owed", "bearer-gone")
    left = ENTITIES.replace("2024-01-01,,", "2020-01-01,2021-12-31,")
    assert gone(judged(tmp_path, FOUND, entities=left, baseline=before))[LED] == ("not-owed", "bearer-not-in-force")


def test_a_due_date_corrected_in_place_is_a_revision(tmp_path: Path) -> None:
    closed_late = FOUND + CLOSE.replace("03-10", "03-25")
    before = judged(tmp_path, closed_late)
    now = judged(tmp_path, closed_late.replace("2024-03-20", "2024-03-30"), baseline=before)
    assert gone(now)[CLOSED] == ("revised", "requirement-changed")


def test_a_baseline_is_read_from_a_file_or_its_report(tmp_path: Path) -> None:
    folder = write_report(judged(tmp_path, FOUND), tmp_path / "out")
    for given in (folder, folder / "ledger.parquet"):
        now = judged(tmp_path, FOUND, baseline=given)
        assert {status for _, status in statuses(now)} == {"persisting"}
        assert [role for role, _ in now.inputs] == ["log", "entities", "baseline"]


def refused(tmp_path: Path, **options: Any) -> list[str]:
    with pytest.raises(Unusable) as error:
        judged(tmp_path, FOUND, **options)
    return [problem.code for problem in error.value.problems]


def test_what_is_no_baseline_of_this_audit_is_refused(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND)
    assert refused(tmp_path, baseline=before, as_of="2024-06-29") == ["baseline-later"]
    assert refused(tmp_path, baseline=before, rules=()) == ["baseline-of-other-rules"]
    ledger = pq.read_table(write_report(before, tmp_path / "out") / "ledger.parquet")
    for table, code in (
        (ledger.replace_schema_metadata(None), "ledger-without-origin"),
        (ledger.drop_columns(["verdict"]), "not-a-ledger"),
        (pa.concat_tables([ledger, ledger]), "duplicate-duty"),
    ):
        pq.write_table(table, tmp_path / "other.parquet")
        assert refused(tmp_path, baseline=tmp_path / "other.parquet") == [code]
    (tmp_path / "text.parquet").write_text("no ledger", encoding="utf-8")
    assert refused(tmp_path, baseline=tmp_path / "text.parquet") == ["not-parquet"]
    assert refused(tmp_path, baseline=tmp_path / "nowhere.parquet") == ["no-such-file"]
    origin = json.loads(ledger.schema.metadata[b"zhiben"])
    named = json.dumps({**origin, "rulebook": "another"}).encode()
    pq.write_table(ledger.replace_schema_metadata({b"zhiben": named}), tmp_path / "other.parquet")
    assert refused(tmp_path, baseline=tmp_path / "other.parquet") == ["baseline-of-another-rulebook"]


def test_every_outcome_and_reason_has_words() -> None:
    assert set(OUTCOME) == set(OUTCOMES)
    assert set(GONE) == {why for _, why in MET} | set(NOT_OWED) | {"waiver", "unknown", "pending"}


def test_fail_on_new_looks_at_new_and_reopened_findings_only(zhiben: Zhiben, tmp_path: Path) -> None:  # noqa: F811
    judged(tmp_path, FOUND)
    given = ("check", "log.csv", "--rulebook", "workshop-safety", "--entities", "entities.csv", "--rule", CLOSED)
    audited = zhiben("audit", *given[1:], "--as-of", "2024-03-25", "--out", "base")
    assert audited.code == 1
    same = zhiben(*given, "--as-of", "2024-03-26", "--baseline", "base", "--fail-on-new")
    assert (same.code, "persisting" in same.out) == (0, True)
    later = zhiben(*given, "--as-of", "2024-05-30", "--baseline", "base", "--fail-on-new")
    assert (later.code, "1 new, 1 persisting" in later.err) == (1, True)
    assert zhiben(*given, "--as-of", "2024-03-26", "--baseline", "base").code == 1
    assert zhiben(*given, "--fail-on-new").code == 2
    (tmp_path / "log.csv").write_text(HEAD + FOUND + "x,hazard_found,甲,2024-13-01,,,,\n", encoding="utf-8")
    assert zhiben(*given, "--as-of", "2024-03-26", "--baseline", "base", "--fail-on-new").code == 1
