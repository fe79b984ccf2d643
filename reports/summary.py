"""Counts of every verdict, by rule and by bearer; no verdict is hidden behind another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

import polars as pl
import pyarrow as pa
from msgspec import Struct

from zhiben.engine.arrow import ints, one
from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS, VERDICTS
from zhiben.engine.search import alike
from zhiben.reports.catalogue import SEVERITIES, all_rules
from zhiben.rules.model import Rule, Rulebook


class Counts(Struct, frozen=True):
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


class Bearers(Sequence[tuple[str, Counts]]):
    """Bearers and their counts, the worst first: a table, of which only what somebody looks at becomes objects."""

    def __init__(self, table: pl.DataFrame) -> None:
        """Take (b,) rows of `bearer` and of every verdict, in order."""
        self._table = table

    def __len__(self) -> int:
        return self._table.height

    def __iter__(self) -> Iterator[tuple[str, Counts]]:
        return _rows(self._table, "bearer")

    @overload
    def __getitem__(self, place: int) -> tuple[str, Counts]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, Counts]]: ...

    def __getitem__(self, place: int | slice) -> tuple[str, Counts] | list[tuple[str, Counts]]:
        if isinstance(place, slice):
            return list(_rows(self._table[place], "bearer"))
        at = range(len(self))[place]  # an IndexError where there is none
        return self[at : at + 1][0]


class Summary(Struct, frozen=True):
    """Totals, every rule of the rulebook in its order (also those without duties), and the bearers, worst first."""

    total: Counts
    rules: tuple[tuple[Rule, Counts], ...]
    bearers: Bearers
    severities: tuple[tuple[str, int], ...]  # findings by severity, gravest first


class Tally(Struct, frozen=True):
    """How many duties there are; of the parts of a ledger, laid end to end, it is as good as of the whole.

    Attributes:
        rules: of each `rule`, `verdict` and `severity`: `count`.
        bearers: of each `bearer` and `verdict`: `count`.
    """

    rules: pl.DataFrame
    bearers: pl.DataFrame

    @classmethod
    def of(cls, ledger: pa.Table) -> Tally:
        """Count a ledger, or some of its rows."""
        # Numbers are counted, not texts.
        encoded = {name: one(ledger[name]).dictionary_encode() for name in ("rule", "bearer", "verdict", "severity")}
        return cls(
            *(_counted({name: encoded[name] for name in names})
              for names in (("rule", "verdict", "severity"), ("bearer", "verdict")))
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Iterable[Tally]) -> Tally:
        """Of the parts of a ledger, at least one."""
        each = list(parts)
        return cls(pl.concat([part.rules for part in each]), pl.concat([part.bearers for part in each]))


def _counted(encoded: Mapping[str, pa.DictionaryArray]) -> pl.DataFrame:
    """How often each combination of words occurs."""
    sizes = [len(column.dictionary) for column in encoded.values()]
    groups, count = alike([ints(column.indices) for column in encoded.values()], sizes)
    told = {
        name: pl.Series(column.dictionary.take(pa.array(group)), dtype=pl.String)
        for (name, column), group in zip(encoded.items(), groups, strict=True)
    }
    return pl.DataFrame({**told, "count": count})


def summarise(audit: Audit) -> Summary:
    """Count the ledger of an audit."""
    return summary_of(Tally.of(audit.ledger), audit.rulebook)


def summary_of(tally: Tally, rulebook: Rulebook, bearers: int | None = None) -> Summary:
    """The summary of what was counted.

    Args:
        bearers: so many are told of, the worst; None = all.
    """
    by_rule = dict(_rows(_by(tally.rules, "rule"), "rule"))
    worst = (
        _by(tally.bearers, "bearer")
        .with_columns(findings=sum(pl.col(verdict) for verdict in FINDINGS))
        .sort("findings", "unknown", "pending", "bearer", descending=[True, True, True, False])
        .head(tally.bearers.height if bearers is None else bearers)
    )
    found = tally.rules.filter(pl.col("verdict").is_in(FINDINGS)).group_by("severity").agg(pl.col("count").sum())
    grave = dict(found.select("severity", "count").iter_rows())
    return Summary(
        total=added(by_rule.values()),
        rules=tuple((rule, by_rule.get(rule.id, Counts())) for rule in all_rules(rulebook)),
        bearers=Bearers(worst),
        severities=tuple((name, grave.get(name, 0)) for name in SEVERITIES),
    )


def _by(counts: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row for each value of a column, with a column for each verdict."""
    totals = [pl.col("count").filter(pl.col("verdict") == verdict).sum().alias(verdict) for verdict in VERDICTS]
    return counts.group_by(column).agg(totals)


def _rows(table: pl.DataFrame, column: str) -> Iterator[tuple[str, Counts]]:
    for name, *numbers in table.select(column, *VERDICTS).iter_rows():
        yield name, Counts(tuple(numbers))


def added(counts: Iterable[Counts]) -> Counts:
    """Several counts as one."""
    rows = [c.by_verdict for c in counts]
    return Counts(tuple(sum(column) for column in zip(*rows, strict=True))) if rows else Counts()
