"""The engine says what the definition says, row for row, and every ledger obeys the contract."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from zhiben.engine.evaluate import evaluate
from zhiben.engine.reference import evaluate as by_definition
from zhiben.rules.model import Rulebook

from .invariants import broken
from .ledgers import assert_same, rows, scenery
from .strategies import THEMES, examples, judged
from .worlds import World


@pytest.mark.parametrize("theme", THEMES)
def test_engine_equals_reference(theme: str) -> None:
    """One theme's share of the examples; a failure prints rules, rows and events."""

    @settings(max_examples=examples(200))
    @given(judged(**THEMES[theme]))
    def agree(example: tuple[Rulebook, World]) -> None:
        rulebook, world = example
        inputs = (rulebook, world.log(), world.registry(), world.declared(), world.as_of())
        expected = by_definition(*inputs)
        contradicted = broken(rows(expected), rulebook, world.as_of())
        assert not contradicted, "\n".join([*contradicted, scenery(rulebook, world)])
        assert_same(evaluate(*inputs), expected, rulebook, world, ("engine", "reference"))

    agree()
