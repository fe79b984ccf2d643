"""One duty of a ledger with all that an answer to it needs: its terms, its window, and what raised it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pyarrow as pa

from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.cast import Cast
from zhiben.engine.simulate.draft import Draft
from zhiben.engine.simulate.parts import duty_named, every_rule
from zhiben.events.civil import CivilCalendar
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import (
    Duty,
    EachBreach,
    EachEntity,
    EachEvent,
    FieldLimit,
    Limit,
    PreviousLimit,
    Rule,
    Rulebook,
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty as the ledger has it.

    Attributes:
        opens, closes: us; None = unlimited, or not to be known.
        root: what raised the first duty of its chain.
        trigger: reads the trigger's fields; None where no event raised it.
        entity: the entity below the bearer that it is owed for.
    """

    id: str
    rule: Rule
    duty: Duty
    bearer: str
    key: str
    raised_by: str
    root: str
    opens: int | None
    closes: int | None
    verdict: str
    reason: str
    observed: Fraction | None
    evidence: tuple[str, ...]
    evidence_count: int
    trigger: Callable[[str], Value | None] | None = field(compare=False)
    entity: str | None

    def value(self, name: str) -> Value | None:
        """A field of the occasion."""
        if self.trigger is not None:
            return self.trigger(name)
        return self.entity if name == "id" else None

    @property
    def series(self) -> tuple[str, str, str, str]:
        """What one duty after another of the same occasion has in common."""
        return self.rule.id, self.bearer, self.key, self.raised_by


def read_ledger(book: Rulebook, ledger: pa.Table, drafts: Mapping[str, Draft]) -> list[Owed]:
    """Every row, in the order of the ledger; those whose trigger is not known are left out."""
    rules = {rule.id: rule for rule in every_rule(book)}
    rows = {row["duty"]: row for row in _rows(ledger)}
    found = []
    for row in rows.values():
        rule = rules[row["rule"]]
        root: dict[str, Any] | None = row
        while root is not None and isinstance(rules[root["rule"]].duty.occasion, EachBreach):
            root = rows.get(root["raised_by"])
        if root is None:
            continue
        occasion = rules[root["rule"]].duty.occasion
        trigger: Callable[[str], Value | None] | None = None
        if isinstance(occasion, EachEvent):
            if root["raised_by"] in drafts:
                trigger = drafts[root["raised_by"]].read
            elif root["raised_by"] in rows:
                trigger = _decided(rows[root["raised_by"]])
            else:
                continue
        observed = row["observed"]
        found.append(
            Owed(
                id=row["duty"],
                rule=rule,
                duty=duty_named(rule, row["variant"]),
                bearer=row["bearer"],
                key=row["key"],
                raised_by=row["raised_by"],
                root=root["raised_by"],
                opens=row["opens"],
                closes=row["closes"],
                verdict=row["verdict"],
                reason=row["reason"],
                observed=None if observed is None else Fraction(observed).limit_denominator(SCALE),
                evidence=tuple(row["evidence"]),
                evidence_count=row["evidence_count"],
                trigger=trigger,
                entity=root["raised_by"] if isinstance(occasion, EachEntity) else None,
            )
        )
    return found


def limit_of(
    limit: Limit | None, owed: Owed, cast: Cast, civil: CivilCalendar, before: Fraction | None
) -> Fraction | None:
    """A limit as a number; None where there is none, or where its value is not known.

    Args:
        before: what the window before measures, or will.
    """
    if limit is None:
        return None
    if isinstance(limit, PreviousLimit):
        return None if before is None else before * limit.times / SCALE
    if not isinstance(limit, FieldLimit):
        return Fraction(limit, SCALE)
    value: Value | None
    day = civil.day(owed.opens if owed.opens is not None else owed.closes or 0)
    if limit.on_occasion and owed.entity is not None:
        value = cast.attribute(owed.entity, limit.field, day)
    elif limit.on_occasion:
        value = owed.value(limit.field)
    else:
        value = cast.attribute(owed.bearer, limit.field, day)
    if not isinstance(value, int):
        return None
    return Fraction(value, SCALE) * Fraction(limit.times, SCALE)


def _rows(ledger: pa.Table) -> list[dict[str, Any]]:
    for name in ("opens", "closes", "decided"):
        place = ledger.column_names.index(name)
        ledger = ledger.set_column(place, name, ledger[name].cast(pa.int64()))
    columns = ["duty", "rule", "variant", "clause", "severity", "bearer", "key", "raised_by", "opens", "closes"]
    rows: list[dict[str, Any]] = ledger.select(
        [*columns, "verdict", "reason", "observed", "decided", "evidence", "evidence_count"]
    ).to_pylist()
    return rows


def _decided(row: Mapping[str, Any]) -> Callable[[str], Value | None]:
    """The fields of the event that a decided duty is."""
    outcome = {"late": "breached"}.get(row["verdict"], row["verdict"])
    fields: dict[str, Value | None] = {
        "rule": row["rule"],
        "clause": tuple(row["clause"].split(";")) if row["clause"] else "",
        "severity": row["severity"],
        "key": row["key"],
        "outcome": outcome,
        "subject": row["bearer"],
    }
    return lambda name: fields.get(name) or None
