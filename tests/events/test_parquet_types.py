"""Any Arrow type in any column of a Parquet file is read or is a problem, and the account balances."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.events.logs import checked
from tests.events.vocabulary import VOCABULARY, ZONE
from zhiben.events.problem import Unusable
from zhiben.events.reading import read_log
from zhiben.events.registry import read_entities

ODD = {
    "bytes": pa.array([b"\xff", b"a"], pa.binary()),
    "fixed bytes": pa.array([b"ab", b"cd"], pa.binary(2)),
    "structs": pa.array([{"a": 1}, None]),
    "maps": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())),
    "times of day": pa.array([dt.time(1, 2), None]),
    "durations": pa.array([dt.timedelta(days=1), None]),
    "decimals": pa.array([Decimal("1.5"), None]),
    "long decimals": pa.array([Decimal("1.5"), None], pa.decimal256(50, 5)),
    "nothing": pa.nulls(2),
    "large numbers": pa.array([2**64 - 1, 1], pa.uint64()),
    "infinity": pa.array([float("inf"), 1.0]),
    "flags": pa.array([True, None]),
    "lists": pa.array([["a"], ["b", "c"]]),
    "lists of lists": pa.array([[["a"]], None]),
    "lists of structs": pa.array([[{"a": 1}], None]),
    "lists of dates": pa.array([[dt.date(2024, 1, 1)], None]),
    "early dates": pa.array([dt.date(2024, 1, 1), dt.date(1, 1, 1)]),
    "aware times": pa.array([0, None], pa.timestamp("us", "Asia/Tokyo")),
    "far times": pa.array([-(2**62), 2**62], pa.timestamp("us")),
    "fine times": pa.array([-(2**62), 2**62], pa.timestamp("ns")),
    "large text": pa.array(["1", "x"], pa.large_string()),
    "coded text": pa.array([" A ", "A"]).dictionary_encode(),
    "coded blanks": pa.array(["", "  "]).dictionary_encode(),
    "coded numbers": pa.array([1, 2]).dictionary_encode(),
}
ATTRIBUTES = ("id", "source", "type", "subject", "time", "recordedtime")
FIELDS = tuple(VOCABULARY.events["inspection"].fields)
LOG = {"id": ["1", "2"], "type": ["inspection"] * 2, "subject": ["A"] * 2, "time": ["2024-01-01"] * 2}


@pytest.mark.parametrize("odd", ODD)
def test_in_a_log(odd: str, tmp_path: Path) -> None:
    for name in ATTRIBUTES + FIELDS:
        pq.write_table(pa.table(LOG | {name: ODD[odd]}), tmp_path / "log.parquet")
        log = checked(read_log([tmp_path / "log.parquet"], VOCABULARY, ZONE))
        assert log.account.read == 2, name
        assert bool(log.account.rejected) == any(p.level == "error" for p in log.problems), name


@pytest.mark.parametrize("odd", ODD)
def test_in_a_registry(odd: str, tmp_path: Path) -> None:
    for name in ("id", "kind", "owner", "aliases", "valid_from", "valid_to", "high_risk", "staff"):
        columns = {"id": ["A", "B"], "kind": ["site"] * 2}
        pq.write_table(pa.table(columns | {name: ODD[odd]}), tmp_path / "e.parquet")
        with contextlib.suppress(Unusable):
            assert read_entities(tmp_path / "e.parquet", VOCABULARY, ZONE).table.num_rows <= 2


def test_coded_words_that_differ_in_white_space_are_one_subject(tmp_path: Path) -> None:
    pq.write_table(pa.table(LOG | {"subject": ODD["coded text"]}), tmp_path / "log.parquet")
    log = checked(read_log([tmp_path / "log.parquet"], VOCABULARY, ZONE))
    assert log.table["subject"].combine_chunks().dictionary.to_pylist() == ["A"]
