"""`zhiben rules lint|explain|schema`."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.running import RULEBOOK, Zhiben


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The example rulebook with two slips of the pen, in different files."""
    copy = tmp_path / "broken"
    shutil.copytree(RULEBOOK, copy)
    for name, right, wrong in (
        ("inspections.yaml", "led_by: principal", "leader: principal"),
        ("hazards.yaml", "event: hazard_closed", "event: hazard_close"),
    ):
        file = copy / "tasks" / name
        text = file.read_text(encoding="utf-8")
        assert right in text
        file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return copy


def test_the_example_has_nothing_to_lint(zhiben: Zhiben) -> None:
    said = zhiben("rules", "lint", "workshop-safety")
    assert (said.code, said.out) == (0, "")


def test_lint_finds_everything_at_once_and_ends_with_two(zhiben: Zhiben, broken: Path) -> None:
    said = zhiben("rules", "lint", str(broken))
    assert said.code == 2
    assert "inspections.yaml" in said.out
    assert "did you mean `hazard_closed`?" in said.out


def test_lint_says_in_chinese_what_is_wrong_and_how_to_mend_it(zhiben: Zhiben, broken: Path) -> None:
    said = zhiben("rules", "lint", str(broken), "--lang", "zh")
    assert said.code == 2
    told = [line for line in said.out.splitlines() if line.startswith(("错误[", "警告[")) or " = 建议: " in line]
    assert len(told) > 2
    for line in told:
        assert not re.search("[a-z]{2,} [a-z]{2,} [a-z]{2,}", re.sub("`[^`]*`", "", line)), line


def test_a_rule_without_a_case_is_told_in_the_language(zhiben: Zhiben, tmp_path: Path) -> None:
    copy = tmp_path / "unproven"
    shutil.copytree(RULEBOOK, copy, ignore=shutil.ignore_patterns("examples"))
    said = zhiben("rules", "test", str(copy), "--lang", "zh")
    assert said.code == 1
    assert "没有算例预期 `drills-not-too-far-apart` 的判定为 met 或 breached" in said.out
    assert "no example expects" not in said.out


def test_lint_of_warnings_only_ends_with_one(zhiben: Zhiben, tmp_path: Path) -> None:
    copy = tmp_path / "untitled"
    shutil.copytree(RULEBOOK, copy)
    file = copy / "tasks" / "inspections.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if "title:" not in line) + "\n", encoding="utf-8")
    said = zhiben("rules", "lint", str(copy))
    assert said.code == 1
    assert "inspections.yaml" in said.out


