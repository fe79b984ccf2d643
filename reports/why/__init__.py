"""Explanations in words: the nearest miss of a duty, and the record that would have met it; Chinese and English.

Like the sentences, they are templates of groups of duties into which columns are put.
"""

from __future__ import annotations

import polars as pl

from zhiben.reports.referred import Referred
from zhiben.reports.why.because import Because
from zhiben.reports.why.misses import missed
from zhiben.reports.why.remedies import remedied
from zhiben.reports.words import Lang
from zhiben.rules.model import Rulebook


def texts_of(book: Rulebook, because: Because, events: Referred, lang: Lang) -> tuple[pl.Series, pl.Series]:
    """(q,) the misses and (r,) the remedies of a block of duties in words."""
    return missed(book, because, events, lang), remedied(book, because, events, lang)


def why_columns(because: Because, misses: pl.Series, remedies: pl.Series, lang: Lang) -> list[pl.Series]:
    """(n,) `miss_zh` and `remedy_zh`, or `_en`, of a block of duties in its order; "" where there is nothing to say.

    Args:
        misses, remedies: as `texts_of` gives them.
    """
    is_first = because.misses["rank"] == 0
    nearest = because.misses["row"].filter(is_first), misses.filter(is_first)
    return [
        _spread(*nearest, because.duties.height).alias(f"miss_{lang}"),
        _spread(because.remedies["row"], remedies, because.duties.height).alias(f"remedy_{lang}"),
    ]


def _spread(rows: pl.Series, texts: pl.Series, size: int) -> pl.Series:
    nothing = pl.Series([""], dtype=pl.String).new_from_index(0, size)
    return nothing.scatter(rows, texts.fill_null("")) if len(rows) else nothing
