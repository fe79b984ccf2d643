"""What a report keeps so that `zhiben explain` needs nothing but the report: explanations, and the events they name.

`explanations.parquet` has one row per duty that is not met; `events.parquet` every event that the ledger or an
explanation names. Inputs may be gone, or may not be the auditor's to see; the report is what was handed over.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import NOT_MET
from zhiben.events.vocabulary import Label
from zhiben.reports.why.misses import miss_texts
from zhiben.reports.why.remedies import remedy_texts
from zhiben.reports.words import LANGS
from zhiben.rules.model import Rulebook

LABELS = b"zhiben.labels"


def write_explanations(told: pl.DataFrame, path: Path) -> None:
    """Write explanations.parquet; `told` is what `explanation_table` gives."""
    told.write_parquet(path, compression="zstd", statistics=False)


def write_events(audit: Audit, told: pl.DataFrame, path: Path, names: Mapping[str, str]) -> None:
    """Write events.parquet: the events that the ledger and the explanations name."""
    pq.write_table(named_events(audit, told, names), path, compression="zstd")


def explanation_table(
    audit: Audit, names: Mapping[str, str] | None = None, verdicts: Collection[str] = NOT_MET
) -> pl.DataFrame:
    """One row per duty that is not met, in the order of the ledger.

    Args:
        verdicts: only of duties with these.

    Returns:
        (duty, misses, remedy, record): `misses` lists structs (event, side, days, hours, failed, zh, en), the nearest
        first, `failed` being structs (kind, field, found); `remedy` is a struct (kind, why, count, becomes, zh, en);
        `record` is a struct (type, subject, first, last, first_day, last_day, ends, fields), or null where no record
        is named.
    """
    found = audit.explanations_of(verdicts)
    ledger = pl.DataFrame(audit.ledger).filter(pl.col("verdict").is_in(list(verdicts)))
    misses, remedies = pl.DataFrame(found.misses), pl.DataFrame(found.remedies)
    for lang in LANGS:
        told = miss_texts(audit, ledger, found, lang, names)
        misses = misses.join(told.select("duty", "rank", pl.col("text").alias(lang)), on=["duty", "rank"], how="left")
        said = remedy_texts(audit, ledger, found, lang, names)
        remedies = remedies.join(said.select("duty", pl.col("text").alias(lang)), on="duty", how="left")
    failed = pl.DataFrame(found.failed).group_by("duty", "rank").agg(failed=pl.struct("kind", "field", "found"))
    misses = misses.join(failed, on=["duty", "rank"], how="left").sort("duty", "rank")
    misses = misses.with_columns(
        pl.col("failed").fill_null([]),
        days=pl.when(pl.col("days") >= 0).then("days"),
        hours=(pl.col("distance") / 3_600_000_000).round(6),
    )
    listed = misses.group_by("duty").agg(misses=pl.struct("event", "side", "days", "hours", "failed", *LANGS))
    values = pl.DataFrame(found.values).group_by("duty", maintain_order=True).agg(fields=pl.struct("field", "values"))
    remedies = remedies.join(values, on="duty", how="left")
    is_named = pl.col("kind").is_in(["one", "several"])
    record = pl.struct(
        "type", "subject", "first", "last", "first_day", "last_day", pl.col("ending").alias("ends"), "fields"
    )
    remedies = remedies.select(
        "duty",
        remedy=pl.struct("kind", "why", "count", "becomes", *LANGS),
        record=pl.when(is_named).then(record),
    )
    table = ledger.select("duty").join(listed, on="duty", how="left", maintain_order="left")
    return table.join(remedies, on="duty", how="left", maintain_order="left").with_columns(
        pl.col("misses").fill_null([])
    )


def named_events(audit: Audit, explanations: pl.DataFrame, names: Mapping[str, str]) -> pa.Table:
    """The events that are named, in the order of the log, under `reference` as the ledger writes it.

    The schema's metadata `zhiben.labels` holds the labels of types, fields and values as JSON: no rulebook is needed to
    read them.
    """
    ledger = audit.ledger
    missed = explanations["misses"].explode().drop_nulls().struct.field("event").drop_nulls()
    wanted = [pc.list_flatten(ledger["evidence"]).combine_chunks(), ledger["raised_by"].combine_chunks()]
    named = pc.unique(
        pa.concat_arrays([*(part.cast(pa.string()) for part in wanted), missed.to_arrow().cast(pa.string())])
    )
    references = audit.log.references()
    rows = pc.indices_nonzero(pc.is_in(references, value_set=named))
    table = audit.log.table.take(rows)
    for name, field in audit.rulebook.vocabulary.event_fields().items():
        if field.type == "category" and not field.many and name in table.column_names:
            table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(pa.string()))
    file = pl.Series(table["file"].cast(pa.string()).to_pylist(), dtype=pl.String).replace(dict(names))
    table = table.set_column(table.schema.get_field_index("file"), "file", file.to_arrow().cast(pa.string()))
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
