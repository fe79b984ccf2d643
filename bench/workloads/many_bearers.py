"""As many enterprises as events, beside the plain workload, where every enterprise has a hundred events.

Judged by the plain rules without those of every quarter or month, which alone would make 24 duties an enterprise.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from bench.case import Case
from bench.made import SEED, instants, named, write_entities, write_log
from bench.workloads import plain
from bench.zhiben import audit, ledger_of

TITLE = "as many enterprises as events"
SIZES = (1_000_000,)
ROUNDS = 2
RULES = ("R3", "R4", "R5")
_KINDS = ("document_issued", "hazard_found", "hazard_closed")


def case(root: Path, size: int) -> Case:
    """Zhiben over both, judging the same rules."""
    folder, usual = data(root, size), plain.data(root, size)
    chosen = [word for rule in RULES for word in ("--rule", rule)]
    many = audit("zhiben, an enterprise for every event", folder, [folder / "events.parquet"], *chosen)
    few = audit("zhiben, 100 events an enterprise", usual, [usual / "events.parquet"], *chosen)
    return Case("many_bearers", size, (many, few), ledger=ledger_of(many))


def data(root: Path, size: int) -> Path:
    """For nearly every enterprise a document in time, and for one in fifty a hazard found and closed within days."""
    folder = root / f"many_bearers-{size}"
    if not (folder / "events.parquet").exists():
        write_entities(folder, size)
        write_log(folder, _columns(size))
    return folder


def _columns(size: int) -> dict[str, pl.Series]:
    rng = np.random.default_rng(SEED)
    hazards = size // 50
    documents = size - 2 * hazards
    kind = np.repeat(np.arange(3), (documents, hazards, hazards))
    owner = np.concatenate([np.arange(documents), *2 * [rng.integers(0, size, hazards)]])
    found = instants(rng, hazards)
    issued = instants(rng, documents) % (360 * 86_400) + 1_704_067_200  # all in 2024
    late = np.where(rng.random(hazards) < 0.05, 40, 10) * 86_400
    hazard = np.concatenate([np.full(documents, -1), *2 * [np.arange(hazards)]])
    return {
        "subject": named("E", owner, 7),
        "time": pl.Series(np.concatenate([issued, found, found + late])),
        "type": pl.Series(np.array(_KINDS)[kind]),
        "hazard_id": pl.select(pl.when(pl.Series(hazard) >= 0).then(named("H", hazard, 9))).to_series(),
        "document_kind": pl.select(pl.when(pl.Series(kind == 0)).then(pl.lit("contractor_system"))).to_series(),
    }
