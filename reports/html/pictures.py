"""The two charts of the page: verdicts by the period in which duties are due, and by heading of the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.reports.catalogue import all_rules
from zhiben.reports.html.charts import Bars, lying, standing
from zhiben.reports.html.chosen import GRAVEST_FIRST
from zhiben.reports.html.headings import headings_in
from zhiben.reports.html.periods import fitting, named
from zhiben.reports.html.words import told
from zhiben.reports.text import shortened
from zhiben.reports.words import LANGS, Lang
from zhiben.rules.model import Rulebook

_TITLE = 24  # columns that a heading takes beside its bar
BARS = 24  # of more headings those with the most findings are drawn; the matrix has all of them


def pictures(audit: Audit) -> Sequence[tuple[str, str, str]]:
    """(title's word, Chinese SVG, English SVG) of each chart that there is something to draw for."""
    return list(_drawn(audit)) if audit.ledger.num_rows else []


def _drawn(audit: Audit) -> Iterator[tuple[str, str, str]]:
    day = pl.col("due").dt.convert_time_zone(audit.rulebook.timezone).dt.date()
    frame = pl.DataFrame(audit.ledger.select(["due", "rule", "verdict"])).with_columns(due=day)
    frame = frame.group_by(pl.all()).agg(count=pl.len()).sort("due", "rule", "verdict")
    period = named(pl.col("due"), fitting(frame["due"]))
    by_period = _bars(frame.with_columns(name=period).sort("name", nulls_last=True))
    if len(by_period.names) > 1:
        zh, en = (
            standing(_labelled(by_period, lang), f"chart-period-{lang}", told(lang, "chart_period"), lang)
            for lang in LANGS
        )
        yield "chart_period", zh, en
    by_heading = _worst(_bars(_by_heading(audit, frame)))
    if len(by_heading.names) > 1:
        zh, en = (
            lying(_titled(by_heading, audit.rulebook, lang), f"chart-heading-{lang}", told(lang, "chart_heading"), lang)
            for lang in LANGS
        )
        yield "chart_heading", zh, en


def _by_heading(audit: Audit, frame: pl.DataFrame) -> pl.DataFrame:
    """A duty stands under each heading that its rule has a clause of; those of no clause are left out."""
    rules = list(all_rules(audit.rulebook))
    heading = headings_in(audit.rulebook)
    pairs = {(rule.id, heading[name]): None for rule in rules for name in rule.clauses}
    order = {name: place for place, name in enumerate(dict.fromkeys(heading.values()))}
    table = pl.DataFrame(
        {"rule": [r for r, _ in pairs], "name": [h for _, h in pairs]}, schema={"rule": pl.String, "name": pl.String}
    )
    table = table.with_columns(order=pl.col("name").replace_strict(order, return_dtype=pl.Int64))
    return frame.join(table, on="rule", how="inner").sort("order", maintain_order=True)


def _bars(frame: pl.DataFrame) -> Bars:
    frame = frame.with_columns(pl.col("name").fill_null(""))
    counts = frame.group_by("name", maintain_order=True).agg(
        pl.col("count").filter(pl.col("verdict") == verdict).sum().alias(verdict) for verdict in GRAVEST_FIRST
    )
    return Bars(counts["name"].to_list(), [list(row) for row in counts.select(GRAVEST_FIRST).iter_rows()])


def _labelled(bars: Bars, lang: Lang) -> Bars:
    """A year stands at the first of its periods only: 2024-Q3, Q4, 2025-Q1."""
    names = [name or told(lang, "no_due") for name in bars.names]
    before = ["", *names][: len(names)]
    labels = [name[5:] if name[5:] and old[:4] == name[:4] else name for old, name in zip(before, names, strict=True)]
    return Bars(names, bars.counts, labels)


def _titled(bars: Bars, book: Rulebook, lang: Lang) -> Bars:
    """Headings with the beginning of their titles."""
    titles = {clause.id: clause.title.text(lang, "") for clause in book.clauses}
    names = [f"{name} {titles.get(name, '')}".rstrip() for name in bars.names]
    return Bars(names, bars.counts, [shortened(name, _TITLE) for name in names])


def _worst(bars: Bars) -> Bars:
    if len(bars.names) <= BARS:
        return bars
    worst = sorted(range(len(bars.names)), key=lambda place: [-count for count in bars.counts[place]])[:BARS]
    return Bars([bars.names[place] for place in sorted(worst)], [bars.counts[place] for place in sorted(worst)])
