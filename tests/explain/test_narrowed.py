"""Near misses are looked for among the events of whom the duties concern only, and none is lost by that."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from zhiben.engine import owned
from zhiben.engine.existing import Existing
from zhiben.engine.explain import failing
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.explaining import explanations
from zhiben.engine.registry import Registry
from zhiben.engine.search import Ints
from zhiben.events.civil import calendar

from ..cases.tables import Case, cases
from .worlds import audit_of_case

TABLES = ("remedies", "asks", "values", "misses", "failed")
# Who lies below whom matters only where somebody does; of the others every seventh will do.
CHOSEN = [case for n, case in enumerate(cases()) if "owner=" in str(case.setting["entities"]) or n % 7 == 0]


def everything(asked: Asked, types: tuple[str, ...]) -> Ints:
    return asked.wide.events.of_types(types)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_the_same_is_told_as_when_all_events_are_looked_at(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    narrowed = audit_of_case(case).explanations
    monkeypatch.setattr(owned, "_OFTEN", 1)
    looked_up = audit_of_case(case).explanations
    monkeypatch.setattr(failing, "_told_of", everything)
    whole = audit_of_case(case).explanations
    for name in TABLES:
        assert getattr(narrowed, name).equals(getattr(whole, name)), name
        assert getattr(looked_up, name).equals(getattr(whole, name)), name


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_where_one_miss_is_told_it_is_the_first_of_several(case: Case) -> None:
    audit = audit_of_case(case)
    several, one = (explanations(audit, audit.ledger, most) for most in (5, 1))
    is_told = (pc.field("rank") == 0) | (pc.field("side") == "standing")  # what stands is told together
    assert one.misses.equals(several.misses.filter(is_told))
    assert one.failed.equals(several.failed.filter(pc.field("rank") == 0))


def test_events_are_looked_up_by_subject_and_time_once_they_have_been_asked_for_often() -> None:
    table = pa.table({"first": range(8), "type": list("aabaabaa")})
    events = Existing(table, np.arange(8), {}, calendar("UTC"))
    found = owned.Owned(events, np.array([0, 1, 0, 1, 0, 1, -1, 1]))
    asked = (np.array([1, 1, -1, 9]), np.array([0, 3, 0, 0]), np.array([4, 8, 8, 8]))
    answers = [found.within(("a",), *asked) for _ in range(5)]
    assert answers[:3] == [None] * 3
    assert [answer.tolist() for answer in answers[3:] if answer is not None] == [[1, 3, 7]] * 2


def test_related_are_all_above_and_all_below_at_any_time_and_nobody_beside() -> None:
    # 0 above 1 above 2, 3 and later 4 above 5, 0 above 6; 7 is alone
    code, owner = np.array([0, 1, 2, 3, 4, 5, 5, 6, 7]), np.array([-1, 0, 1, -1, -1, 3, 4, 0, -1])
    none = np.zeros(0, np.int64)
    registry = Registry(pa.array("01234567"), pa.table({}), code, none, none, owner, none)

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
