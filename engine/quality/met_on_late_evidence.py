"""Duties that are met, but by events most of which were entered long after they happened.

The verdict stands: what happened counts when it happened, whenever it was written down. `--known-at` asks what was
known at the time.
"""

from __future__ import annotations

import polars as pl

from zhiben.engine.quality._batches import LATE
from zhiben.engine.quality._remark import NAMED, Remark, remarks_of
from zhiben.engine.quality._seen import Seen
from zhiben.events.civil import from_day

CODE = "met-on-late-evidence"
SHARE = 0.5  # more than this part of the evidence that the ledger names was entered more than `LATE` days after


def check(seen: Seen) -> list[Remark]:
    """One remark per bearer and rule, the most such duties first; duties that only set a limit rest on no evidence."""
    late = seen.entered.filter(pl.col("lag") > LATE)
    if not late.height:
        return []
    met = pl.DataFrame(seen.ledger.select(["duty", "rule", "bearer", "verdict", "required", "evidence"]))
    met = met.filter((pl.col("verdict") == "met") & ~pl.col("required").str.starts_with("at_most"))
    rested = seen.resting(met, late)
    tally = rested.group_by("_duty").agg(late=pl.len(), at=pl.col("at"))
    named = met.with_row_index("_duty").with_columns(named=pl.col("evidence").list.len())
    duties = named.join(tally, on="_duty", how="left").with_columns(
        is_late=(pl.col("late") > SHARE * pl.col("named")).fill_null(value=False)
    )
    doubtful = duties.filter("is_late").sort("_duty")
    events = (
        doubtful.select("bearer", "rule", "at")
        .explode("at")
        .unique()
        .join(late.select("at", "day", "entry"), on="at")
        .group_by("bearer", "rule")
        .agg(
            events=pl.len(), first=pl.col("day").min(), last=pl.col("day").max(), days=pl.col("entry").n_unique(),
            entry=pl.col("entry").first(), at=pl.col("at").sort().head(3),
        )
    )  # fmt: skip
    groups = (
        doubtful.group_by("bearer", "rule")
        .agg(count=pl.len(), duties=pl.col("duty").head(NAMED))
        .join(duties.group_by("bearer", "rule").agg(total=pl.len()), on=["bearer", "rule"])
        .join(events, on=["bearer", "rule"])
        .sort(-pl.col("count").cast(pl.Int64), "bearer", "rule")
    )
    return remarks_of(
        CODE,
        groups,
        lambda row: Remark(
            CODE, "warning", subject=row["bearer"], rule=row["rule"], count=row["count"], total=row["total"],
            numbers={"limit": LATE, "events": row["events"]}, first=from_day(row["first"]), last=from_day(row["last"]),
            entered=from_day(row["entry"]) if row["days"] == 1 else None, duties=tuple(row["duties"]),
            places=seen.places(row["at"]),
        ),
    )  # fmt: skip
