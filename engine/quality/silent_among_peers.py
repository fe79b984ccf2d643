"""Entities that never record a type of event which nearly all others of their kind record.

Nothing to report, month after month, is what others would have to be asked about too: near misses, hazards, violations.
"""

from __future__ import annotations

import polars as pl

from zhiben.engine.quality._remark import NAMED, Remark, few
from zhiben.engine.quality._seen import Seen

CODE = "silent-among-peers"
PEERS = 5  # entities of a kind that have events; of fewer nothing follows
SHARE = 0.8  # of them record the type
LIFE = 90  # days of validity before the as-of instant; who is younger may have had no occasion


def check(seen: Seen) -> list[Remark]:
    """One remark per kind and type, for the types that rules read; the widest recorded first."""
    if seen.entities is None:
        return []
    pairs = pl.DataFrame([seen.types, seen.subjects]).unique().select(pl.all().cast(pl.String))
    read = {event for read in seen.reads for event in read.events}
    found = []
    for kind in sorted({rule.bearer for rule in seen.rulebook.rules if rule.bearer}):
        alive = seen.alive(kind, LIFE).to_list()
        mine = pairs.filter(pl.col("subject").is_in(alive))
        active = frozenset(mine["subject"])
        if len(active) < PEERS:
            continue
        for event, subjects in mine.group_by("type").agg(pl.col("subject")).sort("type").iter_rows():
            quiet = active.difference(subjects)
            silent = [name for name in alive if name in quiet]
            if event in read and silent and len(subjects) >= SHARE * len(active):
                names, about = tuple(silent[:NAMED]), {"type": event, "attribute": kind}
                found.append(Remark(CODE, "note", count=len(silent), total=len(active), names=names, **about))
    return few(CODE, sorted(found, key=lambda remark: (remark.count / remark.total, remark.type)))
