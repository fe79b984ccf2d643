"""Tables, charts and documents say what the raw figures say."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import documents, table
from bench.case import Result
from bench.chart import CHARTS, write_charts
from bench.facts import facts
from bench.imports import by_package
from bench.processes import Measured, Taken
from bench.record import Record, read, write


def measured(name: str, *seconds: float, peak: int = 100, failed: str = "") -> Measured:
    return Measured(name, tuple(Taken(each, 2 * each, peak * 1_000_000) for each in seconds), failed)


PLAIN = Result(
    "plain",
    1_000_000,
    (
        measured("zhiben, whole report", 3.0, 2.0, 4.0, peak=600),
        measured("Polars by hand", 1.0, peak=200),
        measured("DuckDB by hand", 2.0, peak=300),
        measured("pandas by hand", failed="killed, as when memory runs out"),
        measured("ledger in Polars by hand", 1.5, peak=400),
        measured("floor: decoding alone", 0.25, peak=150),
    ),
    duties=580_000,
)
GREATER = Result(
    "plain",
    10_000_000,
    (measured("zhiben, whole report", 60.0), measured("Polars by hand", 9.0)),
    disagreements=("1 lines found by Polars alone: R3,E1,",),
)
HELP = Result("help", 0, (measured("zhiben --help", 0.2, peak=30), measured("Python alone", 0.02, peak=10)))
RECORD = Record(
    {"date": "2026-01-02", "cores": "2"},
    (GREATER, HELP, PLAIN),
    {"--help": {"click": 0.010, "python": 0.020, "re": 0.001}, "check": {"polars": 0.1, "python": 0.05}},
)


def test_the_plain_table_has_medians_and_ratios() -> None:
    assert table.plain(RECORD).splitlines() == [
        "1,000,000 events, 580,000 duties. All found the same violations.",
        "",
        "|  | seconds | CPU seconds | peak MB | µs per event | time x Polars | time x DuckDB | time x ledger by hand | time x floor | memory x Polars |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| zhiben, whole report | 3.00 | 6.00 | 600 | 3.00 | 3.00 | 1.50 | 2.00 | 12.0 | 3.00 |",
        "| Polars by hand | 1.00 | 2.00 | 200 | 1.00 | 1.00 | 0.50 | 0.67 | 4.00 | 1.00 |",
        "| DuckDB by hand | 2.00 | 4.00 | 300 | 2.00 | 2.00 | 1.00 | 1.33 | 8.00 | 1.50 |",
        "| pandas by hand | – | – | – | – | – | – | – | – | – |",
        "| ledger in Polars by hand | 1.50 | 3.00 | 400 | 1.50 | 1.50 | 0.75 | 1.00 | 6.00 | 2.00 |",
        "| floor: decoding alone | 0.25 | 0.50 | 150 | 0.25 | 0.25 | 0.12 | 0.17 | 1.00 | 0.75 |",
        "",
        "pandas by hand, 1,000,000 events: killed, as when memory runs out.",
        "",
        "10,000,000 events. **They disagree:** 1 lines found by Polars alone: R3,E1,",
        "",
        "|  | seconds | CPU seconds | peak MB | µs per event | time x Polars | time x DuckDB | time x ledger by hand | time x floor | memory x Polars |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| zhiben, whole report | 60.0 | 120 | 100 | 6.00 | 6.67 | – | – | – | 1.00 |",
        "| Polars by hand | 9.00 | 18.0 | 100 | 0.90 | 1.00 | – | – | – | 1.00 |",
    ]


def test_time_per_event_stands_beside_that_of_other_sizes() -> None:
    lines = table.linear(RECORD).splitlines()
    assert lines[0] == "| µs per event | 1,000,000 events | 10,000,000 events | last x first |"
    assert lines[2] == "| zhiben, whole report | 3.00 | 6.00 | 2.00 |"
    assert lines[4] == "| DuckDB by hand | 2.00 | – | – |"


def test_other_workloads_stand_beside_their_yardsticks() -> None:
    assert table.special(RECORD).splitlines()[2:] == [
        "| **--help** |  | zhiben --help | 0.20 | 0.40 | 30 |  |  |",
        "|  |  | Python alone | 0.02 | 0.04 | 10 | 10.0 | 3.00 |",
    ]


def test_what_importing_costs_is_told_by_package() -> None:
    assert table.imports(RECORD).splitlines() == [
        "| ms | `--help` | `check` |",
        "| --- | ---: | ---: |",
        "| polars |  | 100 |",
        "| python | 20 | 50 |",
        "| click | 10 |  |",
        "| others | 1 |  |",
        "| **all** | 31 | 150 |",
    ]


def test_the_short_table_has_zhiben_only() -> None:
    lines = table.short(RECORD, "abcdefgh").splitlines()
    assert lines[0] == "| a | b | c | d | e | f | g | h |"
    assert lines[2:] == [
        "| zhiben, whole report | 1,000,000 | 3.00 | 600 | 3.00 | 1.50 | 2.00 | 12.0 |",
        "| zhiben, whole report | 10,000,000 | 60.0 | 100 | 6.67 | – | – | – |",
    ]


def test_a_run_without_a_workload_has_a_dash_in_its_place() -> None:
    nothing = Record({}, (), {})
    assert {block(nothing) for name, block in documents.BLOCKS.items() if name != "facts"} == {table.NOTHING}
    assert documents.page(nothing).startswith("# Benchmarks")


def test_raw_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    write(RECORD, tmp_path / "results.json")
    assert read(tmp_path / "results.json") == RECORD


def test_charts_show_every_program_of_the_plain_workload(tmp_path: Path) -> None:
    write_charts(RECORD, tmp_path)
    for name in CHARTS:
        text = (tmp_path / name).read_text(encoding="utf-8")
        ET.fromstring(text)
        assert "<script" not in text
        for program in PLAIN.measured:
            assert program.name in text
    write_charts(Record({}, (HELP,), {}), tmp_path)
    for name in CHARTS:
        assert "No data" in (tmp_path / name).read_text(encoding="utf-8")


def test_import_times_are_summed_by_package() -> None:
    printed = """import time: self [us] | cumulative | imported package
