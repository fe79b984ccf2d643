"""Which duties the page holds one by one, the gravest first, and what becomes of the others: they are counted.

No browser opens a page of ten million duties. Those beyond the limit are added up by bearer, rule, severity, verdict
and month, so that every count on the page is still a count of the whole ledger.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS, VERDICTS
from zhiben.reports.catalogue import SEVERITIES

DUTIES = 200_000  # held one by one
HELD_FINDINGS = 100_000  # of these; where there are more, nothing else is held
COUNTED = 200_000  # rows of counts of the others; beyond that the bearers are not told apart

# What a cell, a list or a narrow page shows first; nothing bad may stand behind something good.
GRAVEST_FIRST = ("breached", "late", "unknown", "waived", "pending", "met")
assert set(GRAVEST_FIRST) == set(VERDICTS)
_EACH = len(GRAVEST_FIRST)
assert len(SEVERITIES) <= _EACH and _EACH**3 <= 256


class Chosen(Struct, frozen=True):
    """What the page holds of a ledger.

    Attributes:
        rows: (n,) rows of the ledger, in the order of the page: findings by severity, then the unknown, and so on.
        findings: (f,) for the first f of them, which finding each is, counted in the order of the ledger.
        rest: (bearer, rule, severity, verdict, due, count) of the duties that are not held; `due` is the first day of
            a month, null without one; `bearer` is null where the bearers are not told apart.
    """

    rows: npt.NDArray[np.int64]
    findings: npt.NDArray[np.int64]
    rest: pl.DataFrame


def chosen(audit: Audit, limit: int | None = None) -> Chosen:
    """Choose the gravest `limit` duties of an audit; None = as many as the constants above say."""
    ledger = audit.ledger
    verdict = _rank(ledger["verdict"], GRAVEST_FIRST)
    severity = _rank(ledger["severity"], SEVERITIES)
    is_finding = verdict < len(FINDINGS)
    gravity = np.where(is_finding, 0, verdict) * _EACH**2 + severity * _EACH + verdict
    order = np.argsort(gravity.astype(np.uint8), kind="stable")  # bytes are counted, not compared
    if limit is None:
        limit = DUTIES if int(is_finding.sum()) <= HELD_FINDINGS else HELD_FINDINGS
    held, left = order[:limit], order[limit:]
    number = np.cumsum(is_finding) - 1
    return Chosen(held, number[held[is_finding[held]]], _counted(audit, np.sort(left)))


def _rank(column: pa.ChunkedArray, order: tuple[str, ...]) -> npt.NDArray[np.int64]:
    ranks: npt.NDArray[np.int64] = pc.index_in(column, value_set=pa.array(order)).to_numpy().astype(np.int64)
    return ranks


def _counted(audit: Audit, rows: npt.NDArray[np.int64]) -> pl.DataFrame:
    columns = ["bearer", "rule", "severity", "verdict", "due"]
    frame = pl.DataFrame(audit.ledger.select(columns).take(pa.array(rows)))
    month = pl.col("due").dt.convert_time_zone(audit.rulebook.timezone).dt.date().dt.truncate("1mo")
    frame = frame.with_columns(due=month)
    counts = frame.group_by(columns).agg(count=pl.len())
    if counts.height > COUNTED:
        counts = counts.group_by(columns[1:]).agg(pl.col("count").sum()).with_columns(bearer=pl.lit(None, pl.String))
    return counts.select(*columns, "count").sort(columns)
