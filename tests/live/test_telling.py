"""Lines are made a column at a time; each is the JSON object of its row all the same."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from zhiben.engine.ledger import SCHEMA
from zhiben.engine.monitor.telling import instant, line, members

_TEXT = st.text(st.sampled_from('ab;"\\\n\x1f中'), max_size=4)
_INSTANT = st.none() | st.sampled_from((0, -1, 1_750_000_000_000_000, 1_750_000_000_000_001, -(10**15)))


def _value(kind: pa.DataType) -> st.SearchStrategy[Any]:
    if pa.types.is_timestamp(kind):
        return _INSTANT
    if pa.types.is_list(kind):
        return st.lists(_TEXT | st.just("e1"), max_size=3)
    if pa.types.is_float64(kind):
        return st.none() | st.sampled_from((0.0, 1.0, 2.5, 1e300, 0.1))
    return st.integers(0, 10**12) if pa.types.is_int64(kind) else _TEXT


@given(st.lists(st.fixed_dictionaries({field.name: _value(field.type) for field in SCHEMA}), max_size=12))
def test_a_line_is_the_object_of_its_row(rows: list[dict[str, Any]]) -> None:
    table = pa.table({f.name: pa.array([row[f.name] for row in rows], f.type) for f in SCHEMA}, schema=SCHEMA)
    for row, says in zip(rows, members(table), strict=True):
        told = json.loads(line(7, "met", "", '"now"', says))
        expected = {"seq": 7, "change": "met", "was": None, "clock": "now"}
        for field in SCHEMA:
            value = row[field.name]
            expected[field.name] = instant(value) if pa.types.is_timestamp(field.type) else value
        expected["clause"] = [part for part in row["clause"].split(";") if part]
        assert list(told.items()) == list(expected.items())
