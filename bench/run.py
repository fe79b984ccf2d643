#!/usr/bin/env python3
"""How long Zhiben takes and how much memory: whole processes, in turn, beside programs written by hand.

    python -m bench.run                          # everything; writes bench/results and the tables of the documents
    python -m bench.run plain --sizes 1e5,1e8    # some workloads, other sizes; writes into bench-results
    python -m bench.run --list                   # the workloads

What is measured and how to read it: docs/performance.md. Exit code 1 where results differ or Zhiben failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from bench.case import Result
from bench.chart import write_charts
from bench.documents import RESULTS, page, write_documents
from bench.facts import facts
from bench.imports import import_times
from bench.processes import in_turn
from bench.record import Record, write
from bench.workloads import check, plain, workloads
from bench.zhiben import judged_by

IMPORTS = "imports"  # measured like a workload, but no process to be timed


def main(arguments: list[str]) -> int:
    """Measure what is asked for, and write it down."""
    asked = _parser().parse_args(arguments)
    if asked.list:
        for name, workload in workloads().items():
            print(f"{name:14}{workload.TITLE}")
        return 0
    whole = not (asked.workloads or asked.sizes or asked.rounds)
    folder = asked.out or (RESULTS if whole else Path("bench-results"))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        record = _measured(asked, asked.data or Path(temporary), folder)
    (folder / "results.md").write_text(page(record), encoding="utf-8")
    write_charts(record, folder)
    if whole and asked.out is None:
        write_documents(record)
    print(page(record))
    _tell(f"written: {folder}")
    return 1 if any(map(_went_wrong, record.results)) else 0


def _measured(asked: argparse.Namespace, root: Path, folder: Path) -> Record:
    """What came of it; `folder` has the figures after each case, should the next one end everything."""
    record = Record(facts(), (), {})
    for name in asked.workloads or [*workloads(), IMPORTS]:
        if name == IMPORTS:
            record = replace(record, imports=_imports(root))
            continue
        for size in asked.sizes or workloads()[name].SIZES:
            record = replace(record, results=(*record.results, _result(name, size, root, asked.rounds)))
            write(record, folder / "results.json")
    write(record, folder / "results.json")
    return record


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure whole processes.")
    names = [*workloads(), IMPORTS]
    parser.add_argument(
        "workloads",
        nargs="*",
        choices=[*names, []],
        metavar="WORKLOAD",
        help="which ones (default: all): " + ", ".join(names),
    )
    parser.add_argument(
        "--sizes", type=_sizes, default=(), metavar="N,N", help="events, such as 1e5,1e8, for each of them"
    )
    parser.add_argument("--rounds", type=int, default=0, metavar="N", help="runs of each program that count")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="make the data here and keep them (default: temporary)"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the results go")
    parser.add_argument("--list", action="store_true", help="tell the workloads and end")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(float(size)) for size in text.split(","))


def _result(name: str, size: int, root: Path, rounds: int) -> Result:
    workload = workloads()[name]
    _tell(f"{name}, {size:,} events")
    case = workload.case(root, size)
    measured = tuple(in_turn(case.programs, rounds or workload.ROUNDS, lambda line: _tell("  " + line)))
    if any(one.failed for one in measured):
        return Result(name, size, measured)
    differ = tuple(case.disagreements())
    for line in differ:
        _tell("  DISAGREE: " + line)
    duties = pq.ParquetFile(case.ledger).metadata.num_rows if case.ledger else 0
    return Result(name, size, measured, duties, differ)


def _imports(root: Path) -> dict[str, dict[str, float]]:
    folder = plain.data(root, check.SIZES[0])
    log, judged = str(folder / "events.csv"), judged_by(folder)
    _tell("imports")
    return {
        "--help": import_times(["--help"]),
        "check": import_times(["check", log, *judged]),
        "audit": import_times(["audit", log, *judged, "--out", str(folder / "report imports")]),
    }


def _went_wrong(result: Result) -> bool:
    return bool(result.disagreements) or any(one.failed and one.name.startswith("zhiben") for one in result.measured)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
