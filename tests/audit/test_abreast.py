"""Several pieces of work at a time: results in order, not many ahead, errors where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from time import sleep

import pytest

from zhiben.engine.abreast import abreast

AT_ONCE = (1, 2, 3)


@pytest.mark.parametrize("at_once", AT_ONCE)
@pytest.mark.parametrize("size", [0, 1, 2, 9])
def test_results_come_in_the_order_of_the_items(at_once: int, size: int) -> None:
    def slowest_first(item: int) -> int:
        sleep(0.01 if item == 0 else 0)
        return item * item

    assert list(abreast(slowest_first, range(size), at_once)) == [item * item for item in range(size)]


@pytest.mark.parametrize("at_once", AT_ONCE)
def test_no_more_is_begun_than_twice_what_is_under_way(at_once: int) -> None:
    asked: list[int] = []

    def items() -> Iterator[int]:
        for item in range(30):
            asked.append(item)
            yield item

    for done, item in enumerate(abreast(lambda item: item, items(), at_once), start=1):
        assert item == done - 1
        assert len(asked) <= done + 2 * at_once


@pytest.mark.parametrize("at_once", AT_ONCE)
def test_an_error_comes_where_its_result_would(at_once: int) -> None:
    def fails(item: int) -> int:
        if item == 2:
            raise ValueError("third")
        return item

    found = abreast(fails, range(9), at_once)
    assert [next(found), next(found)] == [0, 1]
    with pytest.raises(ValueError, match="third"):
        next(found)
