"""Reading CSV: the plain workload, beside the same from Parquet, a program by hand, and Python's csv module."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.case import Case
from bench.processes import Program
from bench.workloads import plain
from bench.zhiben import audit, ledger_of

TITLE = "CSV instead of Parquet"
SIZES = (1_000_000,)
ROUNDS = 2


def case(root: Path, size: int) -> Case:
    """The yardsticks: Zhiben from Parquet, Polars by hand from CSV, and splitting the lines by the csv module alone."""
    folder = plain.data(root, size)
    log = folder / "events.csv"
    read = audit("zhiben, CSV", folder, [log])
    others = (
        audit("zhiben, Parquet", folder, [folder / "events.parquet"]),
        plain.by_hand("Polars", folder, "events.csv"),
        csv_module(log),
    )
    return Case("csv", size, (read, *others), ledger=ledger_of(read))


def csv_module(log: Path) -> Program:
    """All rows of a file as lists of texts, none of them kept."""
    script = f"import csv\nfor row in csv.reader(open({str(log)!r}, encoding='utf-8', newline='')): pass"
    return Program("csv module alone", (sys.executable, "-c", script))
