"""The nearest miss in words: the record that nearly counted and what it failed, or by how much it missed the window."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from zhiben.engine.explain.nearest import SIDES
from zhiben.reports.referred import Referred
from zhiben.reports.templated import listed
from zhiben.reports.why.because import Because
from zhiben.reports.why.failures import failure_texts
from zhiben.reports.words import Lang
from zhiben.rules.model import Rulebook

_MINUTE, _HOUR, _DAY = 60_000_000, 3_600_000_000, 86_400_000_000
_TEXTS = {
    "zh": {
        "within": "最接近的记录：{}，{}。", "before": "最接近的记录：{}，比期限开始早{}。",
        "after": "最接近的记录：{}，比期限截止晚{}。", "broke": "造成违反的记录：{}。", "standing": "尚未终结：{}。",
    },
    "en": {
        "within": "Nearest miss: {}, {}.", "before": "Nearest miss: {}, {} before the window opened.",
        "after": "Nearest miss: {}, {} after the window closed.", "broke": "Broken by: {}.",
        "standing": "Still open: {}.",
    },
}  # fmt: skip


def missed(book: Rulebook, because: Because, events: Referred, lang: Lang) -> pl.Series:
    """(q,) the misses of a block of duties in words; of what stands open the first tells all, the others are null."""
    told, words = because.misses, _TEXTS[lang]
    if told.is_empty():
        return pl.Series("text", [], dtype=pl.String)
    mention = events.gather(told["event"], events.mention(book, lang))
    number = dict(zip(SIDES, range(len(SIDES)), strict=True))
    side: npt.NDArray[np.int64] = told["side"].replace_strict(number, return_dtype=pl.Int64).to_numpy()
    pieces = [words[name].split("{}") for name in SIDES]
    heads, tails = ([part[end] for part in pieces] for end in (0, -1))
    middles = [part[1] if len(part) > 2 else "" for part in pieces]
    more = pl.Series("more", [""], dtype=pl.String).new_from_index(0, told.height)
    if (within := np.flatnonzero(side == SIDES.index("within"))).size:
        failures = failure_texts(book, because, lang).gather(within).fill_null("?")
        more = more.scatter(within, failures)
    if (outside := np.flatnonzero((side == SIDES.index("before")) | (side == SIDES.index("after")))).size:
        more = more.scatter(outside, _away(told[outside], lang))
    parts = [_of_sides(heads, side), mention.fill_null("?"), _of_sides(middles, side), more, _of_sides(tails, side)]
    text = pl.select(pl.concat_str([pl.lit(part) for part in parts])).to_series().alias("text")
    open_ = np.flatnonzero(side == SIDES.index("standing"))
    return text.scatter(open_, _standing(told[open_], mention.gather(open_), lang)) if len(open_) else text


def _of_sides(words: list[str], side: npt.NDArray[np.int64]) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(side)


def _standing(told: pl.DataFrame, mention: pl.Series, lang: Lang) -> pl.Series:
    """(q,) all that stands open of a duty, with the first of it."""
    row = told["row"].to_numpy()
    first = np.append(True, row[1:] != row[:-1])
    owner = np.cumsum(first) - 1
    all_ = listed(owner, mention, "；" if lang == "zh" else "; ", int(first.sum()))
    said = pl.DataFrame([all_.alias("all")]).select(pl.format(_TEXTS[lang]["standing"], "all")).to_series()
    return pl.Series([None], dtype=pl.String).new_from_index(0, len(row)).scatter(np.flatnonzero(first), said)


def _away(told: pl.DataFrame, lang: Lang) -> pl.Series:
    """(q,) how far outside: whole days where the window begins or ends with one, else days, hours and minutes."""
    days, size = told["days"].to_numpy(), told["distance"].to_numpy()
    units = [
        (size // _DAY, "天", " day"),
        (size % _DAY // _HOUR, "小时", " hour"),
        (size % _HOUR // _MINUTE, "分钟", " minute"),
    ]
    pieces = [_piece(number, zh if lang == "zh" else en, lang) for number, zh, en in units]
    exact = pl.DataFrame([piece.alias(str(n)) for n, piece in enumerate(pieces)]).select(pl.concat_str(pl.all()))
    text = exact.to_series().str.strip_chars_end(" ")
    tiny = np.flatnonzero(size < _MINUTE)
    text = text.scatter(tiny, "不到1分钟" if lang == "zh" else "less than a minute") if len(tiny) else text
    if (whole := np.flatnonzero(days >= 0)).size:
        text = text.scatter(whole, _piece(days[whole], "天" if lang == "zh" else " day", lang).str.strip_chars_end(" "))
    return text


def _piece(number: npt.NDArray[np.int64], unit: str, lang: Lang) -> pl.Series:
    """(q,) `3 days `; "" where the number is 0; each number is written once."""
    distinct, which = np.unique(number, return_inverse=True)
    ends = unit if lang == "zh" else unit + "s "
    said = [(f"{n}{unit} " if n == 1 and lang == "en" else f"{n}{ends}") if n > 0 else "" for n in distinct.tolist()]
    return pl.Series(said, dtype=pl.String).gather(which)
