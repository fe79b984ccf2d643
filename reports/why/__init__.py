"""Explanations in words: the nearest miss of a duty, and the record that would have met it; Chinese and English.

Like the sentences, they are templates of groups of duties into which columns are put.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.reports.why.misses import miss_texts
from zhiben.reports.why.remedies import remedy_texts
from zhiben.reports.words import LANGS, Lang


def why_columns(
    audit: Audit,
    ledger: pl.DataFrame,
    names: Mapping[str, str] | None = None,
    langs: Sequence[Lang] = LANGS,
) -> list[pl.Series]:
    """(n,) `miss_zh, miss_en, remedy_zh, remedy_en` of ledger rows, in their order; "" where there is nothing to say.

    Args:
        ledger: rows of the audit's ledger (instants as instants).
        names: how to write the names of log files.
    """
    columns: list[pl.Series] = []
    if ledger.is_empty():  # nothing is judged again for nothing
        empty = [f"{kind}_{lang}" for lang in langs for kind in ("miss", "remedy")]
        return [pl.Series(name, [], dtype=pl.String) for name in empty]
    found = audit.explanations_of(ledger["verdict"].unique().to_list())
    for lang in langs:
        misses = miss_texts(audit, ledger, found, lang, names).filter(pl.col("rank") == 0)
        remedies = remedy_texts(audit, ledger, found, lang, names)
        for kind, texts in (("miss", misses), ("remedy", remedies)):
            joined = ledger.select("duty").join(
                texts.select("duty", "text").unique("duty"), on="duty", how="left", maintain_order="left"
            )
            columns.append(joined["text"].fill_null("").alias(f"{kind}_{lang}"))
    return columns
