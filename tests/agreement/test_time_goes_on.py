"""A verdict once decided never changes at a later as-of, except breached → late."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.engine.evaluate import evaluate
from zhiben.engine.reference import evaluate as by_definition
from zhiben.rules.model import EachBreach, EachEvent, Every, Rule, Rulebook, SinceLast

from .ledgers import rows, scenery
from .strategies import examples, judged
from .worlds import AS_OF, World, times

JUDGES = {"engine": evaluate, "reference": by_definition}


@pytest.mark.parametrize("judge", JUDGES)
def test_what_is_decided_stays_decided(judge: str) -> None:
    @settings(max_examples=examples(150 if judge == "engine" else 60))
    @given(st.data())
    def stays(data: st.DataObject) -> None:
        rulebook, world = data.draw(judged())
        world = replace(world, known=None)
        other = data.draw(times(world.scene, AS_OF))
        earlier, later = sorted((world.when, other), key=lambda when: world.as_of(when).before)
        before = _ledger(judge, rulebook, world, earlier)
        after = _ledger(judge, rulebook, world, later)
        may_vanish = {rule.id for rule in _all(rulebook) if _ends_cut(rule)}
        for duty, row in before.items():
            if row["verdict"] == "pending" or (duty not in after and row["rule"] in may_vanish):
                continue
            now = after.get(duty, {"verdict": "nothing", "decided": None})
            same = now["verdict"] == row["verdict"] or (row["verdict"], now["verdict"]) == ("breached", "late")
            assert same and now["decided"] == row["decided"], "\n".join(  # noqa: PT018
                [f"as of {earlier}: {row}", f"as of {later}: {now}", scenery(rulebook, world)]
            )

    stays()


def _ledger(judge: str, rulebook: Rulebook, world: World, when: object) -> dict[str, dict]:
    at = world.as_of(when)  # type: ignore[arg-type]
    ledger = JUDGES[judge](rulebook, world.log(), world.registry(), world.declared(), at)
    return {row["duty"]: row for row in rows(ledger)}


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
