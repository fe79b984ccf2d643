#!/usr/bin/env python3
"""How long Zhiben takes here: whole processes, medians, beside the two programs written by hand.

    python bench/run.py            # --help, check of 1,000 rows, audits of 1e5 and 1e6 events
    python bench/run.py 1e7        # other sizes

The programs run in turn (A B C A B C …), because absolute times on shared machines mean little: read the ratios.
Zhiben writes a ledger of every duty with its evidence; the others write the violated duties only. The floor is what it
costs merely to decode the columns that the rules need.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
ZHIBEN = [PYTHON, "-m", "zhiben"]
RULEBOOK = ["--rulebook", str(HERE / "rulebook"), "--map", str(HERE / "map.yaml"), "--as-of", "2026-12-31"]
_COLUMNS = ["event_id", "subject", "time", "type", "leader_role", "drill_kind", "hazard_id", "document_kind"]

Command = list[str]


def main(sizes: list[int]) -> None:
    """Print everything that is measured."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        _generate(1_000, 10, small)
        judged = [str(small / "events.csv"), "--entities", str(small / "entities.csv"), *RULEBOOK]
        print("whole processes, seconds: median (fastest) of 7")
        for name, command in {
            "zhiben --help": [*ZHIBEN, "--help"],
            "zhiben check, 1,000 rows": [*ZHIBEN, "check", *judged],
        }.items():
            print(f"  {name:28}{_shown(_in_turn({name: command}, 7)[name])}")
        for size in sizes:
            _compare(size, Path(folder) / str(size))


def _compare(size: int, folder: Path) -> None:
    _generate(size, max(size // 100, 1), folder)
    runs = 5 if size <= 1_000_000 else 3
    for file in ("events.parquet", "events.csv"):
        log, entities = str(folder / file), str(folder / "entities.csv")
        report = str(folder / "report")
        commands = {
            "zhiben audit": [*ZHIBEN, "audit", log, "--entities", entities, *RULEBOOK, "--out", report],
            "by hand, Polars": [PYTHON, str(HERE / "by_hand_polars.py"), str(folder), str(folder / "polars.csv"), file],
            "by hand, DuckDB": [PYTHON, str(HERE / "by_hand_duckdb.py"), str(folder), str(folder / "duckdb.csv"), file],
        }
        if file.endswith("parquet"):
            decode = f"import polars; polars.read_parquet({log!r}, columns={_COLUMNS!r})"
            commands["decoding alone, Polars"] = [PYTHON, "-c", decode]
        print(f"{size:,} events, {file}: median (fastest) of {runs}, and Zhiben's time as a multiple of it")
        taken = _in_turn(commands, runs)
        mine = statistics.median(taken["zhiben audit"])
        for name, times in taken.items():
            print(f"  {name:28}{_shown(times)}  x{mine / statistics.median(times):.2f}")


def _in_turn(commands: dict[str, Command], runs: int) -> dict[str, list[float]]:
    """Seconds of each run of each command, one round after the other; the first round warms up and is left out."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if number:
                taken[name].append(time.perf_counter() - start)
            if ended.returncode > 1:  # 1 = findings
                raise SystemExit(f"{name} failed:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return taken


def _shown(times: list[float]) -> str:
    return f"{statistics.median(times):8.3f} ({min(times):.3f})"


def _generate(size: int, subjects: int, folder: Path) -> None:
    command = [PYTHON, str(HERE / "generate.py"), str(size), str(subjects), str(folder)]
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main([int(float(size)) for size in sys.argv[1:]] or [100_000, 1_000_000])
