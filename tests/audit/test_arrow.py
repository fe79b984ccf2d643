"""Nulls of a few values are found like those of many, whatever instants stand beside them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from zhiben.engine.arrow import ints, is_null
from zhiben.events import civil

INSTANTS = pa.timestamp("us", "UTC")
ALWAYS, NEVER = int(civil.ALWAYS), int(civil.NEVER)


@pytest.mark.parametrize("times", [1, 5], ids=["few", "many"])
@pytest.mark.parametrize(
    ("values", "at"),
    [
        (pa.array([ALWAYS, None, NEVER], INSTANTS), 1),
        (pa.array([ALWAYS, 0, NEVER], INSTANTS), None),
        (pa.array([[NEVER], None, []], pa.list_(INSTANTS)), 1),
        (pa.array([2**31 - 1, None, 0], pa.date32()), 1),
        (pa.array(["a", None, "b"]).dictionary_encode(), 1),
        (pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), pa.array(["a", None])), 1),
        (pa.array([1, None, 2]), 1),
    ],
    ids=lambda value: str(getattr(value, "type", value)),
)
def test_nulls(values: pa.Array, at: int | None, times: int) -> None:
    column = pa.chunked_array([values] * times)
    assert is_null(column).tolist() == [place == at for place in range(3)] * times


def test_instants_that_python_does_not_know_are_numbers() -> None:
    assert ints(pa.array([ALWAYS, None, NEVER], INSTANTS), 7).tolist() == [ALWAYS, 7, NEVER]
