"""Counts of every verdict, by rule and by bearer; no verdict is hidden behind another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS, VERDICTS
from zhiben.reports.catalogue import SEVERITIES, all_rules
from zhiben.rules.model import Rule


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties have which verdict, in the order of `VERDICTS`."""

    by_verdict: tuple[int, ...] = (0,) * len(VERDICTS)

    def of(self, verdict: str) -> int:
        """Duties of one verdict."""
        return self.by_verdict[VERDICTS.index(verdict)]

    @property
    def total(self) -> int:
        """All duties."""
        return sum(self.by_verdict)

    @property
    def findings(self) -> int:
        """Breached and late ones."""
        return sum(self.of(verdict) for verdict in FINDINGS)


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals, every rule of the rulebook in its order (also those without duties), and the bearers, worst first."""

    total: Counts
    rules: tuple[tuple[Rule, Counts], ...]
    bearers: tuple[tuple[str, Counts], ...]
    severities: tuple[tuple[str, int], ...]  # findings by severity, gravest first


def summarise(audit: Audit) -> Summary:
    """Count the ledger of an audit."""
    ledger = pl.DataFrame(audit.ledger.select(["rule", "bearer", "verdict", "severity"]))
    ledger = ledger.group_by(pl.all()).agg(count=pl.len())
    by_rule = _counts(ledger, "rule")
    by_bearer = _counts(ledger, "bearer")
    unknown, pending = VERDICTS.index("unknown"), VERDICTS.index("pending")
    worst = sorted(
        by_bearer.items(),
        key=lambda item: (-item[1].findings, -item[1].by_verdict[unknown], -item[1].by_verdict[pending], item[0]),
    )
    grave = dict(
        ledger.filter(pl.col("verdict").is_in(FINDINGS)).group_by("severity").agg(pl.col("count").sum()).iter_rows()
    )
    return Summary(
        total=added(by_rule.values()),
        rules=tuple((rule, by_rule.get(rule.id, Counts())) for rule in all_rules(audit.rulebook)),
        bearers=tuple(worst),
        severities=tuple((name, grave.get(name, 0)) for name in SEVERITIES),
    )


def _counts(ledger: pl.DataFrame, column: str) -> dict[str, Counts]:
    of = [pl.col("count").filter(pl.col("verdict") == verdict).sum().alias(verdict) for verdict in VERDICTS]
    table = ledger.group_by(column).agg(of)
    return {row[0]: Counts(tuple(row[1:])) for row in table.select(column, *VERDICTS).iter_rows()}


def added(counts: Iterable[Counts]) -> Counts:
    """Several counts as one."""
    rows = [c.by_verdict for c in counts]
    return Counts(tuple(sum(column) for column in zip(*rows, strict=True))) if rows else Counts()
