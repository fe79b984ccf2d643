"""The events that duties name: where each stands in the log, when it was, and for the first of them its own fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.audit import Audit
from zhiben.events.log import ENVELOPE
from zhiben.events.vocabulary import LAST, Field
from zhiben.reports.html.chosen import GRAVEST_FIRST, Chosen
from zhiben.reports.html.columns import Lists, civil_seconds
from zhiben.reports.html.pack import Column
from zhiben.reports.referred import Referred
from zhiben.reports.safe import visible
from zhiben.reports.words import LANGS, Lang
from zhiben.rules.model import Moment
from zhiben.rules.wording.names import Names

TOLD = 20_000  # events whose own fields are held
SHOWN_OF_MET = 3  # events held of what was done; how many there are is held in any case


class Events(Struct, frozen=True):
    """Events as columns.

    Attributes:
        columns: `file`, `sheet`, `line`, `type`, `subject`, `event` (its reference), `first`, `last`; `evidence`, the
            events of all duties one after the other, and `evidence_ends`, (n,) where those of each duty end; `trigger`,
            (n,) the event that raised it or -1.
        fields: of each event field some held event carries: labels, which events, and their values in both languages.
        told: how many events (the first ones) `fields` speaks of.
    """

    columns: Mapping[str, Column]
    fields: Sequence[Mapping[str, object]]
    told: int


def events_of(audit: Audit, picked: Chosen, lists: Lists, names: Mapping[str, str]) -> Events:
    """What evidence and triggers of the chosen duties are; references that are no event of the log are left out."""
    ledger = audit.ledger.select(["evidence", "raised_by", "verdict"]).take(pa.array(picked.rows))
    named = pl.DataFrame(ledger).with_row_index("row")
    is_met = pl.col("verdict") == GRAVEST_FIRST[-1]
    named = named.with_columns(
        evidence=pl.when(is_met).then(pl.col("evidence").list.head(SHOWN_OF_MET)).otherwise("evidence")
    )
    listed = named.select("row", id="evidence").explode("id").drop_nulls("id")
    known = Referred.of(audit.log, [listed["id"], named["raised_by"]])
    table, place = _found(known)
    listed = listed.with_columns(known.gather(listed["id"], place)).drop_nulls("place")
    trigger = known.gather(named["raised_by"], place)
    ends = np.searchsorted(listed["row"].to_numpy(), np.arange(named.height), side="right")
    zone = audit.rulebook.timezone
    files = pl.Series(table["file"].cast(pa.string()), dtype=pl.String).replace(dict(names))
    columns: dict[str, Column] = {
        "evidence": listed["place"].to_numpy().astype(np.int32),
        "evidence_ends": ends.astype(np.int32),
        "trigger": trigger.fill_null(-1).to_numpy().astype(np.int32),
        "event": lists.places("event", table["reference"]),
        "type": lists.places("type", table["type"]),
        "subject": lists.places("subject", table["subject"]),
        "file": lists.places("file", files.to_arrow()),
        "sheet": lists.places("sheet", table["sheet"]),
        "line": pc.fill_null(table["line"], 0).to_numpy().astype(np.int32),
        "first": civil_seconds(table["first"], zone),
        "last": civil_seconds(table["last"], zone),
    }
    told = min(TOLD, table.num_rows)
    return Events(columns, _fields(audit, table.slice(0, told)), told)


def _found(known: Referred) -> tuple[pa.Table, pl.Series]:
    """The rows of the log that are referred to, in the order of reference; and (n,) the place of each among them."""
    is_event = known.rows >= 0
    table = known.log.table.take(pa.array(known.rows[is_event]))
    place = pl.Series("place", np.cumsum(is_event) - 1)
    words = known.words.filter(pa.array(is_event))
    return table.append_column("reference", words), place.set(~known.is_event, None)


def _fields(audit: Audit, table: pa.Table) -> list[Mapping[str, object]]:
    known = audit.rulebook.vocabulary.event_fields()
    words: dict[Lang, Names] = {lang: Names(audit.rulebook.vocabulary, lang, audit.rulebook.timezone) for lang in LANGS}
    found: list[Mapping[str, object]] = []
    for name, field in known.items():
        if name not in table.column_names or name in ENVELOPE:
            continue
        column = table[name]
        rows: npt.NDArray[np.int64] = pc.indices_nonzero(pc.is_valid(column)).to_numpy()
        if not len(rows):
            continue
        values = _values(table.take(pa.array(rows)), name)
        spoken = {value: _in_both(words, field, value) for value in dict.fromkeys(values)}
        place = {value: number for number, value in enumerate(spoken)}
        found.append(
            {
                "name": name,
                "label": [visible(words[lang].field(name, known)) for lang in LANGS],
                "events": rows.tolist(),
                "values": [place[value] for value in values],
                "words": list(spoken.values()),
            }
        )
    return found


def _in_both(words: Mapping[Lang, Names], field: Field, value: Any) -> list[str]:
    if isinstance(value, str) and not field.values:  # said as it is
        return [visible(value)] * len(LANGS)
    return [visible(_said(words[lang], field, value)) for lang in LANGS]


def _values(table: pa.Table, name: str) -> list[Any]:
    """The values of a field that are there: hashable, a time with its last instant."""
    column = table[name]
    if pa.types.is_timestamp(column.type):
        last = table[name + LAST] if name + LAST in table.column_names else column
        first, ends = (c.cast(pa.int64()).to_pylist() for c in (column, pc.coalesce(last, column)))
        return list(zip(first, ends, strict=True))
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return [tuple(value) if isinstance(value, list) else value for value in column.to_pylist()]


def _said(words: Names, field: Field, value: Any) -> str:
    if field.storage == "time":
        return words.value(Moment(*value), field)
    if isinstance(value, tuple):
        return words.say("、", ", ").join(words.value(item, field) for item in value)
    return words.value(value, field)
