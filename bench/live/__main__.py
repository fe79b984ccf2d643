"""How fast the live monitor judges, how long a decision takes, and what it keeps in memory.

    python -m bench.live                                  # writes bench/results and the tables of docs/monitor.md
    python -m bench.live --events 1e6 --enterprises 500   # other sizes; writes into bench-results

Each run is a process of its own (`bench.live.one`). Exit code 1 where one failed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.documents import RESULTS
from bench.facts import facts
from bench.live.documents import write_document, write_results
from bench.live.figures import Live, LiveRecord, Stage
from bench.live.tables import page
from bench.workloads import plain
from bench.zhiben import ZHIBEN

PACKAGES = ("zhiben", "durable_rules", "polars", "numpy", "pyarrow")
NOTICE = "dongsheng-2024-21"
EVENTS, ENTERPRISES, AT_MOST = 100_000, 20, 5_000
RATE = 5_000  # events a second that ten rules are to keep up with


@dataclass(frozen=True, slots=True)
class Case:
    """A run: its name, the log, and the options of `bench.live.one`."""

    name: str
    log: Path
    options: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Measure, and write it down."""
    asked = _parser().parse_args(arguments)
    is_usual = (asked.events, asked.enterprises, asked.at_most) == (EVENTS, ENTERPRISES, AT_MOST)
    folder = asked.out or (RESULTS if is_usual else Path("bench-results"))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        record = LiveRecord(facts(PACKAGES), ())
        for case in _cases(asked.data or Path(temporary), asked.events, asked.enterprises, asked.at_most):
            record = replace(record, runs=(*record.runs, _run(case)))
            write_results(record, folder)
    if is_usual and asked.out is None:
        write_document(record)
    print(page(record))
    _tell(f"written: {folder}")
    return 1 if any(run.failed for run in record.runs) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description="Measure the live monitor.")
    parser.add_argument("--events", type=_number, default=EVENTS, metavar="N",
                        help=f"of ten rules over a hundredth as many enterprises (default: {EVENTS:,})")  # fmt: skip
    parser.add_argument("--enterprises", type=_number, default=ENTERPRISES, metavar="N",
                        help=f"of a simulated log for {NOTICE} (default: {ENTERPRISES})")  # fmt: skip
    parser.add_argument("--at-most", type=_number, default=AT_MOST, metavar="N",
                        help=f"of that log's events (default: {AT_MOST:,})")  # fmt: skip
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the data here (default: temporary)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the results go")
    return parser


def _number(text: str) -> int:
    return int(float(text))


def _cases(root: Path, events: int, enterprises: int, at_most: int) -> Sequence[Case]:
    """Both logs, each made where it is not there yet."""
    simulated = root / f"{NOTICE}-{enterprises}"
    if not (simulated / "log.csv").exists():
        _tell(f"simulating {enterprises:,} enterprises")
        command = [ZHIBEN, "simulate", "--rulebook", NOTICE, "--entities", str(enterprises), "--seed", "1"]
        command += ["--as-of", "2026-12-31", "--no-expected", "--out", str(simulated)]
        subprocess.run(command, check=True, capture_output=True)
    ten = ("--offered", str(events // 10), "--rate", str(RATE), "--single", "1000")
    whole = ("--events", str(at_most), "--single", "200", "--rulebook", NOTICE)
    return (
        Case("ten rules", plain.data(root, events) / "events.parquet", ten),
        Case(f"the whole notice, {enterprises:,} enterprises", simulated / "log.csv", whole),
    )


def _run(case: Case) -> Live:
    """A process of its own; what it said before it failed is kept."""
    _tell(case.name)
    command = [sys.executable, "-m", "bench.live.one", str(case.log), *case.options]
    run = Live(case.name, 0, 0, ())
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told: dict[str, Any] = json.loads(line)
            if "batch" in told:
                stage = Stage(**told)
                run = replace(run, stages=(*run.stages, stage))
                _tell(f"  {stage.done:,} events, {stage.events / stage.seconds:,.0f}/s, {stage.megabytes:,.0f} MB")
            else:
                run = replace(run, **told)
    return run if not process.returncode else replace(run, failed=f"exit code {process.returncode}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
