"""From when to when a duty ran, with grace and days off, and how it came to be breached."""

from __future__ import annotations

import polars as pl

from zhiben.reports.figures import ends_a_day, high_text, low_text, spoken_moment
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


def span_text(zone: str, lang: Lang) -> pl.Expr:
    """Opening and due date of ledger rows; the end of a grace, and where `_before_roll` has one, the day it moved from.

    `_before_roll` is what `due` would have been without the move, null where there was none.
    """
    words = _SPAN[lang]
    opens, plain = spoken_moment(pl.col("opens"), zone, lang), spoken_moment(pl.col("due"), zone, lang)
    was = spoken_moment(pl.col("_before_roll"), zone, lang)
    moved = pl.format(words["moved"], plain, was)
    due = pl.when(pl.col("_before_roll").is_null()).then(plain).otherwise(moved)
    last = pl.col("closes") - pl.duration(microseconds=1)
    final = spoken_moment(last, zone, lang)
    has_grace = (last > pl.col("due")).fill_null(value=False)
    no_opening, no_due = pl.col("opens").is_null(), pl.col("due").is_null()
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
    """How ledger rows came to be breached: at once, by an event on a day, or only at the close.

    `_measure` names the measure of each row, `_is_throughout` says that its window is.

    What may still be done all day is not missed before that day is over, so a close is told as the day's end.
    """
    words, observed, decided = _BREACH[lang], pl.col("observed"), pl.col("decided")
    low, high = (text(pl.col("required")).cast(pl.Float64) for text in (low_text, high_text))
    is_above = (low.is_null() | (observed > high) | ((observed == high) & (low < high))).fill_null(value=False)
    # Only towards one side can a measure not come back from beyond its bound.
    measure = pl.col("_measure")
    side = pl.when(measure == "min").then(observed < low).otherwise(observed > high)
    is_final = side.fill_null(value=False) & measure.is_in([*_DONE, "max", "min"])
    # What stands throughout is breached at the first instant at which it is out of bounds, on either side.
    is_final |= (measure == "standing") & pl.col("_is_throughout")
    is_early = (decided < pl.col("closes") - pl.duration(microseconds=1)).fill_null(value=True)
    when = spoken_moment(decided, zone, lang)
    is_deed = measure.is_in(_DONE)
    is_day = ends_a_day(decided, zone)
    return (
        pl.when((is_final | is_early) & is_above)
        .then(pl.format(words["over"], when))
        .when(is_final)
        .then(pl.format(words["under"], when))
        .when(is_above & is_day)
        .then(pl.format(words["day_over"], when))
        .when(is_above)
        .then(pl.format(words["instant_over"], when))
        .when(is_day & is_deed)
        .then(pl.format(words["day_done"], when))
        .when(is_day)
        .then(pl.format(words["day_reached"], when))
        .when(is_deed)
        .then(pl.format(words["instant_done"], when))
        .otherwise(pl.format(words["instant_reached"], when))
    )
