"""The engine says what the definition says, row for row, and every ledger obeys the contract."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from zhiben.engine.evaluate import evaluate
from zhiben.engine.reference.evaluate import evaluate as by_definition

from .invariants import broken
from .ledgers import assert_same, rows
from .strategies import THEMES, Example, examples, judged


@pytest.mark.parametrize("theme", THEMES)
def test_engine_equals_reference(theme: str) -> None:
    """One theme's share of the examples; a failure prints the rows that differ, then rules and events."""

    @settings(max_examples=examples(200))
    @given(judged(**THEMES[theme]))
    def agree(example: Example) -> None:
        expected = example.judged(by_definition)
        contradicted = broken(rows(expected), example.rulebook, example.world.as_of())
        assert not contradicted, "\n".join(contradicted)
        assert_same(example.judged(evaluate), expected, ("engine", "reference"))

    agree()
