"""Ledger rows as they are read outside: with sentence, title, civil times, and places of the evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.reports.blocks import Block
from zhiben.reports.catalogue import SEVERITIES
from zhiben.reports.words import LANGS, Lang


def explained(
    audit: Audit, duties: pa.Table, names: dict[str, str] | None = None, langs: Sequence[Lang] = LANGS
) -> pl.DataFrame:
    """Some rows of an audit's ledger, in their order, made readable.

    Args:
        names: how to write the names of log files.
        langs: in which languages sentences are wanted; wording them is most of the work.

    Returns:
        As `Block.readable`.
    """
    return Block(audit, duties, names or {}, langs, most=1).readable()


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
    from zhiben.engine.baseline import STATUSES

    places = pc.index_in(duties["status"], value_set=pa.array(STATUSES))
    return np.asarray(places.to_numpy(), np.int64)
