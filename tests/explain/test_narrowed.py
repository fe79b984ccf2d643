"""Near misses are looked for among the events of whom the duties concern only, and none is lost by that."""

from __future__ import annotations

import numpy as np
import pytest

from zhiben.engine.explain import failing
from zhiben.engine.explain.asked import Asked
from zhiben.engine.registry import Registry
from zhiben.engine.search import Ints

from ..cases.tables import Case, cases
from .worlds import audit_of_case

TABLES = ("remedies", "asks", "values", "misses", "failed")
# Who lies below whom matters only where somebody does; of the others every seventh will do.
CHOSEN = [case for n, case in enumerate(cases()) if "owner=" in str(case.setting["entities"]) or n % 7 == 0]


def everything(asked: Asked, candidates: Ints) -> Ints:
    del asked
    return candidates


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_the_same_is_told_as_when_all_events_are_looked_at(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    narrowed = audit_of_case(case).explanations
    monkeypatch.setattr(failing, "_told_of", everything)
    whole = audit_of_case(case).explanations
    for name in TABLES:
        assert getattr(narrowed, name).equals(getattr(whole, name)), name


def test_related_are_all_above_and_all_below_at_any_time_and_nobody_beside() -> None:
    # 0 above 1 above 2, 3 and later 4 above 5, 0 above 6; 7 is alone
    code, owner = np.array([0, 1, 2, 3, 4, 5, 5, 6, 7]), np.array([-1, 0, 1, -1, -1, 3, 4, 0, -1])
    registry = object.__new__(Registry)
    object.__setattr__(registry, "names", range(8))
    object.__setattr__(registry, "code", code)
    object.__setattr__(registry, "owner", owner)

    def related(*who: int) -> list[int]:
        found = registry.related(np.array(who, np.int64))
        assert len(found) == 9 and not found[-1]
        return np.flatnonzero(found).tolist()

    assert related(1) == [0, 1, 2]
    assert related(0) == [0, 1, 2, 6]
    assert related(2) == [0, 1, 2]
    assert related(5) == [3, 4, 5]
    assert related(7, 6) == [0, 6, 7]
    assert related() == []
