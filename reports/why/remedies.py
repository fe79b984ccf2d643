"""What would have met a duty, in words: the one record, how many of them, or why no record can."""

from __future__ import annotations

import polars as pl

from zhiben.reports.catalogue import all_rules
from zhiben.reports.figures import spoken_moment
from zhiben.reports.referred import Referred
from zhiben.reports.sentences import duty_of
from zhiben.reports.why.asked_of import asked_of_records
from zhiben.reports.why.because import Because
from zhiben.reports.why.failures import fields_of
from zhiben.reports.why.information import information_texts
from zhiben.reports.why.remedy_words import HEADS, NONE, OPEN_BOUND, STATE
from zhiben.reports.words import Lang
from zhiben.rules.model import AllOf, Duty, Not, Rulebook
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names


def remedied(book: Rulebook, because: Because, events: Referred, lang: Lang) -> pl.Series:
    """(r,) the remedies of a block of duties in words."""
    if because.remedies.is_empty():
        return pl.Series("text", [], dtype=pl.String)
    told = because.remedies.with_columns(because.of_duty(because.remedies["row"], "rule", "variant", "verdict"))
    told = told.with_columns(asked_of_records(book, because, lang), place=_breakers(because, events))
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
    why = pl.col("why").replace_strict(NONE[lang], default=None, return_dtype=pl.String)
    named = why.str.replace("{}", pl.col("place").fill_null("?"), literal=True)
    stands = pl.when(pl.col("verdict") == "pending").then(pl.lit(OPEN_BOUND[lang]))
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
    state = pl.col("verdict").replace_strict(STATE, default="missed", return_dtype=pl.String)
    heads = {" ".join(key): head for key, head in HEADS[lang].items()}
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
