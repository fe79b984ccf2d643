"""What is true of every ledger, whatever the rules: checked on each row of every random example."""

from __future__ import annotations

import re
from typing import Iterator

from zhiben.engine.ledger import EVIDENCE_SHOWN, AsOf
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import (
    BearerInForce,
    Bound,
    By,
    Duty,
    FieldLimit,
    Limit,
    PreviousLimit,
    Rule,
    Rulebook,
    Throughout,
    Within,
)

from .ledgers import Row

REASONS = (
    "missing-attribute",
    "missing-trigger-value",
    "missing-due-date",
    "due-date-before-trigger",
    "calendar-not-published",
    "nothing-to-compare",
    "not-covered",
    "nothing-to-measure",
    "conflicting-latest",
)
_MADE_UP = ("count", "days", "distinct", "covers", "sum", "max")  # what a later event can still make up for


def broken(ledger: list[Row], rulebook: Rulebook, at: AsOf) -> list[str]:
    """Every sentence below that some row contradicts, with the row."""
    rules = {rule.id: rule for top in rulebook.rules for rule in _chain(top)}
    found = [f"{claim}: {row}" for row in ledger for claim, holds in _claims(row, rules[row["rule"]], at) if not holds]
    ids = [row["duty"] for row in ledger]
    if len(set(ids)) != len(ids):
        found.append(f"duty ids are unique: {ids}")
    places = {name: place for place, name in enumerate(rules)}
    order = [
        (
            places[r["rule"]],
            r["bearer"].encode(),
            r["key"].encode(),
            r["opens"] is not None,
            r["opens"] or 0,
            r["raised_by"].encode(),
        )
        for r in ledger
    ]
    if order != sorted(order):
        found.append(f"rows are sorted by rule, bearer, key, opens, raised_by: {order}")
    return found


def _chain(rule: Rule | None) -> Iterator[Rule]:
    while rule is not None:
        yield rule
        rule = rule.otherwise


