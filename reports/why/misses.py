"""The nearest miss in words: the record that nearly counted and what it failed, or by how much it missed the window."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.engine.explain.shape import Explanations
from zhiben.reports.why.failures import failure_texts
from zhiben.reports.why.mentions import mentions
from zhiben.reports.words import Lang

_MINUTE, _HOUR, _DAY = 60_000_000, 3_600_000_000, 86_400_000_000
_TEXTS = {
    "zh": {
        "within": "最接近的记录：{}，{}。", "before": "最接近的记录：{}，比期限开始早{}。",
        "after": "最接近的记录：{}，比期限截止晚{}。", "broke": "造成违反的记录：{}。", "standing": "尚未终结：{}。",
    },
    "en": {
        "within": "Nearest miss: {}, {}.", "before": "Nearest miss: {}, {} before the window opened.",
        "after": "Nearest miss: {}, {} after the window closed.", "broke": "Broken by: {}.",
        "standing": "Still open: {}.",
    },
}  # fmt: skip


def miss_texts(
    audit: Audit, ledger: pl.DataFrame, found: Explanations, lang: Lang, names: Mapping[str, str] | None
) -> pl.DataFrame:
    """(duty, rank, event, text) of the misses of some ledger rows; what stands open is told in one text."""
    duties = ledger.select("duty", "rule", "variant", "bearer").unique("duty")
    told = pl.DataFrame(found.misses).join(duties, on="duty", how="semi")
    if told.is_empty():
        return pl.DataFrame(schema={"duty": pl.String, "rank": pl.Int64, "event": pl.String, "text": pl.String})
    asks = pl.DataFrame(found.asks).filter(pl.col("kind") == "same")
    wanted = asks.select("duty", "field", kind="kind", wanted=pl.col("values").list.first())
    failed = pl.DataFrame(found.failed).join(duties, on="duty")
    failed = failed.join(wanted, on=["duty", "field", "kind"], how="left")
    failures = failure_texts(audit, failed, lang).rename({"text": "failures"})
    events = mentions(audit, told["event"], lang, names).select("event", "mention")
    told = told.join(events, on="event", how="left").join(failures, on=["duty", "rank"], how="left")
    words, mention = _TEXTS[lang], pl.col("mention").fill_null("?")
    side, away = pl.col("side"), _away(lang)
    text = (
        pl.when(side == "within")
        .then(pl.format(words["within"], mention, pl.col("failures").fill_null("?")))
        .when(side == "before")
        .then(pl.format(words["before"], mention, away))
        .when(side == "after")
        .then(pl.format(words["after"], mention, away))
        .when(side == "broke")
        .then(pl.format(words["broke"], mention))
    )
    told = told.with_columns(text=text).sort("duty", "rank")
    return pl.concat([told.filter(side != "standing").select("duty", "rank", "event", "text"), _standing(told, lang)])


def _standing(told: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    joint = "；" if lang == "zh" else "; "
    open_ = told.filter(pl.col("side") == "standing").group_by("duty", maintain_order=True)
    listed = open_.agg(rank=pl.lit(0, pl.Int64), event=pl.col("event").first(), all=pl.col("mention").str.join(joint))
    return listed.select("duty", "rank", "event", text=pl.format(_TEXTS[lang]["standing"], "all"))


def _away(lang: Lang) -> pl.Expr:
    """How far outside: whole days where the window begins or ends with one, else days, hours and minutes."""
    days, size = pl.col("days"), pl.col("distance")
    units = [
        (size // _DAY, "天", " day"),
        (size % _DAY // _HOUR, "小时", " hour"),
        (size % _HOUR // _MINUTE, "分钟", " minute"),
    ]
    pieces = [_piece(number, zh if lang == "zh" else en, lang) for number, zh, en in units]
    joint = "" if lang == "zh" else " "
    exact = pl.concat_str(pieces, separator=joint, ignore_nulls=True)
    tiny = pl.lit("不到1分钟" if lang == "zh" else "less than a minute")
    whole = _piece(days, "天" if lang == "zh" else " day", lang)
    return pl.when(days >= 0).then(whole).when(exact == "").then(tiny).otherwise(exact)


def _piece(number: pl.Expr, unit: str, lang: Lang) -> pl.Expr:
    """`3 days`; null where the number is 0."""
    plural = pl.when(number == 1).then(pl.lit(unit)).otherwise(pl.lit(unit if lang == "zh" else unit + "s"))
    return pl.when(number > 0).then(pl.concat_str(number.cast(pl.String), plural))
