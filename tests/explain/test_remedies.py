"""Where one record is said to be enough, exactly that record is added, and the duty becomes what was said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest

from zhiben.__main__ import main
from zhiben.engine.audit import Audit, audit
from zhiben.engine.explain.asked import instant_of
from zhiben.engine.explain.shape import Explanations
from zhiben.events.civil import calendar, to_day, to_micros
from zhiben.rules.chosen import with_read

from ..cases.tables import Case, cases
from .adding import Record, kinds, records, verdict_of, with_record
from .worlds import audit_of_case


def exists(found: Audit, record: Record) -> bool:
    """Whether a record lies before the audit's instant: what is still to come cannot be added to it."""
    time = record["time"]
    civil = calendar(found.rulebook.timezone)
    first = to_micros(time) if isinstance(time, dt.datetime) else civil.start(to_day(time))
    return first < instant_of(found).before


def held(found: Audit, explained: Explanations, duty: str) -> list[str]:
    """What is wrong with the remedy of one duty; nothing where it keeps its word."""
    remedy = kinds(explained)[duty]
    if remedy["kind"] == "one":
        tried = [record for record in records(found, explained, duty) if exists(found, record)]
        verdicts = [(record, verdict_of(with_record(found, record), duty)) for record in tried]
        return [f"{record}: {verdict}" for record, verdict in verdicts if verdict != remedy["becomes"]]
    if remedy["kind"] == "several":
        record = next(records(found, explained, duty))
        verdict = verdict_of(with_record(found, record), duty)
        return [f"one record is enough: {record}"] if verdict == "met" else []
    return []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_record_that_is_named_would_have_met_it(case: Case) -> None:
    found = audit_of_case(case)
    explained = found.explanations
    duties = found.ledger.filter(pc.not_equal(found.ledger["verdict"], "met"))["duty"].to_pylist()
    assert sorted(kinds(explained)) == sorted(duties), "every duty that is not met is explained, once"
    wrong = [text for duty in duties for text in held(found, explained, duty)]
    assert not wrong, "\n".join(wrong)


# What no record of the log itself can undo: added once more, at either end of its window, it leaves the breach standing.
@pytest.mark.parametrize(
    "case", [c for c in cases() if c.table in ("count", "throughout", "max", "sum")], ids=lambda c: c.name
)
def test_where_none_is_said_to_be_enough_no_record_of_the_log_is(case: Case) -> None:
    found = audit_of_case(case)
    explained = found.explanations
    fields = [name for name in found.rulebook.vocabulary.event_fields() if name in found.log.table.column_names]
    for duty in [duty for duty, remedy in kinds(explained).items() if remedy["kind"] == "none"]:
        row = found.ledger.filter(pc.equal(found.ledger["duty"], duty)).to_pylist()[0]
        for event in found.log.table.to_pylist():
            again: Record = {"type": event["type"], "subject": event["subject"]}
            again |= {f: event[f] for f in fields if isinstance(event[f], str | list | bool)}
            for time in filter(None, (row["opens"], row["due"], event["first"])):
                assert verdict_of(with_record(found, {**again, "time": time}), duty) != "met"


def test_hardly_any_duty_is_left_without_a_claim() -> None:
    told = Counter[str]()
    for case in cases():
        told.update(remedy["kind"] for remedy in kinds(audit_of_case(case).explanations).values())
    assert told["unsure"] <= 3
    assert told["one"] > 300 and told["none"] > 30 and told["several"] > 3


BOOKS = Path(__file__).resolve().parents[2] / "rules"


def workshop(tmp_path: Path) -> Audit:
    """The workshop's own demonstration."""
    del tmp_path
    demo = BOOKS / "workshop-safety" / "demo"
    return audit(demo / "log.csv", "workshop-safety", entities=demo / "entities.csv", as_of="2025-04-30")


def district(tmp_path: Path) -> Audit:
    """The three untidy workbooks of ten invented enterprises."""
    del tmp_path
    demo = BOOKS / "dongsheng-2024-21" / "demo"
    logs = [demo / f"{name}.xlsx" for name in ("hazards", "records", "documents")]
    entities, coverage = demo / "entities.csv", demo / "coverage.csv"
    return audit(
        logs, "dongsheng-2024-21", map=demo / "map.yaml", entities=entities, coverage=coverage, as_of="2025-01-31"
    )


def simulated(tmp_path: Path) -> Audit:
    """A made-up log in which much goes wrong."""
    out = tmp_path / "simulation"
    options = ["--entities", "4", "--seed", "7", "--compliance", "0.5", "--as-of", "2025-03-31", "--no-expected"]
    with pytest.raises(SystemExit) as left:
        main(["simulate", "--rulebook", "workshop-safety", *options, "--out", str(out)])
    assert not left.value.code
    return audit(out / "log.csv", "workshop-safety", entities=out / "entities.csv", as_of="2025-03-31")


@pytest.mark.parametrize("world", [workshop, district, simulated])
def test_every_finding_of_a_shipped_rulebook(world: Callable[[Path], Audit], tmp_path: Path) -> None:
    found = world(tmp_path)
    explained, wrong = found.explanations, []
    assert found.findings.num_rows > 3
    for row in found.findings.to_pylist():
        alone = with_read(found.whole or found.rulebook, [row["rule"].partition("/")[0]])
        wrong += held(replace(found, whole=alone), explained, row["duty"])
    assert not wrong, "\n".join(wrong)
