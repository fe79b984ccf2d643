"""Columns read whole: ids told apart by numbers, instants of one form, columns that say nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.test_civil import ZONES
from zhiben.events import civil as civil_time
from zhiben.events import distinct_ids, moments, typed_moments
from zhiben.events.civil import calendar
from zhiben.events.constant import constant, nothing
from zhiben.events.distinct_ids import are_distinct, repeated
from zhiben.events.moments import decode_moments

IDS = st.one_of(
    st.lists(st.integers(0, 90).map(str)),
    st.lists(st.sampled_from(["7", "07", "٧", "+7", "x", "", "1" * 30])),
    st.lists(st.text(max_size=3)),
)
NUMBERS = [pa.int8(), pa.uint8(), pa.int32(), pa.int64(), pa.uint64()]


@given(ids=IDS, longest=st.sampled_from([0, 100_000]))
def test_ids_that_occur_more_than_once_are_found(ids: list[str], longest: int) -> None:
    column, counts = pa.array(ids, pa.string()), Counter(ids)
    with patch.object(distinct_ids, "_LONG", longest):
        assert repeated(column).tolist() == [row for row, one in enumerate(ids) if counts[one] > 1]
        assert are_distinct(column) == (len(counts) == len(ids))


@given(data=st.data(), kind=st.sampled_from(NUMBERS), spread=st.sampled_from([0, 3, 200, 2**63]))
def test_numbers_that_are_ids_are_told_apart(data: st.DataObject, kind: pa.DataType, spread: int) -> None:
    bounds = np.iinfo(kind.to_pandas_dtype())
    low, high = int(bounds.min), int(bounds.max)
    base = data.draw(st.integers(low, high))
    numbers = data.draw(st.lists(st.integers(max(low, base - spread), min(high, base + spread)), max_size=20))
    assert are_distinct(pa.array(numbers, kind)) == (len(set(numbers)) == len(numbers))


@pytest.mark.parametrize("kind", [pa.string(), pa.timestamp("us", "UTC"), pa.dictionary(pa.int32(), pa.string())])
@pytest.mark.parametrize("count", [0, 1, 8, 1001])
def test_nothing_is_as_many_nulls(kind: pa.DataType, count: int) -> None:
    found = nothing(count, kind)
    found.validate(full=True)
    assert (found.type, found.null_count, found.to_pylist()) == (kind, count, [None] * count)
    assert constant("甲", count).to_pylist() == ["甲"] * count


EPOCH = dt.datetime(1970, 1, 1)
TIMES = st.datetimes(dt.datetime(1899, 12, 30), dt.datetime(2200, 1, 3))


@given(
    zone=st.sampled_from(ZONES),
    start=TIMES,
    steps=st.lists(st.one_of(st.none(), st.integers(0, 40 * 24 * 60)), max_size=30),
    unit=st.sampled_from(["s", "ms", "us", "ns"]),
    is_aware=st.booleans(),
)
def test_times_are_the_same_whether_or_not_the_clock_is_looked_at(
    zone: str, start: dt.datetime, steps: list[int | None], unit: str, is_aware: bool
) -> None:
    times = [None if step is None else start.replace(microsecond=0) + dt.timedelta(minutes=step) for step in steps]
    micros = [None if time is None else (time - EPOCH) // dt.timedelta(microseconds=1) for time in times]
    column = pa.array(micros, pa.timestamp("us")).cast(pa.timestamp(unit, "UTC" if is_aware else None), safe=False)
    quick = decode_moments(column, calendar(zone))
    with patch.object(typed_moments, "_plain_instants", lambda *_: None):
        slow = decode_moments(column, calendar(zone))
    assert (quick.first, quick.last) == (slow.first, slow.last)
    assert (quick.bad.tolist(), list(quick.texts)) == (slow.bad.tolist(), list(slow.texts))


TEXTS = st.one_of(
    TIMES.map(lambda time: time.replace(microsecond=0).isoformat()),
    st.sampled_from(
        [
            "2024-01-01 00+01:00",
            "2024-01-01 00:00+01",
            "2024-01-01T24:00:00",
            "2024-02-30T00:00:00",
            "20240101T000000.000",
        ]
    ),
)


def read_alike(texts: list[str], zone: str) -> None:
    """Texts are read in bulk as each by itself."""
    cells = pa.array(texts, pa.string())
    with patch.object(moments, "_QUICK", 10**9):
        slow = decode_moments(cells, calendar(zone))
    with patch.object(moments, "_QUICK", 0):
        quick = decode_moments(cells, calendar(zone))
    assert (quick.first, quick.last) == (slow.first, slow.last)
    assert (quick.bad.tolist(), list(quick.texts), [str(f) for f in quick.faults]) == (
        slow.bad.tolist(), list(slow.texts), [str(f) for f in slow.faults]
    )  # fmt: skip


@given(
    zone=st.sampled_from(ZONES),
    texts=st.lists(TEXTS, max_size=12),
    end=st.sampled_from(["", "", "Z", ".5", " "]),
    is_blank=st.booleans(),
)
def test_texts_of_one_form_are_read_as_each_by_itself(zone: str, texts: list[str], end: str, is_blank: bool) -> None:
    read_alike([*(text + end for text in texts), *([""] if is_blank else [])], zone)


FORMS = st.sampled_from(
    ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y年%m月%d日", "%H:%M"]
)
ODD = ["", "2024-02-30", "2024-02-30 10:00", "2024-13-01", "2024-01-01 24:00", "2024-01-01 10:60", "1700-01-01", "2300-01-01 00:00",
       "2024-01-01 10:00:60", "２０２４-01-01", "2024-01-01\n", "2024-01-01 10:00+08:00", "x"]  # fmt: skip


@given(
    zone=st.sampled_from(ZONES),
    texts=st.lists(st.one_of(st.tuples(TIMES, FORMS).map(lambda one: one[0].strftime(one[1])), st.sampled_from(ODD))),
)
def test_texts_of_several_forms_are_read_as_each_by_itself(zone: str, texts: list[str]) -> None:
    read_alike(texts, zone)


@given(
    zone=st.sampled_from(ZONES), instant=st.integers(-(2**62), 2**62), at=st.integers(-1, 1), day=st.integers(0, 10**6)
)
def test_the_day_of_an_instant_is_the_last_that_begins_no_later(zone: str, instant: int, at: int, day: int) -> None:
    civil = calendar(zone)
    starts = civil._starts
    for one in (instant, int(starts[day % len(starts)]) + at):
        assert civil.day(one) == np.searchsorted(starts, one, side="right") - 1 + civil_time.FIRST_DAY


@given(zone=st.sampled_from(ZONES), start=TIMES, steps=st.lists(st.integers(0, 10**13), min_size=1, max_size=30))
def test_days_of_many_instants_are_those_of_each(zone: str, start: dt.datetime, steps: list[int]) -> None:
    civil = calendar(zone)
    instants = np.array(steps, np.int64) + (start - EPOCH) // dt.timedelta(microseconds=1)
    each = [civil.day(instant) for instant in instants.tolist()]
    with patch.object(civil_time, "_FEW", 0):
        assert civil.days(instants).tolist() == each
