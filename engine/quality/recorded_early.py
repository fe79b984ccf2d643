"""Events that were entered before they happened."""

from __future__ import annotations

import polars as pl

from zhiben.engine.quality._remark import Remark, remarks_of
from zhiben.engine.quality._seen import Seen

CODE = "recorded-early"


def check(seen: Seen) -> list[Remark]:
    """One remark per type; an entry on the day itself, without an hour, is not early."""
    early = pl.col("recorded") < pl.col("first")
    groups = (
        seen.entered.group_by("type")
        .agg(count=early.sum(), total=pl.len(), most=-pl.col("lag").min(), at=pl.col("at").filter(early).head(3))
        .filter(pl.col("count") > 0)
        .with_columns(pl.col("type").cast(pl.String))
        .sort(-pl.col("count").cast(pl.Int64), "type")
    )
    return remarks_of(
        CODE,
        groups,
        lambda row: Remark(
            CODE, "warning", type=row["type"], count=row["count"], total=row["total"],
            numbers={"most": row["most"]}, places=seen.places(row["at"]),
        ),
    )  # fmt: skip
