"""Five obligations over three years (bench/rulebook), by Zhiben and by hand; the floor is decoding alone."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import polars as pl

from bench.case import Case
from bench.compare import columns_that_differ, differences, lines_of_ledger, lines_of_program
from bench.processes import Program
from bench.zhiben import HERE, audit, ledger_of

TITLE = "five rules, by Zhiben and by hand"
SIZES = (100_000, 1_000_000, 10_000_000)
ROUNDS = 5
FLOOR = "floor: decoding alone"
LEDGER = "ledger in Polars by hand"
BY_HAND = ("Polars", "DuckDB", "pandas")
COLUMNS = ("event_id", "subject", "time", "type", "leader_role", "drill_kind", "hazard_id", "document_kind")


def case(root: Path, size: int) -> Case:
    """Zhiben, the programs written by hand, and the floor; all have to have found the same."""
    folder = data(root, size)
    log = folder / "events.parquet"
    zhiben = (
        audit("zhiben, ledger and findings", folder, [log]),
        audit("zhiben, the same in parts", folder, [log], "--in-parts"),
        audit("zhiben, whole report", folder, [log], parts=()),
    )
    return Case(
        "plain", size, (*zhiben, *(by_hand(name, folder) for name in BY_HAND), ledger_by_hand(folder), floor(log)),
        disagreements=partial(_disagreements, folder, zhiben), ledger=ledger_of(zhiben[0]),
    )  # fmt: skip


def data(root: Path, size: int) -> Path:
    """The folder with the events of `size // 100` enterprises, made by generate.py where it is not there yet."""
    folder = root / f"plain-{size}"
    if not (folder / "entities.csv").exists():
        command = [sys.executable, str(HERE / "generate.py"), str(size), str(max(size // 100, 1)), str(folder)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


def by_hand(name: str, folder: Path, file: str = "events.parquet") -> Program:
    """One of the programs written by hand, over `file` of `folder`."""
    script = HERE / f"by_hand_{name.lower()}.py"
    command = (sys.executable, "-W", "ignore", str(script), str(folder), str(_lines(folder, name)), file)
    return Program(f"{name} by hand", command)


def ledger_by_hand(folder: Path) -> Program:
    """A program written by hand that writes the ledger itself, and the findings as sentences."""
    script, report = HERE / "ledger_in_polars.py", folder / LEDGER
    command = (sys.executable, "-W", "ignore", str(script), str(folder), str(report))
    return Program(LEDGER, command, writes=report)


def floor(log: Path, columns: tuple[str, ...] = COLUMNS) -> Program:
    """Decoding the columns that the rules need, and nothing else."""
    decode = f"import polars; polars.read_parquet({str(log)!r}, columns={list(columns)!r})"
    return Program(FLOOR, (sys.executable, "-c", decode))


def _disagreements(folder: Path, zhiben: tuple[Program, ...]) -> list[str]:
    reference = lines_of_program(_lines(folder, BY_HAND[0]))
    told = [line for other in BY_HAND[1:]
            for line in differences(BY_HAND[0], reference, other, lines_of_program(_lines(folder, other)))]  # fmt: skip
    for program in zhiben:
        found = lines_of_ledger(pl.scan_parquet(ledger_of(program)))
        told += differences(BY_HAND[0], reference, program.name, found)
    whole = ledger_by_hand(folder)
    if columns := columns_that_differ(ledger_of(zhiben[0]), ledger_of(whole)):
        told.append(f"{zhiben[0].name} and {whole.name} differ in {', '.join(columns)}")
    return told


def _lines(folder: Path, name: str) -> Path:
    return folder / f"{name.lower()}.csv"
