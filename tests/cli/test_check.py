"""`zhiben check`: one line for everything that is wrong, and nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.running import DEMO, RULEBOOK, Zhiben, run


def test_one_line_per_problem_and_finding_with_its_place(zhiben: Zhiben, tmp_path: Path) -> None:
    said = zhiben("check", *DEMO)
    assert said.code == 1
    lines = said.out.splitlines()
    log = RULEBOOK / "demo" / "log.csv"
    assert any(line.startswith(f"{log}:40: error[bad-date] time `2025-02-30`") for line in lines)
    # H-2024-02 was closed too late: the place is that of the closing.
    assert any(line.startswith(f"{log}:16: critical[hazard-closed-in-time]") for line in lines)
    # E025 had no training before it: no evidence, so the place is that of the work.
    assert any(line.startswith(f"{log}:26: high[trained-before-hot-work]") for line in lines)
    assert list(tmp_path.iterdir()) == []


def test_the_lines_are_the_findings_of_the_audit(zhiben: Zhiben, tmp_path: Path) -> None:
    lines = zhiben("check", *DEMO).out.splitlines()
    zhiben("audit", *DEMO)
    findings = (tmp_path / "zhiben-report" / "findings.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    problems = [line for line in lines if ": error[" in line or line.startswith(("warning[", "note["))]
    assert len(lines) - len(problems) == len(findings) > 0


def test_account_and_notes_go_to_stderr(zhiben: Zhiben) -> None:
    said = zhiben("check", *DEMO)
    assert "Rows: 46 read" in said.err
    assert "No coverage was declared" in said.err
    assert "breached" in said.err.splitlines()[-1]


def test_a_clean_submission_gives_nothing_and_zero(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,training,甲,2024-01-02\n", encoding="utf-8")
    said = zhiben("check", "log.csv", "--rulebook", "workshop-safety", "--as-of", "2024-01-03")
    assert (said.code, said.out) == (0, "")


def test_a_log_of_rejected_rows_only_is_no_pass(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,training,甲,never\n", encoding="utf-8")
    said = zhiben("check", "log.csv", "--rulebook", "workshop-safety", "--as-of", "2024-01-03")
    assert said.code == 1
    assert "log.csv:2" in said.out


def test_hostile_text_neither_moves_the_cursor_nor_breaks_the_line(zhiben: Zhiben, tmp_path: Path) -> None:
    row = '{"id": "1", "type": "hot_work", "subject": "a\\u202eb\\u2028c", "time": "2024-05-05", "worker": "w"}\n'
    (tmp_path / "log.jsonl").write_text(row, encoding="utf-8")
    said = zhiben("check", "log.jsonl", "--rulebook", "workshop-safety", "--as-of", "2024-05-31")
    assert "\u202e" not in said.out + said.err
    assert "\u2028" not in said.out + said.err
    assert r"a\u202eb" in said.out


def test_a_reader_that_goes_away_is_no_error_message() -> None:
    command = [sys.executable, "-m", "zhiben", "check", *DEMO]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(60) == 141
    assert "Traceback" not in said
    assert "Broken" not in said


def test_exit_codes_of_a_real_process(tmp_path: Path) -> None:
    assert run("check", *DEMO, cwd=tmp_path).code == 1
    assert run("check", "absent.csv", *DEMO[1:], cwd=tmp_path).code == 2


def test_in_chinese_levels_severities_and_titles_are_chinese(zhiben: Zhiben) -> None:
    lines = zhiben("check", *DEMO, "--lang", "zh").out.splitlines()
    log = RULEBOOK / "demo" / "log.csv"
    assert any(line.startswith(f"{log}:40: 错误[bad-date] 日期无法识别：日期 `2025-02-30`") for line in lines)
    assert any(line.startswith(f"{log}:16: 特别严重[hazard-closed-in-time]") for line in lines)
    assert not any(f" {word}[" in line for line in lines for word in ("error", "warning", "note", "critical", "high"))


def test_only_the_rules_asked_for_are_judged_and_it_is_said(zhiben: Zhiben) -> None:
    whole = zhiben("check", *DEMO).out.splitlines()
    mine = [line for line in whole if "[hazard-closed-in-time" in line]
    said = zhiben("check", *DEMO, "--rule", "hazard-closed-in-time")
    assert [line for line in said.out.splitlines() if "[hazard-closed-in-time" in line] == mine
    assert all(": error[" in line or line.startswith("note[") for line in said.out.splitlines() if line not in mine)
    assert any("[hazard-closed-in-time/otherwise]" in line for line in mine)
    assert "only these rules were judged, no others: hazard-closed-in-time" in said.err
    several = zhiben("check", *DEMO, "--rule", "trained-before-hot-work", "--rule", "hazard-closed-in-time").out
    assert "[trained-before-hot-work]" in several and "[hazard-closed-in-time]" in several


def test_a_rule_that_is_not_there_is_named_with_the_nearest_one(zhiben: Zhiben) -> None:
    said = zhiben("check", *DEMO, "--rule", "hazard-closed-in-tim", "--rule", "hazard-closed-in-time/otherwise")
    assert said.code == 2 and said.out == ""
    assert "did you mean `hazard-closed-in-time`?" in said.err
    assert "an `otherwise` is judged with the rule it belongs to" in said.err
