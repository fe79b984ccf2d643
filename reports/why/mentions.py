"""Events as explanations mention them: what it was, when, whose, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.reports.figures import spoken_moment
from zhiben.reports.places import event_places
from zhiben.reports.words import Lang
from zhiben.rules.wording.names import Names


def mentions(audit: Audit, references: pl.Series, lang: Lang, names: Mapping[str, str] | None) -> pl.DataFrame:
    """Every event that is referred to, once.

    Returns:
        (event, type, subject, when, place, mention): `mention` is such as `inspection of 3 March 2024 (log.csv:12)`.
        A reference that is no event of the log is that of a decided duty.
    """
    book = audit.rulebook
    wanted = references.drop_nulls().unique(maintain_order=True)
    known = audit.log.references()
    rows = pc.indices_nonzero(pc.is_in(known, value_set=pa.array(wanted.to_list(), pa.string())))
    table = audit.log.table.select(["type", "subject", "first"]).take(rows)
    events = pl.DataFrame(
        {
            "event": pl.Series(pc.take(known, rows).to_pylist(), dtype=pl.String),
            "type": pl.Series(table["type"].cast(pa.string()).to_pylist(), dtype=pl.String),
            "subject": pl.Series(table["subject"].cast(pa.string()).to_pylist(), dtype=pl.String),
            "first": pl.Series(table["first"].cast(pa.int64()).to_pylist(), dtype=pl.Int64),
        }
    ).unique("event", keep="first", maintain_order=True)
    places = event_places(audit.log, wanted, dict(names) if names else None)
    events = events.join(places.select(event="id", place="place"), on="event", how="left")
    words = Names(book.vocabulary, lang, book.timezone)
    labels = {name: words.events((name,)) for name in (*book.vocabulary.events, DUTY_DECIDED)}
    when = spoken_moment(pl.col("first").cast(pl.Datetime("us", "UTC")), book.timezone, lang)
    events = events.with_columns(when=when, label=pl.col("type").replace(labels))
    told = "{}的{}（{}）" if lang == "zh" else "{} of {} ({})"
    parts = ("when", "label", "place") if lang == "zh" else ("label", "when", "place")
    events = events.with_columns(mention=pl.format(told, *(pl.col(part).fill_null("?") for part in parts)))
    decided = pl.DataFrame({"event": wanted}).join(events, on="event", how="anti")
    mention = pl.format("{} {}", pl.lit(labels[DUTY_DECIDED]), "event")
    return pl.concat([events, decided.with_columns(mention=mention)], how="diagonal").select(
        "event", "type", "subject", "when", "place", "mention"
    )
