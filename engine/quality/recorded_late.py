"""Units whose events of one type are often entered long after they happened; batches are told of by themselves."""

from __future__ import annotations

import polars as pl

from zhiben.engine.quality._batches import LATE
from zhiben.engine.quality._remark import Remark, remarks_of
from zhiben.engine.quality._seen import Seen

CODE = "recorded-late"
LEAST = 3  # late entries; a few slips are no habit
SHARE = 0.1  # of the entries of that unit and type whose time of entry is known


def check(seen: Seen) -> list[Remark]:
    """One remark per subject and type, the most late entries first; entries more than `LATE` days after."""
    late = (pl.col("lag") > LATE) & ~pl.col("at").is_in(seen.batches["at"].explode().implode())
    groups = (
        seen.entered.group_by("subject", "type")
        .agg(
            count=late.sum(),
            total=pl.len(),
            median=pl.col("lag").quantile(0.5, "lower"),
            most=pl.col("lag").max(),
            at=pl.col("at").filter(late).head(3),
        )
        .filter((pl.col("count") >= LEAST) & (pl.col("count") >= SHARE * pl.col("total")))
        .with_columns(pl.col("subject", "type").cast(pl.String))
        .sort(-pl.col("count").cast(pl.Int64), "subject", "type")
    )
    return remarks_of(
        CODE,
        groups,
        lambda row: Remark(
            CODE, "warning", type=row["type"], subject=row["subject"], count=row["count"], total=row["total"],
            numbers={"limit": LATE, "median": int(row["median"]), "most": row["most"]}, places=seen.places(row["at"]),
        ),
    )  # fmt: skip
