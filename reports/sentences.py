"""One sentence per duty: what was owed, by when, what was seen, and what follows; Chinese and English.

Duties of one rule, variant, verdict and reason share their sentence but for names, dates and numbers, so each such
group is one template that columns are put into.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from zhiben.reports.catalogue import all_rules
from zhiben.reports.words import Lang, say
from zhiben.rules.explain import describe_duty
from zhiben.rules.model import EachBreach, EachEntity, EachEvent, Occasion, Rule, Rulebook

# {who} {duty} {span} {seen} {required} {decided} {cured} {reason} {waiver} are put in.
_ZH = {
    "met": "{who}应当：{duty}（{span}）。实际{seen}，已于{decided}履行。",
    "pending": "{who}应当：{duty}（{span}）。目前{seen}，尚未到期。",
    "breached": "{who}应当：{duty}（{span}）。实际{seen}，要求{required}，自{decided}起构成违反。",
    "late": "{who}应当：{duty}（{span}）。期限内{seen}，要求{required}；已于{cured}逾期补做。",
    "waived": "{who}应当：{duty}（{span}）。实际{seen}，已获豁免（{waiver}）。",
    "unknown": "{who}应当：{duty}（{span}）。无法判定：{reason}。",
}
_EN = {
    "met": "{who} owed: {duty} ({span}). Seen: {seen}; satisfied on {decided}.",
    "pending": "{who} owes: {duty} ({span}). Seen so far: {seen}; the window is still open.",
    "breached": "{who} owed: {duty} ({span}). Seen: {seen}, required: {required}; in breach since {decided}.",
    "late": "{who} owed: {duty} ({span}). Seen in time: {seen}, required: {required}; made up late, on {cured}.",
    "waived": "{who} owed: {duty} ({span}). Seen: {seen}; waived ({waiver}).",
    "unknown": "{who} owed: {duty} ({span}). This cannot be judged: {reason}.",
}
_GROUP = ["rule", "variant", "verdict", "reason"]


def sentences(rulebook: Rulebook, ledger: pl.DataFrame, lang: Lang) -> pl.Series:
    """(n,) one sentence per row of a ledger, in its order; names stand in it as written, unescaped."""
    if ledger.is_empty():
        return pl.Series([], dtype=pl.String)
    rules = {rule.id: rule for rule in all_rules(rulebook)}
    rows = ledger.with_row_index("_row").with_columns(
        opens=moment_text(pl.col("opens"), rulebook.timezone, is_end=True),  # a breach's, at the end of a day
        due=moment_text(pl.col("due"), rulebook.timezone, is_end=True),
        decided=moment_text(pl.col("decided"), rulebook.timezone, is_end=True),
        cured=moment_text(pl.col("cured"), rulebook.timezone),
        seen=number_text(pl.col("observed")),
        seen_nothing=pl.col("observed").is_null(),
    )
    said = [
        _said(rulebook, rules[rule], variant, verdict, reason, group, lang)
        for (rule, variant, verdict, reason), group in rows.group_by(_GROUP, maintain_order=True)
    ]
    return pl.concat(said).sort("_row")["sentence"]


def moment_text(moment: pl.Expr, zone: str, is_end: bool = False) -> pl.Expr:
    """An instant in civil time of `zone`: the date alone at a midnight, with `is_end` also a microsecond before it."""
    civil = moment.dt.convert_time_zone(zone)
    midnight = civil.dt.truncate("1d") == civil
    if is_end:
        after = (moment + pl.duration(microseconds=1)).dt.convert_time_zone(zone)
        midnight = midnight | (after.dt.truncate("1d") == after)
    return pl.when(midnight).then(civil.dt.to_string("%Y-%m-%d")).otherwise(_clock_text(civil))


def _clock_text(civil: pl.Expr) -> pl.Expr:
    """Minutes where nothing finer is there, else seconds, else microseconds."""
    odd = civil.dt.microsecond() != 0
    fine = (
        pl.when(odd)
        .then(civil.dt.to_string("%Y-%m-%d %H:%M:%S%.6f"))
        .otherwise(civil.dt.to_string("%Y-%m-%d %H:%M:%S"))
    )
    return pl.when(~odd & (civil.dt.second() == 0)).then(civil.dt.to_string("%Y-%m-%d %H:%M")).otherwise(fine)


def number_text(number: pl.Expr) -> pl.Expr:
    """A number of at most six decimals without trailing zeros; null stays null."""
    # Whole and part separately: their product with a million would not be exact for large numbers.
    size = number.abs()
    part = ((size - size.floor()) * 1_000_000).round().cast(pl.Int64)
    whole = (size.floor().cast(pl.Int64) + part // 1_000_000).cast(pl.String)
    decimals = (part % 1_000_000).cast(pl.String).str.zfill(6).str.strip_chars_end("0")
    text = pl.when(decimals == "").then(whole).otherwise(pl.concat_str(whole, pl.lit("."), decimals))
    return pl.when((number < 0) & (text != "0")).then(pl.concat_str(pl.lit("-"), text)).otherwise(text)


def _said(
    rulebook: Rulebook, rule: Rule, variant: object, verdict: object, reason: object, group: pl.DataFrame, lang: Lang
) -> pl.DataFrame:
    template = (_ZH if lang == "zh" else _EN)[str(verdict)]
    duty = describe_duty(rulebook, rule, str(variant), lang).strip().rstrip("。.")
    parts: dict[str, pl.Expr] = {
        "who": _who(rule.duty.occasion, lang),
        "duty": pl.lit(duty),
        "span": _span(lang),
        "seen": _seen(rule, lang),
        "required": pl.col("required").replace({r: required_text(r, lang) for r in group["required"].unique()}),
        "decided": pl.col("decided"),
        "cured": pl.col("cured"),
        "reason": pl.lit(say(lang, "reason", str(reason))),
        "waiver": pl.col("waiver"),
    }
    return group.select("_row", sentence=_filled(template, parts))


def required_text(required: str, lang: Lang) -> str:
    """A ledger's `required` in words: `at_least 2` is “至少 2” or “at least 2”."""
    if lang == "en":
        return required.replace("_", " ")
    for word, chinese in {"at_least": "至少", "at_most": "至多", "exactly": "恰好", "between": "介于"}.items():
        required = required.replace(word, chinese)
    return required.replace(" and ", " 与 ")


