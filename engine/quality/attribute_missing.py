"""Attributes that decide what is owed and that the entities file leaves empty, for some or for all of a kind."""

from __future__ import annotations

import polars as pl

from zhiben.engine.quality._remark import NAMED, Remark, few
from zhiben.engine.quality._seen import Seen
from zhiben.rules.attribute_reads import attribute_reads

CODE = "attribute-missing"


def check(seen: Seen) -> list[Remark]:
    """One remark per kind and attribute, those that most rules read first."""
    if seen.entities is None:
        return []
    table = seen.entities.table
    found = []
    for (kind, name), rules in attribute_reads(seen.rulebook).items():
        alive = seen.alive(kind)
        empty = alive
        if name in table.column_names:
            rows = pl.DataFrame(table.select(["id", "kind"])).with_columns(gap=pl.Series(table[name].is_null()))
            gaps = rows.filter((pl.col("kind") == kind) & pl.col("gap"))["id"]
            empty = alive.filter(alive.is_in(gaps.unique().to_list()))
        if len(empty):
            names, total = tuple(empty.head(NAMED)), len(alive)
            remark = Remark(
                CODE, "warning", type=kind, attribute=name, count=len(empty), total=total, names=names, rules=rules
            )
            found.append(remark)
    return few(CODE, sorted(found, key=lambda remark: (-len(remark.rules), remark.type, remark.attribute)))
