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
    (kind, kinds), (whose, subjects) = seen.type_codes, seen.events.subjects
    width = max(len(subjects), 1)
    pair = kind * width + whose
    if len(kinds) * width > _WIDE * len(pair):
        pair = np.unique(pair)
    else:
        is_there = np.zeros(len(kinds) * width, np.bool_)
        is_there[pair] = True
        pair = np.flatnonzero(is_there)
    words = (pl.Series("type", kinds, dtype=pl.String), pl.Series("subject", subjects, dtype=pl.String))
    pairs = pl.DataFrame([column.gather(at) for column, at in zip(words, np.divmod(pair, width), strict=True)])
    return pairs if all(column.n_unique() == len(column) for column in words) else pairs.unique()
