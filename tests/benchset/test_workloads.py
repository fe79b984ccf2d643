"""The workloads' data are what their titles say, at small sizes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from bench.workloads import (
    csv,
    many_bearers,
    many_files,
    many_rules,
    one_bearer,
    one_type,
    plain,
    triggers,
    workloads,
    xlsx,
)
from zhiben.engine.audit import Audit, audit
from zhiben.rules.loading import load_rulebook

from ..conftest import ROOT

BENCH = ROOT / "bench"


def judged(folder: Path, rulebook: Path = BENCH / "rulebook") -> Audit:
    """An audit of which every row of the log is accepted."""
    found = audit(
        folder / "events.parquet",
        rulebook,
        map=BENCH / "map.yaml",
        entities=folder / "entities.csv",
        as_of="2026-12-31",
    )
    assert found.log.account.read == found.log.account.accepted == pl.read_parquet(folder / "events.parquet").height
    return found


def owing(found: Audit) -> pl.DataFrame:
    ledger = pl.from_arrow(found.ledger)
    assert isinstance(ledger, pl.DataFrame)
    return ledger


def test_every_workload_names_its_programs_and_says_what_it_is(tmp_path: Path) -> None:
    assert next(iter(workloads())) == "plain"
    for name, workload in workloads().items():
        size = min(workload.SIZES[0], 1_000)
        case = workload.case(tmp_path, size)
        names = [program.name for program in case.programs]
        assert (case.workload, case.size) == (name, size)
        assert workload.TITLE and workload.ROUNDS > 0
        assert len(set(names)) == len(names) >= 2
        assert names[0].startswith("zhiben")


def test_data_that_are_there_are_used_again(tmp_path: Path) -> None:
    log = many_bearers.data(tmp_path, 100) / "events.parquet"
    before = log.stat().st_mtime_ns
    assert many_bearers.data(tmp_path, 100) / "events.parquet" == log
    assert log.stat().st_mtime_ns == before


def test_half_of_all_events_belong_to_one_bearer(tmp_path: Path) -> None:
    folder = one_bearer.data(tmp_path, 10_000)
    events = pl.read_parquet(folder / "events.parquet")
    even = pl.read_parquet(plain.data(tmp_path, 10_000) / "events.parquet")
    assert events.drop("subject").equals(even.drop("subject"))
    assert 0.45 < (events["subject"] == one_bearer.BEARER).mean() < 0.55  # type: ignore[operator]
    hazards = events.filter(pl.col("hazard_id").is_not_null()).group_by("hazard_id").agg(pl.col("subject").n_unique())
    before = even.filter(pl.col("hazard_id").is_not_null()).group_by("hazard_id").agg(pl.col("subject").n_unique())
    assert (hazards["subject"] == 1).sum() >= (before["subject"] == 1).sum()
    uneven, spread = (judged(one).findings.num_rows for one in (folder, plain.data(tmp_path, 10_000)))
    assert 0.8 < uneven / spread < 1.25


def test_there_are_as_many_bearers_as_events(tmp_path: Path) -> None:
    folder = many_bearers.data(tmp_path, 5_000)
    events = pl.read_parquet(folder / "events.parquet")
    assert events.height == pl.read_csv(folder / "entities.csv").height == 5_000
    assert events["subject"].n_unique() > 4_500
    ledger = owing(judged(folder))
    assert ledger.filter(rule="R3").height == 5_000
    assert {"met", "breached", "late"} <= set(ledger["verdict"])


def test_every_event_raises_a_duty(tmp_path: Path) -> None:
    folder = triggers.data(tmp_path, 1_000)
    ledger = owing(judged(folder, folder / "rulebook"))
    assert ledger.height == 1_000 == ledger["raised_by"].n_unique()
    assert set(ledger["raised_by"]) == set(map(str, range(1_000)))
    violated = ledger.filter(pl.col("verdict").is_in(["breached", "late"])).height
    assert 10 < violated < 200


@pytest.mark.parametrize(("workload", "rules", "types"), [(many_rules, 1_000, 5), (one_type, 100, 1)])
def test_so_many_rules_over_so_many_types(workload: object, rules: int, types: int, tmp_path: Path) -> None:
    folder = workload.data(tmp_path, 20_000)  # type: ignore[attr-defined]
    events = pl.read_parquet(folder / "events.parquet")
    assert events.height == 20_000 and events["type"].n_unique() == types
    assert len(load_rulebook(folder / "all").rules) == rules
    assert len(load_rulebook(folder / "one").rules) == 1
    ledger = owing(judged(folder, folder / "all"))
    assert ledger["rule"].n_unique() == rules
    assert ledger["bearer"].n_unique() == 20_000 // (20 * rules)
    assert 0.8 < (ledger["verdict"] == "met").mean() < 1  # type: ignore[operator]
    one = owing(judged(folder, folder / "one"))
    assert one.drop("duty").rows() == ledger.filter(rule="rule-0000").drop("duty").rows()


def test_the_pieces_are_the_whole(tmp_path: Path) -> None:
    folder = many_files.data(tmp_path, 1_000)
    pieces = sorted((folder / "pieces").iterdir())
    assert len(pieces) == 50
    rows = pl.concat([pl.read_csv(piece, infer_schema=False) for piece in pieces])
    assert rows.equals(pl.read_csv(plain.data(tmp_path, 1_000) / "events.csv", infer_schema=False))


def test_the_workbook_holds_the_rows_of_the_csv(tmp_path: Path) -> None:
    workbook = CalamineWorkbook.from_path(xlsx.data(tmp_path, 1_000) / "events.xlsx")
    heading, *rows = workbook.get_sheet_by_index(0).to_python()
    whole = pl.read_csv(plain.data(tmp_path, 1_000) / "events.csv", infer_schema=False)
    assert heading == whole.columns
    assert rows == [[value or "" for value in row] for row in whole.rows()]


def test_csv_and_parquet_hold_the_same(tmp_path: Path) -> None:
    case = csv.case(tmp_path, 1_000)
    folder = plain.data(tmp_path, 1_000)
    written = pl.read_csv(folder / "events.csv", infer_schema=False)
    stored = pl.read_parquet(folder / "events.parquet").with_columns(pl.col("time").dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert written.equals(stored.cast(pl.String))
    assert any(str(folder / "events.csv") in program.command for program in case.programs)
