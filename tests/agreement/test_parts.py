"""Judged in parts, by this process or by two others, a log gives the ledger that it gives when it is judged whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.engine.parts.crew import Crew

from ..in_parts import evaluate_in_parts
from .ledgers import assert_same
from .strategies import THEMES, Example, examples, judged


@pytest.fixture(scope="module")
def crews() -> Iterator[dict[int, Crew]]:
    """By number of processes; they are started once."""
    with Crew(0) as none, Crew(2, ["zhiben.engine.parts.judging"]) as two:
        yield {0: none, 2: two}


@pytest.mark.parametrize("theme", THEMES)
def test_parts_change_nothing(theme: str, crews: dict[int, Crew]) -> None:
    """With one event to a part, every family is a part of its own; with twenty, some lie together."""

    @settings(max_examples=examples(10))
    @given(judged(**THEMES[theme]), st.sampled_from((1, 20, 60)), st.sampled_from((0, 2)))
    def same(example: Example, size: int, processes: int) -> None:
        def in_parts(*given: Any, **more: Any) -> pa.Table:
            return evaluate_in_parts(*given, **more, size=size, crew=crews[processes])

        assert_same(example.judged(in_parts), example.judged(evaluate), (f"in parts of {size}", "whole"))

    same()
