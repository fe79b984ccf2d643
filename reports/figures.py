"""Instants and numbers as people read them: as short as they are exact, and never rounded across a bound."""

from __future__ import annotations

import polars as pl

from zhiben.reports.words import Lang

_DAY = {"zh": "%Y年%-m月%-d日", "en": "%-d %B %Y"}
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_NEARLY = {
    "zh": {"under": "略低于 {}", "over": "略高于 {}", "beside": "接近但不等于 {}"},
    "en": {"under": "just under {}", "over": "just over {}", "beside": "almost, but not quite {}"},
}


def moment_text(moment: pl.Expr, zone: str, is_end: bool = False) -> pl.Expr:
    """An instant in civil time of `zone`: the date alone at a midnight, with `is_end` also a microsecond before it."""
    is_day = _is_midnight(moment, zone) | ends_a_day(moment, zone) if is_end else _is_midnight(moment, zone)
    return _text(moment, zone, "%Y-%m-%d", is_day)


def spoken_moment(moment: pl.Expr, zone: str, lang: Lang) -> pl.Expr:
    """An instant as a sentence says it: `29 February 2024` at either end of that day, else with the time of day."""
    return _text(moment, zone, _DAY[lang], _is_midnight(moment, zone) | ends_a_day(moment, zone))


def ends_a_day(moment: pl.Expr, zone: str) -> pl.Expr:
    """True for the last microsecond of a civil day."""
    return _is_midnight(moment + pl.duration(microseconds=1), zone)


def number_text(number: pl.Expr) -> pl.Expr:
    """A number of at most six decimals without trailing zeros; null stays null."""
    # Whole and part separately: their product with a million would not be exact for large numbers.
    size = number.abs()
    part = ((size - size.floor()) * 1_000_000).round().cast(pl.Int64)
    whole = (size.floor().cast(pl.Int64) + part // 1_000_000).cast(pl.String)
    decimals = (part % 1_000_000).cast(pl.String).str.zfill(6).str.strip_chars_end("0")
    text = pl.when(decimals == "").then(whole).otherwise(pl.concat_str(whole, pl.lit("."), decimals))
    return pl.when((number < 0) & (text != "0")).then(pl.concat_str(pl.lit("-"), text)).otherwise(text)


def low_text(required: pl.Expr) -> pl.Expr:
    """The least that a ledger's `required` allows, as written there; null where nothing is the least."""
    return required.str.extract(f"^(?:at_least|exactly|between) {_NUMBER}(?:$| and )")


def high_text(required: pl.Expr) -> pl.Expr:
    """The most that a ledger's `required` allows, as written there; null where nothing is the most."""
    return required.str.extract(f"^(?:at_most|exactly|between .* and) {_NUMBER}$")


def seen_parts(observed: pl.Expr, required: pl.Expr) -> dict[str, pl.Expr]:
    """`_shown, _least, _most`, which `seen_text` names a dozen times: columns first, lest each is planned anew."""
    return {"_shown": number_text(observed), "_least": low_text(required), "_most": high_text(required)}


def seen_text(observed: pl.Expr, is_missed: pl.Expr, lang: Lang) -> pl.Expr:
    """The number observed; where six decimals would put it on the wrong side of its bound, `just under 60`.

    The rows have `seen_parts` as columns.

    Args:
        is_missed: the bound is known to be missed, so that a number equal to it in binary is beside it all the same.
    """
    words, shown = _NEARLY[lang], pl.col("_shown")
    low, high = pl.col("_least"), pl.col("_most")
    below = observed < low.cast(pl.Float64)
    above = observed > high.cast(pl.Float64)
    at_low, at_high = (shown == low).fill_null(value=False), (shown == high).fill_null(value=False)
    return (
        pl.when(at_low & below)
        .then(pl.format(words["under"], shown))
        .when(at_high & above)
        .then(pl.format(words["over"], shown))
        .when(is_missed & at_low & at_high)
        .then(pl.format(words["beside"], shown))
        .when(is_missed & at_low)
        .then(pl.format(words["under"], shown))
        .when(is_missed & at_high)
        .then(pl.format(words["over"], shown))
        .otherwise(shown)
    )


def _is_midnight(moment: pl.Expr, zone: str) -> pl.Expr:
    civil = moment.dt.convert_time_zone(zone)
    return civil.dt.truncate("1d") == civil


def _text(moment: pl.Expr, zone: str, day: str, is_day: pl.Expr) -> pl.Expr:
    """The day alone where `is_day`, else with minutes, seconds or microseconds, no finer than needed."""
    civil = moment.dt.convert_time_zone(zone)
    odd = civil.dt.microsecond() != 0
    return (
        pl.when(is_day)
        .then(civil.dt.to_string(day))
        .when(odd)
        .then(civil.dt.to_string(f"{day} %H:%M:%S%.6f"))
        .when(civil.dt.second() != 0)
        .then(civil.dt.to_string(f"{day} %H:%M:%S"))
        .otherwise(civil.dt.to_string(f"{day} %H:%M"))
    )
