"""What one workload of one size asks to be measured, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import Measured, Program


def _agreed() -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Case:
    """Programs over the same data; the first is the one that the others are yardsticks of.

    Args:
        workload: the name of its module.
        size: events in the data.
        programs: names differ; Zhiben's begin with `zhiben`.
        disagreements: called after the last round: one line for each thing in which the results differ.
        ledger: where the first program leaves its ledger, whose rows are counted.
    """

    workload: str
    size: int
    programs: tuple[Program, ...]
    disagreements: Callable[[], list[str]] = field(default=_agreed)
    ledger: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A case that has been run: `measured` in the order of the programs, `duties` in the ledger (0 without one)."""

    workload: str
    size: int
    measured: tuple[Measured, ...]
    duties: int = 0
    disagreements: tuple[str, ...] = ()
