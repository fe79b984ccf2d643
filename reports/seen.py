"""The number that was seen, with its unit: `at 2 times`, `a share of 0.8`."""

from __future__ import annotations

import polars as pl

from zhiben.engine.ledger import FINDINGS
from zhiben.reports.figures import seen_parts, seen_text
from zhiben.reports.templated import once
from zhiben.reports.words import Lang

UNITS = {
    "count": (" {} 次", "{}"),
    "days": (" {} 天", "a day count of {}"),
    "distinct": (" {} 个不同值", "{} distinct"),
    "sum": ("合计 {}", "a sum of {}"),
    "mean": ("平均 {}", "a mean of {}"),
    "min": ("最小 {}", "a minimum of {}"),
    "max": ("最大 {}", "a maximum of {}"),
    "latest": ("最新值 {}", "a latest value of {}"),
    "share": ("占比 {}", "a share of {}"),
    "standing": (" {} 项未终结", "{} standing"),
}
_ROUNDED = ("sum", "mean", "share")  # whose floating-point numbers may stand exactly on a bound that is missed


def seen(rows: pl.DataFrame, lang: Lang) -> pl.Series:
    """(n,) the number that was seen, with its unit."""
    nothing = pl.lit("没有可计量的记录" if lang == "zh" else "nothing that could be measured")
    is_missed = pl.col("verdict").is_in(FINDINGS) & pl.col("_measure").is_in(_ROUNDED)
    shown = seen_text(pl.col("observed"), is_missed, lang)
    said = pl.concat_str("_before_unit", shown, "_after_unit")
    keys = ["observed", "required", "verdict", "_measure", "_before_unit", "_after_unit"]
    parts = seen_parts(pl.col("observed"), pl.col("required"))
    return once(rows, keys, pl.when(pl.col("observed").is_null()).then(nothing).otherwise(said), **parts)
