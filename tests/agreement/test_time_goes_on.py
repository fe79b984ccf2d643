"""A verdict once decided never changes at a later as-of, except breached → late."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.engine.reference.evaluate import evaluate as by_definition
from zhiben.rules.model import EachBreach, EachEvent, Every, Rule, Rulebook, SinceLast

from ..tables import Time
from .ledgers import Row, rows
from .strategies import Example, examples, judged
from .worlds import AS_OF, times

JUDGES = {"engine": evaluate, "reference": by_definition}


@pytest.mark.parametrize("judge", JUDGES)
def test_what_is_decided_stays_decided(judge: str) -> None:
    @settings(max_examples=examples(150 if judge == "engine" else 60))
    @given(judged(), st.data())
    def stays(example: Example, data: st.DataObject) -> None:
        example = replace(example, world=replace(example.world, known=None))
        world = example.world
        other = data.draw(times(world.scene, AS_OF))
        earlier, later = sorted((world.when, other), key=lambda when: world.as_of(when).before)
        before, after = (_ledger(judge, example, when) for when in (earlier, later))
        may_vanish = {rule.id for rule in _all(example.rulebook) if _ends_cut(rule)}
        for duty, row in before.items():
            if row["verdict"] == "pending" or (duty not in after and row["rule"] in may_vanish):
                continue
            now = after.get(duty, {"verdict": "nothing", "decided": None})
            step = (row["verdict"], now["verdict"])
            assert step[0] == step[1] or step == ("breached", "late"), f"{earlier}: {row}\n{later}: {now}"
            assert row["decided"] == now["decided"], f"{earlier}: {row}\n{later}: {now}"

    stays()


def _ledger(judge: str, example: Example, when: Time) -> dict[str, Row]:
    return {row["duty"]: row for row in rows(example.judged(JUDGES[judge], when=when))}


def _all(rulebook: Rulebook) -> Iterator[Rule]:
    for rule in rulebook.rules:
        below: Rule | None = rule
        while below is not None:
            yield below
            below = below.otherwise


def _ends_cut(rule: Rule) -> bool:
    """Whether an `until` that comes later takes back a duty: a period skipped because cut, a cadence that ran on."""
    occasion = rule.duty.occasion
    if not isinstance(occasion, EachEvent | EachBreach) or occasion.until is None:
        return False
    return isinstance(rule.duty.window, SinceLast) or (
        isinstance(rule.duty.window, Every) and rule.duty.partial == "skip"
    )
