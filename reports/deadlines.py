"""From when to when a duty ran, with grace and days off, and how it came to be breached."""

from __future__ import annotations

import polars as pl

from zhiben.reports.figures import ends_a_day, high_text, low_text, spoken_moment
from zhiben.reports.templated import once
from zhiben.reports.words import Lang

_SPAN = {
    "zh": {
        "both": "{}至{}", "since": "{}起", "until": "截至{}", "none": "期限不明", "grace": "自{}起，期限{}，宽限至{}",
        "until_grace": "期限{}，宽限至{}", "moved": "{}，原为{}，因逢休息日顺延至下一工作日",
    },
    "en": {
        "both": "{} to {}", "since": "from {} on", "until": "through {}", "none": "no end can be told",
        "grace": "from {}, due {}, with grace until {}", "until_grace": "due {}, with grace until {}",
        "moved": "{}, moved from {} to the next working day",
    },
}  # fmt: skip
_BREACH = {
    "zh": {
        "over": "于{}超出要求", "under": "于{}低于要求", "day_over": "至{}24时仍超出要求",
        "instant_over": "至{}仍超出要求", "day_done": "至{}24时仍未履行", "instant_done": "至{}仍未履行",
        "day_reached": "至{}24时仍未达到要求", "instant_reached": "至{}仍未达到要求",
    },
    "en": {
        "over": "exceeded on {}", "under": "fallen below on {}", "day_over": "too much at the end of {}",
        "instant_over": "too much at {}", "day_done": "not done by the end of {}", "instant_done": "not done by {}",
        "day_reached": "not reached by the end of {}", "instant_reached": "not reached by {}",
    },
}  # fmt: skip
_DONE = ("count", "days", "distinct", "covers")  # measures of deeds; the others are of sizes


def told_moments(rows: pl.DataFrame, zone: str, lang: Lang) -> list[pl.Series]:
    """(n,) `_opens, _due, _was, _final, _decided, _cured` of ledger rows in words, for the texts below.

    `_was` is what `_before_roll` says, where it is there; `_final` the end of a grace, null without one.
    """
    last = pl.col("closes") - pl.duration(microseconds=1)
    final = pl.when((last > pl.col("due")).fill_null(value=False)).then(last)
    named = {"_opens": "opens", "_due": "due", "_was": "_before_roll", "_decided": "decided", "_cured": "cured"}
    moments = rows.select(_final=final, **named)
    return [
        moments.select(spoken_moment(pl.col(name), zone, lang)).to_series().alias(name)
        if moments[name].null_count() < rows.height
        else pl.Series(name, [None], dtype=pl.String).new_from_index(0, rows.height)
        for name in moments.columns
    ]


def span_text(lang: Lang) -> pl.Expr:
    """Opening and due date of ledger rows with `told_moments`; the end of a grace, and the day it moved from."""
    words = _SPAN[lang]
    opens, plain, final = pl.col("_opens"), pl.col("_due"), pl.col("_final")
    moved = pl.format(words["moved"], plain, pl.col("_was"))
    due = pl.when(pl.col("_was").is_null()).then(plain).otherwise(moved)
    has_grace = final.is_not_null()
    no_opening, no_due = opens.is_null(), plain.is_null()
    return (
        pl.when(no_opening & no_due)
        .then(pl.lit(words["none"]))
        .when(no_due)
        .then(pl.format(words["since"], opens))
        .when(no_opening & has_grace)
        .then(pl.format(words["until_grace"], due, final))
        .when(no_opening)
        .then(pl.format(words["until"], due))
        .when(has_grace)
        .then(pl.format(words["grace"], opens, due, final))
        .when(opens == due)
        .then(opens)
        .otherwise(pl.format(words["both"], opens, due))
    )


def breach_text(zone: str, lang: Lang) -> pl.Expr:
    """How ledger rows with `told_moments` came to be breached: at once, by an event on a day, or only at the close.

    `_measure` names the measure of each row, `_is_throughout` says that its window is, `_low` and `_high` are what
    `required` allows as numbers.

    What may still be done all day is not missed before that day is over, so a close is told as the day's end.
    """
    words, observed, decided = _BREACH[lang], pl.col("observed"), pl.col("decided")
    low, high = pl.col("_low"), pl.col("_high")
    is_above = (low.is_null() | (observed > high) | ((observed == high) & (low < high))).fill_null(value=False)
    # Only towards one side can a measure not come back from beyond its bound.
    measure = pl.col("_measure")
    side = pl.when(measure == "min").then(observed < low).otherwise(observed > high)
    is_final = side.fill_null(value=False) & measure.is_in([*_DONE, "max", "min"])
    # What stands throughout is breached at the first instant at which it is out of bounds, on either side.
    is_final |= (measure == "standing") & pl.col("_is_throughout")
    is_early = (decided < pl.col("closes") - pl.duration(microseconds=1)).fill_null(value=True)
    is_deed = measure.is_in(_DONE)
    is_day = ends_a_day(decided, zone)
    told = (
        pl.when((is_final | is_early) & is_above)
        .then(pl.lit(words["over"]))
        .when(is_final)
        .then(pl.lit(words["under"]))
        .when(is_above & is_day)
        .then(pl.lit(words["day_over"]))
        .when(is_above)
        .then(pl.lit(words["instant_over"]))
        .when(is_day & is_deed)
        .then(pl.lit(words["day_done"]))
        .when(is_day)
        .then(pl.lit(words["day_reached"]))
        .when(is_deed)
        .then(pl.lit(words["instant_done"]))
        .otherwise(pl.lit(words["instant_reached"]))
    )
    before, after = ({text: text.split("{}")[part] for text in words.values()} for part in (0, 1))
    return pl.concat_str(told.replace_strict(before), pl.col("_decided"), told.replace_strict(after))


def bounds(rows: pl.DataFrame) -> list[pl.Series]:
    """(n,) `_low` and `_high`: the least and the most that `required` allows; null = nothing is."""
    return [
        once(rows, ["required"], text(pl.col("required")).cast(pl.Float64)).alias(name)
        for name, text in (("_low", low_text), ("_high", high_text))
    ]
