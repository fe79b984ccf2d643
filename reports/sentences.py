"""One sentence per duty: what was owed, by when, what was seen, and what follows; Chinese and English.

Duties of one verdict share their sentence but for what is owed, names, dates and numbers: one template into which
columns are put, for all rules at once.
"""

from __future__ import annotations

import polars as pl

from zhiben.events.log import EventLog
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.reports.catalogue import all_rules
from zhiben.reports.covering import covering_text
from zhiben.reports.covering_sets import set_covering_text
from zhiben.reports.deadlines import bounds, breach_text, span_text, told_moments
from zhiben.reports.postponed import MOMENT, before_roll
from zhiben.reports.seen import UNITS, seen
from zhiben.reports.templated import filled, named_in, template
from zhiben.reports.waiving import waivers_by_id
from zhiben.reports.words import Lang, say
from zhiben.rules.explain import describe_duty
from zhiben.rules.model import Duty, EachBreach, EachEntity, EachEvent, Rule, Rulebook, Throughout
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
    words = _ZH if lang == "zh" else _EN
    verdicts = ledger["verdict"].unique(maintain_order=True).to_list()
    templates = [template(words[verdict]) for verdict in verdicts]
    owed = _owed(rulebook, ledger, lang)
    frame = ledger.join(owed, on=["rule", "variant"], how="left", maintain_order="left")
    frame = frame.with_columns(*_by_rule_and_variant(rulebook, ledger, log, lang), *bounds(ledger))
    frame = frame.with_columns(*told_moments(frame, rulebook.timezone, lang), seen=seen(frame, lang))
    parts = _parts(rulebook, ledger, waivers, lang)
    frame = frame.select(**{name: parts[name] for name in sorted(named_in(templates))})
    which = ledger["verdict"].cast(pl.String).replace_strict(verdicts, range(len(verdicts)), return_dtype=pl.Int64)
    return filled(frame, templates, which)


def _owed(rulebook: Rulebook, ledger: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """What the sentences say of each rule and variant: (rule, variant, …), one row for each."""
    rules = {rule.id: rule for rule in all_rules(rulebook)}
    told = []
    for rule, variant in ledger.select("rule", "variant").unique(maintain_order=True).iter_rows():
        duty, occasion = duty_of(rules[rule], variant), rules[rule].duty.occasion
        before, after = UNITS.get(duty.measure.name, ("{}", "{}"))[0 if lang == "zh" else 1].split("{}")
        event = None
        if isinstance(occasion, EachEvent):
            zh, en = ("触发义务", "duty") if occasion.events == (DUTY_DECIDED,) else ("触发记录", "event")
            event = zh if lang == "zh" else en
        told.append(
            {
                "rule": rule,
                "variant": variant,
                "_duty": describe_duty(rulebook, rules[rule], variant, lang).strip().rstrip("。."),
                "_event": event,
                "_is_keyed": isinstance(occasion, (EachEvent, EachEntity, EachBreach)),
                "_measure": duty.measure.name,
                "_is_throughout": isinstance(duty.window, Throughout),
                "_before_unit": before,
                "_after_unit": after,
            }
        )
    return pl.DataFrame(told, schema_overrides={"_event": pl.String})


def _by_rule_and_variant(
    rulebook: Rulebook, ledger: pl.DataFrame, log: EventLog | None, lang: Lang
) -> tuple[pl.Series, pl.Series]:
    """(n,) `_before_roll` and `_covered`: what only some duties have, and what is found for a rule's duties at once."""
    rules = {rule.id: rule for rule in all_rules(rulebook)}
    rows = ledger.with_row_index("_row")
    rolled: list[pl.DataFrame] = []
    covered: list[pl.DataFrame] = []
    for rule, variant in ledger.select("rule", "variant").unique(maintain_order=True).iter_rows():
        duty = duty_of(rules[rule], variant)
        if not duty.roll and duty.measure.name != "covers":
            continue
        group = rows.filter(pl.col("rule") == rule, pl.col("variant") == variant)
        if duty.roll:
            rolled.append(group.select("_row", said=before_roll(rulebook, duty, group)))
        if duty.measure.name == "covers":
            said = (
                covering_text(rulebook, duty.measure, group, log, lang)
                if duty.measure.wanted is None
                else set_covering_text(rulebook, rules[rule], duty.measure, group, log, lang)
            )
            covered.append(group.select("_row", said=said))
    return _spread(rows, rolled, MOMENT, "_before_roll"), _spread(rows, covered, pl.String(), "_covered")


def _spread(rows: pl.DataFrame, parts: list[pl.DataFrame], kind: pl.DataType, name: str) -> pl.Series:
    """(n,) what some rows have, null for the others."""
    if not parts:
        return pl.Series(name, [None], dtype=kind).new_from_index(0, rows.height)
    said = rows.select("_row").join(pl.concat(parts), on="_row", how="left", maintain_order="left")
    return said["said"].cast(kind).alias(name)


def _parts(rulebook: Rulebook, ledger: pl.DataFrame, waivers: Waivers | None, lang: Lang) -> dict[str, pl.Expr]:
    """Whatever a template can name, as expressions over the ledger with what `_owed` adds."""
    zone = rulebook.timezone
    breach, cured = breach_text(zone, lang), pl.col("_cured")
    return {
        "who": _who(lang),
        "duty": pl.col("_duty"),
        "span": span_text(lang),
        "seen": pl.when((pl.col("_measure") == "covers") & pl.col("observed").is_not_null())
        .then("_covered")
        .otherwise("seen"),
        "required": pl.col("required").replace({r: required_text(r, lang) for r in ledger["required"].unique()}),
        "breach": breach,
        "decided": pl.col("_decided"),
        "cured": cured,
        "reason": pl.col("reason").replace({r: say(lang, "reason", r) for r in ledger["reason"].unique().drop_nulls()}),
        "waiver": waivers_by_id(waivers, lang),
        "outcome": _outcome(breach, cured, lang),
    }


def _outcome(breach: pl.Expr, cured: pl.Expr, lang: Lang) -> pl.Expr:
    """What a waived duty would have been: still open, made up late, or breached."""
    before, after = say(lang, "label", "made_up").split("{cured}")
    made_up = pl.concat_str(pl.lit(before), cured.fill_null("?"), pl.lit(after))
    found = pl.when(pl.col("decided").is_null()).then(pl.lit(say(lang, "label", "still_open")))
    return found.when(pl.col("cured").is_not_null()).then(made_up).otherwise(breach)


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


def _who(lang: Lang) -> pl.Expr:
    everybody = pl.lit(say(lang, "label", "whole_log"))
    bearer = pl.when(pl.col("bearer") == "*").then(everybody).otherwise(pl.col("bearer"))
    event = pl.format("{} {}", "_event", "raised_by")
    about = (
        pl.when(pl.col("_event").is_null())
        .then("key")
        .when(pl.col("key") == "")
        .then(event)
        .otherwise(pl.format("{}, {}", "key", event))
    )
    told = pl.concat_str(bearer, pl.format("（{}）" if lang == "zh" else " ({})", about))
    return pl.when(~pl.col("_is_keyed") | (about == "")).then(bearer).otherwise(told)
