"""Entries made in one go although what they tell of lies far apart: a register filled in for the auditor.

First, what one unit (and source, where given) entered on one day: at least 5 events, more than 31 days apart, half of
them more than 30 days after (`Seen.batches`). Then what is left, by source and instant of entry: at least `BATCH`
events of several units, which is what moving to a new system looks like. Reason `before-deadline`: at most `DEADLINE`
days before the end of a window that these events serve, or before the as-of day; else `batch`; of several
units `joint`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from zhiben.engine.arrow import ints
from zhiben.engine.quality._batches import LATE, batches
from zhiben.engine.quality._remark import Remark, remarks_of
from zhiben.engine.quality._seen import Seen
from zhiben.events.civil import from_day

CODE = "entered-together"
BATCH = 10  # events at one instant
DEADLINE = 7  # days


def check(seen: Seen) -> list[Remark]:
    """One remark per batch, the largest first; `late` of its `count` events were entered late."""
    entered = seen.entered
    own = seen.batches
    rest = entered.join(own.select("at").explode("at"), on="at", how="anti") if own.height else entered
    joint = batches(rest, ["source", "recorded"], BATCH).filter(pl.col("subjects") > 1)
    groups = pl.concat([own, joint], how="diagonal_relaxed")
    groups = groups.sort(-pl.col("count").cast(pl.Int64), "entry", "first", maintain_order=True)
    return remarks_of(CODE, _with_ends(seen, _with_totals(entered, groups)), lambda row: _remark(seen, row))


def _with_totals(entered: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The batches with `total`: how many events of these types the unit entered at any time; null where several did."""
    sizes = (
        entered.group_by("subject", "type").agg(total=pl.len()).with_columns(pl.col("subject", "type").cast(pl.String))
    )
    asked = groups.with_row_index("_group").select("_group", "subject", type="types").explode("type")
    totals = asked.join(sizes, on=["subject", "type"]).group_by("_group").agg(pl.col("total").sum())
    return groups.with_row_index("_group").join(totals, on="_group", how="left", maintain_order="left").drop("_group")


def _with_ends(seen: Seen, groups: pl.DataFrame) -> pl.DataFrame:
    """The batches with `end`: the first last day at or after their entry that they may have been made for."""
    if not groups.height:
        return groups
    duties = pl.DataFrame(seen.ledger.select(["closes", "evidence"])).filter(pl.col("closes").is_not_null())
    members = groups.with_row_index("_group").select("_group", "entry", "at").explode("at")
    closes = pl.DataFrame(
        {"_duty": np.arange(duties.height), "end": seen.civil.days(ints(duties["closes"].to_arrow()) - 1)}
    )
    served = members.join(seen.resting(duties, members.select("at")), on="at").join(
        closes.cast({"_duty": pl.UInt32}), on="_duty"
    )
    as_of = seen.civil.day(seen.clock.before - 1)
    asked = pl.concat(
        [served.select("_group", "entry", "end"), members.select("_group", "entry", end=pl.lit(as_of, pl.Int64))]
    )
    ends = asked.filter(pl.col("end") >= pl.col("entry")).group_by("_group").agg(pl.col("end").min())
    return groups.with_row_index("_group").join(ends, on="_group", how="left", maintain_order="left")


def _remark(seen: Seen, row: Mapping[str, Any]) -> Remark:
    left = None if row["end"] is None else row["end"] - row["entry"]
    is_before = row["subject"] is not None and left is not None and left <= DEADLINE
    numbers = {"late": row["late"], "limit": LATE, "subjects": row["subjects"]}
    return Remark(
        CODE,
        "warning" if is_before else "note",
        "joint" if row["subject"] is None else "before-deadline" if is_before else "batch",
        subject=row["subject"] or "",
        count=row["count"],
        total=row["total"] or 0,
        numbers=numbers | ({"left": left} if is_before and left is not None else {}),
        first=from_day(row["first"]),
        last=from_day(row["last"]),
        entered=from_day(row["entry"]),
        names=tuple(row["types"]),
        places=seen.places(row["at"]),
    )
