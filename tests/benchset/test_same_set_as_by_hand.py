"""What Zhiben finds in the benchmark workload is what programs written by hand find, line for line and row for row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from bench.compare import columns_that_differ, differences, lines_of_ledger, lines_of_program
from bench.processes import Taken, once
from bench.workloads import plain
from zhiben.engine.audit import audit

from ..conftest import ROOT

BENCH = ROOT / "bench"


@pytest.fixture(scope="module")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred thousand events of a thousand enterprises over three years."""
    return plain.data(tmp_path_factory.mktemp("workload"), 100_000)


@pytest.fixture(scope="module", params=["events.parquet", "events.csv"])
def ledger(workload: Path, request: pytest.FixtureRequest) -> pl.DataFrame:
    """Zhiben's ledger."""
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
    return ledger


@pytest.fixture(scope="module")
def found(ledger: pl.DataFrame) -> pl.DataFrame:
    """Its findings as the by-hand programs write theirs."""
    return lines_of_ledger(ledger.lazy())


@pytest.mark.parametrize("name", plain.BY_HAND)
@pytest.mark.parametrize("file", ["events.parquet", "events.csv"])
def test_findings_are_the_lines_of(name: str, file: str, workload: Path, found: pl.DataFrame) -> None:
    program = plain.by_hand(name, workload, file)
    (workload / f"{name.lower()}.csv").unlink(missing_ok=True)  # what another file gave
    assert isinstance(ended := once(program), Taken), ended
    lines = lines_of_program(workload / f"{name.lower()}.csv")
    assert lines.height > 1_000
    assert set(lines["rule"]) == {"R1", "R1h", "R2", "R2h", "R3", "R4", "R5"}
    assert found.rows() == lines.rows()
    assert differences(name, lines, "zhiben", found) == []


def test_the_ledger_by_hand_is_the_ledger(workload: Path, ledger: pl.DataFrame, tmp_path: Path) -> None:
    by_hand = plain.ledger_by_hand(workload)
    assert by_hand.writes is not None
    once(by_hand)
    ledger.write_parquet(tmp_path / "ledger.parquet")
    written = by_hand.writes / "ledger.parquet"
    assert ledger.height == pl.read_parquet(written).height > 50_000
    assert columns_that_differ(tmp_path / "ledger.parquet", written) == []
    assert pl.read_csv(by_hand.writes / "findings.csv", infer_schema=False).height > 3_000


def test_columns_of_ledgers_that_differ_are_named(tmp_path: Path) -> None:
    rows = pl.DataFrame({"duty": ["1", "2"], "rule": ["R1", "R2"], "cured": [None, 5]})
    others = {
        "ids": rows.with_columns(duty=pl.lit("x")),
        "cured": rows.with_columns(cured=pl.Series([None, 6])),
        "order": rows.reverse(),
        "more": rows.with_columns(clause=pl.lit("")),
        "swapped": rows.select("duty", "cured", "rule"),
    }
    for name, frame in {"rows": rows, **others}.items():
        frame.write_parquet(tmp_path / name)
    differ = {name: columns_that_differ(tmp_path / "rows", tmp_path / name) for name in others}
    assert differ == {
        "ids": [],
        "cured": ["cured"],
        "order": ["rule", "cured"],
        "more": ["clause"],
        "swapped": ["the order of columns"],
    }


def test_what_one_program_alone_found_is_told_by_name() -> None:
    lines = pl.DataFrame({"rule": ["R3", "R4", "R4"], "subject": ["E1", "E1", "E2"], "key": ["", "7", "9"]})
    fewer = lines.head(2)
    twice = pl.concat([lines, lines.tail(1)])
    assert differences("a", lines, "b", lines) == []
    assert differences("a", lines, "b", fewer) == ["1 lines found by a alone: R4,E2,9"]
    assert differences("a", lines, "b", twice) == ["1 lines found by b alone: R4,E2,9"]
    (told,) = differences("a", lines.head(0), "b", lines)
    assert told == "3 lines found by b alone: R3,E1,; R4,E1,7; R4,E2,9"
