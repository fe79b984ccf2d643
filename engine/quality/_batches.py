"""Entries of one maker that were made in one go although what they tell of lies far apart."""

from __future__ import annotations

import polars as pl

LATE = 30  # days between what happened and its entry; more is late
SPREAD = 31  # days between the first and the last of what a batch tells of


def batches(entered: pl.DataFrame, by: list[str], least: int) -> pl.DataFrame:
    """Groups of at least so many entries, more than `SPREAD` days apart; `subject` null where there are several."""
    return (
        entered.group_by(by, maintain_order=True)
        .agg(
            whose=pl.col("subject").first().cast(pl.String),
            subjects=pl.col("subject").n_unique(),
            on=pl.col("entry").first(),
            count=pl.len(),
            late=(pl.col("lag") > LATE).sum(),
            first=pl.col("day").min(),
            last=pl.col("day").max(),
            types=pl.col("type").unique(maintain_order=True).cast(pl.String),
            at=pl.col("at"),
        )
        .filter((pl.col("count") >= least) & (pl.col("last") - pl.col("first") > SPREAD))
        .select(
            pl.when(pl.col("subjects") == 1).then(pl.col("whose")).alias("subject"),
            pl.col("on").alias("entry"),
            pl.exclude("whose", "on", "subject", "source", "entry", "recorded"),
        )
    )
