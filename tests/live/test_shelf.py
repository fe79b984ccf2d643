"""Rows in one piece of memory are those of a dictionary of arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.engine.monitor.state import shelf
from zhiben.engine.monitor.state.shelf import Shelf
from zhiben.engine.monitor.state.stand import ROW

UNITS = st.one_of(st.integers(0, 6), st.just(3_000))  # beyond the first room, too
PUTS = st.lists(st.dictionaries(UNITS, st.integers(0, 5), max_size=5), max_size=12)


@given(PUTS)
def test_a_shelf_has_what_was_put_last(puts: list[dict[int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "_SPARE", 3)  # it is moved together again and again
        held, plain, number = Shelf(), dict[int, list[int]](), 0
        for put in puts:
            plain |= {unit: list(range(number := number + 10, number + many)) for unit, many in put.items()}
            rows = np.zeros(sum(put.values()), ROW)
            rows["duty"] = [duty for unit in put for duty in plain[unit]]
            held.put(np.array(list(put), np.int64), np.array(list(put.values()), np.int64), rows)
            assert held.known().tolist() == sorted(plain)
            asked = np.array([3_000, 2, 9_999, *range(6)])
            index, found = held.gathered(asked)
            told = [(index, duty) for index, unit in enumerate(asked.tolist()) for duty in plain.get(unit, [])]
            assert list(zip(index.tolist(), found["duty"].tolist(), strict=True)) == told
            assert held.is_known(asked).tolist() == [unit in plain for unit in asked.tolist()]


def test_what_is_changed_in_its_place_stays_so() -> None:
    held = Shelf()
    held.put(np.array([1, 2]), np.array([1, 2]), np.zeros(3, ROW))
    _, places = held.places(np.array([2]))
    held.rows["slack"][places[:1]] -= 4
    held.put(np.array([1]), np.array([5_000]), np.zeros(5_000, ROW))  # all is moved
    assert held.gathered(np.array([2]))[1]["slack"].tolist() == [-4, 0]


def test_rows_that_are_nobodys_are_refused() -> None:
    with pytest.raises(ValueError, match="3 rows, of which 2"):
        Shelf().put(np.array([1, 2]), np.array([1, 1]), np.zeros(3, ROW))