import time:       100 |        100 |   _io
import time:        50 |        150 | json.decoder
import time:      2000 |       2000 |       polars.series
import time:      3000 |       5000 |     polars
import time:        10 |         10 | zhiben.engine.audit
import time:        20 |         30 | zhiben.engine
import time:         5 |         35 | zhiben
some other line
"""
    assert by_package(printed) == {"polars": 0.005, "python": 0.00015, "zhiben.engine": 3e-05, "zhiben": 5e-06}


def test_facts_hold_no_paths_and_no_name_of_the_host() -> None:
    import platform

    told = " ".join(f"{name} {value}" for name, value in facts().items())
    assert "/" not in told
    assert len(platform.node()) < 4 or platform.node() not in told


def test_marked_blocks_are_written_from_the_record_and_nothing_else_is() -> None:
    text = "before 1.23\n<!-- bench:facts -->\nold\n<!-- /bench:facts -->\nafter\n"
    expected = "before 1.23\n<!-- bench:facts -->\ndate 2026-01-02, cores 2.\n<!-- /bench:facts -->\nafter\n"
    assert documents.filled(text, RECORD) == documents.filled(expected, RECORD) == expected
    with pytest.raises(KeyError):
        documents.filled("<!-- bench:no-such -->\n<!-- /bench:no-such -->", RECORD)


@pytest.mark.parametrize("document", documents.DOCUMENTS, ids=lambda path: path.name)
def test_figures_in_documents_are_those_of_the_run_that_is_kept(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert "<!-- bench:" in text
    assert documents.filled(text, documents.kept()) == text
    assert all((documents.RESULTS / name).is_file() for name in CHARTS)
    assert (documents.RESULTS / "results.md").read_text(encoding="utf-8") == documents.page(documents.kept())
