"""A condition on the time of a record narrows when it would count; where what is left is no single span, none is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ..cases.tables import Case, cases
from .adding import kinds
from .test_remedies import held
from .worlds import audit_of_case

UNSURE = ("unsure", "contradiction")
NAMED = ("one", "")


def hazards(*log: str, **duty: Any) -> Case:
    """Hazards of March."""
    base = next(case for case in cases() if case.table == "share")
    return replace(base, setting={**base.setting, "duty": {"event": "hazard", "every": "month", **duty}}, log=log)


BEFORE: dict[str, Any] = {"time": {"lt": "2024-03-10"}}
EITHER: dict[str, Any] = {"any_of": [{"time": "2024-03-02"}, {"time": "2024-03-12"}]}
LATE = "hazard@2024-03-20"


@pytest.mark.parametrize(
    ("told", "case"),
    [
        (NAMED, hazards(where=BEFORE, at_least=1)),
        (NAMED, hazards(LATE, share=BEFORE, at_least=0.5)),
        (UNSURE, hazards("hazard@2024-03-02", share={"not": BEFORE}, at_least=0.5)),
        (UNSURE, hazards(where=EITHER, at_least=1)),
        (UNSURE, hazards(LATE, share=EITHER, at_least=0.5)),
        (UNSURE, hazards(where={"not": BEFORE}, at_least=1)),
    ],
    ids=["before", "share before", "share not before", "either", "share of either", "not before"],
)
def test_when_a_record_would_count(told: tuple[str, str], case: Case) -> None:
    found = audit_of_case(case)
    ((duty, remedy),) = kinds(found.explanations).items()
    assert (remedy["kind"], remedy["why"]) == told
    assert not held(found, found.explanations, duty)
