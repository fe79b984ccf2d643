"""The live monitor's tables, charts and document say what its raw figures say, and a run measures what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.live import documents, tables
from bench.live.__main__ import Case, _run
from bench.live.figures import Live, LiveRecord, Stage, read
from bench.live.offered import offered
from bench.table import NOTHING
from bench.workloads import plain


def stage(done: int, events: int, batch: int, seconds: float, megabytes: float) -> Stage:
    times = (seconds, seconds / 2, 0.01 * batch, 0.02 * batch)
    return Stage(done, events, batch, *times, megabytes, 7_000, 0.25, 0.03 * batch, 0.015 if batch == 1 else 0.0)


RUN = Live(
    "ten rules",
    1_000,
    10,
    (stage(3_000, 3_000, 100, 1.5, 90.4), stage(6_000, 3_000, 100, 3.0, 100.0), stage(6_100, 100, 1, 4.0, 101.0)),
    changes=12_345,
    facts=67_890,
    disk=12.6,
)
SHORT = Live("the notice", 20, 142, (stage(500, 500, 50, 2.0, 80.0),), failed="exit code 1")
RECORD = LiveRecord({"date": "2026-01-02", "cores": "2"}, (RUN, SHORT))


def test_a_run_stands_with_its_whole_log_its_ends_and_its_single_events() -> None:
    assert tables.rates(RECORD).splitlines() == [
        "|  | events | at a time | events/s | per CPU second | p50 ms | p99 ms | p99 in all | of a plain loop | "
        "open duties | durable_rules | MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| **ten rules**, 1,000 entities, 10 rules |  |  |  |  |  |  |  |  |  |  |  |",
        "| the whole log | 6,000 | 100 | 1,333 | 2,667 | 1,000 | 2,000 | 3,000 |  | 7,000 | 25% | 100 |",
        "| its first tenth | 3,000 | 100 | 2,000 | 4,000 | 1,000 | 2,000 | 3,000 |  | 7,000 | 25% | 90 |",
        "| its last tenth | 3,000 | 100 | 1,000 | 2,000 | 1,000 | 2,000 | 3,000 |  | 7,000 | 25% | 100 |",
        "| then one by one | 100 | 1 | 25.0 | 50.0 | 10.0 | 20.0 | 30.0 | 15.0 | 7,000 | 25% | 101 |",
        "| **the notice**, 20 entities, 142 rules |  |  |  |  |  |  |  |  |  |  |  |",
        "| the whole log | 500 | 50 | 250 | 500 | 500 | 1,000 | 1,500 |  | 7,000 | 25% | 80 |",
        "| its first tenth | 500 | 50 | 250 | 500 | 500 | 1,000 | 1,500 |  | 7,000 | 25% | 80 |",
        "| its last tenth | 500 | 50 | 250 | 500 | 500 | 1,000 | 1,500 |  | 7,000 | 25% | 80 |",
        "",
        "the notice: exit code 1.",
    ]


def test_events_offered_at_a_rate_stand_after_the_log_and_are_none_of_it() -> None:
    steady = Stage(7_000, 1_000, 40, 0.25, 0.2, 0.125, 0.5, 101.0, 7_000, 0.25, rate=4_000.0)
    told = tables.rates(LiveRecord({}, (replace(RUN, stages=(*RUN.stages[:2], steady)),))).splitlines()
    assert told[:6] == tables.rates(RECORD).splitlines()[:6]
    assert told[6:] == ["| then 4,000 a second | 1,000 | 40 | 4,000 | 5,000 | 125 | 500 |  |  | 7,000 | 25% | 101 |"]


@pytest.mark.parametrize(("most", "steps"), [(1_000, 2), (10, 21)])
def test_a_step_takes_what_has_come_and_waits_are_counted_from_its_arrival(
    most: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("bench.live.offered.time.perf_counter", lambda: now[0])
    monkeypatch.setattr("bench.live.offered.time.sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    events, judged = [b""] * 200, [0]

    def judge(some: Sequence[bytes]) -> None:
        judged.append(len(some))
        now[0] += 2.0

    waits, many = offered(events, 100.0, most, judge, lambda: None)
    assert (many, sum(judged)) == (len(judged) - 1, 200) and max(judged) <= most
    assert judged[1] == 1 and waits[0] == 2.0 and many == steps
    if most == 1_000:
        assert judged == [0, 1, 199] and abs(waits[199] - (4.0 - 1.99)) < 1e-9


def test_memory_is_told_by_tenth() -> None:
    assert tables.tenths(RECORD).splitlines() == [
        "| MB of memory after | 1/2 | 2/2 | on disk |",
        "| --- | ---: | ---: | ---: |",
        "| ten rules | 90 | 100 | 13 |",
        "| the notice | 80 |  | 0 |",
    ]


def test_nothing_measured_is_a_dash() -> None:
    nothing = LiveRecord({}, ())
    assert {block(nothing) for block in documents.BLOCKS.values()} == {NOTHING}


def test_results_are_read_as_they_were_written_and_charts_show_every_run(tmp_path: Path) -> None:
    documents.write_results(RECORD, tmp_path)
    assert read(tmp_path / documents.RAW) == RECORD
    for name in documents.CHARTS:
        text = (tmp_path / name).read_text(encoding="utf-8")
        ET.fromstring(text)
        assert "<script" not in text
        assert all(run.name in text for run in RECORD.runs)


def test_the_document_says_what_the_kept_run_says() -> None:
    text = documents.DOCUMENT.read_text(encoding="utf-8")
    assert all(f"<!-- bench:{name} -->" in text for name in documents.BLOCKS)
    assert documents.filled(text, documents.kept()) == text
    assert all((documents.RESULTS / name).is_file() for name in documents.CHARTS)
    assert (documents.RESULTS / documents.PAGE).read_text(encoding="utf-8") == tables.page(documents.kept())


def test_a_run_judges_every_event_once(tmp_path: Path) -> None:
    log = plain.data(tmp_path, 400) / "events.parquet"
    run = _run(Case("small", log, ("--batch", "20", "--offered", "40", "--rate", "400", "--single", "5")))
    assert (run.failed, run.entities, run.rules) == ("", 4, 10)
    assert [one.batch for one in run.together] == [20] * 10
    assert run.steady is not None and (run.steady.events, run.steady.rate) == (40, 400.0)
    assert run.singly is not None and run.singly.events == 5
    assert sum(one.events for one in run.stages) == run.stages[-1].done == 400
    assert run.changes > 100 and run.facts > 100 and run.disk > 0
    assert all(one.megabytes > 10 and 0 < one.durable < 1 and 0 < one.p50 <= one.p99 for one in run.stages)


def test_a_run_that_fails_says_so(tmp_path: Path) -> None:
    assert _run(Case("none", tmp_path / "none.csv", ())).failed == "exit code 1"
