"""What would have met a duty, in words: the one record, how many of them, or why no record can."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.engine.explain.shape import Explanations
from zhiben.reports.catalogue import all_rules
from zhiben.reports.figures import spoken_moment
from zhiben.reports.referred import Referred
from zhiben.reports.sentences import duty_of
from zhiben.reports.templated import listed
from zhiben.reports.why.because import Because
from zhiben.reports.why.failures import fields_of
from zhiben.reports.why.information import information_texts
from zhiben.reports.why.spoken import spoken_values
from zhiben.reports.words import Lang
from zhiben.rules.model import AllOf, Duty, Not, Rulebook
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
        "ended": "这样的记录会被日志中已有的记录终结，因此不能指出单独一条足以履行的记录。",
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
        "ended": "What such a record begins would be ended by one that is in the log, so no single one can be named.",
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
    because = Because.of(ledger, found)
    events = Referred.of(audit.log, because.references(), names)
    (duty,) = because.of_duty(because.remedies["row"], "duty")
    return pl.DataFrame([duty, remedied(audit.rulebook, because, events, lang)])


def remedied(book: Rulebook, because: Because, events: Referred, lang: Lang) -> pl.Series:
    """(r,) the remedies of a block of duties in words."""
    if because.remedies.is_empty():
        return pl.Series("text", [], dtype=pl.String)
    told = because.remedies.with_columns(because.of_duty(because.remedies["row"], "rule", "variant", "verdict"))
    told = told.with_columns(_asked(book, because, lang), place=_breakers(because, events))
    told = told.with_row_index("_row")
    words = Names(book.vocabulary, lang, book.timezone)
    is_record = told["kind"].is_in(["one", "several"])
    parts = [_records(book, told.filter(is_record), words, lang), _others(told.filter(~is_record), lang)]
    text = pl.concat(parts).sort("_row")["text"]
    needed = information_texts(book, because, events, lang)
    both = pl.concat_str("needed", "text", separator="" if lang == "zh" else " ", ignore_nulls=True)
    return pl.DataFrame([needed.alias("needed"), text]).select(text=both.str.strip_chars()).to_series()


def _breakers(because: Because, events: Referred) -> pl.Series:
    """(r,) where the record stands that broke the duty; null where none did."""
    broke = because.misses.filter((pl.col("side") == "broke") & (pl.col("rank") == 0))
    place = pl.Series("place", [None], dtype=pl.String).new_from_index(0, because.duties.height)
    if broke.height:
        place = place.scatter(broke["row"], events.gather(broke["event"], events.place))
    return place.gather(because.remedies["row"])


def _others(told: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """(_row, text) of what no record can be named for: why, or what holds as it stands."""
    why = pl.col("why").replace_strict(_NONE[lang], default=None, return_dtype=pl.String)
    named = why.str.replace("{}", pl.col("place").fill_null("?"), literal=True)
    stands = pl.when(pl.col("verdict") == "pending").then(pl.lit(_OPEN_BOUND[lang]))
    return told.select("_row", text=pl.when(pl.col("kind").is_in(["none", "unsure"])).then(named).otherwise(stands))


def _records(book: Rulebook, told: pl.DataFrame, names: Names, lang: Lang) -> pl.DataFrame:
    """(_row, text) of what one record, or several, would do."""
    if told.is_empty():
        return pl.DataFrame(schema={"_row": pl.UInt32, "text": pl.String})
    rules = {rule.id: rule for rule in all_rules(book)}
    kinds = []
    for rule, variant in told.select("rule", "variant").unique(maintain_order=True).iter_rows():
        duty = duty_of(rules[rule], variant)
        kinds.append(
            {
                "rule": rule,
                "variant": variant,
                "_counted": _conditions(duty, names, is_ending=False),
                "_ending": _conditions(duty, names, is_ending=True) if duty.measure.until else None,
                "_can_end": duty.measure.until is not None,
            }
        )
    fixed = pl.DataFrame(kinds, schema_overrides={"_counted": pl.String, "_ending": pl.String})
    state = pl.col("verdict").replace_strict(_STATE, default="missed", return_dtype=pl.String)
    heads = {" ".join(key): head for key, head in _HEADS[lang].items()}
    head = pl.concat_str("kind", pl.lit(" "), state).replace_strict(heads, return_dtype=pl.String)
    labels = {name: names.events((name,)) for name in told["type"].unique().drop_nulls().to_list()}
    told = told.join(fixed, on=["rule", "variant"], how="left", maintain_order="left")
    told = told.with_columns(
        _head=head.str.replace("{}", pl.col("count").cast(pl.String), literal=True),
        _label=pl.col("type").replace(labels),
    )
    told = told.with_columns(_span=_spans(told, names))
    return told.select("_row", text=_record(lang))


def _conditions(duty: Duty, names: Names, is_ending: bool) -> str | None:
    """What the rule itself asks of a record; None where it asks nothing."""
    until = duty.measure.until if is_ending else None
    phrases = parts(until.where if until else duty.where, fields_of(duty, names), names)
    if duty.measure.where is not None:
        share = duty.measure.where if duty.bound.name != "at_most" else Not(duty.measure.where)
        phrases += parts(AllOf((share,)), fields_of(duty, names), names)
    if duty.measure.name == "days":
        phrases.append(names.say("在尚无此类记录的日子", "on a day that has none yet"))
    return names.say("；", "; ").join(phrases) or None


def _record(lang: Lang) -> pl.Expr:
    zh = lang == "zh"
    is_end = pl.col("ending") & pl.col("_can_end")
    label, subject = pl.col("_label"), pl.col("subject")
    whose = pl.format("{}的{}" if zh else "{} of {}", *((subject, label) if zh else (label, subject)))
    what = pl.when(subject.is_null()).then(label).otherwise(whose)
    joint = "；" if zh else "; "
    pieces = [
        pl.when(is_end).then(end).otherwise(own) for end, own in (("_ending", "_counted"), ("asked_end", "asked"))
    ]
    details = pl.concat_str(pieces, separator=joint, ignore_nulls=True)
    marks = "（{}）" if zh else " ({})"
    said = pl.when(details == "").then(pl.lit("")).otherwise(pl.format(marks, details))
    span = pl.col("_span")
    tail = pl.when(span == "").then(pl.lit("")).otherwise(pl.concat_str(pl.lit("，" if zh else ", "), span))
    text = pl.concat_str("_head", what, said, tail, pl.lit("。" if zh else "."))
    return pl.when(pl.col("ending") & ~pl.col("_can_end")).then(pl.lit("")).otherwise(text)


def _spans(told: pl.DataFrame, names: Names) -> pl.Series:
    """(r,) when it may be: days where whole days will do, else instants; "" without any limit."""
    lang: Lang = "zh" if names.is_zh else "en"
    day = "%Y年%-m月%-d日" if names.is_zh else "%-d %B %Y"
    has_days = pl.col("first_day").is_not_null() | pl.col("last_day").is_not_null()
    days = told.select(start=pl.col("first_day").dt.to_string(day), end=pl.col("last_day").dt.to_string(day))
    if not told.select(has_days.all()).item():
        instants = told.select(
            _has_days=has_days,
            first=spoken_moment(pl.col("first"), names.zone, lang),
            last=spoken_moment(pl.col("last"), names.zone, lang),
        )
        both = pl.concat([days, instants], how="horizontal")
        days = both.select(
            start=pl.when("_has_days").then("start").otherwise("first"),
            end=pl.when("_has_days").then("end").otherwise("last"),
        )
    start, end = pl.col("start"), pl.col("end")
    said = (
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
    return days.select(said).to_series()


def _asked(book: Rulebook, because: Because, lang: Lang) -> list[pl.Series]:
    """(r,) `asked` and `asked_end`: what the record has to say beside the rule's own conditions."""
    owners, size = because.remedies["row"], because.duties.height
    asks = because.asks.filter(pl.col("kind").is_in(_OF_RECORDS))
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(owners))
    if asks.is_empty():
        return [nothing.alias("asked"), nothing.alias("asked_end")]
    asks = asks.with_columns(because.of_duty(asks["row"], "rule", "variant"))
    names, rules = Names(book.vocabulary, lang, book.timezone), {rule.id: rule for rule in all_rules(book)}
    single = asks.select("field", "values").with_row_index("_row").explode("values").drop_nulls("values")
    words = spoken_values(book, single["field"], single["values"], lang) if single.height else single["values"]
    joined = listed(single["_row"].cast(pl.Int64).to_numpy(), words, names.say("、", ", "), asks.height)
    own = pl.when(pl.col("operator") == "not_field").then(pl.col("values").list.first())
    asks = asks.with_columns(joined.fill_null("").alias("said"), _own=own)
    group, labels = ["rule", "variant", "field", "_own"], []
    for rule, variant, field, own_field in asks.select(group).unique(maintain_order=True).iter_rows():
        known = fields_of(duty_of(rules[rule], variant), names)
        other = names.field(own_field, known) if own_field in known else own_field
        labels.append((rule, variant, field, own_field, names.field(field, known), other))
    schema = dict.fromkeys([*group, "_label", "_other"], pl.String)
    labelled = pl.DataFrame(labels, schema=schema, orient="row")
    asks = asks.join(labelled, on=group, how="left", maintain_order="left", nulls_equal=True)
    said, is_end = asks.select(part=_phrase(names)).to_series(), asks["kind"] == "end"
    found = []
    for name, which in (("asked", ~is_end), ("asked_end", is_end)):
        text = listed(asks["row"].filter(which).to_numpy(), said.filter(which), names.say("；", "; "), size)
        found.append(text.gather(owners).alias(name))
    return found


def _phrase(names: Names) -> pl.Expr:
    said, label = pl.col("said"), pl.col("_label")

    def told(zh: str, en: str, words: pl.Expr) -> pl.Expr:
        return pl.format(names.say(zh, en), label, words)

    return (
        pl.when(pl.col("operator") == "not_field")
        .then(told("{}与本条记录的{}不同", "{} other than its own {}", pl.col("_other")))
        .when(said == "")
        .then(pl.lit(None, dtype=pl.String))
        .when(pl.col("operator") == "in")
        .then(told("{}为{}", "{}: {}", said))
        .when(pl.col("operator") == "not_in")
        .then(told("{}不同于{}", "{} other than {}", said))
        .when(pl.col("operator") == "gte")
        .then(told("{}不低于{}", "{} at least {}", said))
        .when(pl.col("operator") == "lte")
        .then(told("{}不超过{}", "{} at most {}", said))
    )
