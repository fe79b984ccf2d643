"""Entities that owe duties and are the subject of no event at all."""

from __future__ import annotations

import numpy as np
import polars as pl

from zhiben.engine.quality._remark import NAMED, Remark
from zhiben.engine.quality._seen import Seen

CODE = "entity-without-events"


def check(seen: Seen) -> list[Remark]:
    """One remark per kind of bearer; without an entities file nobody is known to be missing."""
    if seen.entities is None:
        return []
    whose, subjects = seen.events.subjects
    is_present = np.zeros(len(subjects), np.bool_)
    is_present[whose] = True
    present = pl.Series("id", subjects, dtype=pl.String).filter(pl.Series(is_present)).to_frame()
    found = []
    for kind in sorted({rule.bearer for rule in seen.rulebook.rules if rule.bearer}):
        alive = seen.alive(kind)
        idle = alive.to_frame().join(present, on="id", how="anti")["id"].sort()
        if len(idle):
            names = tuple(idle.head(NAMED))
            found.append(Remark(CODE, "warning", type=kind, count=len(idle), total=len(alive), names=names))
    return found
