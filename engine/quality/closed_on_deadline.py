"""Rules that a bearer mostly fulfils on the very last day: perhaps the date is written down, not the deed."""

from __future__ import annotations

import polars as pl

from zhiben.engine.quality._remark import NAMED, Remark, remarks_of
from zhiben.engine.quality._seen import Seen
from zhiben.rules.model import Duty, Within

CODE = "closed-on-deadline"
LEAST = 5  # duties met on the last day; fewer are chance
SHARE = 0.5  # of the duties of that bearer and rule that were met


def check(seen: Seen) -> list[Remark]:
    """One remark per bearer and rule, for what is owed within days or by a date of its own; hours do not count."""
    rules = [name for name, rule in seen.rules.items() if _is_by_day(rule.duty)]
    if not rules:
        return []
    zone = seen.rulebook.timezone
    duties = pl.DataFrame(seen.ledger.select(["duty", "rule", "bearer", "verdict", "due", "decided"]))
    is_decided = pl.col("due").is_not_null() & pl.col("decided").is_not_null()
    met = duties.filter(pl.col("rule").is_in(rules) & (pl.col("verdict") == "met") & is_decided)
    last = pl.col("due").dt.convert_time_zone(zone).dt.date() == pl.col("decided").dt.convert_time_zone(zone).dt.date()
    groups = (
        met.with_columns(is_last=last)
        .group_by("bearer", "rule")
        .agg(count=pl.col("is_last").sum(), total=pl.len(), duties=pl.col("duty").filter(pl.col("is_last")).head(NAMED))
        .filter((pl.col("count") >= LEAST) & (pl.col("count") >= SHARE * pl.col("total")))
        .sort(-pl.col("count").cast(pl.Int64), "bearer", "rule")
    )
    return remarks_of(
        CODE,
        groups,
        lambda row: Remark(
            CODE, "note", subject=row["bearer"], rule=row["rule"], count=row["count"], total=row["total"],
            duties=tuple(row["duties"]),
        ),
    )  # fmt: skip


def _is_by_day(duty: Duty) -> bool:
    window = duty.window
    is_exact = isinstance(window, Within) and window.duration is not None and window.duration.is_exact
    return isinstance(window, Within) and not is_exact and duty.bound.name == "at_least"