def _claims(row: Row, rule: Rule, at: AsOf) -> Iterator[tuple[str, bool]]:
    verdict, decided, cured = row["verdict"], row["decided"], row["cured"]
    opens, closes, due = row["opens"], row["closes"], row["due"]
    duty = _duty(row, rule)
    window, bound, measure = duty.window, duty.bound, duty.measure.name
    yield "an id is 16 hex digits", re.fullmatch("[0-9a-f]{16}", row["duty"]) is not None
    yield "what is waived names its waiver, nothing else does", (row["waiver"] != "") == (verdict == "waived")
    yield "a rule that may not be waived is not", verdict != "waived" or rule.waivable
    if verdict == "waived":  # beside the verdict everything is as it would have been
        verdict = "pending" if decided is None else "breached" if cured is None else "late"
    yield "a verdict is one of six", verdict in ("met", "pending", "breached", "late", "unknown")
    yield (
        "unknown has a reason, nothing else has",
        (row["reason"] in REASONS) if verdict == "unknown" else row["reason"] == "",
    )
    yield "decided is null for pending and unknown only", (decided is None) == (verdict in ("pending", "unknown"))
    yield "what is decided was decided by now", decided is None or decided < at.before
    yield "decided lies before the close", decided is None or closes is None or decided < closes
    yield "decided is not before the opening", decided is None or opens is None or decided >= opens
    yield "cured is there for late only", (cured is not None) == (verdict == "late")
    yield "the cure comes after the close, by now", cured is None or closes <= cured < at.before
    yield (
        "late is of by and within, at_least, growing measures",
        verdict != "late" or (isinstance(window, By | Within) and bound.name == "at_least" and measure in _MADE_UP),
    )
    yield "a window has a length", opens is None or closes is None or opens < closes
    yield "a raised duty has opened", opens is None or opens < at.before
    yield "due goes with closes and lies inside", (due is None) == (closes is None) and (due is None or due < closes)
    yield (
        "due is the last instant without grace",
        due is None or closes is None or duty.grace is not None or due == closes - 1,
    )
    yield "pending is open", verdict != "pending" or closes is None or closes > at.clock
    # A minimum falls below at an event; what stands throughout may at any instant.
    at_once = measure == "min" or (measure == "standing" and isinstance(window, Throughout))
    yield (
        "a missed lower bound is a closed window",
        (
            verdict not in ("breached", "late")
            or bound.name != "at_least"
            or at_once
            or (closes is not None and closes <= at.clock)
        ),
    )
    yield (
        "an outcome of the close falls at its last instant",
        (
            verdict not in ("breached", "late")
            or bound.name != "at_least"
            or at_once
            or (closes is not None and decided == closes - 1)
        ),
    )
    yield (
        "breach of at_most 0 shows what exceeded it",
        (
            verdict != "breached"
            or bound.high != 0
            or bound.name != "at_most"
            or measure != "count"
            or row["evidence_count"] > 0
        ),
    )
    yield (
        "open end is of lives that nothing ends",
        closes is not None or verdict == "unknown" or isinstance(window, Throughout),
    )
    looks_back = any(isinstance(limit, PreviousLimit) for limit in (bound.low, bound.high))
    yield "only what looks back has nothing to compare", looks_back or row["reason"] != "nothing-to-compare"
    yield "evidence is the first twenty", len(row["evidence"]) == min(EVIDENCE_SHOWN, row["evidence_count"])
    yield "evidence names an event once", len(set(row["evidence"])) == len(row["evidence"])
    yield (
        "a bearer in force raises by itself",
        (row["raised_by"] == "") == isinstance(rule.duty.occasion, BearerInForce),
    )
    yield "without a bearer the log owes", (row["bearer"] == "*") == (rule.bearer is None)
    yield "clauses are joined", row["clause"] == ";".join(rule.clauses)
    yield "the bound is written out", re.fullmatch(_required(bound), row["required"]) is not None
    if measure in ("count", "standing") and row["observed"] is not None and verdict != "late":
        yield "a count is its evidence", row["observed"] == row["evidence_count"]
    if verdict == "met" and row["observed"] is not None:
        yield "what is met satisfies the bound", _satisfied(row["observed"], row["required"])
    if verdict in ("breached", "late") and row["observed"] is not None:
        yield "what is breached does not", not _satisfied(row["observed"], row["required"])
    yield "severity is the variant's", row["severity"] == _severity(row, rule)


def _duty(row: Row, rule: Rule) -> Duty:
    return next((v.duty for v in rule.variants if v.name == row["variant"]), rule.duty)


def _severity(row: Row, rule: Rule) -> str:
    return next((v.severity for v in rule.variants if v.name == row["variant"]), rule.severity)


def _satisfied(observed: float, required: str) -> bool:
    # Thirds are not decimals; what lies this near to a bound is left to the exact comparison of the engine.
    near = 1e-9
    word, *numbers = required.replace(" and ", " ").split()
    low, high = float(numbers[0]) - near, float(numbers[-1]) + near
    return (word == "at_most" or observed >= low) and (word == "at_least" or observed <= high)


def _required(bound: Bound) -> str:
    if bound.name == "between":
        return f"between {_number(bound.low)} and {_number(bound.high)}"
    return f"{bound.name} {_number(bound.high if bound.name == 'at_most' else bound.low)}"


def _number(limit: Limit | None) -> str:
    """A pattern for a limit: its number, or where it is read somewhere, some number or the name of what is read."""
    if isinstance(limit, FieldLimit | PreviousLimit):
        name = "previous" if isinstance(limit, PreviousLimit) else limit.field
        return rf"(-?\d+(\.\d+)?|([\d.]+ x )?{name})"
    assert limit is not None
    whole, part = divmod(abs(limit), SCALE)
    text = f"{whole}.{part:06}".rstrip("0").rstrip(".")
    return re.escape(f"-{text}" if limit < 0 else text)
