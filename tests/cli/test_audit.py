"""`zhiben audit`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from tests.cli.running import DEMO, LOG, Zhiben, run
from zhiben.engine.ledger import SCHEMA

FILES = {"ledger.parquet", "findings.csv", "findings.json", "report.html", "manifest.json"}
FILES |= {"explanations.parquet", "events.parquet"}


def test_findings_give_one_and_a_whole_report(zhiben: Zhiben, tmp_path: Path) -> None:
    said = zhiben("audit", *DEMO)
    assert said.code == 1
    assert {file.name for file in (tmp_path / "zhiben-report").iterdir()} == FILES
    assert pq.read_schema(tmp_path / "zhiben-report" / "ledger.parquet").equals(SCHEMA)


def test_the_summary_accounts_for_every_row_and_says_as_of_when(zhiben: Zhiben) -> None:
    said = zhiben("audit", *DEMO)
    assert "Rows: 46 read = 44 accepted + 1 identical duplicate + 0 ignored + 1 rejected" in said.out
    assert "As of: 2025-04-30 (Asia/Shanghai)" in said.out
    assert "The report is in zhiben-report/report.html" in said.out


def test_a_rejected_row_is_shown_with_place_field_value_and_reason(zhiben: Zhiben) -> None:
    said = zhiben("audit", *DEMO)
    assert "error[bad-date]" in said.err
    assert "log.csv:40" in said.err
    assert "time `2025-02-30`" in said.err


def test_each_finding_is_said_in_both_languages(zhiben: Zhiben) -> None:
    said = zhiben("audit", *DEMO)
    assert "示例乙集团 (H-2024-02, event E010) owed:" in said.out
    assert "示例乙集团（H-2024-02, 触发记录 E010）应当：" in said.out


def test_the_language_follows_the_environment_and_the_option_wins(
    zhiben: Zhiben, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "基准时点: 2025-04-30" in zhiben("audit", *DEMO).out
    assert "As of: 2025-04-30" in zhiben("audit", *DEMO, "--lang", "en").out


def test_a_graver_limit_lets_lesser_findings_pass(zhiben: Zhiben, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    # Everything is done but for the drills, which are of medium severity.
    rows = [f"{n},inspection,甲,2024-{n:02}-05,principal,," for n in range(1, 13)]
    log.write_text("id,type,subject,time,led_by,document_kind,topic\n" + "\n".join(rows) + "\n", encoding="utf-8")
    entities = tmp_path / "entities.csv"
    entities.write_text("id,kind,high_risk\n甲,company,true\n", encoding="utf-8")
    arguments = [
        "audit",
        str(log),
        "--rulebook",
        "workshop-safety",
        "--entities",
        str(entities),
        "--as-of",
        "2024-12-31",
    ]
    assert zhiben(*arguments, "--fail-on", "high").code == 0
    assert zhiben(*arguments, "--fail-on", "medium").code == 1
    assert zhiben(*arguments).code == 1


def test_as_of_is_today_in_the_rulebooks_zone_unless_said(zhiben: Zhiben, tmp_path: Path) -> None:
    before = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    said = zhiben("audit", *DEMO[:-2])
    after = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    manifest = json.loads((tmp_path / "zhiben-report" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["as_of"] in (before.isoformat(), after.isoformat())
    assert f"As of: {manifest['as_of']}" in said.out


def test_without_entities_it_says_loudly_that_the_silent_cannot_be_noticed(zhiben: Zhiben) -> None:
    said = zhiben("audit", str(LOG), "--rulebook", "workshop-safety", "--as-of", "2025-04-30")
    assert "NOTE: no entities file was given" in said.out
    assert "every-workshop-inspected" in said.out.split("owe nothing without an entities file")[1].splitlines()[0]


def test_a_parameter_set_on_the_command_line_moves_a_deadline(zhiben: Zhiben, tmp_path: Path) -> None:
    zhiben("audit", *DEMO, "--out", "a")
    zhiben("audit", *DEMO, "--out", "b", "--set", "accountability_days=90 days")
    rule = "hazard-closed-in-time/otherwise"
    before, after = (
        {
            row["raised_by"]: row["closes"]
            for row in pq.read_table(tmp_path / out / "ledger.parquet").to_pylist()
            if row["rule"] == rule
        }
        for out in ("a", "b")
    )
    assert before
    assert {who: after[who] - closes for who, closes in before.items()} == dict.fromkeys(before, dt.timedelta(days=75))
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"] == {"accountability_days": "90 days"}


def test_the_same_audit_gives_the_same_bytes(zhiben: Zhiben, tmp_path: Path) -> None:
    zhiben("audit", *DEMO, "--out", "a")
    first = {file.name: file.read_bytes() for file in (tmp_path / "a").iterdir()}
    zhiben("audit", *DEMO, "--out", "a")
    zhiben("audit", *DEMO, "--out", "elsewhere/b")
    for out in ("a", "elsewhere/b"):
        assert {file.name: file.read_bytes() for file in (tmp_path / out).iterdir()} == first


def test_problems_of_all_inputs_are_shown_together(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("tipe: inspection\n", encoding="utf-8")
    said = zhiben(
        "audit", "absent.csv", "--rulebook", "workshop-safety", "--map", "map.yaml", "--entities", "nobody.csv",
        "--coverage", "nothing.csv", "--as-of", "2025-02-30",
    )  # fmt: skip
    assert said.code == 2
    for word in ("map.yaml", "nobody.csv", "nothing.csv", "2025-02-30"):
        assert word in said.err
    assert said.out == ""
    assert not (tmp_path / "zhiben-report").exists()


def test_a_log_that_is_not_there_is_unusable_not_an_audit_of_nothing(zhiben: Zhiben, tmp_path: Path) -> None:
    said = zhiben("audit", str(LOG), "absent.csv", *DEMO[1:])
    assert said.code == 2
    assert "absent.csv" in said.err
    assert not (tmp_path / "zhiben-report").exists()


@pytest.mark.parametrize(
    ("arguments", "taught"),
    [
        ([], "Missing argument 'LOG...'"),
        (["log.csv"], "workshop-safety"),  # the shipped names are offered
        (["log.csv", "--rulebook", "workshop-safty"], "did you mean `workshop-safety`?"),
        ([*DEMO, "--set", "x"], "name=value"),
        ([*DEMO, "--set", "a=1", "--set", "a=2"], "set twice"),
        ([*DEMO, "--set", "accountability_day=3 days"], "accountability_days"),
        (
            ["log.csv", "--rulebook", ""],
            "the name is empty. Give the name of a shipped rulebook (dongsheng-2024-21, workshop-safety)",
        ),
        ([*DEMO, "--rulebook", "mine"], "one rulebook judges a log, not 2 (`workshop-safety`, `mine`)"),
        ([*DEMO, "--as-of", "tomorrow"], "2025-04-30"),
        ([*DEMO, "--as-of", ""], "2025-04-30"),
        ([*DEMO, "--as-of", "2025/2/30"], "as-of `2025/2/30` is no date: there is no such day"),
        ([*DEMO, "--as-of", "3025-04-30"], "1900 to 2199"),
        ([*DEMO, "--known-at", "2025-04-29"], "known-at 2025-04-29 lies before as-of 2025-04-30"),
        ([*DEMO, "--fail-on", "hihg"], "high"),
        ([*DEMO, "--lang", "fr"], "zh"),
        ([*DEMO, "--otu", "x"], "--out"),
        ([*DEMO, "--profile", "strict"], "strict"),
    ],
)
def test_wrong_usage_ends_with_two_and_teaches(zhiben: Zhiben, arguments: list[str], taught: str) -> None:
    said = zhiben("audit", *arguments)
    assert said.code == 2
    assert taught in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("written", ["2025/4/30", "2025.4.30", "2025年4月30日", "２０２５-4-30"])
def test_an_as_of_is_written_like_the_dates_of_a_log(zhiben: Zhiben, written: str) -> None:
    usual = zhiben("check", *DEMO)
    assert "As of: 2025-04-30 (Asia/Shanghai)" in usual.err
    assert zhiben("check", *DEMO[:-1], written, "--known-at", written).out == usual.out


@pytest.mark.parametrize("written", ["2025-04-30T04:00:00Z", "2025-04-30 12:00", "2025年4月30日 12时00分"])
def test_an_instant_is_shown_on_the_clocks_of_the_rulebook_however_it_was_written(
    zhiben: Zhiben, tmp_path: Path, written: str
) -> None:
    said = zhiben("audit", *DEMO[:-1], written, "--known-at", "2025-04-30T23:30:00-01:00")
    assert "As of: 2025-04-30 12:00:00+08:00 (Asia/Shanghai), Known at: 2025-05-01 08:30:00+08:00" in said.out
    manifest = json.loads((tmp_path / "zhiben-report" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["as_of"], manifest["known_at"]) == ("2025-04-30T12:00:00+08:00", "2025-05-01T08:30:00+08:00")


def test_known_at_says_so_where_nothing_tells_when_it_was_recorded(zhiben: Zhiben) -> None:
    note = "44 events have no recordedtime"
    assert note in zhiben("check", *DEMO, "--known-at", "2025-04-30").err
    assert note not in zhiben("check", *DEMO).err


def test_an_unknown_command_is_answered_with_the_nearest(zhiben: Zhiben) -> None:
    said = zhiben("audt")
    assert said.code == 2
    assert "audit" in said.err


def test_somebody_elses_directory_is_left_alone(zhiben: Zhiben, tmp_path: Path) -> None:
    (tmp_path / "zhiben-report").mkdir()
    (tmp_path / "zhiben-report" / "thesis.txt").write_text("years of work")
    said = zhiben("audit", *DEMO)
    assert said.code == 2
    assert "thesis.txt" in said.err
    assert (tmp_path / "zhiben-report" / "thesis.txt").read_text() == "years of work"


def test_of_many_problems_the_gravest_are_told_first_and_the_others_counted(zhiben: Zhiben, tmp_path: Path) -> None:
    rows = [f"inspection,甲,2024-03-{day:02},gs" for day in range(1, 9)]
    rows += [f"inspection,甲{day},2024-13-01," for day in range(11)]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(["type,subject,time,colour", *rows]) + "\n", encoding="utf-8")
    said = zhiben("audit", str(log), "--rulebook", "workshop-safety", "--lang", "en")
    assert said.err.count("error[bad-date]") == 10
    assert "warning[" not in said.err
    assert said.err.splitlines()[-1] == "More in the report: 1 error, 1 warning."


def test_exit_codes_and_streams_of_a_real_process(tmp_path: Path) -> None:
    found = run("audit", *DEMO, cwd=tmp_path)
    assert (found.code, "As of" in found.out, "bad-date" in found.err) == (1, True, True)
    assert run("audit", cwd=tmp_path).code == 2
    assert run("--version").out.startswith("zhiben, version 0.")


def test_nothing_but_the_message_comes_of_a_bug(monkeypatch: pytest.MonkeyPatch, zhiben: Zhiben) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise RuntimeError("x\x1b[31m")

    monkeypatch.setattr("zhiben.engine.audit.evaluate", stumble)
    said = zhiben("audit", *DEMO)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert r"RuntimeError: x\x1b[31m" in said.err


def test_entities_are_needed_where_rules_name_several_kinds(zhiben: Zhiben, tmp_path: Path) -> None:
    book = tmp_path / "book"
    (book / "tasks").mkdir(parents=True)
    (book / "rulebook.yaml").write_text("rulebook: two-kinds\nversion: '1'\ntimezone: UTC\n", encoding="utf-8")
    (book / "vocabulary.yaml").write_text("entities: {a: {}, b: {}}\nevents: {visit: {}}\n", encoding="utf-8")
    rule = "- {{id: {0}, bearer: {0}, duty: {{event: visit, at_least: 1, every: month}}}}\n"
    (book / "tasks" / "rules.yaml").write_text(rule.format("a") + rule.format("b"), encoding="utf-8")
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,visit,x,2024-01-01\n", encoding="utf-8")
    said = zhiben("audit", "log.csv", "--rulebook", "book", "--as-of", "2024-02-28")
    assert said.code == 2
    assert "entities-needed" in said.err