def _filled(template: str, parts: Mapping[str, pl.Expr]) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for text in template.replace("{", "\0{").replace("}", "}\0").split("\0"):
        pieces.append(parts[text[1:-1]].fill_null("?") if text.startswith("{") else pl.lit(text))
    return pl.concat_str(pieces)


def _who(occasion: Occasion, lang: Lang) -> pl.Expr:
    everybody = pl.lit(say(lang, "label", "whole_log"))
    bearer = pl.when(pl.col("bearer") == "*").then(everybody).otherwise(pl.col("bearer"))
    marks = "（{}）" if lang == "zh" else " ({})"
    about = pl.col("key")
    if isinstance(occasion, EachEvent):
        event = pl.format("{} {}", pl.lit("触发记录" if lang == "zh" else "event"), "raised_by")
        about = pl.when(about == "").then(event).otherwise(pl.format("{}, {}", about, event))
    elif not isinstance(occasion, (EachEntity, EachBreach)):
        return bearer
    return pl.when(about == "").then(bearer).otherwise(pl.concat_str(bearer, pl.format(marks, about)))


def _span(lang: Lang) -> pl.Expr:
    both, since, until, none = (
        ("{}至{}", "{}起", "截至{}", "期限不明")
        if lang == "zh"
        else ("{} to {}", "from {} on", "through {}", "no end can be told")
    )
    return (
        pl.when(pl.col("opens").is_null() & pl.col("due").is_null())
        .then(pl.lit(none))
        .when(pl.col("due").is_null())
        .then(pl.format(since, "opens"))
        .when(pl.col("opens").is_null())
        .then(pl.format(until, "due"))
        .when(pl.col("opens") == pl.col("due"))
        .then(pl.col("opens"))
        .otherwise(pl.format(both, "opens", "due"))
    )


def _seen(rule: Rule, lang: Lang) -> pl.Expr:
    unit = _UNIT.get(rule.duty.measure.name, ("{}", "{}"))[0 if lang == "zh" else 1]
    nothing = pl.lit("没有可计量的记录" if lang == "zh" else "nothing that could be measured")
    return pl.when(pl.col("seen_nothing")).then(nothing).otherwise(pl.format(unit, "seen"))


_UNIT = {
    "count": (" {} 次", "{}"),
    "days": (" {} 天", "{} day(s)"),
    "distinct": (" {} 个不同值", "{} distinct"),
    "sum": ("合计 {}", "a sum of {}"),
    "mean": ("平均 {}", "a mean of {}"),
    "min": ("最小 {}", "a minimum of {}"),
    "max": ("最大 {}", "a maximum of {}"),
    "latest": ("最新值 {}", "a latest value of {}"),
    "share": ("占比 {}", "a share of {}"),
    "covers": ("覆盖比例 {}", "a coverage of {}"),
}
