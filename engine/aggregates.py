"""Counts of every verdict over groups of duties; no verdict is hidden behind another, and unknown is never a pass.

There are no averages and no rates here: a group shows how many duties have which verdict, and their sum.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pyarrow as pa

from zhiben.engine.grouping import SEVERAL, grouped, wrong_word
from zhiben.engine.ledger import FINDINGS, VERDICTS
from zhiben.events.entities import Entities
from zhiben.rules.decided import chain
from zhiben.rules.model import Rulebook, Severity

TOTALS = ("duties", "findings")
_GRAVEST_FIRST: tuple[Severity, ...] = ("critical", "high", "medium", "low")


def counts(ledger: pa.Table, by: Sequence[str], rulebook: Rulebook, entities: Entities | None) -> pa.Table:
    """How many duties of each group have which verdict.

    Args:
        by: words of `grouping.WORDS`; several give one group for each combination that occurs.

    Returns:
        A row per group: the words of `by` (text), every verdict in the order of `VERDICTS`, `duties` (their sum) and
        `findings` (breached and late). Sorted by the words: rules and clauses as the rulebook has them, severities
        gravest first, periods and names ascending, the empty one last. Where `falls_in_several(by)`, a duty may be
        counted in several rows, once in each; otherwise the rows add up to the ledger.

    Raises:
        ValueError: a word by which nothing can be counted, or one named twice.
    """
    if wrong := wrong_word(by):
        raise ValueError(wrong)
    frame = grouped(ledger, by, rulebook, entities).unique(maintain_order=True)
    number = [(pl.col("verdict") == verdict).sum().cast(pl.Int64).alias(verdict) for verdict in VERDICTS]
    table = frame.group_by(*by, maintain_order=True).agg(number)
    table = table.with_columns(
        pl.sum_horizontal(VERDICTS).cast(pl.Int64).alias("duties"),
        pl.sum_horizontal(FINDINGS).cast(pl.Int64).alias("findings"),
    )
    ranks = [key for word in by for key in _order(word, rulebook)]
    schema = pa.schema([*((word, pa.string()) for word in by), *((n, pa.int64()) for n in (*VERDICTS, *TOTALS))])
    return table.sort(ranks).to_arrow().cast(schema)


def falls_in_several(by: Sequence[str]) -> bool:
    """Whether a duty may be counted in several rows, so that the rows can add up to more than the ledger."""
    return any(word.partition(":")[0] in SEVERAL for word in by)


def _order(word: str, rulebook: Rulebook) -> list[pl.Expr]:
    known: Sequence[str] = ()
    if word == "severity":
        known = _GRAVEST_FIRST
    elif word == "rule":
        known = [step.id for rule in rulebook.rules for step in chain(rule)]
    elif word.startswith("clause"):
        parts = int(word[-1]) if ":" in word else None
        heads = (".".join(clause.id.split(".")[:parts]) for clause in rulebook.clauses)
        known = list(dict.fromkeys(heads))
    place = pl.col(word).replace_strict(list(known), list(range(len(known))), default=None, return_dtype=pl.Int64)
    return [pl.col(word) == "", place.fill_null(len(known)), pl.col(word)]
