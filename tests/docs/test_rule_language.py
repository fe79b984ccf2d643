"""docs/rule-language.md: every rule loads, every line of cases gives its verdicts, every refusal is given as shown."""

from __future__ import annotations

import csv
import re
import shutil
import textwrap
from pathlib import Path

import pytest

import zhiben
from zhiben.engine.trials import run_trials
from zhiben.rules.loading import load_rulebook
from zhiben.rules.shipped import rulebook_path

from .pages import Block, after, blocks, write_files

PAGE = "rule-language.md"
AS_OF = "2024-12-31"


def rulebook(folder: Path, rule: str) -> Path:
    """The page's rulebook with one rule in it."""
    write_files(PAGE, folder)
    if not rule.startswith("- "):
        rule = textwrap.indent(f"id: example\nbearer: company\n{rule}", "  ").replace("  ", "- ", 1)
    (folder / "rulebook" / "tasks").mkdir(parents=True)
    (folder / "rulebook" / "tasks" / "rules.yaml").write_text(rule, encoding="utf-8")
    return folder / "rulebook"


def write_log(path: Path, events: str, bearer: str) -> None:
    """`TYPE DAY [HH:MM] [FIELD=VALUE …]; …` as a log; subjects that are not given are the bearer."""
    rows = []
    for number, event in enumerate((e for e in events.split(";") if e.strip() not in ("", "nothing")), 1):
        kind, day, *rest = event.split()
        time = [rest.pop(0)] if rest and "=" not in rest[0] else []
        row = {"id": str(number), "type": kind, "subject": bearer, "time": " ".join([day, *time])}
        rows.append(row | dict(pair.split("=", 1) for pair in rest))
    columns = dict.fromkeys(["id", "type", "subject", "time", *(name for row in rows for name in row)])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def verdicts(
    book: Path, line: str, as_of: str = AS_OF, settings: dict[str, str] | None = None, profile: str | None = None
) -> str:
    """What a line's log comes to, worded as the page words it."""
    owed_by, _, events = line.rpartition(": ")
    bearer = owed_by.strip() or "Alpha"
    write_log(book.parent / "log.csv", events, bearer)
    found = zhiben.audit(
        [book.parent / "log.csv"],
        book,
        entities=book.parent / "entities.csv",
        as_of=as_of,
        profile=profile,
        settings=settings,
    )
    assert not found.rejected, found.rejected
    rows = [row for row in found.ledger.to_pylist() if row["bearer"] in (bearer, "*")]
    return (
        ", ".join(row["verdict"] + (f" ({row['reason']})" if row["reason"] else "") for row in rows) or "nothing owed"
    )


CASES = [
    pytest.param(rule, cases, line, id=f"{PAGE}:{cases.line}: {line.strip()}")
    for rule, cases in after(PAGE, "cases", "rule")
    for line in cases.lines
    if "->" in line
]


def test_the_examples_are_found() -> None:
    assert len(CASES) > 100
    assert len(WHERE) > 20


@pytest.mark.parametrize(("rule", "cases", "line"), CASES)
def test_a_case_gives_its_verdicts(rule: Block, cases: Block, line: str, tmp_path: Path) -> None:
    book = rulebook(tmp_path, rule.text)
    said = [s for s in cases.lines if "->" not in s]
    as_of = next((s.removeprefix("as of ") for s in said if s.startswith("as of ")), AS_OF)
    settings = dict(s.removeprefix("--set ").split("=", 1) for s in said if s.startswith("--set "))
    profile = next((s.removeprefix("--profile ") for s in said if s.startswith("--profile ")), None)
    assert len(said) == (as_of != AS_OF) + len(settings) + (profile is not None), said
    log, _, expected = line.partition("->")
    assert verdicts(book, log.strip(), as_of, settings, profile) == expected.strip()


@pytest.mark.parametrize("block", [b for b in blocks(PAGE) if b.what == "rule"], ids=str)
def test_every_rule_has_an_outcome(block: Block) -> None:
    """A rule without cases or a refusal would be an example that nobody runs."""
    told = {rule.line for what in ("cases", "refused") for rule, _ in after(PAGE, what, "rule")}
    assert block.line in told


@pytest.mark.parametrize(("rule", "refused"), after(PAGE, "refused", "rule"), ids=str)
def test_what_is_refused_is_refused_in_these_words(rule: Block, refused: Block, tmp_path: Path) -> None:
    with pytest.raises(zhiben.Unusable) as raised:
        load_rulebook(rulebook(tmp_path, rule.text))
    assert [f"{p.code}: {p.message}" for p in raised.value.problems if p.level == "error"] == refused.lines


WHERE = [line for block in blocks(PAGE) if block.what == "where" for line in block.lines]


@pytest.mark.parametrize("line", WHERE)
def test_a_condition_is_true_or_false(line: str, tmp_path: Path) -> None:
    where, event, expected = re.split(r" <- |: (?=true$|false$)", line)
    book = rulebook(tmp_path, f"duty: {{event: inspection, where: {where.strip()}, at_least: 1, by: 2024-12-31}}\n")
    time = "" if event.startswith("time=") else "2024-03-10 "
    log = f"inspection {time}{event.removeprefix('time=')}"
    assert verdicts(book, log) == {"true": "met", "false": "breached"}[expected]


def test_the_worked_case_shown_holds(tmp_path: Path) -> None:
    (shown,) = [block for block in blocks("rule-language.md") if block.what == "worked cases"]
    shutil.copytree(rulebook_path("workshop-safety"), tmp_path / "book", ignore=shutil.ignore_patterns("examples"))
    (tmp_path / "book" / "examples").mkdir()
    (tmp_path / "book" / "examples" / "shown.yaml").write_text(shown.text, encoding="utf-8")
    trials = run_trials(tmp_path / "book")
    assert len(trials.examples) == 1 and trials.problems == [] and trials.failed == []
