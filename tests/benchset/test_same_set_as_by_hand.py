"""What Zhiben finds in the benchmark workload is what three programs written by hand find, line for line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from bench.compare import differences, lines_of_ledger, lines_of_program
from bench.processes import once
from bench.workloads import plain
from zhiben.engine.audit import audit

from ..conftest import ROOT

BENCH = ROOT / "bench"


@pytest.fixture(scope="module")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred thousand events of a thousand enterprises over three years."""
    return plain.data(tmp_path_factory.mktemp("workload"), 100_000)


@pytest.fixture(scope="module", params=["events.parquet", "events.csv"])
def found(workload: Path, request: pytest.FixtureRequest) -> pl.DataFrame:
    """Zhiben's findings as the by-hand programs write theirs."""
    judged = audit(
        workload / request.param,
        BENCH / "rulebook",
        map=BENCH / "map.yaml",
        entities=workload / "entities.csv",
        as_of=dt.date(2026, 12, 31),
    )
    assert judged.log.account.read == judged.log.account.accepted == 100_000
    ledger = pl.from_arrow(judged.ledger)
    assert isinstance(ledger, pl.DataFrame)
    return lines_of_ledger(ledger.lazy())


@pytest.mark.parametrize("name", plain.BY_HAND)
@pytest.mark.parametrize("file", ["events.parquet", "events.csv"])
def test_findings_are_the_lines_of(name: str, file: str, workload: Path, found: pl.DataFrame) -> None:
    once(plain.by_hand(name, workload, file))
    lines = lines_of_program(workload / f"{name.lower()}.csv")
    assert lines.height > 1_000
    assert set(lines["rule"]) == {"R1", "R1h", "R2", "R2h", "R3", "R4", "R5"}
    assert found.rows() == lines.rows()
    assert differences(name, lines, "zhiben", found) == []


def test_what_one_program_alone_found_is_told_by_name() -> None:
    lines = pl.DataFrame({"rule": ["R3", "R4", "R4"], "subject": ["E1", "E1", "E2"], "key": ["", "7", "9"]})
    fewer = lines.head(2)
    twice = pl.concat([lines, lines.tail(1)])
    assert differences("a", lines, "b", lines) == []
    assert differences("a", lines, "b", fewer) == ["1 lines found by a alone: R4,E2,9"]
    assert differences("a", lines, "b", twice) == ["1 lines found by b alone: R4,E2,9"]
    (told,) = differences("a", lines.head(0), "b", lines)
    assert told == "3 lines found by b alone: R3,E1,; R4,E1,7; R4,E2,9"
