"""Which of the listed values a `covers` duty has seen, and which are missing, by their labels."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.log import EventLog
from zhiben.reports.words import Lang
from zhiben.rules.model import Measure, Rulebook
from zhiben.rules.wording.names import Names


def covering_text(
    rulebook: Rulebook, measure: Measure, duties: pl.DataFrame, log: EventLog | None, lang: Lang
) -> pl.Series:
    """(n,) `covered 2 of 3: fire, traffic; missing: electrical`; null where nothing was measured.

    Without a log, and where a ledger names only the first of the evidence, the numbers alone.

    Args:
        duties: columns observed, closes, evidence, evidence_count.
    """
    values = measure.values
    rows = duties.select("observed", "closes", "evidence", "evidence_count").with_row_index("_row")
    rows = rows.with_columns(number=(pl.col("observed") * len(values)).round().cast(pl.Int64))
    is_whole = pl.col("evidence").list.len() == pl.col("evidence_count")
    seen = pl.DataFrame(schema={"_row": pl.UInt32, "value": pl.String})
    if log is not None and measure.field and measure.field in log.table.column_names:
        seen = seen_values(log, measure.field, rows.filter(is_whole))
    flags = (
        seen.filter(pl.col("value").is_in(values))
        .group_by("_row")
        .agg([(pl.col("value") == value).any().alias(f"_{i}") for i, value in enumerate(values)])
    )
    rows = rows.join(flags, on="_row", how="left", maintain_order="left")
    has = [pl.col(f"_{i}").fill_null(value=False) for i in range(len(values))]
    # Where the evidence does not account for the number (it may hold more than was in time), no names are given.
    is_told = is_whole & (pl.sum_horizontal(has) == pl.col("number")) & pl.lit(log is not None)
    return rows.select(said=_said(rulebook, measure, has, is_told, lang))["said"]


def _said(rulebook: Rulebook, measure: Measure, has: list[pl.Expr], is_told: pl.Expr, lang: Lang) -> pl.Expr:
    known = rulebook.vocabulary.event_fields().get(measure.field or "")
    names = Names(rulebook.vocabulary, lang, rulebook.timezone)
    labels = [names.value(value, known) for value in measure.values]
    joint, of = ("、", "已覆盖 {} 项中的 {} 项") if lang == "zh" else (", ", "covered {} of {}")
    total, number = pl.lit(len(labels)), pl.col("number")
    count = pl.format(of, total, number) if lang == "zh" else pl.format(of, number, total)
    there = _listed(has, labels, joint)
    missing = _listed([~flag for flag in has], labels, joint)
    colon, lacking = ("：", "；缺：") if lang == "zh" else (": ", "; missing: ")
    named = pl.concat_str(
        count,
        pl.when(there != "").then(pl.concat_str(pl.lit(colon), there)).otherwise(pl.lit("")),
        pl.when(missing != "").then(pl.concat_str(pl.lit(lacking), missing)).otherwise(pl.lit("")),
    )
    return pl.when(number.is_null()).then(None).when(is_told).then(named).otherwise(count)


def _listed(flags: list[pl.Expr], labels: list[str], joint: str) -> pl.Expr:
    parts = [pl.when(flag).then(pl.lit(label)) for flag, label in zip(flags, labels, strict=True)]
    return pl.concat_str(parts, separator=joint, ignore_nulls=True)


def seen_values(log: EventLog, field: str, rows: pl.DataFrame) -> pl.DataFrame:
    """(_row, value) of the evidence inside each window; `rows` has _row, closes, evidence."""
    found = values_of(log, field, rows.select("_row", "closes", id="evidence").explode("id").drop_nulls("id"))
    in_time = pl.col("closes").is_null() | (pl.col("first") < pl.col("closes"))
    return found.filter(in_time).select("_row", "value")


def values_of(log: EventLog, field: str, wanted: pl.DataFrame) -> pl.DataFrame:
    """`wanted` with the columns first and value: one row per value of a field of the event `id`, none without one."""
    known = log.references()
    places = pc.indices_nonzero(pc.is_in(known, value_set=pa.array(wanted["id"].unique().to_list(), pa.string())))
    table = log.table.select(["first", field]).take(places)
    events = pl.DataFrame({"id": pl.Series(pc.take(known, places).to_pylist(), dtype=pl.String)}).with_columns(
        first=pl.Series(table["first"].cast(pa.timestamp("us", "UTC")).to_pylist(), dtype=pl.Datetime("us", "UTC")),
        value=pl.Series(
            [one if isinstance(one, list) else [one] for one in table[field].to_pylist()], dtype=pl.List(pl.String)
        ),
    )
    found = wanted.join(events.unique("id", keep="first", maintain_order=True), on="id")
    return found.explode("value").drop_nulls("value")
