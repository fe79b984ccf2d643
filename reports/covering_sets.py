"""What a `covers` duty with a set of its own has seen of it, and what is missing (docs/decisions/0001, reading 35)."""

from __future__ import annotations

import polars as pl

from zhiben.events.log import EventLog
from zhiben.reports.covering import seen_values, values_of
from zhiben.reports.words import Lang
from zhiben.rules.model import EachEvent, FieldSet, Measure, Rule, Rulebook
from zhiben.rules.wording.names import Names


def set_covering_text(
    rulebook: Rulebook, rule: Rule, measure: Measure, duties: pl.DataFrame, log: EventLog | None, lang: Lang
) -> pl.Series:
    """(n,) `covered 2 of 3: fire, gas; missing: dust` where the set is a list of the trigger; else `covered 66.67%`.

    Null where nothing was measured. The ledger holds the share alone, so the set is read from the log again, and named
    only where it and the evidence account for that share.

    Args:
        duties: columns raised_by, observed, closes, evidence, evidence_count.
    """
    percent = (pl.col("observed") * 100).round(2).cast(pl.String).str.strip_suffix(".0")
    share = pl.format("已覆盖 {}%" if lang == "zh" else "covered {}%", percent)
    rows = duties.select("raised_by", "observed", "closes", "evidence", "evidence_count").with_row_index("_row")
    named = _named(rulebook, rule, measure, rows, log, lang)
    return rows.join(named, on="_row", how="left", maintain_order="left").select(
        said=pl.when(pl.col("observed").is_not_null()).then(pl.coalesce("named", share))
    )["said"]


def _named(
    rulebook: Rulebook, rule: Rule, measure: Measure, rows: pl.DataFrame, log: EventLog | None, lang: Lang
) -> pl.DataFrame:
    """(_row, named) of the duties whose set can be told."""
    of, field = measure.wanted, measure.field or ""
    if (
        not (isinstance(of, FieldSet) and of.on_occasion and isinstance(rule.duty.occasion, EachEvent))
        or log is None
        or not {of.field, field} <= set(log.table.column_names)
    ):
        return pl.DataFrame(schema={"_row": pl.UInt32, "named": pl.String})
    whole = rows.filter(pl.col("evidence").list.len() == pl.col("evidence_count"))
    wanted = values_of(log, of.field, whole.select("_row", id="raised_by")).unique(
        ["_row", "value"], maintain_order=True
    )
    seen = seen_values(log, field, whole).select("_row", "value", is_seen=True).unique()
    both = wanted.join(seen, on=["_row", "value"], how="left", maintain_order="left")
    known, names = rulebook.vocabulary.event_fields().get(field), Names(rulebook.vocabulary, lang, rulebook.timezone)
    labels = {value: names.value(value, known) for value in both["value"].unique().to_list()}
    joint, colon, lacking = ("、", "：", "；缺：") if lang == "zh" else (", ", ": ", "; missing: ")
    is_seen, label = pl.col("is_seen").fill_null(value=False), pl.col("value").replace(labels)
    told = both.group_by("_row", maintain_order=True).agg(
        total=pl.len(),
        number=is_seen.sum(),
        there=label.filter(is_seen).str.join(joint),
        missing=label.filter(~is_seen).str.join(joint),
    )
    told = told.join(rows.select("_row", "observed"), on="_row")
    told = told.filter((pl.col("observed") * pl.col("total")).round() == pl.col("number"))
    count = (
        pl.format("已覆盖 {} 项中的 {} 项", "total", "number")
        if lang == "zh"
        else pl.format("covered {} of {}", "number", "total")
    )
    parts = [
        pl.when(pl.col(name) != "").then(pl.concat_str(pl.lit(mark), name)).otherwise(pl.lit(""))
        for name, mark in (("there", colon), ("missing", lacking))
    ]
    return told.select("_row", named=pl.concat_str(count, *parts))
