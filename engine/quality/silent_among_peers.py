"""Entities that never record a type of event which nearly all others of their kind record.

Nothing to report, month after month, is what others would have to be asked about too: near misses, hazards, violations.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from zhiben.engine.quality._remark import NAMED, Remark, few
from zhiben.engine.quality._seen import Seen

CODE = "silent-among-peers"
PEERS = 5  # entities of a kind that have events; of fewer nothing follows
SHARE = 0.8  # of them record the type
_WIDE = 4  # pairs that there could be for each event; where more could be, they are sorted instead of ticked off
LIFE = 90  # days of validity before the as-of instant; who is younger may have had no occasion


def check(seen: Seen) -> list[Remark]:
    """One remark per kind and type, for the types that rules read; the widest recorded first."""
    if seen.entities is None:
        return []
    pairs = _pairs(seen)
    read = {event for read in seen.reads for event in read.events}
    found = []
    for kind in sorted({rule.bearer for rule in seen.rulebook.rules if rule.bearer}):
        mine = pairs.join(seen.alive(kind, LIFE).alias("subject").to_frame(), on="subject", how="semi")
        active = mine.select("subject").unique()
        if active.height < PEERS:
            continue
        for event, size in mine.group_by("type").len().sort("type").iter_rows():
            if event in read and SHARE * active.height <= size < active.height:
                silent = active.join(mine.filter(pl.col("type") == event), on="subject", how="anti")["subject"].sort()
                names, about = tuple(silent.head(NAMED)), {"type": event, "attribute": kind}
                found.append(Remark(CODE, "note", count=len(silent), total=active.height, names=names, **about))
    return few(CODE, sorted(found, key=lambda remark: (remark.count / remark.total, remark.type)))


def _pairs(seen: Seen) -> pl.DataFrame:
    """Every type with every subject that it has an event of, once."""
    both = pl.DataFrame([seen.types, seen.subjects])
    kind, whose = (column.to_physical().cast(pl.Int64).to_numpy() for column in both)
    if not len(kind):
        return both.cast(pl.String)
    width, size = int(whose.max()) + 1, int(kind.max()) + 1
    pair = kind * width + whose
    if size * width > _WIDE * len(pair):
        return both[np.unique(pair, return_index=True)[1]].cast(pl.String)
    some = np.full(size * width, -1, np.int64)  # an event of each pair
    some[pair] = np.arange(len(pair))
    return both[some[some >= 0]].cast(pl.String)
