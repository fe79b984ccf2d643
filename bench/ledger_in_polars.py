"""The whole ledger of the plain workload, written by hand in Polars: every duty with its evidence, and the findings.

usage: ledger_in_polars.py DATADIR OUTDIR

Writes ledger.parquet with the columns and rows of Zhiben's ledger (the ids of duties are other hashes), and
findings.csv with a sentence in Chinese and in English for each. It takes every input for sound: no accounts, no checks
of rows or of the log, no nearest misses, no remedies. So its time is what such output costs at the least.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

INSTANT = pl.Datetime("us", "UTC")
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
BY = datetime(2025, 1, 1, tzinfo=UTC)
DAYS_30 = timedelta(hours=720)
US = timedelta(microseconds=1)
ORDER = ("time", "event_id")
OWED = {
    "R1": ("每季度或每月至少1次检查", "at least 1 inspection every quarter or month"),
    "R2": ("每年或每半年至少1次演练", "at least 1 drill every year or half-year"),
    "R3": ("至少印发1份制度", "at least 1 document issued"),
    "R4": ("720小时内至少闭环1次", "closing at least once within 720 hours"),
    "R5": ("闭环之前至少发现1次", "at least 1 finding before closing"),
}
c = pl.col


def events(log: pl.LazyFrame) -> list[pl.DataFrame]:
    """Inspections, drills, documents, hazards found, hazards closed; each in the order of the log."""
    kinds = (
        ("inspection", c("leader_role") == "principal"),
        ("drill", c("drill_kind") == "evacuation"),
        ("document_issued", c("document_kind") == "contractor_system"),
        ("hazard_found", pl.lit(True)),
        ("hazard_closed", pl.lit(True)),
    )
    chosen = [
        log.filter((c("type") == kind) & also).select("event_id", "subject", "time", "hazard_id").sort(ORDER)
        for kind, also in kinds
    ]
    return pl.collect_all(chosen)


def every(rule: str, variant: str, bearers: pl.DataFrame, step: str, counted: pl.DataFrame) -> pl.DataFrame:
    """At least one event in every period."""
    starts = pl.datetime_range(BEGIN, END, step, eager=True, time_zone="UTC", time_unit="us")
    periods = pl.DataFrame({"opens": starts[:-1], "closes": starts[1:]})
    found = (
        counted.with_columns(opens=c("time").dt.truncate(step)).group_by("subject", "opens", maintain_order=True)
        .agg(evidence=c("event_id"), first=c("time").first())
    )  # fmt: skip
    owed = bearers.join(periods, how="cross").join(found, on=["subject", "opens"], how="left")
    return named(owed, rule, variant)


def by(rule: str, bearers: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """At least one event before `BY`."""
    early, late = (counted.filter(which).group_by("subject", maintain_order=True)
                   for which in (c("time") < BY, c("time") >= BY))  # fmt: skip
    owed = bearers.join(early.agg(evidence=c("event_id"), first=c("time").first()), on="subject", how="left").join(
        late.agg(cure=c("event_id").first(), late=c("time").first()), on="subject", how="left"
    )
    return named(owed.with_columns(opens=pl.lit(BEGIN).cast(INSTANT), closes=pl.lit(BY).cast(INSTANT)), rule)


def within(rule: str, raising: pl.DataFrame, answering: pl.DataFrame) -> pl.DataFrame:
    """At least one answer within 30 days of each."""
    after = answers(raising, answering).filter(c("time_right") >= c("time"))
    ends = c("time") + DAYS_30
    early, late = (after.filter(which).group_by("event_id", maintain_order=True)
                   for which in (c("time_right") <= ends, c("time_right") > ends))  # fmt: skip
    owed = raising.join(
        early.agg(evidence=c("event_id_right"), first=c("time_right").first()), on="event_id", how="left"
    ).join(late.agg(cure=c("event_id_right").first(), late=c("time_right").first()), on="event_id", how="left")
    return raised(owed.with_columns(opens=c("time"), closes=ends + US), rule)


def before(rule: str, raising: pl.DataFrame, answering: pl.DataFrame) -> pl.DataFrame:
    """At least one answer earlier than each."""
    is_earlier = (c("time_right") < c("time")) | (
        (c("time_right") == c("time")) & (c("event_id_right") < c("event_id"))
    )
    found = answers(raising, answering).filter(is_earlier)
    evidence = found.group_by("event_id", maintain_order=True).agg(
        evidence=c("event_id_right"), first=c("time").first()
    )
    owed = raising.join(evidence, on="event_id", how="left")
    return raised(owed.with_columns(opens=pl.lit(None, INSTANT), closes=c("time") + US), rule)


def answers(raising: pl.DataFrame, answering: pl.DataFrame) -> pl.DataFrame:
    """Every event that raises a duty beside every event of the same subject and hazard, in the order of the latter."""
    return raising.join(answering, on=["subject", "hazard_id"]).sort("time_right", "event_id_right")


def named(owed: pl.DataFrame, rule: str, variant: str = "") -> pl.DataFrame:
    """Duties that no event raised."""
    return owed.with_columns(rule=pl.lit(rule), variant=pl.lit(variant), key=pl.lit(""), raised_by=pl.lit(""))


def raised(owed: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Duties that an event raised."""
    owed = owed.with_columns(
        rule=pl.lit(rule), variant=pl.lit(""), key=c("hazard_id"), raised_by=c("event_id").cast(pl.String)
    )
    return owed.drop("event_id", "time", "hazard_id")


