"""The chosen duties as columns that a browser reads without parsing: numbers, and places in lists of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.reports.catalogue import SEVERITIES
from zhiben.reports.html.chosen import GRAVEST_FIRST, Chosen
from zhiben.reports.html.pack import Column
from zhiben.reports.safe import visible_column

_WORDS = ("rule", "variant", "bearer", "key", "raised_by", "required", "reason", "waiver")
_TIMES = ("opens", "closes", "due", "decided", "cured")


@dataclass
class Lists:
    """Lists of words, each word once, in the order in which they first come; -1 stands for none."""

    words: dict[str, pa.Array] = field(default_factory=dict)

    def places(self, name: str, column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int32]:
        """(n,) where each word of a column stands in the list `name`, which is lengthened as needed."""
        text = column.cast(pa.string())
        if isinstance(text, pa.ChunkedArray):
            text = text.combine_chunks()
        coded = text.dictionary_encode()
        words = pl.DataFrame({"word": pl.Series(coded.dictionary, dtype=pl.String)})
        new = words.select(visible_column(pl.col("word"))).to_series().to_arrow().cast(pa.string())
        known = self.words.get(name, pa.array([], pa.string()))
        self.words[name] = pc.unique(pa.concat_arrays([known, new]))
        place: npt.NDArray[np.int32] = pc.index_in(new, value_set=self.words[name]).to_numpy().astype(np.int32)
        codes = pc.fill_null(coded.indices, -1).to_numpy()
        found: npt.NDArray[np.int32] = np.append(place, np.int32(-1))[codes]
        return found

    def said(self, name: str) -> list[str]:
        """The words of a list."""
        words: list[str] = self.words[name].to_pylist()
        return words


def duty_columns(audit: Audit, picked: Chosen, lists: Lists) -> Mapping[str, Column]:
    """(n,) each: words as places in `lists`, instants as seconds on the clocks of the rulebook's zone, NaN for none.

    `duty` holds 8 bytes each. Verdicts and severities are places in `GRAVEST_FIRST` and `SEVERITIES`. With a baseline
    there is also `status`.
    """
    ledger = audit.ledger.take(pa.array(picked.rows))
    columns: dict[str, Column] = {
        "duty": np.frombuffer(bytes.fromhex("".join(ledger["duty"].to_pylist())), np.uint8),
        "verdict": _ranks(ledger["verdict"], GRAVEST_FIRST),
        "severity": _ranks(ledger["severity"], SEVERITIES),
        "observed": pc.fill_null(ledger["observed"], float("nan")).to_numpy(),
        "evidence_count": ledger["evidence_count"].to_numpy().astype(np.int32),
    }
    for name in _WORDS:
        columns[name] = lists.places(name, ledger[name])
    if audit.comparison is not None:
        columns["status"] = lists.places("status", audit.comparison.status.take(pa.array(picked.rows)))
    for name in _TIMES:
        columns[name] = civil_seconds(ledger[name], audit.rulebook.timezone)
    return columns


def rest_columns(picked: Chosen, lists: Lists) -> Mapping[str, Column]:
    """(r,) each: the counts of the duties that are not held one by one; `due` as seconds of the first of its month."""
    rest = picked.rest
    due = rest["due"].cast(pl.Datetime("us")).dt.epoch("s").cast(pl.Float64)
    return {
        "rest_bearer": lists.places("bearer", rest["bearer"].to_arrow()),
        "rest_rule": lists.places("rule", rest["rule"].to_arrow()),
        "rest_verdict": _ranks(rest["verdict"].to_arrow(), GRAVEST_FIRST),
        "rest_severity": _ranks(rest["severity"].to_arrow(), SEVERITIES),
        "rest_due": due.fill_null(float("nan")).to_numpy(),
        "rest_count": rest["count"].to_numpy().astype(np.int32),
    }


def civil_seconds(instants: pa.ChunkedArray, zone: str) -> npt.NDArray[np.float64]:
    """(n,) instants as seconds since 1970 on the clocks of a zone, rounded down; NaN where there is none."""
    series = pl.Series(instants).dt.convert_time_zone(zone).dt.replace_time_zone(None)
    seconds: npt.NDArray[np.float64] = series.dt.epoch("s").cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return seconds


def _ranks(column: pa.ChunkedArray | pa.Array, order: tuple[str, ...]) -> npt.NDArray[np.int32]:
    return np.asarray(pc.index_in(column.cast(pa.string()), value_set=pa.array(order))).astype(np.int32)
