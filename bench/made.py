"""Parts of which workloads are made up: always the same for the same size, read through bench/map.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

SEED = 42
FIRST, LAST = dt.datetime(2024, 1, 1), dt.datetime(2027, 1, 1)  # of UTC; the last one not included
Numbers = npt.NDArray[np.int64]


def instants(rng: np.random.Generator, count: int) -> Numbers:
    """(n,) seconds since the epoch, spread evenly over the three years."""
    begin, end = (int(at.replace(tzinfo=dt.UTC).timestamp()) for at in (FIRST, LAST))
    return rng.integers(begin, end, count)


def named(prefix: str, numbers: Numbers, digits: int) -> pl.Series:
    """(n,) texts such as E0000017."""
    return (prefix + pl.Series(numbers).cast(pl.String).str.zfill(digits)).alias("")


def write_log(folder: Path, columns: dict[str, pl.Series]) -> Path:
    """`events.parquet` in order of time, the events' ids their places in it.

    Args:
        folder: made where there is none.
        columns: (n,) each: `time` as seconds since the epoch, `subject`, `type` and fields.
    """
    folder.mkdir(parents=True, exist_ok=True)
    seconds = pl.from_epoch("time", time_unit="s").cast(pl.Datetime("us"))
    log = pl.DataFrame(columns).with_columns(seconds).sort("time", maintain_order=True).with_row_index("event_id")
    path = folder / "events.parquet"
    log.with_columns(pl.col("event_id").cast(pl.Int64)).write_parquet(path, compression="zstd", row_group_size=262_144)
    return path


def write_entities(folder: Path, count: int) -> None:
    """`entities.csv`: enterprises E0000000 and so on, of which three in ten are high-risk."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = np.arange(count)
    high = pl.Series(numbers % 10 < 3)
    rows = pl.DataFrame({"id": named("E", numbers, 7), "high_risk": high}).with_columns(kind=pl.lit("enterprise"))
    rows.select("id", "kind", "high_risk").write_csv(folder / "entities.csv")


def write_rulebook(folder: Path, vocabulary: str, rules: Sequence[str]) -> Path:
    """A rulebook in UTC, in force for the three years."""
    (folder / "tasks").mkdir(parents=True, exist_ok=True)
    head = 'rulebook: made\nversion: "1"\ntimezone: UTC\nin_force: {from: 2024-01-01, through: 2026-12-31}\n'
    (folder / "rulebook.yaml").write_text(head, encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    (folder / "tasks" / "rules.yaml").write_text("\n".join(rules) + "\n", encoding="utf-8")
    return folder
