"""Where one record is said to be enough, exactly that record is added, and the duty becomes what was said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache
from pathlib import Path

import pyarrow.compute as pc
import pytest

from zhiben.engine.audit import Audit, audit
from zhiben.engine.explain.asked import instant_of
from zhiben.engine.explain.shape import Explanations
from zhiben.events.civil import calendar, to_day, to_micros

from ..cases.tables import Case, cases
from .adding import Record, kinds, records, verdict_of, with_record
from .worlds import audit_of_case

WORKSHOP = Path(__file__).resolve().parents[2] / "rules" / "workshop-safety" / "demo"
_SEEN: Counter[tuple[str, str]] = Counter()


def exists(found: Audit, record: Record) -> bool:
    """Whether a record lies before the audit's instant: what is still to come cannot be added to it."""
    time = record["time"]
    civil = calendar(found.rulebook.timezone)
    first = to_micros(time) if isinstance(time, dt.datetime) else civil.start(to_day(time))
    return first < instant_of(found).before


def held(found: Audit, explained: Explanations, duty: str) -> list[str]:
    """What is wrong with the remedy of one duty; nothing where it keeps its word."""
    remedy = kinds(explained)[duty]
    _SEEN[remedy["kind"], remedy["why"]] += 1
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
def test_the_record_that_is_named_would_have_met_it(case: Case, tmp_path: Path) -> None:
    found = audit_of_case(case, tmp_path)
    explained = found.explanations
    duties = found.ledger.filter(pc.not_equal(found.ledger["verdict"], "met"))["duty"].to_pylist()
    assert sorted(kinds(explained)) == sorted(duties), "every duty that is not met is explained, once"
    wrong = [text for duty in duties for text in held(found, explained, duty)]
    assert not wrong, "\n".join(wrong)


# What no record of the log itself can undo: added once more, at either end of its window, it leaves the breach standing.
@pytest.mark.parametrize(
    "case", [c for c in cases() if c.table in ("count", "throughout", "max", "sum")], ids=lambda c: c.name
)
def test_where_none_is_said_to_be_enough_no_record_of_the_log_is(case: Case, tmp_path: Path) -> None:
    found = audit_of_case(case, tmp_path)
    explained = found.explanations
    fields = [name for name in found.rulebook.vocabulary.event_fields() if name in found.log.table.column_names]
    for duty in [duty for duty, remedy in kinds(explained).items() if remedy["kind"] == "none"]:
        row = found.ledger.filter(pc.equal(found.ledger["duty"], duty)).to_pylist()[0]
        for event in found.log.table.to_pylist():
            again: Record = {"type": event["type"], "subject": event["subject"]}
            again |= {f: event[f] for f in fields if isinstance(event[f], str | list | bool)}
            for time in filter(None, (row["opens"], row["due"], event["first"])):
                assert verdict_of(with_record(found, {**again, "time": time}), duty) != "met"


def test_hardly_any_duty_is_left_without_a_claim(tmp_path: Path) -> None:
    told = Counter[str]()
    for number, case in enumerate(cases()):
        told.update(
            remedy["kind"] for remedy in kinds(audit_of_case(case, tmp_path / str(number)).explanations).values()
        )
    assert told["unsure"] <= 3
    assert told["one"] > 300 and told["none"] > 30 and told["several"] > 3


@cache
def workshop() -> Audit:
    """The workshop's own demonstration."""
    return audit(WORKSHOP / "log.csv", "workshop-safety", entities=WORKSHOP / "entities.csv", as_of="2025-04-30")


def test_every_finding_of_a_shipped_demonstration() -> None:
    found = workshop()
    duties = found.findings["duty"].to_pylist()
    assert len(duties) > 3
    wrong = [text for duty in duties for text in held(found, found.explanations, duty)]
    assert not wrong, "\n".join(wrong)
