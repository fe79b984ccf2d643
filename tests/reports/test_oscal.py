"""`oscal`: valid by the models of compliance-trestle, every reference leads somewhere, nothing unjudged is satisfied."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from trestle.oscal.assessment_results import Model

from tests.reports.hostile import UNSEEN
from tests.reports.worlds import DEMO, demo
from zhiben.engine.audit import Audit, audit
from zhiben.reports.contents import Contents
from zhiben.reports.formats import oscal
from zhiben.reports.words import LANGS, Lang


def document(found: Audit, lang: Lang, directory: Path) -> dict[str, Any]:
    oscal.write(Contents.of(found, lang), directory / oscal.FILE)
    content = json.loads((directory / oscal.FILE).read_text(encoding="utf-8"))
    Model.model_validate(content)
    whole: dict[str, Any] = content["assessment-results"]
    uuids = re.findall(r'\n +"uuid": "([^"]+)"', (directory / oscal.FILE).read_text(encoding="utf-8"))
    assert len(set(uuids)) == len(uuids)
    named = [value for key, value in references(whole) if key.endswith("-uuid")]
    assert set(named) <= set(uuids)
    return whole


def references(node: Any) -> list[tuple[str, str]]:
    if isinstance(node, dict):
        own = [(key, value) for key, value in node.items() if isinstance(value, str)]
        return own + [pair for value in node.values() for pair in references(value)]
    return [pair for item in node for pair in references(item)] if isinstance(node, list) else []


@pytest.mark.parametrize("lang", LANGS)
def test_findings_observations_and_risks_are_the_ledger(tmp_path: Path, lang: Lang) -> None:
    whole = document(demo(), lang, tmp_path)
    (result,) = whole["results"]
    ledger = demo().ledger.to_pylist()
    duties = [prop["value"] for o in result["observations"] for prop in o["props"] if prop["name"] == "duty"]
    assert duties == [row["duty"] for row in ledger if row["verdict"] in ("breached", "late", "unknown", "waived")]
    assert len(result["risks"]) == demo().findings.num_rows
    states: dict[tuple[str, str], set[str]] = {}
    for row in ledger:
        if row["verdict"] != "pending":
            states.setdefault((row["rule"], row["bearer"]), set()).add(row["verdict"])
    found = {(told(f, "rule"), told(f, "bearer")): f["target"]["status"] for f in result["findings"]}
    assert set(found) == set(states)
    for who, verdicts in states.items():
        expected = "satisfied" if verdicts == {"met"} else "not-satisfied"
        assert found[who]["state"] == expected
        if verdicts <= {"met", "unknown"} and "unknown" in verdicts:
            assert found[who]["reason"] == "other"
    assert {status["state"] for status in found.values()} == {"satisfied", "not-satisfied"}


def told(finding: dict[str, Any], name: str) -> str:
    (value,) = [prop["value"] for prop in finding["props"] if prop["name"] == name]
    return str(value)


def test_what_is_pointed_at_is_there(tmp_path: Path) -> None:
    whole = document(demo(), "en", tmp_path)
    resources = {resource["uuid"] for resource in whole["back-matter"]["resources"]}
    assert whole["import-ap"]["href"].removeprefix("#") in resources
    controls = whole["local-definitions"]["objectives-and-methods"]
    parts = {part["id"] for control in controls for part in control["parts"] if "id" in part}
    (result,) = whole["results"]
    assert {finding["target"]["target-id"] for finding in result["findings"]} <= parts
    reviewed = result["reviewed-controls"]["control-selections"][0]["include-controls"]
    assert [c["control-id"] for c in reviewed] == [c["control-id"] for c in controls]
    evidence = [e["description"] for o in result["observations"] for e in o.get("relevant-evidence", [])]
    assert "log.csv:16 (E015)" in evidence


def test_the_only_time_is_the_as_of_instant_and_ids_stay(tmp_path: Path) -> None:
    first, second = (document(demo(), "zh", tmp_path) for _ in range(2))
    assert first == second
    assert first["metadata"]["last-modified"] == "2025-05-01T00:00:00+08:00"  # everything through 30 April is known
    later = audit(DEMO / "log.csv", "workshop-safety", entities=DEMO / "entities.csv", as_of="2025-05-01")
    there = {o["uuid"] for o in document(later, "zh", tmp_path)["results"][0]["observations"]}
    assert {o["uuid"] for o in first["results"][0]["observations"]} <= there


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_text_is_text(hostile: Audit, lang: Lang, tmp_path: Path) -> None:
    document(hostile, lang, tmp_path)
    text = (tmp_path / oscal.FILE).read_text(encoding="utf-8")
    assert not set(text) & (set(UNSEEN) - {"\n"})
