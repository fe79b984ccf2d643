"""What any program needs that reads a log and writes this ledger and these findings, without judging and wording.

    python -m bench.lower_bound DATA REPORT

DATA has events.parquet of the plain workload, REPORT the ledger.parquet and findings.csv that Zhiben wrote of it. Told
are seconds by the clock and of processor time: of decoding the columns of the log that the rules need, of writing the
columns of the ledger, and of writing the cells of the findings. What is written is held ready in memory.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from bench.workloads.plain import COLUMNS
from zhiben.reports.ledger_file import LedgerFile

_TIMES = 3


def main() -> None:
    """Measure, and print a line for each part."""
    data, report = map(Path, sys.argv[1:3])
    ledger = pq.read_table(report / "ledger.parquet")
    findings = pl.read_csv(report / "findings.csv", infer_schema=False)
    with tempfile.TemporaryDirectory(dir=report.parent) as place:
        parts: dict[str, Callable[[], object]] = {
            "decoding the log": lambda: pl.read_parquet(data / "events.parquet", columns=list(COLUMNS)),
            "writing ledger.parquet": lambda: _write(ledger, Path(place) / "ledger.parquet"),
            "writing findings.csv": lambda: findings.write_csv(Path(place) / "findings.csv"),
        }
        spent = {name: _least(work) for name, work in parts.items()}
    for name, (clock, processor) in spent.items():
        print(f"{name}: {clock:.2f} s, {processor:.2f} s of processor time")
    clock, processor = (sum(both) for both in zip(*spent.values(), strict=True))
    print(f"one after the other: {clock:.2f} s, {processor:.2f} s of processor time")


def _write(ledger: pa.Table, path: Path) -> None:
    file = LedgerFile(path, ledger.schema)
    file.take(ledger)
    file.close()


def _least(work: Callable[[], object]) -> tuple[float, float]:
    """The least of some times, by the clock and of processor time."""
    told = []
    for _ in range(_TIMES):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        told.append((time.perf_counter() - clock, time.process_time() - processor))
    clocks, processors = zip(*told, strict=True)
    return min(clocks), min(processors)


if __name__ == "__main__":
    main()
