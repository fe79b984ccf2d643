"""What a whole process took: wall clock, processor time and peak memory, of programs that run in turn.

In turn (A B C A B C …), because a shared machine is slower at one time than at another: within a round all programs
meet about the same machine, so ratios mean more than times. The first round warms up and is not counted, except a run
that took so long that warmth does not matter.
"""

from __future__ import annotations

import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")
LONG = 20.0  # seconds: a first run of this length counts
PATIENCE = 60.0  # seconds of one program in one case: after so much it is not run again
LIMIT = 1_800  # seconds after which one run is ended


@dataclass(frozen=True, slots=True)
class Program:
    """What is measured: a command, the folder it writes (removed before each run), exit codes that are no failure."""

    name: str
    command: tuple[str, ...]
    writes: Path | None = None
    accepted: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Taken:
    """One run: seconds of wall clock, seconds of all cores together (user and system), bytes of memory at the most."""

    seconds: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All counted runs of a program, or how it failed (then `runs` holds those before)."""

    name: str
    runs: tuple[Taken, ...]
    failed: str = ""

    @property
    def seconds(self) -> float | None:
        """Median wall clock; None where there is no run."""
        return statistics.median(run.seconds for run in self.runs) if self.runs else None

    @property
    def cpu(self) -> float | None:
        """Median processor time; None where there is no run."""
        return statistics.median(run.cpu for run in self.runs) if self.runs else None

    @property
    def peak(self) -> int | None:
        """The greatest peak in bytes; None where there is no run."""
        return max(run.peak for run in self.runs) if self.runs else None


def in_turn(programs: Sequence[Program], rounds: int, told: Callable[[str], None] = lambda _: None) -> list[Measured]:
    """Run all programs, one round after the other; a program that fails is not run again, the others are.

    Args:
        programs: names differ.
        rounds: how many runs of each are counted, fewer where they take longer than `PATIENCE` together.
        told: hears a line about each run.
    """
    runs: dict[str, list[Taken]] = {program.name: [] for program in programs}
    failed: dict[str, str] = {}
    for number in range(rounds + 1):
        for program in programs:
            so_far = runs[program.name]
            if program.name in failed or len(so_far) >= rounds or sum(run.seconds for run in so_far) > PATIENCE:
                continue
            taken = once(program)
            if isinstance(taken, str):
                failed[program.name] = taken
                told(f"{program.name}: {taken}")
                continue
            told(f"{program.name}: {taken.seconds:.2f} s, {taken.cpu:.2f} s CPU, {taken.peak / 1e6:,.0f} MB")
            if number or taken.seconds > LONG:
                so_far.append(taken)
    return [Measured(name, tuple(counted), failed.get(name, "")) for name, counted in runs.items()]


def once(program: Program, limit: int = LIMIT) -> Taken | str:
    """One run, or how it failed in one line."""
    if program.writes is not None:
        shutil.rmtree(program.writes, ignore_errors=True)
    with tempfile.NamedTemporaryFile(suffix=".txt") as printed:
        launched = [sys.executable, "-I", "-S", str(LAUNCH), str(limit), printed.name, *program.command]
        ended = subprocess.run(launched, capture_output=True, text=True, check=True)
        said = Path(printed.name).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    taken = json.loads(ended.stdout)
    code = taken.pop("code")
    if code in program.accepted:
        return Taken(**taken)
    if code == -signal.SIGKILL:
        return f"ended after {limit:,} s" if taken["seconds"] >= limit else "killed, as when memory runs out"
    return f"exit code {code}: {said[-1] if said else 'nothing said'}"
