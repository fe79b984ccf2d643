"""Ledger rows as they are read outside: with sentence, title, civil times, and places of the evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.engine.baseline import STATUSES
from zhiben.reports.catalogue import SEVERITIES, all_rules
from zhiben.reports.places import event_places
from zhiben.reports.sentences import sentences
from zhiben.reports.why import why_columns
from zhiben.reports.words import LANGS, Lang

_ISO = "%Y-%m-%dT%H:%M:%S%.6f%:z"


def explained(
    audit: Audit, duties: pa.Table, names: dict[str, str] | None = None, langs: Sequence[Lang] = LANGS
) -> pl.DataFrame:
    """Some rows of an audit's ledger, in their order, made readable.

    Args:
        names: how to write the names of log files.
        langs: in which languages sentences are wanted; wording them is most of the work.

    Returns:
        The ledger's columns (instants as ISO text with the offset of the rulebook's zone) and `title_zh, title_en,
        sentence_zh, sentence_en` (what was owed and seen), `miss_zh, miss_en` (the nearest miss, or what broke it),
        `remedy_zh, remedy_en` (the record that would have met it, or why none can), `parameters` (names), `status`
        (against the baseline, empty without one), `raised_at` (place of the trigger event, null where there is none),
        `evidence` as a list of structs (id, file, line, place; file, line, place null for what is no event).
    """
    frame = pl.DataFrame(duties)
    book = audit.rulebook
    rules = {rule.id: rule for rule in all_rules(book)}
    said = {f"sentence_{lang}": sentences(book, frame, lang, audit.log, audit.waivers) for lang in langs}
    why = why_columns(audit, frame, names, langs)
    frame = frame.with_columns(*why, **said)
    if "status" not in frame.columns:
        frame = frame.with_columns(status=pl.lit(""))
    times = [
        pl.col(name).dt.convert_time_zone(book.timezone) for name in ("opens", "closes", "due", "decided", "cured")
    ]
    frame = frame.with_columns([time.dt.to_string(_ISO) for time in times])
    frame = frame.with_columns(
        title_zh=_by_rule({rule.id: rule.title.text("zh", rule.id) for rule in rules.values()}),
        title_en=_by_rule({rule.id: rule.title.text("en", rule.id) for rule in rules.values()}),
        parameters=_by_rule({rule.id: ";".join(rule.parameters) for rule in rules.values()}),
    )
    return _with_places(audit, frame, names)


def gravest(duties: pa.Table, limit: int) -> pa.Table:
    """The first `limit` rows by severity, gravest first, otherwise in the order they have."""
    rank = pc.index_in(duties["severity"], value_set=pa.array(SEVERITIES))
    rows = np.argsort(rank.to_numpy(), kind="stable")
    return duties.take(rows[:limit])


def varied(duties: pa.Table, limit: int) -> pa.Table:
    """Rows to show first: one of each rule, the gravest rules first, then the next one of each, and so on.

    With a baseline the new ones come first, then those that are there again.
    """
    rank = pc.index_in(duties["severity"], value_set=pa.array(SEVERITIES)).to_numpy()
    turn = pl.DataFrame(duties.select(["rule"])).select(pl.int_range(pl.len()).over("rule")).to_series().to_numpy()
    return duties.take(np.lexsort((rank, turn, status_rank(duties)))[:limit])


def status_rank(duties: pa.Table) -> npt.NDArray[np.int64]:
    """(d,) new ones before those that are there again before those that persist; all alike without a baseline."""
    if "status" not in duties.column_names:
        return np.zeros(duties.num_rows, np.int64)
    places = pc.index_in(duties["status"], value_set=pa.array(STATUSES))
    return np.asarray(places.to_numpy(), np.int64)


def _by_rule(words: dict[str, str]) -> pl.Expr:
    return pl.col("rule").replace_strict(words, return_dtype=pl.String)


def _with_places(audit: Audit, frame: pl.DataFrame, names: dict[str, str] | None) -> pl.DataFrame:
    shown = frame.select("duty", id="evidence").with_row_index("_row").explode("id").drop_nulls("id")
    places = event_places(audit.log, pl.concat([shown["id"], frame["raised_by"]]), names)
    listed = (
        shown.with_row_index("_order")
        .join(places, on="id", how="left")
        .sort("_order")
        .group_by("_row", maintain_order=True)
        .agg(evidence=pl.struct("id", "file", "line", "place"))
    )
    trigger = places.select(raised_by="id", raised_at="place")
    empty = pl.lit([], dtype=listed.schema["evidence"])
    return (
        frame.drop("evidence")
        .with_row_index("_row")
        .join(listed, on="_row", how="left")
        .join(trigger, on="raised_by", how="left")
        .sort("_row")
        .with_columns(pl.col("evidence").fill_null(empty))
        .drop("_row")
    )
