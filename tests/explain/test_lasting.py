"""No record is named where one that the log has would end what it begins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ..cases.tables import Case, cases
from .adding import kinds
from .test_remedies import held
from .worlds import audit_of_case

ON_DUTY = {"event": "shift", "where": {"change": "on"}, "at_least": 1, "throughout": True}
LEFT: dict[str, Any] = {"event": "shift", "where": {"change": "off"}}


def on_duty(until: dict[str, Any], *log: str, entities: tuple[str, ...] = ("e enterprise",), **duty: Any) -> Case:
    """Somebody is on duty throughout March, until they have left."""
    base = next(case for case in cases() if case.table == "standing")
    owed = {**ON_DUTY, "standing": {"until": until}, **duty}
    return replace(
        base, setting={**base.setting, "duty": owed, "entities": list(entities)}, log=log, sentence="on duty"
    )


@pytest.mark.parametrize(
    ("told", "case"),
    [
        (("unsure", "ended"), on_duty(LEFT, "shift@2024-03-05 change=off")),
        (("one", ""), on_duty(LEFT, "shift@2024-02-05 change=off")),
        (("one", ""), on_duty(LEFT, "shift@2024-04-01T00:00:00 change=off")),
        (("unsure", "ended"), on_duty(LEFT, "shift@2024-03-31T23:59:59.999999 change=off")),
        (("one", ""), on_duty({**LEFT, "same": ["person"]}, "shift@2024-03-05 change=off person=q")),
        (("one", ""), on_duty({**LEFT, "same": ["person"]}, "shift@2024-03-05 change=off")),
        (("one", ""), on_duty(LEFT, "shift@2024-03-05 change=off subject=f", entities=("e enterprise",))),
    ],
    ids=["later", "before", "as the window closes", "its last instant", "another's", "nobody's", "of somebody else"],
)
def test_what_an_end_in_the_log_would_reach(told: tuple[str, str], case: Case) -> None:
    found = audit_of_case(case)
    (remedy,) = kinds(found.explanations).values()
    assert (remedy["kind"], remedy["why"]) == told
    assert not held(found, found.explanations, remedy["duty"])


def test_whose_events_lie_below_anybody_s_might_end_it() -> None:
    entities = ("e enterprise", "s site owner=e", "t site")
    case = on_duty(LEFT, "shift@2024-03-05 change=off subject=s", entities=entities, whose="below")
    remedies = kinds(audit_of_case(case).explanations).values()
    assert {(remedy["kind"], remedy["why"]) for remedy in remedies} == {("unsure", "ended")}
