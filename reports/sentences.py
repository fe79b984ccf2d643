"""One sentence per duty: what was owed, by when, what was seen, and what follows; Chinese and English.

Duties of one rule, variant, verdict and reason share their sentence but for names, dates and numbers, so each such
group is one template that columns are put into.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from zhiben.events.log import EventLog
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.reports.catalogue import all_rules
from zhiben.reports.covering import covering_text
from zhiben.reports.covering_sets import set_covering_text
from zhiben.reports.deadlines import breach_text, span_text
from zhiben.reports.figures import seen_text, spoken_moment
from zhiben.reports.postponed import before_roll
from zhiben.reports.waiving import waivers_by_id
from zhiben.reports.words import Lang, say
from zhiben.rules.explain import describe_duty
from zhiben.rules.model import Duty, EachBreach, EachEntity, EachEvent, Occasion, Rule, Rulebook
from zhiben.rules.waivers import Waivers

# {who} {duty} {span} {seen} {required} {breach} {decided} {cured} {reason} {waiver} {outcome} are put in.
_ZH = {
    "met": "{who}应当：{duty}（{span}）。实际{seen}，已于{decided}履行。",
    "pending": "{who}应当：{duty}（{span}）。目前{seen}，尚未到期。",
    "breached": "{who}应当：{duty}（{span}）。实际{seen}，要求{required}，{breach}。",
    "late": "{who}应当：{duty}（{span}）。期限内{seen}，要求{required}；已于{cured}逾期补做。",
    "waived": "{who}应当：{duty}（{span}）。实际{seen}，要求{required}，{outcome}；已获豁免（{waiver}）。",
    "unknown": "{who}应当：{duty}（{span}）。无法判定：{reason}。",
    "ahead": "{who}将须：{duty}（{span}）。",
}
_EN = {
    "met": "{who} owed: {duty} ({span}). Seen: {seen}; satisfied on {decided}.",
    "pending": "{who} owes: {duty} ({span}). Seen so far: {seen}; the window is still open.",
    "breached": "{who} owed: {duty} ({span}). Seen: {seen}, required: {required}; {breach}.",
    "late": "{who} owed: {duty} ({span}). Seen in time: {seen}, required: {required}; made up late, on {cured}.",
    "waived": "{who} owed: {duty} ({span}). Seen: {seen}, required: {required}; {outcome}. Waived ({waiver}).",
    "unknown": "{who} owed: {duty} ({span}). This cannot be judged: {reason}.",
    "ahead": "{who} will owe: {duty} ({span}).",
}
_GROUP = ["rule", "variant", "verdict", "reason"]


def sentences(
    rulebook: Rulebook,
    ledger: pl.DataFrame,
    lang: Lang,
    log: EventLog | None = None,
    waivers: Waivers | None = None,
) -> pl.Series:
    """(n,) one sentence per row of a ledger, in its order; names stand in it as written, unescaped.

    Args:
        log: what was judged; with it a `covers` duty names the values that were seen and those that are missing.
        waivers: with them a waived duty says by whom it was excused, and why; else only by which waiver.
    """
    if ledger.is_empty():
        return pl.Series([], dtype=pl.String)
    rules = {rule.id: rule for rule in all_rules(rulebook)}
    said = [
        _said(rulebook, rules[rule], variant, verdict, reason, group, log, lang, waivers)
        for (rule, variant, verdict, reason), group in ledger.with_row_index("_row").group_by(
            _GROUP, maintain_order=True
        )
    ]
    return pl.concat(said).sort("_row")["sentence"]


def _said(
    rulebook: Rulebook,
    rule: Rule,
    variant: object,
    verdict: object,
    reason: object,
    group: pl.DataFrame,
    log: EventLog | None,
    lang: Lang,
    waivers: Waivers | None,
) -> pl.DataFrame:
    template = (_ZH if lang == "zh" else _EN)[str(verdict)]
    owed = duty_of(rule, str(variant))
    duty = describe_duty(rulebook, rule, str(variant), lang).strip().rstrip("。.")
    parts: dict[str, pl.Expr] = {
        "who": _who(rule.duty.occasion, lang),
        "duty": pl.lit(duty),
        "span": span_text(rulebook.timezone, lang),
        "seen": _seen(owed, str(verdict), lang),
        "required": pl.col("required").replace({r: required_text(r, lang) for r in group["required"].unique()}),
        "breach": breach_text(owed, rulebook.timezone, lang),
        "decided": spoken_moment(pl.col("decided"), rulebook.timezone, lang),
        "cured": spoken_moment(pl.col("cured"), rulebook.timezone, lang),
        "reason": pl.lit(say(lang, "reason", str(reason))),
        "waiver": waivers_by_id(waivers, lang),
    }
    parts["outcome"] = _outcome(parts, lang)
    group = group.with_columns(_before_roll=before_roll(rulebook, owed, group))
    if owed.measure.name == "covers":
        covered = (
            covering_text(rulebook, owed.measure, group, log, lang)
            if owed.measure.wanted is None
            else set_covering_text(rulebook, rule, owed.measure, group, log, lang)
        )
        group = group.with_columns(_covered=covered)
    return group.select("_row", sentence=_filled(template, parts))


def _outcome(parts: Mapping[str, pl.Expr], lang: Lang) -> pl.Expr:
    """What a waived duty would have been: still open, made up late, or breached."""
    made_up = _filled(say(lang, "label", "made_up"), {"cured": parts["cured"]})
    is_open = pl.col("decided").is_null()
    found = pl.when(is_open).then(pl.lit(say(lang, "label", "still_open")))
    return found.when(pl.col("cured").is_not_null()).then(made_up).otherwise(parts["breach"])


def duty_of(rule: Rule, variant: str) -> Duty:
    """What the variant of a rule owes; the base for ""."""
    return next((v.duty for v in rule.variants if v.name == variant), rule.duty)


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
        is_decided = occasion.events == (DUTY_DECIDED,)
        zh, en = ("触发义务", "duty") if is_decided else ("触发记录", "event")
        event = pl.format("{} {}", pl.lit(zh if lang == "zh" else en), "raised_by")
        about = pl.when(about == "").then(event).otherwise(pl.format("{}, {}", about, event))
    elif not isinstance(occasion, (EachEntity, EachBreach)):
        return bearer
    return pl.when(about == "").then(bearer).otherwise(pl.concat_str(bearer, pl.format(marks, about)))


def _seen(duty: Duty, verdict: str, lang: Lang) -> pl.Expr:
    name = duty.measure.name
    nothing = pl.lit("没有可计量的记录" if lang == "zh" else "nothing that could be measured")
    if name == "covers":
        number = pl.col("_covered")
    else:
        is_missed = verdict in ("breached", "late") and name in _ROUNDED
        shown = seen_text(pl.col("observed"), pl.col("required"), pl.lit(is_missed), lang)
        number = pl.format(_UNIT.get(name, ("{}", "{}"))[0 if lang == "zh" else 1], shown)
    return pl.when(pl.col("observed").is_null()).then(nothing).otherwise(number)


_ROUNDED = ("sum", "mean", "share")  # whose floating-point numbers may stand exactly on a bound that is missed
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
    "standing": (" {} 项未终结", "{} standing"),
}
