"""Judged in parts, by one thread or two, a log gives the ledger that it gives when it is judged whole."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.engine.parts.judging import evaluate_in_parts

from .ledgers import assert_same
from .strategies import THEMES, Example, examples, judged


@pytest.mark.parametrize("theme", THEMES)
def test_parts_change_nothing(theme: str) -> None:
    """With one event to a part, every family is a part of its own; with twenty, some lie together."""

    @settings(max_examples=examples(10))
    @given(judged(**THEMES[theme]), st.sampled_from((1, 20, 60)), st.sampled_from((1, 2)))
    def same(example: Example, size: int, workers: int) -> None:
        def in_parts(*given: Any, **more: Any) -> pa.Table:
            return evaluate_in_parts(*given, **more, size=size, workers=workers)

        assert_same(example.judged(in_parts), example.judged(evaluate), (f"in parts of {size}", "whole"))

    same()
