"""The same content through every format, in any order of rows and split over any files, is the same set of events."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events.formats import COLUMNS, ROWS, WRITERS, Row, write_gb18030
from tests.events.logs import checked, codes, column, content
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.log import EventLog
from zhiben.events.reading import read_log

NEEDED = ("type", "subject", "time")
WITHOUT_ID = tuple(c for c in COLUMNS if c != "id")


def through(kind: str, rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> EventLog:
    """The log written in a format and read again."""
    suffix, write = WRITERS[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{suffix}"
        write(path, rows, columns)
        return checked(read_log([path], VOCABULARY, ZONE))


@settings(max_examples=max(10, settings().max_examples // 3))  # five files each
@given(st.lists(ROWS, min_size=1, max_size=6), st.sampled_from([COLUMNS, WITHOUT_ID]))
def test_every_format_gives_the_same_events_and_the_same_problems(rows: list[Row], columns: Sequence[str]) -> None:
    plain = through("csv", rows, columns)
    for kind in WRITERS:
        other = through(kind, rows, columns)
        if kind == "cloudevents" and not all(any(row[name] for row in rows) for name in ("id", *NEEDED)):
            continue  # an attribute that no event has is a missing column there
        assert content(other) == content(plain), kind
        assert sorted(codes(other)) == sorted(codes(plain)), kind
        assert other.account == plain.account, kind


@given(st.lists(ROWS, max_size=8), st.randoms(use_true_random=False), st.integers(1, 3))
def test_neither_the_order_of_rows_nor_files_matter(rows: list[Row], random, pieces: int) -> None:  # type: ignore[no-untyped-def]
    for columns in (COLUMNS, WITHOUT_ID):
        whole = through("csv", rows, columns)
        shuffled = random.sample(rows, len(rows))
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{n}.csv" for n in range(pieces)]
            for n, path in enumerate(paths):
                WRITERS["csv"][1](path, shuffled[n::pieces], columns)
            split = checked(read_log(paths, VOCABULARY, ZONE))
        assert content(split) == content(whole)
        assert split.account == whole.account


def test_gb18030_reads_like_utf8(tmp_path: Path) -> None:
    rows = [{"id": "1", "type": "检查", "subject": "企业甲", "time": "2024年3月28日", "led_by": "一把手"}]
    write_gb18030(tmp_path / "log.csv", rows)
    log = checked(read_log([tmp_path / "log.csv"], VOCABULARY, ZONE))
    assert content(log) == content(through("csv", rows))
    assert codes(log) == ["gb18030-detected"]


@pytest.mark.parametrize(("kind", "first"), [("csv", 2), ("jsonl", 1), ("parquet", 1), ("xlsx", 2)])
def test_every_row_keeps_its_place(tmp_path: Path, kind: str, first: int) -> None:
    rows = [{"id": str(n), "type": "drill", "subject": "A", "time": "2024-03-25"} for n in range(3)]
    path = tmp_path / f"log{WRITERS[kind][0]}"
    WRITERS[kind][1](path, rows)
    log = checked(read_log([path], VOCABULARY, ZONE))
    assert column(log, "line") == [first, first + 1, first + 2]
    assert column(log, "file") == [str(path)] * 3
    assert column(log, "sheet") == (["log"] * 3 if kind == "xlsx" else [None] * 3)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_first_bytes_tell_the_format_where_the_suffix_does_not(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "log.data"
    WRITERS[kind][1](path, [{"id": "1", "type": "drill", "subject": "A", "time": "2024-03-25"}])
    assert checked(read_log([path], VOCABULARY, ZONE)).account.accepted == 1
