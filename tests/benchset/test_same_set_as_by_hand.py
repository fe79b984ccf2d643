"""What Zhiben finds in the benchmark workload is what two programs written by hand find, line for line."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from zhiben.engine.audit import audit

from ..conftest import ROOT

BENCH = ROOT / "bench"


@pytest.fixture(scope="module")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred thousand events of a thousand enterprises over three years."""
    folder = tmp_path_factory.mktemp("workload")
    _run("generate.py", "1e5", "1e3", str(folder))
    return folder


@pytest.fixture(scope="module", params=["events.parquet", "events.csv"])
def found(workload: Path, request: pytest.FixtureRequest) -> list[str]:
    """Zhiben's findings as the by-hand programs write theirs."""
    judged = audit(
        workload / request.param,
        BENCH / "rulebook",
        map=BENCH / "map.yaml",
        entities=workload / "entities.csv",
        as_of=dt.date(2026, 12, 31),
    )
    assert judged.log.account.read == judged.log.account.accepted == 100_000
    columns = ["rule", "variant", "bearer", "opens", "raised_by", "verdict"]
    return sorted(
        _line(row) for row in judged.ledger.select(columns).to_pylist() if row["verdict"] in ("breached", "late")
    )


@pytest.mark.parametrize("program", ["by_hand_polars.py", "by_hand_duckdb.py"])
def test_findings_are_the_lines_of(program: str, workload: Path, found: list[str], tmp_path: Path) -> None:
    _run(program, str(workload), str(tmp_path / "lines.csv"))
    with (tmp_path / "lines.csv").open(encoding="utf-8", newline="") as text:
        lines = sorted(",".join(row) for row in csv.reader(text))  # one of them writes an empty key as ""
    assert len(lines) > 1_000
    assert {line.partition(",")[0] for line in lines} == {"R1", "R1h", "R2", "R2h", "R3", "R4", "R5"}
    assert found == lines


def _line(row: dict) -> str:
    rule = row["rule"] + ("h" if row["variant"] else "")
    opens: dt.datetime = row["opens"]
    key = {
        "R1": lambda: f"{opens.year}Q{(opens.month + 2) // 3}",
        "R1h": lambda: f"{opens.year}-{opens.month:02}",
        "R2": lambda: f"{opens.year}",
        "R2h": lambda: f"{opens.year}H{(opens.month + 5) // 6}",
        "R3": lambda: "",
    }.get(rule, lambda: row["raised_by"])
    return f"{rule},{row['bearer']},{key()}"


def _run(program: str, *arguments: str) -> None:
    subprocess.run([sys.executable, str(BENCH / program), *arguments], check=True, capture_output=True, timeout=300)