def ledger(duties: pl.DataFrame) -> pl.DataFrame:
    """Verdicts, and the columns of the ledger in its order of rows."""
    is_met, is_cured, is_over = c("first").is_not_null(), c("late").is_not_null(), c("closes") <= END
    verdict = pl.when(is_met).then(pl.lit("met")).when(~is_over).then(pl.lit("pending"))
    verdict = verdict.when(is_cured).then(pl.lit("late")).otherwise(pl.lit("breached"))
    is_late = c("verdict") == "late"
    proof = pl.when(is_met).then("evidence").when(is_late).then(pl.concat_list("cure"))
    judged = duties.with_columns(verdict=verdict, due=c("closes") - US).with_columns(
        observed=c("evidence").list.len().fill_null(0).cast(pl.Float64),
        evidence=proof.otherwise(pl.lit([], pl.List(pl.Int64))).cast(pl.List(pl.String)),
        decided=pl.when(is_met).then("first").when(is_over).then("due"),
        cured=pl.when(is_late).then("late"),
    )
    order = ("rule", "subject", "key", "opens", "raised_by")
    return judged.sort(order).select(
        duty=pl.struct(order).hash().cast(pl.String), rule="rule", variant="variant", clause=pl.lit(""),
        severity=pl.lit("medium"), bearer="subject", key="key", raised_by="raised_by", opens="opens", closes="closes",
        due="due", required=pl.lit("at_least 1"), observed="observed", verdict="verdict", decided="decided",
        cured="cured", reason=pl.lit(""), evidence="evidence", evidence_count=c("evidence").list.len().cast(pl.Int64),
        waiver=pl.lit(""),
    )  # fmt: skip


def findings(rows: pl.DataFrame) -> pl.DataFrame:
    """What is breached or late, with a sentence in each language."""
    broken = rows.filter(c("verdict").is_in(["breached", "late"]))
    zh, en = (c("rule").replace_strict({rule: words[at] for rule, words in OWED.items()}) for at in (0, 1))
    days = {name: c(name).dt.strftime("%Y年%-m月%-d日").fill_null("") for name in ("opens", "due")}
    dates = {name: c(name).dt.strftime("%-d %B %Y").fill_null("") for name in ("opens", "due")}
    cured = c("cured").is_not_null()
    end_zh = pl.when(cured).then(pl.format("已于{}逾期补做", c("cured").dt.strftime("%Y年%-m月%-d日 %H:%M:%S")))
    end_en = pl.when(cured).then(pl.format("made up late, on {}", c("cured").dt.strftime("%-d %B %Y %H:%M:%S")))
    seen = c("observed").cast(pl.Int64)
    return broken.with_columns(
        pl.format("{}应当：{}（{}至{}）。实际{}次，{}。", "bearer", zh, days["opens"], days["due"], seen,
                  end_zh.otherwise(pl.lit("仍未履行"))).alias("sentence_zh"),
        pl.format("{} owed: {} ({} to {}). Seen: {}; {}.", "bearer", en, dates["opens"], dates["due"], seen,
                  end_en.otherwise(pl.lit("not done by then"))).alias("sentence_en"),
        evidence=c("evidence").list.join("; "),
    )  # fmt: skip


def main(data: Path, out: Path) -> None:
    """Read, judge, write."""
    out.mkdir(exist_ok=True)
    bearers = pl.read_parquet(data / "subjects.parquet", columns=["subject", "sector_high_risk"])
    low, high = (bearers.filter(c("sector_high_risk") == is_high).select("subject") for is_high in (False, True))
    log = pl.scan_parquet(data / "events.parquet").with_columns(c("time").dt.replace_time_zone("UTC"))
    done, drilled, issued, found, closed = events(log)
    duties = [
        every("R1", "", low, "1q", done), every("R1", "1", high, "1mo", done),
        every("R2", "", low, "1y", drilled), every("R2", "1", high, "6mo", drilled),
        by("R3", bearers.select("subject"), issued), within("R4", found, closed), before("R5", closed, found),
    ]  # fmt: skip
    rows = ledger(pl.concat(duties, how="diagonal"))
    rows.write_parquet(out / "ledger.parquet", compression="zstd")
    findings(rows).write_csv(out / "findings.csv", include_bom=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
