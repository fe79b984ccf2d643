"""`zhiben audit --in-parts` writes the same ledger and findings, and says of the whole what it can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

import zhiben as zhiben_module
from tests.cli.running import Zhiben
from zhiben.engine.audit import audit
from zhiben.engine.inputs import read_inputs
from zhiben.reports.contents import Contents
from zhiben.reports.divided.report import write_report_in_parts
from zhiben.reports.report import write_report

_RULEBOOK = {
    "rulebook.yaml": 'rulebook: small\nversion: "1"\ntitle: {en: Small}\ntimezone: UTC\n'
    "in_force: {from: 2024-01-01, through: 2024-12-31}\n",
    "vocabulary.yaml": "entities: {enterprise: {}, site: {}}\n"
    "events: {visit: {fields: {leader: {type: category, values: [head, deputy]}}}, alarm: {}, reply: {}}\n",
    "tasks/rules.yaml": """
- id: visits
  bearer: enterprise
  duty: {event: visit, where: {leader: head}, at_least: 1, every: month}
- id: visits-below
  bearer: enterprise
  duty: {event: visit, whose: below, at_least: 2, every: quarter}
- id: replies
  duty: {for_each: {event: alarm}, event: reply, at_least: 1, within: 10 days}
""",
}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Forty enterprises of several groups with sites, whose names lie between each other, in two files."""
    for name, text in _RULEBOOK.items():
        (tmp_path / "rulebook" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rulebook" / name).write_text(text, encoding="utf-8")
    names = [f"E{number:02}" for number in range(40)]
    entities = ["id,kind,owner", *(f"{name},enterprise," for name in names)]
    entities += [f"S{number:02},site,E{39 - number:02}" for number in range(40)]
    (tmp_path / "entities.csv").write_text("\n".join(entities) + "\n", encoding="utf-8")
    head = "id,type,subject,time,leader"
    rows = [
        f"v{n}-{m},visit,{'ES'[n % 2]}{n % 40:02},2024-{m:02}-{1 + n % 28:02},{'head' if (n + m) % 3 else 'deputy'}"
        for n in range(40)
        for m in range(1, 13)
    ]
    rows += [f"a{n},alarm,E{n % 40:02},2024-{1 + n % 12:02}-05," for n in range(30)]
    rows += [f"r{n},reply,E{n % 40:02},2024-{1 + n % 12:02}-{9 + n % 15:02}," for n in range(20)]
    again = [rows[0], rows[1], "v2-1,visit,E39,2024-01-03,head", "x,visit,E01,2024-13-01,head"]
    (tmp_path / "one.csv").write_text("\n".join([head, *rows[:300]]) + "\n", encoding="utf-8")
    (tmp_path / "two.csv").write_text("\n".join([head, *rows[300:], *again]) + "\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def zhiben(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Zhiben:
    """The command, run in the folder of the world."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return Zhiben(capsys)


def test_the_same_ledger_and_findings(world: Path) -> None:
    given = (world / "rulebook", world / "entities.csv")
    whole = audit(_logs(world), given[0], entities=given[1], as_of="2024-12-31", explain=("breached", "late", "waived"))
    write_report(whole, world / "whole", only=["ledger", "findings"])
    steps: list[tuple[str, int, int]] = []
    inputs = read_inputs(_logs(world), given[0], entities=given[1], as_of="2024-12-31", progress=lambda step: None)
    found = write_report_in_parts(inputs, world / "parts", size=60, progress=lambda *step: steps.append(step))

    one, other = world / "whole", world / "parts"
    assert (other / "ledger.parquet").read_bytes() == (one / "ledger.parquet").read_bytes()
    assert (other / "findings.csv").read_bytes() == (one / "findings.csv").read_bytes()
    mine, theirs = (json.loads((at / "findings.json").read_text(encoding="utf-8")) for at in (other, one))
    for name in ("findings", "counts", "rules", "rows", "rulebook", "as_of"):
        assert mine[name] == theirs[name], name
    for level in ("error", "warning"):
        assert [_said(p) for p in mine["problems"] if p["level"] == level] == [
            _said(p) for p in theirs["problems"] if p["level"] == level
        ]
    assert [note["code"] for note in mine["notes"]] == ["judged-in-parts", *(n["code"] for n in theirs["notes"])]
    assert sorted(file.name for file in other.iterdir()) == sorted(file.name for file in one.iterdir())
    assert found.summary.total == Contents.of(whole, "en").summary.total
    assert found.audit.log.account == whole.log.account
    judged = [step for step in steps if step[0] == "judging"]
    assert len(judged) > 3 and judged[-1][1] == judged[-1][2], "progress ends when everything is judged"
    assert steps[-1] == ("report", whole.ledger.num_rows, whole.ledger.num_rows)


def test_more_processes_write_the_same_bytes(world: Path) -> None:
    found = {}
    for workers in (0, 2):
        given = {"entities": world / "entities.csv", "as_of": "2024-12-31", "progress": lambda step: None}
        inputs = read_inputs(_logs(world), world / "rulebook", **given)
        write_report_in_parts(inputs, world / "out", size=60, workers=workers, progress=lambda *step: None)
        found[workers] = {file.name: file.read_bytes() for file in (world / "out").iterdir()}
    assert found[0] == found[2] and len(found[0]) == 4


def test_waived_duties_are_told_as_of_the_whole(world: Path, zhiben: Zhiben) -> None:
    waivers = ["id,reason,approved_by,from,through,rule,bearer"]
    waivers += [f"w{n},the line is rebuilt,the board,2024-01-01,2024-06-30,visits,E{n:02}" for n in (3, 14, 15, 39)]
    (world / "waivers.csv").write_text("\n".join(waivers) + "\n", encoding="utf-8")
    options = ["--rulebook", "rulebook", "--entities", "entities.csv", "--as-of", "2024-12-31"]
    options += ["--waivers", "waivers.csv", "--only", "findings"]
    whole = zhiben("audit", "one.csv", "two.csv", *options)
    parts = zhiben("audit", "one.csv", "two.csv", *options, "--in-parts", "--out", "other")
    mine, theirs = (
        json.loads((world / name / "findings.json").read_text(encoding="utf-8")) for name in ("other", "zhiben-report")
    )
    assert len(theirs["waived"]) > 12
    for name in ("findings", "waived", "waivers", "counts"):
        assert mine[name] == theirs[name], name
    told = whole.out[whole.out.index("Waived (") :]
    assert told[: told.index("\n\n")] in parts.out


def test_from_python(world: Path) -> None:
    given = {"entities": world / "entities.csv", "as_of": "2024-12-31"}
    found = zhiben_module.audit_in_parts(_logs(world), world / "rulebook", world / "out", only=["ledger"], **given)
    whole = zhiben_module.audit(_logs(world), world / "rulebook", **given)
    assert found.counts == {verdict: whole.ledger["verdict"].to_pylist().count(verdict) for verdict in found.counts}
    assert found.account == whole.log.account and found.directory == world / "out"
    assert sorted(file.name for file in found.directory.iterdir()) == ["ledger.parquet", "manifest.json"]
    with pytest.raises(ValueError, match=r"report\.html cannot be written in parts"):
        zhiben_module.audit_in_parts(_logs(world), world / "rulebook", world / "out", only=["report"], **given)
    with pytest.raises(TypeError, match="audit_in_parts is for files"):
        zhiben_module.audit_in_parts(cast("Any", whole.log), world / "rulebook", world / "out")


def test_the_command_says_what_it_judged_in_parts(world: Path, zhiben: Zhiben) -> None:
    options = ["--rulebook", "rulebook", "--entities", "entities.csv", "--as-of", "2024-12-31"]
    whole = zhiben("audit", "one.csv", "two.csv", *options, "--only", "ledger,findings")
    parts = zhiben("audit", "one.csv", "two.csv", *options, "--in-parts", "--out", "other")
    assert (whole.code, parts.code) == (1, 1)
    assert "Judged in parts" in parts.out and "Judged in parts" not in whole.out
    told = whole.out[whole.out.index("Rule ") :]  # counts, and the first findings in words
    assert told[: told.index("\n\n", told.index("First findings (5/"))] in parts.out


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--only", "ledger,report"], "--in-parts does not write report.html"),
        (["--format", "sarif"], "--format writes from a whole audit"),
        (["--group-by", "year"], "--group-by counts a whole ledger"),
        (["--baseline", "ledger.parquet"], "--baseline compares whole ledgers"),
    ],
)
def test_what_needs_the_whole_is_refused_before_anything_is_read(option: list[str], said: str, zhiben: Zhiben) -> None:
    found = zhiben("audit", "no-such.csv", "--rulebook", "workshop-safety", "--in-parts", *option)
    assert found.code == 2 and said in found.err


def test_a_file_that_cannot_be_read_is_told_and_leaves_no_report(world: Path, zhiben: Zhiben) -> None:
    found = zhiben(
        "audit", "one.csv", "three.csv", "--rulebook", "rulebook", "--entities", "entities.csv", "--in-parts"
    )
    assert found.code == 2 and "three.csv" in found.err and not (world / "zhiben-report").exists()


def test_a_map_that_draws_several_events_from_a_row_is_refused(world: Path, zhiben: Zhiben) -> None:
    cases = "events:\n  - {type: alarm, time: {column: found}}\n  - {type: reply, time: {column: answered}}\n"
    (world / "map.yaml").write_text(cases, encoding="utf-8")
    found = zhiben("audit", "one.csv", "--rulebook", "rulebook", "--map", "map.yaml", "--in-parts")
    assert found.code == 2 and "draws several events from one row" in found.err


def _logs(world: Path) -> list[Path]:
    return [world / "one.csv", world / "two.csv"]


def _said(problem: dict[str, object]) -> tuple[object, ...]:
    return problem["code"], problem["message"], problem.get("file"), problem.get("line")
