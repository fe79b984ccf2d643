"""One enterprise to which half of all events belong, beside the plain workload of the same events spread evenly.

What meets duties of a period or a deadline stays where it is, so that about as many duties are breached.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from bench.case import Case
from bench.workloads import plain
from bench.zhiben import audit, ledger_of

TITLE = "one enterprise owns half of all events"
SIZES = (1_000_000,)
ROUNDS = 2
BEARER = "E0000000"
_OF_TWENTY = 13  # of the events that may be moved, which are 77 in a hundred


def case(root: Path, size: int) -> Case:
    """Zhiben over both; the rulebook is the plain one."""
    even, uneven = plain.data(root, size), data(root, size)
    spread = audit("zhiben, spread evenly", even, [even / "events.parquet"])
    half = audit("zhiben, half of one enterprise", uneven, [uneven / "events.parquet"])
    return Case("one_bearer", size, (half, spread), ledger=ledger_of(half))


def data(root: Path, size: int) -> Path:
    """The plain events, half of them moved to one enterprise; events of one hazard stay together."""
    folder, even = root / f"one_bearer-{size}", plain.data(root, size)
    if not (folder / "events.parquet").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(even / "entities.csv", folder)
        events = pl.read_parquet(even / "events.parquet")
        together = pl.coalesce(pl.col("hazard_id").str.slice(1).cast(pl.Int64), pl.col("event_id"))
        role, drill, document = pl.col("leader_role"), pl.col("drill_kind"), pl.col("document_kind")
        stays = (role == "principal") | (drill == "evacuation") | (document == "contractor_system")
        moved = (
            pl.when(~stays.fill_null(False) & (together % 20 < _OF_TWENTY))
            .then(pl.lit(BEARER))
            .otherwise(pl.col("subject"))
        )
        events.with_columns(subject=moved).write_parquet(folder / "events.parquet", row_group_size=262_144)
    return folder
