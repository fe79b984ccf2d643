"""Zhiben's commands as they are measured: the installed script, run as a user runs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bench.processes import Program

HERE = Path(__file__).resolve().parent
ZHIBEN = str(Path(sys.executable).with_name("zhiben"))
RULEBOOK = HERE / "rulebook"
ONLY = ("--only", "ledger,findings.csv")  # what the programs by hand write, and evidence and words beside it
FINDINGS_OR_NONE = (0, 1)  # 1 = there are findings


def audit(
    name: str, folder: Path, logs: Sequence[Path], *more: str, rulebook: Path = RULEBOOK, parts: Sequence[str] = ONLY
) -> Program:
    """`zhiben audit` of `logs` with the entities of `folder`, into a report of its own in `folder`.

    Args:
        name: of the program, and of the report's folder.
        more: further options.
        parts: the option that says what is written; () for the whole report.
    """
    report = folder / ("report " + name)
    command = (ZHIBEN, "audit", *map(str, logs), *judged_by(folder, rulebook), "--out", str(report), *parts, *more)
    return Program(name, command, writes=report, accepted=FINDINGS_OR_NONE)


def judged_by(folder: Path, rulebook: Path = RULEBOOK) -> tuple[str, ...]:
    """Options that say by what a log is judged, with the entities of `folder`."""
    entities = str(folder / "entities.csv")
    fixed = ("--map", str(HERE / "map.yaml"), "--as-of", "2026-12-31", "--lang", "en")
    return ("--rulebook", str(rulebook), "--entities", entities, *fixed)


def ledger_of(program: Program) -> Path:
    """Where a program of `audit` leaves its ledger."""
    assert program.writes is not None
    return program.writes / "ledger.parquet"
