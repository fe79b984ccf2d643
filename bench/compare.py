"""Whether Zhiben and the programs written by hand found the same violations: lines `rule,subject,key`.

Zhiben's are the ledger's rows that are breached or late. The by-hand programs name a rule's variant for high-risk
enterprises R1h and R2h, a period by its calendar name, and a duty that an event raised by that event's id.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

_COLUMNS = ("rule", "subject", "key")
_SHOWN = 3


def lines_of_ledger(ledger: pl.LazyFrame) -> pl.DataFrame:
    """The violations of a ledger (n duties) as (m, 3) texts: rule, subject, key; sorted."""
    rule = pl.col("rule")
    opens = pl.col("opens").dt.convert_time_zone("UTC").dt
    year = opens.year().cast(pl.String)
    varied = pl.col("variant").fill_null("") != ""
    key = (
        pl.when(rule.is_in(["R4", "R5"])).then(pl.col("raised_by"))
        .when(rule == "R3").then(pl.lit(""))
        .when((rule == "R1") & varied).then(year + "-" + opens.month().cast(pl.String).str.zfill(2))
        .when(rule == "R1").then(year + "Q" + opens.quarter().cast(pl.String))
        .when(varied).then(year + "H" + ((opens.month() + 5) // 6).cast(pl.String))
        .otherwise(year)
    )  # fmt: skip
    named = pl.when(varied).then(rule + "h").otherwise(rule)
    violated = ledger.filter(pl.col("verdict").is_in(["breached", "late"]))
    lines = violated.select(rule=named, subject=pl.col("bearer"), key=key.fill_null(""))
    return lines.sort(_COLUMNS).collect()


def lines_of_program(path: Path) -> pl.DataFrame:
    """What a program written by hand printed into `path` as (m, 3) texts, sorted; an empty key may be written as ""."""
    read = pl.read_csv(path, has_header=False, new_columns=list(_COLUMNS), infer_schema=False)
    return read.select(pl.col(_COLUMNS).fill_null("")).sort(_COLUMNS)


def columns_that_differ(one: Path, other: Path) -> list[str]:
    """Columns in which two ledgers are not the same, row by row in their order; ids of duties are not compared."""
    ledgers = [pl.scan_parquet(path).drop("duty") for path in (one, other)]
    names = [ledger.collect_schema().names() for ledger in ledgers]
    if names[0] != names[1]:
        return sorted(set(names[0]) ^ set(names[1])) or ["the order of columns"]
    found = []
    for name in names[0]:
        left, right = (ledger.select(name).collect()[name] for ledger in ledgers)
        if not left.equals(right, null_equal=True):
            found.append(name)
    return found


def differences(one: str, lines: pl.DataFrame, other: str, others: pl.DataFrame) -> list[str]:
    """What `one` found and `other` did not, and the other way round, three of each; a line found twice counts twice."""
    if lines.equals(others):
        return []
    told = []
    for name, left, right in ((one, lines, others), (other, others, lines)):
        counted = left.group_by(_COLUMNS).len().join(right.group_by(_COLUMNS).len(), on=_COLUMNS, how="left")
        alone = counted.filter(pl.col("len") > pl.col("len_right").fill_null(0)).sort(_COLUMNS)
        shown = "; ".join(",".join(row[:3]) for row in alone.head(_SHOWN).iter_rows())
        if alone.height:
            told.append(f"{alone.height:,} lines found by {name} alone: {shown}")
    return told
