"""The raw figures as JSON: what `results.json` holds, from which tables, charts and documents are written."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.case import Result
from bench.processes import Measured, Taken


@dataclass(frozen=True, slots=True)
class Record:
    """One run of the benchmarks.

    Args:
        facts: of the machine, see `facts`.
        results: in the order in which they ran.
        imports: for each command, seconds that importing each package took in itself; see `imports`.
    """

    facts: dict[str, str]
    results: tuple[Result, ...]
    imports: dict[str, dict[str, float]]


def write(record: Record, path: Path) -> None:
    """One case a line or so: readable in a diff."""
    cases = ",\n  ".join(json.dumps(asdict(result)) for result in record.results)
    facts, imports = json.dumps(record.facts, indent=1), json.dumps(record.imports)
    path.write_text(f'{{"facts": {facts},\n "imports": {imports},\n "results": [\n  {cases}\n]}}\n', encoding="utf-8")


def read(path: Path) -> Record:
    """What `write` wrote."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return Record(told["facts"], tuple(map(_result, told["results"])), told["imports"])


def _result(told: dict[str, Any]) -> Result:
    measured = tuple(
        Measured(one["name"], tuple(Taken(**run) for run in one["runs"]), one["failed"]) for one in told["measured"]
    )
    return Result(told["workload"], told["size"], measured, told["duties"], tuple(told["disagreements"]))
