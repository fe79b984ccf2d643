"""What follows a breach is not met by a record that would have prevented the breach."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ..cases.tables import Case, cases
from .adding import kinds
from .test_remedies import held
from .worlds import audit_of_case

MISSED = ("unsure", "entangled")
NAMED = ("one", "")


def following(**otherwise: Any) -> Case:
    """An inspection in March, which is missed, and what is owed otherwise."""
    base = next(case for case in cases() if case.table == "otherwise")
    owed = {"event": "review", "at_least": 1, **otherwise}
    return replace(base, setting={**base.setting, "rule": {"otherwise": owed}}, log=(), sentence="what follows")


@pytest.mark.parametrize(
    ("told", "case"),
    [
        (MISSED, following(event=["inspection", "review"], before="3 days")),
        (MISSED, following(event="inspection", before="any")),
        (NAMED, following(before="3 days")),
        (NAMED, following(before="any")),
        (NAMED, following(event="inspection", within="30 days")),
    ],
    ids=[
        "the same event before it",
        "the same at any time before it",
        "another before it",
        "another at any time before it",
        "after it",
    ],
)
def test_what_is_owed_otherwise(told: tuple[str, str], case: Case) -> None:
    found = audit_of_case(case)
    follow = [row["duty"] for row in found.ledger.to_pylist() if row["rule"] == "r/otherwise"]
    explained, wrong = found.explanations, []
    for duty in follow:
        remedy = kinds(explained)[duty]
        assert (remedy["kind"], remedy["why"]) == told
        wrong += held(found, explained, duty)
    assert follow and not wrong, "\n".join(wrong)
