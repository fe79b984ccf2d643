"""What is answered of short columns value by value is what Arrow's calls answer, whatever the columns hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.engine.arrow import among, decoded, encoded, flags, ints, is_null, taken
from zhiben.events import civil

INSTANTS = pa.timestamp("us", "UTC")
ALWAYS, NEVER = int(civil.ALWAYS), int(civil.NEVER)
_VALUES: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): st.sampled_from(["", "a", "b", "安全", "a\x00", "9999"]),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.int32(): st.integers(-(2**31), 2**31 - 1),
    pa.bool_(): st.booleans(),
    INSTANTS: st.sampled_from([ALWAYS, 0, 1, 253_402_300_800_000_000, NEVER]),  # some lie beyond the year 9999
    pa.date32(): st.sampled_from([-(2**31), 0, 2_932_897, 2**31 - 1]),
}
_VALUES |= {pa.list_(kind): st.lists(one, max_size=3) for kind, one in _VALUES.items()}
# Around the lengths at which another way is gone.
_SIZES = st.one_of(st.integers(0, 10), st.integers(62, 67))


@st.composite
def columns(draw: st.DrawFn, kind: pa.DataType) -> pa.Array:
    """A column, with nulls or without, perhaps a slice of a longer one, perhaps by places in a dictionary."""
    size, before = draw(_SIZES), draw(st.integers(0, 2))
    value = _VALUES[kind] | st.none() if draw(st.booleans()) else _VALUES[kind]
    whole = pa.array(draw(st.lists(value, min_size=size + before, max_size=size + before)), kind)
    if kind == pa.string() and draw(st.booleans()):
        if draw(st.booleans()):
            whole = whole.dictionary_encode()
        else:  # a word may stand in it twice, none may use it, and a null may be among the words
            words = draw(st.lists(value, min_size=1, max_size=4))
            place = st.integers(0, len(words) - 1) | st.none()
            places = draw(st.lists(place, min_size=size + before, max_size=size + before))
            whole = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(words, kind))
    return whole.slice(before)


ANY = st.sampled_from(list(_VALUES)).flatmap(columns)


@given(ANY, st.booleans())
def test_nulls_are_those_of_arrow(column: pa.Array, is_chunked: bool) -> None:
    if is_chunked:
        column = pa.chunked_array([column.slice(0, len(column) // 2), column.slice(len(column) // 2)])
    assert is_null(column).tolist() == pc.is_null(column).to_pylist()


@given(st.sampled_from([pa.int64(), pa.int32(), INSTANTS, pa.date32()]).flatmap(columns), st.integers(-5, 5))
def test_integers_are_those_of_arrow(column: pa.Array, null: int) -> None:
    narrow = pa.int32() if pa.types.is_date32(column.type) else column.type
    plain = (column.view(pa.int64()) if column.type == INSTANTS else column.view(narrow)).cast(pa.int64())
    assert ints(column, null).tolist() == plain.fill_null(null).to_pylist()
    assert ints(column, null).dtype == np.int64


@given(columns(pa.bool_()))
def test_flags_are_those_of_arrow(column: pa.Array) -> None:
    assert flags(column).tolist() == column.fill_null(False).to_pylist()


@given(st.sampled_from([kind for kind in _VALUES if not pa.types.is_list(kind)]).flatmap(columns))
def test_values_are_told_apart_as_arrow_does(column: pa.Array) -> None:
    places, words = encoded(column)
    plain = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    assert places.tolist() == plain.indices.fill_null(-1).to_pylist()
    assert words.equals(plain.dictionary) and len(places) == len(column)


@given(ANY)
def test_values_are_those_that_arrow_decodes(column: pa.Array) -> None:
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    assert decoded(column).equals(plain) and decoded(column).type == plain.type


@given(columns(pa.string()).filter(lambda column: not pa.types.is_dictionary(column.type)), st.booleans())
def test_texts_that_are_wanted_are_those_that_arrow_finds(column: pa.Array, is_chunked: bool) -> None:
    given = pa.chunked_array([column, column]) if is_chunked else column
    for wanted in (("a", "安全"), ("c",), ()):
        assert among(given, wanted).tolist() == pc.is_in(given, value_set=pa.array(wanted, pa.string())).to_pylist()


@given(columns(pa.int64()))
def test_numbers_that_are_wanted_are_those_that_arrow_finds(column: pa.Array) -> None:
    wanted = tuple(value for value in column.to_pylist()[:2] if value is not None)
    assert among(column, wanted).tolist() == pc.is_in(column, value_set=pa.array(wanted, pa.int64())).to_pylist()


@given(ANY, st.data())
def test_some_values_are_those_that_arrow_takes(column: pa.Array, data: st.DataObject) -> None:
    every = list(range(len(column)))
    rows = data.draw(st.just(every) | (st.lists(st.sampled_from(every), max_size=10) if every else st.just([])))
    assert taken(column, np.array(rows, np.int64)).equals(column.take(pa.array(rows, pa.int64())))


@pytest.mark.parametrize("times", [1, 5], ids=["few", "many"])
def test_a_null_among_the_words_is_one(times: int) -> None:
    values = pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), pa.array(["a", None]))
    assert is_null(pa.chunked_array([values] * times)).tolist() == [False, True, False] * times
