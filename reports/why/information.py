"""What would decide a duty that cannot be judged, in words."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from zhiben.reports.referred import Referred
from zhiben.reports.templated import listed
from zhiben.reports.why.because import Because
from zhiben.reports.why.spoken import spoken_values
from zhiben.reports.words import Lang
from zhiben.rules.model import Rulebook
from zhiben.rules.wording.names import Names

_SHOWN = 3  # things that one duty needs
_TEXTS = {
    "zh": {
        "trigger": "需补充：{mention}的“{label}”。",
        "attribute": "需补充：{first}的“{label}”{place}。",
        "due": "{mention}的“{label}”为{said}，早于该记录本身，应予更正。",
        "coverage": "需申报：{first}的{label}记录{span}完整。",
        "calendar": "需待该期间的工作日历公布。",
        "conflict": "{mention}与{other}的“{label}”互相矛盾，应予更正。",
    },
    "en": {
        "trigger": "Needed: the “{label}” of {mention}.",
        "attribute": "Needed: the “{label}” of {first}{place}.",
        "due": "The “{label}” of {mention}, {said}, lies before that record itself and has to be corrected.",
        "coverage": "Needed: a declaration that the log holds every {label} record of {first}{span}.",
        "calendar": "Needed: the calendar of working days for that time, once it is published.",
        "conflict": "The “{label}” of {mention} and that of {other} contradict each other and have to be corrected.",
    },
}


def information_texts(book: Rulebook, because: Because, events: Referred, lang: Lang) -> pl.Series:
    """(r,) what is needed, beside each remedy, null where nothing is; of several things the first few are named."""
    owners = because.remedies["row"]
    nothing = pl.Series("needed", [None], dtype=pl.String).new_from_index(0, len(owners))
    asks = because.asks.filter(pl.col("kind").is_in(list(_TEXTS[lang])))
    if asks.is_empty():
        return nothing
    words = Names(book.vocabulary, lang, book.timezone)
    value = [pl.col("values").list.get(i, null_on_oob=True) for i in range(3)]
    asks = asks.with_columns(first=value[0], second=value[1], third=value[2])
    mention = events.mention(book, lang)
    asks = asks.with_columns(
        mention=events.gather(asks["first"], mention), other=events.gather(asks["second"], mention)
    )
    known = book.vocabulary.event_fields() | book.vocabulary.entity_fields()
    labels = {name: words.field(name, known) for name in asks["field"].unique().to_list()}
    kinds = {name: words.events((name,)) for name in asks["field"].unique().to_list()}
    is_coverage = pl.col("kind") == "coverage"
    dates = asks.select(pl.when(pl.col("kind") == "due").then("second").otherwise(pl.lit("")).alias("date"))["date"]
    everybody = pl.lit(words.say("全部单位", "everybody"))
    asks = asks.with_columns(
        label=pl.when(is_coverage).then(pl.col("field").replace(kinds)).otherwise(pl.col("field").replace(labels)),
        said=spoken_values(book, asks["field"], dates, lang),
        place=_place(events.names, lang),
        span=_span(words),
        first=pl.when(is_coverage & (pl.col("first") == "*")).then(everybody).otherwise("first"),
    )
    told = []
    for (kind,), group in asks.with_row_index("_row").group_by(["kind"], maintain_order=True):
        told.append(group.select("_row", "row", needed=_filled(_TEXTS[lang][str(kind)])))
    said = pl.concat(told).sort("_row").unique(["row", "needed"], maintain_order=True)
    said = said.group_by("row", maintain_order=True).head(_SHOWN).sort("row", maintain_order=True)
    text = listed(said["row"].to_numpy(), said["needed"], "" if lang == "zh" else " ", because.duties.height)
    return text.gather(owners)


def _place(names: Mapping[str, str], lang: Lang) -> pl.Expr:
    """Where the row of an entity stands, in brackets; "" where it is not known."""
    file = pl.col("second").str.extract(r"^(.*):\d+$").replace(dict(names))
    place = pl.concat_str(file, pl.lit(":"), pl.col("second").str.extract(r":(\d+)$"))
    return pl.when(place.is_null()).then(pl.lit("")).otherwise(pl.format("（{}）" if lang == "zh" else " ({})", place))


def _span(words: Names) -> pl.Expr:
    lang = "%Y年%-m月%-d日" if words.is_zh else "%-d %B %Y"
    first, last = (
        pl.col(name).str.to_date("%Y-%m-%d", strict=False).dt.to_string(lang) for name in ("second", "third")
    )
    return (
        pl.when(first.is_null() & last.is_null())
        .then(pl.lit(""))
        .when(first.is_null())
        .then(pl.format(words.say("在{}及以前", " through {}"), last))
        .when(last.is_null())
        .then(pl.format(words.say("自{}起", " from {} on"), first))
        .otherwise(pl.format(words.say("在{}至{}期间", " from {} to {}"), first, last))
    )


def _filled(template: str) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for text in template.replace("{", "\0{").replace("}", "}\0").split("\0"):
        pieces.append(pl.col(text[1:-1]).fill_null("?") if text.startswith("{") else pl.lit(text))
    return pl.concat_str(pieces)