def test_an_unusable_rulebook_is_never_a_pass(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in (["lint", "empty"], ["explain", "empty"], ["lint", "absent"], ["explain", "absent"]):
        assert zhiben("rules", *command).code == 2


def test_explain_shows_the_next_three_windows_of_every_form(zhiben: Zhiben) -> None:
    said = zhiben("rules", "explain", "workshop-safety", "principal-leads-inspection", "--as-of", "2025-02-14")
    assert said.code == 0
    windows = said.out[said.out.index("Windows from 2025-02-14 on") :].splitlines()[1:]
    assert windows == [
        "    2025-01-01 to 2025-03-31",
        "    2025-04-01 to 2025-06-30",
        "    2025-07-01 to 2025-09-30",
        "    variant `high-risk`: 2025-02-01 to 2025-02-28",
        "    variant `high-risk`: 2025-03-01 to 2025-03-31",
        "    variant `high-risk`: 2025-04-01 to 2025-04-30",
    ]


def test_explain_shows_an_example_for_rules_that_wait_for_an_event(zhiben: Zhiben) -> None:
    said = zhiben("rules", "explain", "workshop-safety", "hazard-closed-in-time", "--as-of", "2025-02-14")
    assert "happens on 2025-02-14 and gives 2025-03-16 as its date:\n    2025-02-14 to 2025-03-16\n" in said.out


def test_explain_shows_what_follows_a_breach(zhiben: Zhiben) -> None:
    said = zhiben("rules", "explain", "workshop-safety", "hazard-closed-in-time/otherwise", "--as-of", "2025-02-14")
    assert "If the duty before it is never done:\n    2025-03-16 to 2025-03-31\n" in said.out


def test_explain_without_a_rule_goes_through_all_of_them(zhiben: Zhiben) -> None:
    said = zhiben("rules", "explain", "workshop-safety", "--lang", "zh", "--as-of", "2025-02-14")
    for title in ("主要负责人每季度带队检查", "每个车间每半年至少检查一次", "限期发布应急预案", "重大隐患按期整改"):
        assert title in said.out
    # The deadline of 30 June 2024 was a Sunday, and has gone by.
    assert "没有（规则已不再生效，或不由此产生）" in said.out


def test_explain_of_an_unknown_rule_names_the_nearest(zhiben: Zhiben) -> None:
    said = zhiben("rules", "explain", "workshop-safety", "hazard-closed")
    assert said.code == 2
    assert "did you mean `hazard-closed-in-time`?" in said.err


def test_explain_of_a_bad_day_teaches_the_form(zhiben: Zhiben) -> None:
    said = zhiben("rules", "explain", "workshop-safety", "--as-of", "2025-02-14T10:00")
    assert said.code == 2
    assert "2025-04-30" in said.err


def test_schema_writes_json_schema_files(zhiben: Zhiben, tmp_path: Path) -> None:
    said = zhiben("rules", "schema", "made/schemas")
    assert said.code == 0
    files = sorted((tmp_path / "made" / "schemas").glob("*.json"))
    assert len(files) >= 3
    for file in files:
        assert "$schema" in json.loads(file.read_text(encoding="utf-8"))


def test_schema_into_a_file_is_refused(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    said = zhiben("rules", "schema", "taken")
    assert said.code == 2
    assert "taken" in said.err


def test_lint_gives_chinese_titles(zhiben: Zhiben, tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(RULEBOOK, book)
    (book / "tasks" / "empty.txt").write_text("", encoding="utf-8")
    said = zhiben("rules", "lint", str(book), "--lang", "zh")
    assert "警告[ignored-file] 文件未读取：" in said.out


def test_a_rule_of_the_log_as_a_whole_speaks_of_no_bearer(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "book" / "tasks").mkdir(parents=True)
    (tmp_path / "book" / "rulebook.yaml").write_text(
        "rulebook: book\nversion: '1'\ntimezone: UTC\nin_force: {from: 2024-01-01, through: 2026-12-31}\n", "utf-8"
    )
    (tmp_path / "book" / "vocabulary.yaml").write_text("events: {drill: {}}\n", "utf-8")
    (tmp_path / "book" / "tasks" / "rules.yaml").write_text(
        "- id: drilled\n  duty: {event: drill, at_least: 1, every: year}\n", "utf-8"
    )
    said = zhiben("rules", "explain", str(tmp_path / "book"), "--as-of", "2024-05-01")
    assert "Windows from 2024-05-01 on:" in said.out
    assert "bearer" not in said.out


def test_template_writes_whole_or_not_at_all(zhiben: Zhiben, tmp_path: Path) -> None:
    assert zhiben("rules", "template", "workshop-safety", "--lang", "zh").code == 0
    out = tmp_path / "workshop-safety-template"
    assert sorted(file.name for file in out.iterdir()) == ["coverage.xlsx", "entities.xlsx", "log.xlsx"]
    before = (out / "log.xlsx").read_bytes()
    (out / "log.xlsx").write_bytes(before + b" ")  # somebody has begun to fill it in
    again = zhiben("rules", "template", "workshop-safety")
    assert again.code == 2 and "[out-not-ours]" in again.err
    assert (out / "log.xlsx").read_bytes() == before + b" "


def test_one_is_not_several(zhiben: Zhiben, tmp_path: Path) -> None:
    copy = tmp_path / "one"
    shutil.copytree(RULEBOOK, copy)
    file = copy / "tasks" / "inspections.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("led_by: principal", "leader: principal", 1), encoding="utf-8"
    )
    assert zhiben("rules", "lint", str(copy)).err == "1 error, 0 warnings\n"
    assert zhiben("rules", "lint", str(copy), "--lang", "zh").err == "1 个错误，0 个警告\n"
