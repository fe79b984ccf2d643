"""What would have met a duty, in words: the one record, how many of them, or why no record can."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.engine.explain.shape import Explanations
from zhiben.events.vocabulary import Field
from zhiben.reports.catalogue import all_rules
from zhiben.reports.figures import spoken_moment
from zhiben.reports.sentences import duty_of
from zhiben.reports.why.failures import fields_of
from zhiben.reports.why.information import information_texts
from zhiben.reports.why.mentions import mentions
from zhiben.reports.why.spoken import spoken_values
from zhiben.reports.words import Lang
from zhiben.rules.model import AllOf, Duty, Not
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names

_HEADS = {
    "zh": {
        ("one", "missed"): "只需有1条这样的记录即为履行：",
        ("one", "open"): "再有1条这样的记录即为履行：",
        ("one", "unknown"): "只需有1条这样的记录即可判定为履行：",
        ("several", "missed"): "还需要{}条这样的记录：",
        ("several", "open"): "还需要{}条这样的记录：",
        ("several", "unknown"): "还需要{}条这样的记录：",
    },
    "en": {
        ("one", "missed"): "One record would have met it: ",
        ("one", "open"): "One more record will meet it: ",
        ("one", "unknown"): "One record would show that it was met: ",
        ("several", "missed"): "It would have taken {} more records such as: ",
        ("several", "open"): "It takes {} more records such as: ",
        ("several", "unknown"): "It would take {} more records such as: ",
    },
}
_STATE = {"breached": "missed", "late": "missed", "waived": "missed", "pending": "open", "unknown": "unknown"}
_NONE = {
    "zh": {
        "exceeded": "再补充记录也不能改变；如{}的记录有误，应予更正，否则只能申请豁免。",
        "standing": "须在时限内终结上述事项。",
        "uncovered": "所申报的记录不完整，不能指出单独一条足以履行的记录。",
        "no_room": "期限内已没有可供补记的时间；只能申请豁免。",
        "unbounded": "补充多少条记录都不能达到要求；只能更正有误的记录，或申请豁免。",
        "decided": "须由所统计的各项义务自身的履行来改变，不能以单独一条记录补救。",
        "contradiction": "不能指出单独一条足以履行的记录。",
        "entangled": "这样的记录本身又会引起或改变义务，因此不能指出单独一条足以履行的记录。",
    },
    "en": {
        "exceeded": "No further record can undo this: if the record at {} is wrong it has to be corrected, otherwise "
        "only a waiver helps.",
        "standing": "They had to be ended in time.",
        "uncovered": "The log is not declared complete, so no single record can be named that would have met it.",
        "no_room": "No time is left in which a record could count; only a waiver helps.",
        "unbounded": "No number of further records can bring this about; only the correction of a wrong record, or a "
        "waiver.",
        "decided": "The duties that are counted have to be met, each by its own records; no single record does it.",
        "contradiction": "No single record can be named that would have met it.",
        "entangled": "Such a record would itself raise, move or end the duty, so no single one can be named.",
    },
}
_OF_RECORDS = ("same", "end", "differs", "amount", "covers", "distinct")
_OPEN_BOUND = {
    "zh": "目前无需补充记录，到期前继续符合要求即可。",
    "en": "No further record is needed as it stands; it has to stay so until it is due.",
}


def remedy_texts(
    audit: Audit, ledger: pl.DataFrame, found: Explanations, lang: Lang, names: Mapping[str, str] | None
) -> pl.DataFrame:
    """(duty, text) of some ledger rows."""
    duties = ledger.select("duty", "rule", "variant", "verdict").unique("duty")
    told = pl.DataFrame(found.remedies).join(duties, on="duty")
    if told.is_empty():
        return pl.DataFrame(schema={"duty": pl.String, "text": pl.String})
    told = told.join(_asked(audit, duties, found, lang), on="duty", how="left")
    broke = pl.DataFrame(found.misses).filter((pl.col("side") == "broke") & (pl.col("rank") == 0))
    places = mentions(audit, broke["event"], lang, names).select("event", "place")
    told = told.join(broke.join(places, on="event", how="left").select("duty", "place"), on="duty", how="left")
    words = Names(audit.rulebook.vocabulary, lang, audit.rulebook.timezone)
    rules = {rule.id: rule for rule in all_rules(audit.rulebook)}
    texts = [
        _group(group, duty_of(rules[str(rule)], str(variant)), str(kind), str(why), str(verdict), words, lang)
        for (rule, variant, kind, why, verdict), group in told.group_by(
            ["rule", "variant", "kind", "why", "verdict"], maintain_order=True
        )
    ]
    said = pl.concat(texts).join(information_texts(audit, duties, found, lang, names), on="duty", how="left")
    both = pl.concat_str("needed", "text", separator="" if lang == "zh" else " ", ignore_nulls=True)
    return said.select("duty", text=both.str.strip_chars())


def _group(
    group: pl.DataFrame, duty: Duty, kind: str, why: str, verdict: str, names: Names, lang: Lang
) -> pl.DataFrame:
    if kind in ("one", "several"):
        state = _STATE.get(verdict, "missed")
        ends = _record(duty, kind, state, names, lang, is_ending=True) if duty.measure.until else pl.lit("")
        counts = _record(duty, kind, state, names, lang, is_ending=False)
        text = pl.when(pl.col("ending")).then(ends).otherwise(counts)
    elif kind in ("none", "unsure"):
        text = pl.format(said, pl.col("place").fill_null("?")) if "{}" in (said := _NONE[lang][why]) else pl.lit(said)
    else:
        text = pl.lit(_OPEN_BOUND[lang] if verdict == "pending" else None, dtype=pl.String)
    return group.select("duty", text=text)


def _record(duty: Duty, kind: str, state: str, names: Names, lang: Lang, is_ending: bool) -> pl.Expr:
    zh = lang == "zh"
    head = _HEADS[lang][kind, state]
    start = pl.format(head, pl.col("count")) if "{}" in head else pl.lit(head)
    until = duty.measure.until if is_ending else None
    labels = {name: names.events((name,)) for name in (until.events if until else duty.events)}
    label, subject = pl.col("type").replace(labels), pl.col("subject")
    whose = pl.format("{}的{}" if zh else "{} of {}", *((subject, label) if zh else (label, subject)))
    what = pl.when(subject.is_null()).then(label).otherwise(whose)
    phrases = parts(until.where if until else duty.where, fields_of(duty, names), names)
    if duty.measure.where is not None:
        share = duty.measure.where if duty.bound.name != "at_most" else Not(duty.measure.where)
        phrases += parts(AllOf((share,)), fields_of(duty, names), names)
    if duty.measure.name == "days":
        phrases.append(names.say("在尚无此类记录的日子", "on a day that has none yet"))
    joint = "；" if zh else "; "
    fixed = pl.lit(joint.join(phrases) or None, dtype=pl.String)
    details = pl.concat_str([fixed, pl.col("asked_end" if until else "asked")], separator=joint, ignore_nulls=True)
    marks = "（{}）" if zh else " ({})"
    said = pl.when(details == "").then(pl.lit("")).otherwise(pl.format(marks, details))
    span = _span(names)
    stop = "。" if zh else "."
    tail = pl.when(span == "").then(pl.lit("")).otherwise(pl.concat_str(pl.lit("，" if zh else ", "), span))
    return pl.concat_str(start, what, said, tail, pl.lit(stop))


def _span(names: Names) -> pl.Expr:
    """When it may be: days where whole days will do, else instants; "" without any limit."""
    lang: Lang = "zh" if names.is_zh else "en"
    zone = names.zone
    first, last = pl.col("first"), pl.col("last")
    has_days = pl.col("first_day").is_not_null() | pl.col("last_day").is_not_null()
    day = "%Y年%-m月%-d日" if names.is_zh else "%-d %B %Y"
    from_day, to_day = pl.col("first_day").dt.to_string(day), pl.col("last_day").dt.to_string(day)
    start = pl.when(has_days).then(from_day).otherwise(spoken_moment(first, zone, lang))
    end = pl.when(has_days).then(to_day).otherwise(spoken_moment(last, zone, lang))
    return (
        pl.when(start.is_null() & end.is_null())
        .then(pl.lit(""))
        .when(start.is_null())
        .then(pl.format(names.say("不晚于{}", "no later than {}"), end))
        .when(end.is_null())
        .then(pl.format(names.say("自{}起", "from {} on"), start))
        .when(start == end)
        .then(pl.format(names.say("时间为{}", "on {}"), start))
        .otherwise(pl.format(names.say("时间在{}至{}之间", "between {} and {}"), start, end))
    )


def _asked(audit: Audit, duties: pl.DataFrame, found: Explanations, lang: Lang) -> pl.DataFrame:
    """(duty, asked): what the record has to say beside the rule's own conditions."""
    asks = pl.DataFrame(found.asks).filter(pl.col("kind").is_in(_OF_RECORDS))
    asks = asks.join(duties.select("duty", "rule", "variant"), on="duty").with_row_index("_row")
    if asks.is_empty():
        return pl.DataFrame(schema={"duty": pl.String, "asked": pl.String, "asked_end": pl.String})
    book = audit.rulebook
    names, rules = Names(book.vocabulary, lang, book.timezone), {rule.id: rule for rule in all_rules(book)}
    single = asks.explode("values")
    single = single.with_columns(said=spoken_values(book, single["field"], single["values"], lang))
    joint = names.say("、", ", ")
    asks = asks.join(
        single.group_by("_row", maintain_order=True).agg(said=pl.col("said").drop_nulls().str.join(joint)), on="_row"
    )
    told = []
    for (rule, variant, field, operator), group in asks.group_by(
        ["rule", "variant", "field", "operator"], maintain_order=True
    ):
        known = fields_of(duty_of(rules[str(rule)], str(variant)), names)
        label = names.field(str(field), known)
        told.append(group.select("_row", "duty", "kind", part=_phrase(str(operator), label, known, names)))
    said = pl.concat(told).sort("_row").filter(pl.col("part").is_not_null())
    joint, is_end = names.say("；", "; "), pl.col("kind") == "end"
    return said.group_by("duty").agg(
        asked=pl.col("part").filter(~is_end).str.join(joint), asked_end=pl.col("part").filter(is_end).str.join(joint)
    )


def _phrase(operator: str, label: str, known: Mapping[str, Field], names: Names) -> pl.Expr:
    said = pl.col("said")
    if operator == "not_field":
        others = {field: names.field(field, known) for field in known}
        own = pl.col("values").list.first().replace(others)
        return pl.format(names.say(f"{label}与本条记录的{{}}不同", f"{label} other than its own {{}}"), own)
    templates = {
        "in": names.say(f"{label}为{{}}", f"{label}: {{}}"),
        "not_in": names.say(f"{label}不同于{{}}", f"{label} other than {{}}"),
        "gte": names.say(f"{label}不低于{{}}", f"{label} at least {{}}"),
        "lte": names.say(f"{label}不超过{{}}", f"{label} at most {{}}"),
    }
    return pl.when(said == "").then(pl.lit(None, dtype=pl.String)).otherwise(pl.format(templates[operator], said))
