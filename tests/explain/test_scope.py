"""A subject is named only where its events would count for the bearer, all through the window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ..cases.tables import Case, cases
from .adding import kinds
from .test_remedies import held
from .worlds import audit_of_case

UNSURE = ("unsure", "contradiction", None)


def covering(subject: str, whose: str, *entities: str) -> Case:
    """Somebody is to be trained in March."""
    base = next(case for case in cases() if case.table == "covers_sets")
    owed = {"event": "training", "covers": {"subject": [subject]}, "whose": whose, "every": "month"}
    return replace(base, setting={**base.setting, "duty": owed, "entities": list(entities)}, log=(), sentence="scope")


@pytest.mark.parametrize(
    ("told", "case"),
    [
        (("one", "", "s"), covering("s", "below", "e enterprise", "s site owner=e")),
        (("one", "", "t"), covering("t", "below", "e enterprise", "s site owner=e", "t site owner=s")),
        (("one", "", "e"), covering("e", "below", "e enterprise", "s site owner=e")),
        (("one", "", "g"), covering("g", "above", "e enterprise owner=g", "g group")),
        (("one", "", "x"), covering("x", "any", "e enterprise")),
        (UNSURE, covering("x", "below", "e enterprise", "s site owner=e")),
        (UNSURE, covering("x", "below", "e enterprise", "s site owner=e", "x site")),
        (UNSURE, covering("s", "above", "e enterprise", "s site owner=e")),
        (UNSURE, covering("s", "below", "e enterprise", "s site ..2024-03-15 owner=e", "s site 2024-03-16..")),
        (UNSURE, covering("s", "below", "e enterprise", "s site 2024-03-02.. owner=e")),
        (("none", "unbounded", None), covering("s", "own", "e enterprise", "s site owner=e")),
    ],
    ids=["below", "far below", "own", "above", "anybody's", "a stranger", "beside", "the other way", "leaving", "coming", "not own"],
)  # fmt: skip
def test_the_subject_that_is_named(told: tuple[str, str, str | None], case: Case) -> None:
    groups = {"attributes": {**case.setting["attributes"], "group": {}}}
    found = audit_of_case(replace(case, setting={**case.setting, **groups}))
    ((duty, remedy),) = kinds(found.explanations).items()
    assert (remedy["kind"], remedy["why"], remedy["subject"]) == told
    assert not held(found, found.explanations, duty)
