"""`Audit.counts`: every duty is counted, with its verdict, once in each of its groups."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

import zhiben
from tests.demo.test_stories import audited
from tests.reports.worlds import judged
from zhiben.engine.aggregates import falls_in_several
from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS, VERDICTS

ZONE = ZoneInfo("Asia/Shanghai")
ONE_GROUP = (
    "rule",
    "variant",
    "severity",
    "bearer",
    "key",
    "reason",
    "task",
    "kind",
    "year",
    "half-year",
    "quarter",
    "month",
)


def of(audit: Audit, by: str, name: str) -> dict[str, int]:
    """One of the counts by group."""
    table = audit.counts(by)
    return dict(zip(table[by].to_pylist(), table[name].to_pylist(), strict=True))


@pytest.mark.parametrize("by", [*ONE_GROUP, "severity,year", "bearer,quarter,severity"])
def test_groups_add_up_to_the_ledger(by: str) -> None:
    found = audited()
    table = found.counts(by.split(","))
    of_ledger = Counter(found.ledger["verdict"].to_pylist())
    assert {verdict: sum(table[verdict].to_pylist()) for verdict in VERDICTS} == {v: of_ledger[v] for v in VERDICTS}
    assert sum(table["duties"].to_pylist()) == found.ledger.num_rows
    assert sum(table["findings"].to_pylist()) == found.findings.num_rows
    assert not falls_in_several(by.split(","))


@pytest.mark.parametrize("by", [*ONE_GROUP, "clause", "clause:2", "group"])
def test_every_row_adds_up_and_hides_nothing(by: str) -> None:
    for row in audited().counts(by).to_pylist():
        assert row["duties"] == sum(row[verdict] for verdict in VERDICTS) > 0
        assert row["findings"] == sum(row[verdict] for verdict in FINDINGS)


def test_by_rule_and_by_bearer_as_counted_one_by_one() -> None:
    found = audited()
    ledger = found.ledger.to_pylist()
    for by in ("rule", "bearer", "severity", "clause"):
        expected = Counter(
            (part, d["verdict"]) for d in ledger for part in (d[by].split(";") if by == "clause" else [d[by]])
        )
        table = found.counts(by).to_pylist()
        assert {(row[by], v): row[v] for row in table for v in VERDICTS if row[v]} == dict(expected)


def test_a_duty_of_two_clauses_is_counted_under_both_and_once_under_their_common_heading() -> None:
    found = audited()
    several = [d for d in found.ledger.to_pylist() if ";" in d["clause"]]
    assert several
    more = sum(d["clause"].count(";") for d in several)
    assert sum(of(found, "clause", "duties").values()) == found.ledger.num_rows + more
    heads = sum(len({".".join(c.split(".")[:3]) for c in d["clause"].split(";")}) for d in found.ledger.to_pylist())
    assert sum(of(found, "clause:3", "duties").values()) == heads
    assert falls_in_several(["clause"]) and falls_in_several(["year", "clause:2"]) and falls_in_several(["group"])


def test_a_group_is_its_owner_with_everybody_below(tmp_path: Path) -> None:
    (tmp_path / "entities.csv").write_text(
        "id,kind,owner,valid_from,valid_to\nH,company,,2024-01-01,\nA,company,H,2024-01-01,2024-06-30\n"
        "A,company,,2024-07-01,\nB,company,A,2024-01-01,\n",
        encoding="utf-8",
    )
    found = judged(tmp_path, "1,inspection,A,2024-02-01,,,,,,\n", entities=str(tmp_path / "entities.csv"))
    ledger = found.ledger.to_pylist()
    groups = of(found, "group", "duties")
    before = [d for d in ledger if d["opens"].astimezone(ZONE).month < 7]
    alone = Counter(d["bearer"] for d in ledger)
    early = Counter(d["bearer"] for d in before)
    assert groups["B"] == alone["B"]
    assert groups["A"] == alone["A"] + alone["B"]
    # A left H in July: what A and B owe from then on is no longer H's.
    assert 0 < early["A"] < alone["A"]
    assert groups["H"] == alone["H"] + early["A"] + early["B"]


def test_without_entities_everybody_is_a_group_of_their_own(tmp_path: Path) -> None:
    found = judged(tmp_path, "1,inspection,A,2024-02-01,,,,,,\n2,inspection,B,2024-02-01,,,,,,\n")
    assert of(found, "group", "duties") == of(found, "bearer", "duties")
    assert list(of(found, "kind", "duties")) == [""]


def test_periods_are_those_of_the_due_date_in_the_rulebooks_zone() -> None:
    found = audited()
    expected: Counter[str] = Counter()
    for duty in found.ledger.to_pylist():
        due = duty["due"] and duty["due"].astimezone(ZONE)
        expected[f"{due.year}-Q{(due.month + 2) // 3}" if due else ""] += 1
    assert of(found, "quarter", "duties") == dict(expected)
    assert expected[""] > 0 and list(of(found, "quarter", "duties"))[-1] == ""
    halves = of(found, "half-year", "duties")
    assert halves["2024-H1"] == expected["2024-Q1"] + expected["2024-Q2"]
    assert (
        sum(n for month, n in of(found, "month", "duties").items() if month[:4] == "2024")
        == of(found, "year", "duties")["2024"]
    )


def test_a_task_is_a_file_of_the_rulebook() -> None:
    found = audited()
    by_task = of(found, "task", "findings")
    assert next(iter(by_task)) == "01-major-hazards"
    # What follows a breach belongs where its rule does.
    (rule,) = (rule for rule in found.rulebook.rules if rule.id == "major-hazard-closed")
    assert rule.span is not None and Path(rule.span.file).stem == "01-major-hazards"
    in_file = {r.id for r in found.rulebook.rules if r.span and Path(r.span.file).stem == "01-major-hazards"}
    expected = sum(d["rule"].split("/")[0] in in_file for d in found.findings.to_pylist())
    assert by_task["01-major-hazards"] == expected


def test_rules_stand_as_the_rulebook_has_them_and_severities_gravest_first() -> None:
    found = audited()
    order = [rule.id for rule in found.rulebook.rules]
    places = [order.index(name.split("/")[0]) for name in found.counts("rule")["rule"].to_pylist()]
    assert places == sorted(places) and len(places) > 50
    assert found.counts("severity")["severity"].to_pylist() == ["critical", "high", "medium", "low"]
    clauses = found.counts("clause")["clause"].to_pylist()
    assert clauses.index("2.2.8.b") < clauses.index("2.2.10.a")


def test_of_nothing_there_are_no_groups(tmp_path: Path) -> None:
    found = judged(tmp_path, "1,inspection,A,2024-02-01,,,,,,\n", as_of="2001-01-01")
    assert found.ledger.num_rows == 0
    for by in (*ONE_GROUP, "clause", "clause:1", "group"):
        table = found.counts(by)
        assert table.num_rows == 0 and table.column_names == [by, *VERDICTS, "duties", "findings"]
        assert table.schema.field("met").type == pa.int64()


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("bearr", "did you mean `bearer`?"),
        ("clause:0", "did you mean `clause:N`?"),
        ("clause:N", "did you mean"),
        ("verdict", "duties cannot be counted by `verdict`"),
        ([], "name at least one"),
        (["year", "year"], "named twice"),
        ("", "words: rule, variant"),
    ],
)
def test_a_wrong_word_is_refused_with_the_nearest(by: str | list[str], said: str) -> None:
    with pytest.raises(ValueError, match=r"words|twice|at least one") as error:
        audited().counts(by)
    assert said in str(error.value)


def test_the_python_interface_gives_arrow(tmp_path: Path) -> None:
    found = judged(tmp_path, "1,inspection,A,2024-02-01,,,,,,\n")
    assert isinstance(found.counts(["bearer", "year"]), pa.Table)
    zhiben.write_report(found, tmp_path / "out", group_by=["bearer", "year"])
    lines = (tmp_path / "out" / "summary.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "bearer,year,met,pending,breached,late,waived,unknown,duties,findings"
    with pytest.raises(ValueError, match="year"):
        zhiben.write_report(found, tmp_path / "out", group_by=["yaer"])
