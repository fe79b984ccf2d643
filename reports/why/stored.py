"""What a report keeps so that `zhiben explain` needs nothing but the report: explanations, and the events they name.

`explanations.parquet` has one row per duty that is not met; `events.parquet` every event that the ledger or an
explanation names. Inputs may be gone, or may not be the auditor's to see; the report is what was handed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.engine.texts import places_among
from zhiben.events.vocabulary import Label
from zhiben.reports.why.because import Because
from zhiben.reports.words import LANGS, Lang
from zhiben.rules.model import Rulebook

if TYPE_CHECKING:
    import pyarrow.parquet as pq

LABELS = b"zhiben.labels"
_GROUP = 1_048_576  # events that are taken out of the log and written at once


class ExplanationsFile:
    """explanations.parquet as it grows, a block of duties at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def take(self, told: pl.DataFrame) -> None:
        """Write what `explanation_table` says of a block."""
        table = told.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            import pyarrow.parquet as pq

            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd", write_statistics=False)
        self._writer.write_table(table.cast(self._writer.schema))

    def close(self) -> None:
        """Write what ends the file."""
        if self._writer is not None:
            self._writer.close()


def write_events(audit: Audit, missed: pa.Array, path: Path, names: Mapping[str, str]) -> None:
    """Write events.parquet: the events that the ledger names, and those that explanations name (`missed`)."""
    rows, references = named_rows(audit, missed)
    first = _events(audit, rows.slice(0, 0), references, names)
    words: Any = [field.name for field in first.schema if pa.types.is_dictionary(field.type) or field.name == "file"]
    options: Any = {"use_dictionary": words, "write_statistics": False}
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, first.schema, compression="zstd", **options) as writer:
        for start in range(0, max(len(rows), 1), _GROUP):
            writer.write_table(_events(audit, rows.slice(start, _GROUP), references, names))


def explanation_table(because: Because, texts: Mapping[Lang, tuple[pl.Series, pl.Series]]) -> pl.DataFrame:
    """One row per duty of a block, in its order.

    Args:
        texts: misses and remedies in words, by language.

    Returns:
        (duty, misses, remedy, record): `misses` lists structs (event, side, days, hours, failed, zh, en), the nearest
        first, `failed` being structs (kind, field, found); `remedy` is a struct (kind, why, count, becomes, zh, en);
        `record` is a struct (type, subject, first, last, first_day, last_day, ends, fields), or null where no record
        is named.
    """
    size = because.duties.height
    misses, remedies = because.misses, because.remedies
    failed = because.failed.select(failed=pl.struct("kind", "field", "found")).to_series()
    misses = misses.select(
        "event",
        "side",
        days=pl.when(pl.col("days") >= 0).then("days"),
        hours=(pl.col("distance") / 3_600_000_000).round(6),
        failed=_lists(because.failed["miss"], failed, misses.height),
        **{lang: told for lang, (told, _) in texts.items()},
    )
    listed = _lists(because.misses["row"], misses.select(misses=pl.struct(pl.all())).to_series(), size)
    values = because.values.select(fields=pl.struct("field", "values")).to_series()
    fields = _lists(because.values["row"], values, size).gather(remedies["row"])
    has_fields = pl.Series(np.isin(remedies["row"].to_numpy(), because.values["row"].to_numpy()))
    is_named = pl.col("kind").is_in(["one", "several"])
    record = pl.struct(
        "type", "subject", "first", "last", "first_day", "last_day", pl.col("ending").alias("ends"), "fields"
    )
    remedies = remedies.with_columns(
        fields=pl.when(has_fields).then(fields), **{lang: told for lang, (_, told) in texts.items()}
    ).select(remedy=pl.struct("kind", "why", "count", "becomes", *LANGS), record=pl.when(is_named).then(record))
    table = because.duties.select("duty", misses=listed)
    if (because.remedies["row"] == pl.int_range(size, eager=True)).all() and remedies.height == size:
        return pl.concat([table, remedies], how="horizontal")
    rows = because.remedies["row"].cast(pl.UInt32)
    remedies = remedies.with_columns(_row=rows)
    return table.with_row_index("_row").join(remedies, on="_row", how="left", maintain_order="left").drop("_row")


def _lists(owner: pl.Series, items: pl.Series, size: int) -> pl.Series:
    """(size,) the items of each owner as a list, empty where there is none; (p,) owners ascending."""
    counts = np.bincount(owner.to_numpy(), minlength=size) if len(owner) else np.zeros(size, np.int64)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return pl.Series(items.name, pa.LargeListArray.from_arrays(pa.array(offsets), items.to_arrow()))


def named_rows(audit: Audit, missed: pa.Array) -> tuple[pa.Array, pa.Array]:
    """(p,) rows of the log whose events are named, and the (n,) references of all its rows."""
    ledger = audit.ledger
    wanted = [pc.list_flatten(ledger["evidence"]).combine_chunks(), ledger["raised_by"].combine_chunks(), missed]
    named = pa.concat_arrays([part.cast(pa.string()) for part in wanted]).drop_null()
    references = audit.log.references()
    return pa.array(places_among(references, named)), references


def _events(audit: Audit, rows: pa.Array, references: pa.Array, names: Mapping[str, str]) -> pa.Table:
    """Some rows of the log, in its order, under `reference` as the ledger writes it.

    The schema's metadata `zhiben.labels` holds the labels of types, fields and values as JSON: no rulebook is needed to
    read them.
    """
    table = audit.log.table.take(rows)
    for name, field in audit.rulebook.vocabulary.event_fields().items():
        if field.type == "category" and not field.many and name in table.column_names:
            table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(pa.string()))
    file = table["file"].cast(pa.string()).combine_chunks().dictionary_encode()
    words = pa.array([names.get(word, word) for word in file.dictionary.to_pylist()], pa.string())
    table = table.set_column(table.schema.get_field_index("file"), "file", words.take(file.indices))
    table = table.add_column(0, "reference", pc.take(references, rows)).combine_chunks()
    return table.replace_schema_metadata({LABELS: json.dumps(labels(audit.rulebook), ensure_ascii=False)})


def labels(rulebook: Rulebook) -> dict[str, object]:
    """Labels of event types, of their fields, and of the values of categories."""

    def both(label: Label) -> dict[str, str]:
        return {"zh": label.zh, "en": label.en}

    fields = rulebook.vocabulary.event_fields()
    values: dict[str, dict[str, dict[str, str]]] = {}
    for kind in rulebook.vocabulary.events.values():
        for field in kind.fields.values():
            values.setdefault(field.name, {}).update({value.name: both(value.label) for value in field.values})
    return {
        "timezone": rulebook.timezone,
        "events": {name: both(kind.label) for name, kind in rulebook.vocabulary.events.items()},
        "fields": {
            name: {"label": both(field.label), "storage": field.storage, "values": values[name]}
            for name, field in fields.items()
        },
    }
