"""How long after they happened events are entered, over the whole log."""

from __future__ import annotations

import polars as pl

from zhiben.engine.quality._batches import LATE
from zhiben.engine.quality._remark import Remark, remarks_of
from zhiben.engine.quality._seen import Seen

CODE = "recording-delay"
LEAST = 20  # events with a time of entry; a distribution of fewer says little


def check(seen: Seen) -> list[Remark]:
    """One remark: of `total` events `count` have a time of entry; median, nine of ten, most, and how many are late."""
    lag = pl.col("lag")
    whole = seen.entered.select(
        count=pl.len(), median=lag.quantile(0.5, "lower"), ninety=lag.quantile(0.9, "higher"), most=lag.max(),
        late=(lag > LATE).sum(),
    ).filter(pl.col("count") >= LEAST)  # fmt: skip
    return remarks_of(
        CODE,
        whole,
        lambda row: Remark(
            CODE, "note", count=row["count"], total=len(seen.rows),
            numbers={"limit": LATE, **{name: int(row[name]) for name in ("median", "ninety", "most", "late")}},
        ),
    )  # fmt: skip
